"""Moderate an issue: publish it in words without a person, refuse it with a reason, or merge it into one that stands."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.advocacy.actions.climb_ladder import begin_step, tell_silence
from barabar.advocacy.catalogue import Rung, issue_refusals, issue_rungs, rights
from barabar.advocacy.models import Issue
from barabar.advocacy.permissions import may_moderate
from barabar.journal.actions.record import record
from barabar.plans.models import Measure
from barabar.reference.catalogue import sectors
from barabar.reference.models import Territory
from barabar.reference.slugs import fold
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems


@dataclass(frozen=True)
class Words:
    """What the public reads of an issue."""

    title: Text
    text: Text
    sector: str
    right: str = ""
    territory: Territory | None = None
    settlement: str = ""
    measures: Sequence[Measure] = ()


@transaction.atomic
def publish_issue(
    *, by: Actor, issue: Issue, words: Words, rung: Rung, organisation: Organisation, today: dt.date | None = None
) -> Issue:
    """The issue becomes public in these words, and the first institution is asked."""
    may_moderate(by, issue).require()
    issue = _locked(issue)
    problems = [*_state_problems(issue, "waiting"), *_word_problems(issue, words)]
    if problems:
        raise Problems(problems)
    issue.state, issue.published_on = "open", today or timezone.localdate()
    _write(issue, words)
    record(by=by, action="issue.publish", kind="issue", subject=issue.pk, facts={"sector": issue.sector})
    begin_step(by=by, issue=issue, rung=rung, organisation=organisation, today=issue.published_on)
    return issue


@transaction.atomic
def reword_issue(*, by: Actor, issue: Issue, words: Words) -> Issue:
    """Other public words for an issue that stands."""
    may_moderate(by, issue).require()
    issue = _locked(issue)
    problems = [*_state_problems(issue, "open", "closed"), *_word_problems(issue, words)]
    if problems:
        raise Problems(problems)
    _write(issue, words)
    record(by=by, action="issue.reword", kind="issue", subject=issue.pk)
    return issue


@transaction.atomic
def refuse_issue(*, by: Actor, issue: Issue, reason: str) -> Issue:
    """Not to be made public; the author reads the reason on the private page."""
    may_moderate(by, issue).require()
    issue = _locked(issue)
    problems = list(_state_problems(issue, "waiting"))
    if reason not in issue_refusals():
        problems.append(Problem("reason", _("choose why it does not become public."), anchor="id_reason"))
    if problems:
        raise Problems(problems)
    issue.state, issue.refusal, issue.closed_on = "refused", reason, timezone.localdate()
    issue.save()
    record(by=by, action="issue.refuse", kind="issue", subject=issue.pk, facts={"reason": reason})
    return issue


@transaction.atomic
def merge_issue(*, by: Actor, issue: Issue, into: Issue) -> Issue:
    """The report, or the public issue, tells of an issue that stands: it counts there, and its authors follow it there.

    What institutions answered to a public issue stays and is shown with the other; what they had not answered is asked there
    alone, and counts for nobody as silence. The measures concerned go along; earlier issues joined with it follow.
    """
    may_moderate(by, issue).require()
    may_moderate(by, into).require()
    first, second = sorted(
        (issue.pk, into.pk)
    )  # always in one order, so that two who merge crosswise do not wait forever
    held = {pk: Issue.objects.select_for_update().get(pk=pk) for pk in dict.fromkeys((first, second))}
    issue, into = held[issue.pk], held[into.pk]
    problems = list(_state_problems(issue, "waiting", *Issue.PUBLIC))
    if issue.pk == into.pk or not into.is_public or into.economy != issue.economy:
        problems.append(Problem("into", _("choose a public issue of the same economy."), anchor="id_into"))
    if problems:
        raise Problems(problems)
    was_public = issue.is_public
    for step in issue.steps.filter(due_on__lt=timezone.localdate(), outcomes=None):
        tell_silence(step, step.due_on + dt.timedelta(days=1))
    moved = issue.raisings.update(issue=into)
    Issue.objects.filter(merged_into=issue).update(merged_into=into)
    into.measures.add(*issue.measures.all())
    issue.state, issue.merged_into, issue.raisings_count, issue.published_on = "merged", into, 0, None
    issue.save()
    Issue.objects.filter(pk=into.pk).update(raisings_count=F("raisings_count") + moved)
    record(by=by, action="issue.merge", kind="issue", subject=issue.pk, facts={"into": into.pk, "public": was_public})
    into.refresh_from_db()
    return into


def _locked(issue: Issue) -> Issue:
    return Issue.objects.select_for_update().get(pk=issue.pk)


def _write(issue: Issue, words: Words) -> None:
    issue.title, issue.text, issue.sector, issue.right = words.title, words.text, words.sector, words.right
    issue.territory, issue.settlement = words.territory, words.settlement.strip()
    place = [*issue.territory.name.values()] if issue.territory else []
    issue.folded = fold(" ".join([*words.title.values(), *words.text.values(), *place, issue.settlement]))
    issue.save()
    issue.measures.set(words.measures)


def _state_problems(issue: Issue, *wanted: str) -> Iterable[Problem]:
    if issue.state not in wanted:
        yield Problem("state", _("somebody else decided on this issue meanwhile. Load the page again."))


def _word_problems(issue: Issue, words: Words) -> Iterable[Problem]:
    if not words.title:
        yield Problem("title-missing", _("give the issue a title in at least one language."), anchor="id_title_sq")
    if not words.text:
        yield Problem("text-missing", _("write what the public reads, in at least one language."), anchor="id_text_sq")
    if words.sector not in sectors():
        yield Problem("sector", _("choose the sector."), anchor="id_sector")
    right = rights().get(words.right)
    if words.right and (right is None or right.economy not in ("", issue.economy)):
        yield Problem("right", _("this right is not known here. Choose it again."), anchor="id_right")
    if words.territory and words.territory.economy != issue.economy:
        facts = {"place": words.territory.name}
        yield Problem("place", _("%(place)s lies in another economy than the issue."), facts, anchor="id_territory")
    for measure in words.measures:
        if measure.node.plan.economy != issue.economy:
            facts = {"measure": measure.key}
            yield Problem("measure", _("%(measure)s belongs to another economy's plan."), facts, anchor="id_measures")


def first_rung() -> Rung:
    return next(iter(issue_rungs().values()))

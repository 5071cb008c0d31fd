"""The ladder: ask an institution, record its answer or its silence, go one rung up, close."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import SYSTEM, Actor
from barabar.access.models import Organisation
from barabar.advocacy.catalogue import Rung, form_limits, issue_rungs
from barabar.advocacy.ladder import addressees, likely, next_rung
from barabar.advocacy.models import Issue, IssueStep, StepOutcome
from barabar.advocacy.permissions import may_answer, may_moderate
from barabar.design.figures import day as day_in_words
from barabar.journal.actions.record import record
from barabar.messages.actions.write_message import Draft, write_message
from barabar.reference.verdicts import Problem, Problems


@transaction.atomic
def begin_step(*, by: Actor, issue: Issue, rung: Rung, organisation: Organisation, today: dt.date | None = None) -> IssueStep:  # fmt: skip
    """Ask an institution of this rung; the answer is due after the days that the ladder agrees."""
    may_moderate(by, issue).require()
    issue = Issue.objects.select_for_update().get(pk=issue.pk)
    last = issue.steps.order_by("-number").first()
    problems = []
    if issue.state != "open":
        problems.append(Problem("state", _("the issue is not open. Load the page again.")))
    if organisation not in addressees(issue, rung):
        facts = {"name": organisation.name, "rung": rung.title}
        problems.append(Problem("addressee", _("%(name)s does not answer at this rung (%(rung)s). Choose another."), facts, anchor="id_organisation"))  # fmt: skip
    order = list(issue_rungs())
    if last is not None and order.index(rung.key) <= order.index(last.rung):
        problems.append(Problem("rung", _("the issue was there already; it only climbs."), anchor="id_rung"))
    if problems:
        raise Problems(problems)
    day = today or timezone.localdate()
    step = IssueStep.objects.create(
        issue=issue, number=last.number + 1 if last else 1, rung=rung.key, organisation=organisation,
        began_on=day, due_on=day + dt.timedelta(days=rung.days),
    )  # fmt: skip
    Issue.objects.filter(pk=issue.pk).update(rung=rung.key)
    facts = {"rung": rung.key, "organisation": organisation.pk, "due_on": step.due_on.isoformat()}
    record(by=by, action="issue.ask", kind="issue", subject=issue.pk, facts=facts)
    _tell(step)
    return step


@transaction.atomic
def answer_step(*, by: Actor, step: IssueStep, text: str, language: str = "", today: dt.date | None = None) -> StepOutcome:  # fmt: skip
    """The institution's answer. It is public as it is written, and a further one does not replace it."""
    may_answer(by, step).require()
    issue = Issue.objects.select_for_update().get(pk=step.issue_id)
    day = today or timezone.localdate()
    problems = []
    if issue.state != "open":
        problems.append(Problem("state", _("the issue is closed; there is nothing left to answer.")))
    words = text.strip()
    if not words:
        problems.append(Problem("answer-missing", _("write the answer."), anchor="id_answer"))
    if len(words) > form_limits().longest:
        facts = {"most": form_limits().longest, "length": len(words)}
        problems.append(Problem("answer-long", _("the answer has %(length)s letters; at most %(most)s are taken."), facts, anchor="id_answer"))  # fmt: skip
    if problems:
        raise Problems(problems)
    is_first = not step.outcomes.filter(kind="answer").exists()
    late = day > step.due_on
    if late:
        tell_silence(step, step.due_on + dt.timedelta(days=1))
    made = StepOutcome.objects.create(
        step=step, kind="answer", recorded_on=day, days=(day - step.began_on).days, is_late=late, is_first=is_first,
        text=words, language=language,
    )  # fmt: skip
    record(by=by, action="issue.answer", kind="issue", subject=issue.pk, facts={"rung": step.rung, "late": late})
    return made


@transaction.atomic
def climb(*, by: Actor, issue: Issue, organisation: Organisation, today: dt.date | None = None) -> IssueStep:
    """Ask at the next rung: after silence, or after an answer that did not solve it."""
    may_moderate(by, issue).require()
    issue = Issue.objects.select_for_update().get(pk=issue.pk)
    rung = next_rung(issue)
    if rung is None:
        raise Problems([Problem("top", _("this is the top of the ladder: close the issue as solved or not solved."))])
    day = today or timezone.localdate()
    step = issue.steps.order_by("-number").first()
    if step and not step.outcomes.filter(kind="answer").exists():
        if day <= step.due_on:
            facts = {"name": step.organisation.name, "day": f"{step.due_on:%d.%m.%Y}"}
            raise Problems([Problem("early", _("%(name)s has time until %(day)s to answer."), facts)])
        tell_silence(step, step.due_on + dt.timedelta(days=1))
    return begin_step(by=by, issue=issue, rung=rung, organisation=organisation, today=day)


@transaction.atomic
def close_issue(*, by: Actor, issue: Issue, outcome: str) -> Issue:
    """Close it as solved, solved in part or not solved; it stays public."""
    may_moderate(by, issue).require()
    issue = Issue.objects.select_for_update().get(pk=issue.pk)
    problems = []
    if issue.state != "open":
        problems.append(Problem("state", _("the issue is not open. Load the page again.")))
    if outcome not in dict(Issue.OUTCOMES):
        problems.append(Problem("outcome", _("say whether it is solved."), anchor="id_outcome"))
    if problems:
        raise Problems(problems)
    issue.state, issue.outcome, issue.closed_on = "closed", outcome, timezone.localdate()
    issue.save()
    record(by=by, action="issue.close", kind="issue", subject=issue.pk, facts={"outcome": outcome})
    return issue


@transaction.atomic
def record_silences(*, today: dt.date | None = None) -> tuple[int, int]:
    """How many silences were recorded, and how many of those issues climbed: where one institution alone is next."""
    day = today or timezone.localdate()
    overdue = IssueStep.objects.filter(due_on__lt=day, outcomes=None, issue__state="open").select_related("issue")
    silent = climbed = 0
    for step in overdue:
        Issue.objects.select_for_update().get(pk=step.issue_id)
        if step.outcomes.exists() or not tell_silence(step, step.due_on + dt.timedelta(days=1)):
            continue
        silent += 1
        rung = next_rung(step.issue)
        candidates = likely(step.issue, rung) if rung else []
        if rung and len(candidates) == 1:
            begin_step(by=SYSTEM, issue=step.issue, rung=rung, organisation=candidates[0], today=day)
            climbed += 1
    return silent, climbed


def tell_silence(step: IssueStep, day: dt.date) -> bool:
    """Record the silence once, with the first day after the agreed time."""
    _kept, is_new = StepOutcome.objects.get_or_create(
        step=step, kind="silence", defaults={"recorded_on": day, "days": (day - step.began_on).days, "is_late": True}
    )
    if is_new:
        record(by=SYSTEM, action="issue.silence", kind="issue", subject=step.issue_id, facts={"rung": step.rung})
    return is_new


def _tell(step: IssueStep) -> None:
    """Write to the institution's office that it is asked, in its language; where it has no address nothing is written."""
    institution = step.organisation
    if not institution.email:
        return
    with translation.override(institution.language):
        facts = {"title": step.issue.title, "day": day_in_words(step.due_on)}
        draft = Draft(
            kind="issue", occasion=f"issue step {step.pk}", to=institution.email, to_name=str(institution.name),
            language=institution.language, about=f"issue {step.issue_id}",
            subject=_("A community asks you: answer agreed until %(day)s") % facts,
            text=_("A community raised this issue: %(title)s. Your institution is asked to answer by %(day)s. The answer is public.") % facts + f"\n\n{settings.ADDRESS}office/issues/{step.issue_id}/",
        )  # fmt: skip
    write_message(draft)

"""The lines of the daily digest on issues: what an institution has to answer and by when, and what waits for moderation.

Only public words leave in an e-mail, never what was told.
"""

import datetime as dt

from django.conf import settings
from django.db.models import Count, Exists, F, Max, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from barabar.access.actors import Actor
from barabar.access.permissions import may
from barabar.advocacy.models import IssueStep, StepOutcome
from barabar.advocacy.queries import issues_to_moderate, steps_to_answer
from barabar.chasing.digest_lines import LINES
from barabar.design.figures import day

# So many are named; of the rest, how many they are.
NAMED = 10


def digest_lines(actor: Actor, today: dt.date) -> list[str]:
    return [*_to_answer(actor, today), *_to_moderate(actor, today)]


def _to_answer(actor: Actor, today: dt.date) -> list[str]:
    """Where the issue stands at the institution's rung: one line each, the earliest due first; those that went on: how many."""
    steps = steps_to_answer(actor).annotate(last=Max("issue__steps__number"))
    here = steps.filter(number=F("last"))
    shown, count = list(here[:NAMED]), here.count()
    lines = [_line(one, today) for one in shown]
    if count > len(shown):
        said = ngettext("and %(count)s further issue to answer: %(address)s", "and %(count)s further issues to answer: %(address)s", count - len(shown))  # fmt: skip
        lines.append(said % {"count": count - len(shown), "address": f"{settings.ADDRESS}office/issues/"})
    gone = steps.filter(number__lt=F("last")).count()
    if gone:
        said = ngettext(
            "%(count)s issue went on to a higher rung without your answer; an answer is still taken.",
            "%(count)s issues went on to a higher rung without your answer; an answer is still taken.",
            gone,
        )
        lines.append(said % {"count": gone})
    return lines


def _line(step: IssueStep, today: dt.date) -> str:
    facts = {
        "title": step.issue.title, "day": day(step.due_on), "name": step.organisation.name,
        "address": f"{settings.ADDRESS}office/issues/{step.issue_id}/",
    }  # fmt: skip
    if step.due_on < today:
        return _("Issue without an answer of %(name)s since %(day)s: %(title)s (%(address)s)") % facts
    return _("Issue to be answered by %(name)s until %(day)s: %(title)s (%(address)s)") % facts


def _to_moderate(actor: Actor, today: dt.date) -> list[str]:
    if not may(actor, "issue.moderate"):
        return []
    own = issues_to_moderate(actor)
    lines = []
    waiting = own.filter(state="waiting").aggregate(n=Count("pk"))["n"]
    if waiting:
        said = ngettext("%(count)s issue waits to be read before it is public.", "%(count)s issues wait to be read before they are public.", waiting)  # fmt: skip
        lines.append(said % {"count": waiting})
    later = IssueStep.objects.filter(issue=OuterRef("issue"), number__gt=OuterRef("number"))
    answered = StepOutcome.objects.filter(step=OuterRef("pk"), kind="answer")
    passed = IssueStep.objects.filter(issue__in=own.filter(state="open").values("pk"), due_on__lt=today)
    silent = passed.filter(~Exists(later), ~Exists(answered)).count()
    if silent:
        said = ngettext("%(count)s issue got no answer in the agreed time where it stands.", "%(count)s issues got no answer in the agreed time where they stand.", silent)  # fmt: skip
        lines.append(said % {"count": silent})
    return lines


def register() -> None:
    LINES["issue"] = digest_lines

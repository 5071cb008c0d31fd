"""What the pages on community issues show, public and in the office alike. Counts of people are published only where they are not small."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from barabar.advocacy.catalogue import issue_rungs, rights
from barabar.advocacy.models import Issue, IssueStep
from barabar.advocacy.queries import (
    StepStanding,
    answers_by_institution,
    issue_counts,
    public_issues,
    standing_of,
    standings_of,
)
from barabar.analysis.kept import kept
from barabar.analysis.protection_rule import protection_rule
from barabar.publishing.recommended import recommended
from barabar.reference.catalogue import economies, sectors

ISSUES_SHOWN = 20
INSTITUTIONS_SHOWN = 30
STATES = {
    "waiting": pgettext_lazy("issue", "Waits for moderation"),
    "open": pgettext_lazy("issue", "Open"),
    "closed": pgettext_lazy("issue", "Closed"),
    "refused": pgettext_lazy("issue", "Not made public"),
    "merged": pgettext_lazy("issue", "Joined with another"),
}
OUTCOMES = {
    "solved": pgettext_lazy("issue", "Solved"),
    "part": pgettext_lazy("issue", "Solved in part"),
    "unsolved": pgettext_lazy("issue", "Not solved"),
}


@dataclass(frozen=True)
class Listed:
    """An issue in a list, with the step where it stands."""

    issue: Issue
    standing: StepStanding | None


def issues_context(asked: Mapping[str, str], *, today: dt.date | None = None) -> dict:
    """Public issues by economy, sector, rung, state and words; unknown words of a filter filter nothing."""
    economy, sector, rung, state, words = (asked.get(name, "") for name in ("economy", "sector", "rung", "state", "q"))
    found = public_issues(
        economy=economy if economy in economies() else "", sector=sector if sector in sectors() else "",
        rung=rung if rung in issue_rungs() else "", state=state, words=words[:120].replace("\x00", ""),
    )  # fmt: skip
    page = Paginator(found.values_list("pk", flat=True), ISSUES_SHOWN).get_page(asked.get("page"))
    page.object_list = with_standings(_in_order(page.object_list), today or timezone.localdate())
    return {
        "page": page, "states": {key: STATES[key] for key in Issue.PUBLIC}, "economies": economies().values(),
        "sectors": sectors().values(), "rungs": issue_rungs().values(), "chosen_economy": economy,
        "chosen_sector": sector, "chosen_rung": rung, "chosen_state": state, "chosen_words": words,
    }  # fmt: skip


def _in_order(keys: Iterable[int]) -> list[Issue]:
    """The issues of one page: the rows of the pages before are never read."""
    keys = list(keys)
    found = Issue.objects.filter(pk__in=keys).select_related("territory").defer("text", "folded").in_bulk()
    return [found[key] for key in keys]


def with_standings(issues: Iterable[Issue], today: dt.date) -> list[Listed]:
    issues = list(issues)
    last: dict[int, IssueStep] = {}
    steps = IssueStep.objects.filter(issue__in=issues).select_related("organisation").prefetch_related("outcomes")
    for step in steps.order_by("number"):
        last[step.issue_id] = step
    return [Listed(one, standing_of(last[one.pk], today) if one.pk in last else None) for one in issues]


def issue_context(issue: Issue, *, today: dt.date | None = None) -> dict:
    """One public issue: its words, its way up the ladder, the answers; how often raised, where that is not a small count."""
    most = protection_rule().frequency
    return {
        "issue": issue,
        "state": STATES[issue.state],
        "outcome": OUTCOMES.get(issue.outcome, ""),
        "right": rights().get(issue.right),
        "standings": standings_of(issue, today or timezone.localdate()),
        "joined": _joined(issue, today or timezone.localdate()),
        "raisings": issue.raisings_count if issue.raisings_count >= most else None,
        "fewer_than": most,
        "recommended": recommended("issue", issue.pk),
        "measures": issue.measures.select_related("node__plan").exclude(node__plan__status="draft"),
    }


def _joined(issue: Issue, today: dt.date) -> list[tuple[Issue, list[StepStanding]]]:
    """Issues that were public and were joined with this one, with what was answered to them."""
    found = [
        (one, standings_of(one, today)) for one in issue.merged.filter(steps__isnull=False).distinct().order_by("pk")
    ]
    told = [(one, [standing for standing in own if standing.answers]) for one, own in found]
    return [(one, own) for one, own in told if own]


def answers_context(asked: Mapping[str, str], *, today: dt.date | None = None) -> dict:
    """Who answered and how fast, by institution; of an economy and a year where they are given."""
    day = today or timezone.localdate()
    economy, year = asked.get("economy", ""), asked.get("year", "")
    economy = economy if economy in economies() else ""
    chosen = int(year) if year.isdecimal() and len(year) == 4 else None
    rows, counts = kept(
        ("issue answers", economy, chosen, day),
        lambda: (
            answers_by_institution(economy=economy, year=chosen, today=day),
            issue_counts(economy=economy, year=chosen, today=day),
        ),
    )
    return {
        "rows": rows,
        "page": Paginator(rows, INSTITUTIONS_SHOWN).get_page(asked.get("page")),
        "counts": counts,
        "outcome_words": OUTCOMES,
        "economies": economies().values(),
        "chosen_economy": economy,
        "chosen_year": year,
        "rungs": issue_rungs().values(),
    }

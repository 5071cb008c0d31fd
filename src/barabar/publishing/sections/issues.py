"""Challenges that communities raised in the year: how many, who was asked, who answered and how fast, which they are."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from barabar.advocacy.models import Issue
from barabar.advocacy.queries import Answers, answers_by_institution, issue_counts
from barabar.publishing.document.model import Align, Block, Column, Heading, Notice, NoticeKind, Paragraph, Row, Table
from barabar.publishing.issues_page import Listed, with_standings
from barabar.publishing.report import Page

LISTED = 40


def build(page: Page) -> list[Block]:
    report = page.report
    scope = {
        "economy": report.scope.economy,
        "year": report.year,
        "territory": report.scope.territory,
        "today": report.built_on,
    }
    heading = Heading(1, _("Challenges that communities raised"), "issues")
    counts = issue_counts(**scope)
    answers = answers_by_institution(**scope)
    if not counts.total and not answers:
        nothing = _("No issue was made public, and no institution was asked about one, in this period.")
        return [heading, Notice(NoticeKind.NO_DATA, page.said(nothing))]
    said = _("Issues made public in the year: %(total)s; open: %(open)s, solved: %(solved)s, solved in part: %(part)s, not solved: %(unsolved)s.") % {  # fmt: skip
        "total": page.numbers.integer(counts.total), "open": page.numbers.integer(counts.open),
        **{key: page.numbers.integer(count) for key, count in counts.outcomes.items()},
    }  # fmt: skip
    blocks: list[Block] = [heading, Paragraph(page.said(said))]
    if answers:
        blocks.append(_answers(page, answers))
    return [*blocks, *_issues(page)]


def _answers(page: Page, answers: list[Answers]) -> Table:
    heads = (_("Asked"), _("In time"), _("Late"), pgettext("answer", "No answer"), pgettext("answer", "Time still runs"), _("Response rate"), _("Median days"))  # fmt: skip
    columns = (Column(_("Institution"), width=3), *(Column(head, Align.RIGHT) for head in heads))
    caption = _("Institutions asked about issues in the year, and their answers until the day of this report")
    return Table(columns, tuple(_answers_row(page, one) for one in answers), caption, "issue-answers")


def _answers_row(page: Page, one: Answers) -> Row:
    counts = [page.said(page.numbers.integer(n)) for n in (one.asked, one.in_time, one.late, one.silent, one.waiting)]
    rate = "–"
    if one.due:
        share = page.numbers.percent(Decimal(one.answered * 100) / one.due)
        rate = _("%(rate)s (%(part)s of %(whole)s)") % {"rate": share, "part": one.answered, "whole": one.due}
    days = "–" if one.median_days is None else page.numbers.decimal(Decimal(str(one.median_days)))
    return Row((page.said(one.name), *counts, page.said(rate), page.said(days)))


def _issues(page: Page) -> list[Block]:
    report = page.report
    found = Issue.objects.filter(
        state__in=Issue.PUBLIC, economy=report.scope.economy, published_on__year=report.year,
        published_on__lte=report.built_on,
    ).select_related("territory")  # fmt: skip
    if report.scope.territory:
        found = found.filter(territory=report.scope.territory)
    listed = with_standings(found[:LISTED], report.built_on)
    if not listed:
        return []
    heads = (Column(_("Issue"), width=3), Column(_("Place"), width=2), Column(_("Sector")), Column(_("Asked"), width=2), Column(_("Answer")))  # fmt: skip
    rows = tuple(_issue_row(page, one) for one in listed)
    blocks: list[Block] = [Table(heads, rows, _("Issues made public in the year"), "issues-list")]
    left = found.count() - len(listed)
    if left > 0:
        more = _("%(count)s further issues stand on the public site.") % {"count": page.numbers.integer(left)}
        blocks.append(Paragraph(page.said(more)))
    return blocks


def _issue_row(page: Page, one: Listed) -> Row:
    words = {
        "waiting": pgettext("answer", "Time still runs"), "in_time": pgettext("answer", "Answered in time"),
        "late": pgettext("answer", "Answered late"), "silent": pgettext("answer", "No answer"),
    }  # fmt: skip
    issue, standing = one.issue, one.standing
    place = page.named(issue.territory.name) if issue.territory else page.said("–")
    asked = page.said(standing.step.organisation.name if standing else "–")
    answer = page.said(words[standing.state] if standing else "–")
    return Row((page.said(issue.title), place, page.said(page.sector(issue.sector)), asked, answer))

"""Executive summary: whom the report covers, how the measures stand, what was spent, the widest gaps."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from barabar.publishing.document.model import Block, BulletList, Heading, Notice, NoticeKind, Paragraph, Runs, Strong
from barabar.publishing.report import Page
from barabar.publishing.sections.parts import coverage_notice, states_chart


def build(page: Page) -> list[Block]:
    report = page.report
    blocks: list[Block] = [Heading(1, _("Executive summary"), "summary"), coverage_notice(page)]
    if not report.standings:
        nothing = _("No measure of a plan in force belongs to this report; there is nothing to sum up.")
        return [*blocks, Notice(NoticeKind.NO_DATA, page.said(nothing))]
    blocks.append(Paragraph(page.said(_opening(page))))
    blocks.append(states_chart(page, "measures-by-state", _("Measures by state"), report.states))
    points = [*_money(page), *_reached(page), *_gaps(page)]
    if points:
        blocks.append(BulletList(tuple(points)))
    return blocks


def _opening(page: Page) -> str:
    report = page.report
    plans = len(report.plans)
    measures = len(report.standings)
    good = report.states["completed"] + report.states["on_track"]
    first = ngettext("The report follows %(count)s plan", "The report follows %(count)s plans", plans) % {
        "count": plans
    }
    second = ngettext("with %(count)s measure.", "with %(count)s measures.", measures) % {"count": measures}
    third = _("Completed or on track by the institutions' own reports: %(good)s of %(all)s.") % {
        "good": good, "all": measures,
    }  # fmt: skip
    return f"{first} {second} {third}"


def _money(page: Page) -> list[Runs]:
    """One point for each currency: never added across."""
    points = []
    for currency in dict.fromkeys(one.currency for one in page.report.money_by_sector):
        rows = [one for one in page.report.money_by_sector if one.currency == currency]
        adopted = sum(one.adopted.amount for one in rows if one.adopted and one.adopted.amount is not None)
        spent = sum(one.spent.amount for one in rows if one.spent and one.spent.amount is not None)
        if not adopted:
            continue
        text = _("Money spent: %(spent)s of %(adopted)s adopted (%(rate)s).") % {
            "spent": page.numbers.money(spent, currency),
            "adopted": page.numbers.money(adopted, currency),
            "rate": page.numbers.percent(spent * 100 / adopted),
        }
        points.append(page.said(text))
    return points


def _reached(page: Page) -> list[Runs]:
    """The first indicator of the national measures, as examples with their references."""
    points = []
    for standing in page.report.standings:
        first = standing.first
        if first is None or first.total is None or first.total.amount is None or len(points) == 4:
            continue
        label = f"{standing.code} {page.plain(standing.title)}: {page.plain(first.name)}"
        figure = page.figure(first.total, label, unit=first.unit)
        points.append((Strong((figure,)), *page.said(" "), *page.said(first.name), *page.said(" ("), *page.said(standing.title), *page.said(")")))  # fmt: skip
    return points


def _gaps(page: Page) -> list[Runs]:
    if not page.report.gaps:
        return []
    widest = max(page.report.gaps, key=lambda gap: gap.points)
    text = _("The widest measured gap to the comparison population: %(name)s, %(points)s.") % {
        "name": page.plain(widest.name), "points": page.numbers.points(widest.points),
    }  # fmt: skip
    return [page.said(text)]

"""Pieces that several sections use: the coverage sentence, measures by state, money rows."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from barabar.analysis.execution import Execution
from barabar.plans.catalogue import measure_statuses
from barabar.publishing.charts import StackedStates, StateCount, chart_block
from barabar.publishing.document.model import Align, Chart, Column, Notice, NoticeKind, Row
from barabar.publishing.report import Page
from barabar.statistics.rollup import Total


def coverage_notice(page: Page) -> Notice:
    """Whom the figures cover: every total of the report stands under this sentence."""
    everybody = page.report.reporters
    absent = [one for one in everybody if not one.has_reported]
    sentence = ngettext(
        "These figures cover %(reported)s of %(owed)s reporting institution.",
        "These figures cover %(reported)s of %(owed)s reporting institutions.",
        len(everybody),
    ) % {"reported": len(everybody) - len(absent), "owed": len(everybody)}
    if not absent:
        return Notice(NoticeKind.COVERAGE, page.said(sentence))
    runs = [*page.said(sentence), *page.said(" " + _("No approved return from:") + " ")]
    for position, one in enumerate(absent):
        runs += [*page.said(", " if position else ""), *page.said(one.name)]
    return Notice(NoticeKind.COVERAGE, (*runs, *page.said(".")))


def states_chart(page: Page, key: str, title: str, counts: dict[str, int]) -> Chart:
    order = [*measure_statuses(), "no_data"]
    states = tuple(StateCount(state, page.status(state), counts[state]) for state in order if counts.get(state))
    spoken = ", ".join(f"{one.label}: {one.count}" for one in states)
    data = StackedStates(title=title, description=f"{title}. {spoken}.", states=states, head=_("State"))
    return chart_block("stacked_states", data, page.plain_setting, key=key, caption=title)


def money_columns(first: str) -> tuple[Column, ...]:
    return (
        Column(first),
        Column(_("Currency")),
        Column(_("Planned"), Align.RIGHT),
        Column(_("Adopted"), Align.RIGHT),
        Column(_("Spent"), Align.RIGHT),
        Column(_("Spent of adopted"), Align.RIGHT),
    )


def money_row(page: Page, label: str, one: Execution) -> Row:
    rate = page.numbers.percent(one.rate * 100, places=0) if one.rate is not None else "–"
    return Row(
        (
            page.said(label),
            page.said(one.currency),
            page.said(page.numbers.integer(one.planned)),
            (money_figure(page, one.adopted, f"{label}: {_('Adopted')}", one.currency),),
            (money_figure(page, one.spent, f"{label}: {_('Spent')}", one.currency),),
            page.said(rate),
        )
    )


def money_figure(page: Page, total: Total | None, title: str, currency: str):
    return page.figure(total, title, unit=currency)

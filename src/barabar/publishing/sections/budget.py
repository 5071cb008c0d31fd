"""Part 3 of the regional template: the annual budget, planned, adopted and spent; currencies never added."""

from decimal import Decimal

from django.utils.translation import gettext as _

from barabar.plans.catalogue import money_sources
from barabar.publishing.charts import Bars, BarSeries, Category, chart_block
from barabar.publishing.document.model import Block, Figure, Heading, Notice, NoticeKind, Table
from barabar.publishing.report import Page
from barabar.publishing.sections.parts import coverage_notice, money_columns, money_row


def build(page: Page) -> list[Block]:
    report = page.report
    title = _("3. Budget %(year)s") % {"year": report.scope.period}
    blocks: list[Block] = [Heading(1, title, "budget"), coverage_notice(page)]
    if not report.money_by_sector:
        nothing = _("No approved return holds an amount of money for this period.")
        return [*blocks, Notice(NoticeKind.NO_DATA, page.said(nothing))]
    rows = [money_row(page, page.sector(one.group), one) for one in report.money_by_sector]
    blocks += _charts(page)
    blocks.append(Table(money_columns(_("Sector")), tuple(rows), _("Budget by sector"), "budget-by-sector"))
    sources = money_sources()
    rows = [
        money_row(page, page.plain(sources[one.group].title) if one.group in sources else one.group, one)
        for one in report.money_by_source
    ]
    blocks.append(Table(money_columns(_("Source")), tuple(rows), _("Budget by source of money"), "budget-by-source"))
    return blocks


def _charts(page: Page) -> list[Block]:
    """One chart for each currency, in millions."""
    charts: list[Block] = []
    for currency in dict.fromkeys(one.currency for one in page.report.money_by_sector):
        rows = [one for one in page.report.money_by_sector if one.currency == currency]
        million = Decimal(1_000_000)
        categories = tuple(
            Category(page.sector(one.group), tuple(_in(page, total, million) for total in (one.adopted, one.spent)))
            for one in rows
        )
        title = _("Adopted and spent by sector, million %(currency)s") % {"currency": currency}
        data = Bars(title, title, (BarSeries(_("Adopted")), BarSeries(_("Spent"))), categories, head=_("Sector"))
        setting = page.plain_setting
        setting = type(setting)(setting.words, number=lambda v: page.numbers.decimal(v, places=1), marks=setting.marks)
        charts.append(chart_block("bars", data, setting, key=f"budget-chart-{currency.lower()}", caption=title))
    return charts


def _in(page: Page, total, unit: Decimal) -> Figure | None:
    if total is None or total.amount is None:
        return None
    amount = total.amount / unit
    return Figure(page.numbers.decimal(amount, places=1), value=amount)

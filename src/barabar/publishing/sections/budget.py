"""Part 3 of the regional template: the annual budget, planned, adopted and spent; currencies never added."""

from decimal import Decimal

from django.utils.translation import gettext as _

from barabar.analysis.money.stages import cuts
from barabar.money.catalogue import share_methods
from barabar.plans.catalogue import money_sources, money_stages
from barabar.publishing.charts import Bars, BarSeries, Category, chart_block
from barabar.publishing.document.model import (
    Align,
    Block,
    Column,
    Figure,
    Heading,
    Notice,
    NoticeKind,
    Paragraph,
    Row,
    Table,
)
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
    return [*blocks, *_changes(page), *_mainstream(page)]


def _changes(page: Page) -> list[Block]:
    """What was cut or added in the year."""
    found = cuts(page.report.amounts)
    if not found:
        return []
    heads = (
        Column(_("Measure or line"), width=3),
        Column(_("Adopted"), Align.RIGHT, width=1.4),
        Column(_("Last revision"), Align.RIGHT, width=1.4),
        Column(_("Cut"), Align.RIGHT, width=1.4),
    )
    rows = tuple(
        Row((page.said(one.subject.of), *(page.said(page.numbers.money(amount, one.subject.currency))
                                          for amount in (one.adopted, one.steps[-1], one.cut))))
        for one in found
    )  # fmt: skip
    title = _("Budgets changed in mid-year")
    return [Heading(2, title, "budget-changes"), Table(heads, rows, title, "budget-changes-table")]


def _mainstream(page: Page) -> list[Block]:
    """Mainstream money with the share that is estimated to reach the communities: never added to the tables above."""
    own = [one for one in page.report.amounts if one.ledger == "mainstream"]
    if not own:
        return []
    stages, methods = money_stages(), share_methods()
    heads = (
        Column(_("Line"), width=3),
        Column(_("Stage"), width=1.2),
        Column(_("Amount"), Align.RIGHT, width=1.4),
        Column(_("Estimated to reach the communities"), Align.RIGHT, width=1.6),
        Column(_("Method of the estimate"), width=1.6),
    )
    rows = tuple(
        Row((
            page.said(one.of), page.said(stages[one.stage].title),
            page.said(page.numbers.money(one.amount, one.currency)),
            page.said(page.numbers.money(one.reaching, one.currency) if one.reaching is not None else _("not estimated")),
            page.said(methods[one.method].title if one.method in methods else "–"),
        ))
        for one in own
    )  # fmt: skip
    title = _("Mainstream money")
    said = _("Lines of general budgets. Their money serves everybody; it is not part of the amounts above.")
    return [Heading(2, title, "mainstream"), Paragraph(page.said(said)), Table(heads, rows, title, "mainstream-table")]


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

"""Part 2 of the regional template: measures by priority area; goals, measures, achievements and setbacks."""

from collections import Counter
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from barabar.advocacy.catalogue import reading_ratings
from barabar.analysis.measures import MeasureStanding
from barabar.plans.models import BudgetLine
from barabar.publishing.document.model import (
    Align,
    Block,
    BulletList,
    Column,
    DefinitionList,
    Heading,
    Notice,
    NoticeKind,
    Row,
    Runs,
    Table,
)
from barabar.publishing.report import AREAS, Page
from barabar.publishing.sections.parts import money_figure, states_chart
from barabar.publishing.wording import written_in
from barabar.reference.definitions import title_of
from barabar.reference.slugs import slug


def area_titles() -> dict[str, str]:
    return {
        "education": pgettext("area", "Education"),
        "employment": pgettext("area", "Employment"),
        "health": pgettext("area", "Health"),
        "housing": pgettext("area", "Housing"),
        "other": pgettext("area", "Other"),
    }


def build(page: Page) -> list[Block]:
    blocks: list[Block] = [Heading(1, _("2. Measures by priority area"), "measures")]
    for number, area in enumerate(AREAS, 1):
        standings = page.report.by_area[area]
        if not standings and page.report.scope.sector:
            continue
        blocks.append(Heading(2, f"2.{number} {area_titles()[area]}", f"area-{area}"))
        if not standings:
            nothing = _("No measure of a plan in force belongs to this area.")
            blocks.append(Notice(NoticeKind.NO_DATA, page.said(nothing)))
            continue
        counts = Counter(one.status or "no_data" for one in standings)
        title = _("Measures by state: %(area)s") % {"area": area_titles()[area]}
        blocks.append(states_chart(page, f"states-{area}", title, counts))
        blocks += _plans(page, area, standings)
        blocks += _words(page, area, standings)
    return blocks


def _plans(page: Page, area: str, standings: list[MeasureStanding]) -> list[Block]:
    """National plans goal by goal; local plans together in one table by municipality."""
    blocks: list[Block] = []
    plans = page.report.plans
    national = [one for one in standings if plans[one.plan].level != "local"]
    local = [one for one in standings if plans[one.plan].level == "local"]
    for goal_key in dict.fromkeys((one.plan, page.report.goals[one.key].code) for one in national):
        members = [one for one in national if (one.plan, page.report.goals[one.key].code) == goal_key]
        blocks += _goal(page, area, members)
    if local:
        title = _("Local plans")
        blocks.append(Heading(3, title, f"local-{area}"))
        caption = _("Measures of local plans: %(area)s") % {"area": area_titles()[area]}
        blocks.append(_table(page, local, caption, f"local-measures-{area}", place=True))
    return blocks


def _goal(page: Page, area: str, members: list[MeasureStanding]) -> list[Block]:
    goal = page.report.goals[members[0].key]
    key = slug(f"{area} {goal.plan_id} {goal.code}")
    lines = BudgetLine.objects.filter(measure__key__in=[one.key for one in members], stage="planned").values_list(
        "amount", flat=True
    )
    budget = sum(lines, Decimal(0))
    names = list(dict.fromkeys(page.plain(i.name) for one in members for i in one.indicators))
    facts = (
        (page.said(_("Goal")), page.said(goal.title)),
        (page.said(_("Plan")), page.said(members[0].plan_title)),
        (page.said(_("Total budget stated in the plan")), page.said(page.numbers.money(budget, members[0].currency) if budget else "")),
        (page.said(_("Indicators")), page.said("; ".join(names))),
    )  # fmt: skip
    caption = _("Measures of goal %(code)s") % {"code": goal.code}
    return [
        Heading(3, (*page.said(f"{goal.code} "), *page.said(goal.title)), f"goal-{key}"),
        DefinitionList(facts),
        _table(page, members, caption, f"measures-{key}", place=False),
    ]


def _table(page: Page, members: list[MeasureStanding], caption: str, key: str, *, place: bool) -> Table:
    heads = (
        Column(_("Measure"), width=3.0),
        Column(_("Municipality") if place else _("Responsible"), width=1.9),
        Column(_("State"), width=1.3),
        Column(_("Reached"), Align.RIGHT, width=1.1),
        Column(_("Women"), Align.RIGHT, width=1.2),
        Column(_("Target"), Align.RIGHT, width=1.0),
        Column(_("Spent"), Align.RIGHT, width=1.4),
    )
    notes = (page.said(_("Reached: first indicator of the measure. Spent: in the currency of the plan, all sources.")),)
    found = [one.code for one in members if one.key in page.report.contradicted]
    if found:
        said = _("A field visit found otherwise: %(measures)s; see “Field visits”.") % {"measures": ", ".join(found)}
        notes = (*notes, page.said(said))
    return Table(heads, tuple(_row(page, one, place=place) for one in members), caption, key, notes=notes)


def _row(page: Page, one: MeasureStanding, *, place: bool) -> Row:
    first = one.first
    where = page.report.plans[one.plan].territory if place else None
    label = f"{one.code} {page.plain(one.title)}"
    reached: object = "–"
    women: object = "–"
    target: object = "–"
    if first is not None:
        title = f"{label}: {page.plain(first.name)}"
        reached = page.figure(first.total, title, unit=first.unit)
        if "sex=female" in first.parts and first.parts["sex=female"].amount is not None:
            women = page.figure(first.parts["sex=female"], f"{title}, {_('Women')}", unit=first.unit)
        if first.target is not None:
            is_share = first.aggregation == "ratio"
            target = page.numbers.percent(first.target) if is_share else page.numbers.integer(first.target)
    spent = money_figure(page, one.money.get("spent"), f"{label}: {_('Spent')}", one.currency)
    who = page.named(where.name) if where else page.said(one.responsible)
    state = page.status(one.status or "no_data")
    return Row((page.said(label), who, page.said(state), *(_cell(page, c) for c in (reached, women, target, spent))))


def _cell(page: Page, content: object) -> Runs:
    return page.said(content) if isinstance(content, str) else (content,)  # type: ignore[return-value]


def _words(page: Page, area: str, standings: list[MeasureStanding]) -> list[Block]:
    """Achievements and setbacks as the institutions wrote them, each with whose words they are."""
    blocks: list[Block] = []
    for name, title in (("achievements", _("Key achievements")), ("setbacks", _("Setbacks"))):
        items = []
        for one in standings:
            text = getattr(one.said, name) if one.said else ""
            if text:
                owner = page.report.plans[one.plan].territory
                whose = f"{owner.name}, {one.code}: " if owner else f"{one.code}: "
                items.append((*page.said(whose), *written_in(text, one.said.language, page.language)))
        blocks.append(Heading(3, title, f"{name}-{area}"))
        if items:
            blocks.append(BulletList(tuple(items)))
        else:
            blocks.append(Notice(NoticeKind.NO_DATA, page.said(_("No approved return says anything about this."))))
    return [*blocks, *_readings(page, area, standings)]


def _readings(page: Page, area: str, standings: list[MeasureStanding]) -> list[Block]:
    """Civil society's reading beside the official text; its evidence and the reply stand in the annex."""
    keys = {one.key for one in standings}
    items = []
    for one in page.report.readings:
        if one.measure.key in keys:
            rating = page.plain(title_of(reading_ratings(), one.rating))
            whose = f"{page.plain(one.organisation.name)}, {one.measure.code}: {rating}. "
            items.append((*page.said(whose), *page.said(one.text)))
    if not items:
        return []
    return [Heading(3, _("How civil society reads it"), f"readings-{area}"), BulletList(tuple(items))]

"""Is a plan, a measure, an act in order? Pure: values in, problems out, all at once."""

import re
from collections.abc import Collection, Iterator

from django.utils.translation import gettext_lazy as _

from barabar.plans.catalogue import AGGREGATIONS, DIRECTIONS, KINDS, money_sources, money_stages, plan_levels
from barabar.plans.content import MeasureContent, PlanContent
from barabar.reference.catalogue import communities, currencies, dimensions, economies, sectors, units
from barabar.reference.verdicts import Problem

EARLIEST, LATEST = 1990, 2100
_DEADLINE = re.compile(r"(?:19|20)\d\d(?:-Q[1-4])?")


def _wrong(code: str, template: object, anchor: str, **facts: object) -> Problem:
    return Problem(code, template, facts, anchor=anchor)


def plan_problems(plan: PlanContent, focus: str) -> Iterator[Problem]:
    """What keeps a plan's head from being stored."""
    if not plan.title:
        yield _wrong("title-missing", _("the plan has no title. Give it in at least one language."), "id_title_sq")
    if plan.level not in plan_levels():
        yield _wrong(
            "level-unknown",
            _("“%(level)s” is not a level; use %(known)s."),
            "id_level",
            level=plan.level,
            known=", ".join(plan_levels()),
        )
    if plan.economy and plan.economy not in economies():
        yield _wrong(
            "economy-unknown",
            _("“%(code)s” is not an economy; use one of %(known)s."),
            "id_economy",
            code=plan.economy,
            known=", ".join(economies()),
        )
    if plan.level != "regional" and not plan.economy:
        yield _wrong(
            "economy-missing",
            _("the plan has no economy. Choose the economy it is for; only a regional strategy has none."),
            "id_economy",
        )
    if plan.level == "local" and not plan.territory:
        yield _wrong("territory-missing", _("a local plan belongs to a municipality. Choose it."), "id_territory")
    yield from _years(plan)
    for community in plan.communities:
        if community not in communities():
            yield _wrong(
                "community-unknown",
                _("“%(key)s” is not a community of the definitions; use %(known)s."),
                "id_communities",
                key=community,
                known=", ".join(communities()),
            )
    if plan.currency and plan.currency not in currencies():
        yield _wrong(
            "currency-unknown",
            _("“%(code)s” is not a currency; use one of %(known)s."),
            "id_currency",
            code=plan.currency,
            known=", ".join(currencies()),
        )
    if focus == "targeted" and not plan.communities:
        yield _wrong(
            "communities-missing",
            _("a targeted plan names the communities it is for. Choose them, or choose “mainstream”."),
            "id_communities",
        )


def _years(plan: PlanContent) -> Iterator[Problem]:
    for name, year in (("starts_year", plan.starts_year), ("ends_year", plan.ends_year)):
        if year is not None and not EARLIEST <= year <= LATEST:
            yield _wrong(
                "year-strange",
                _("%(year)s is not a year from %(first)s to %(last)s."),
                f"id_{name}",
                year=year,
                first=EARLIEST,
                last=LATEST,
            )
    if plan.starts_year and plan.ends_year and plan.starts_year > plan.ends_year:
        yield _wrong(
            "period-backwards",
            _("the period %(start)s–%(end)s ends before it starts."),
            "id_ends_year",
            start=plan.starts_year,
            end=plan.ends_year,
        )


def measure_problems(measure: MeasureContent, organisations: Collection[str]) -> Iterator[Problem]:
    """What keeps a measure from being stored; `organisations` are the keys that exist."""
    for sector in measure.sectors:
        if sector not in sectors():
            yield _wrong(
                "sector-unknown",
                _("“%(key)s” is not a sector; use %(known)s."),
                "id_sectors",
                key=sector,
                known=", ".join(sectors()),
            )
    for anchor, key in [("id_responsible", measure.responsible), *(("id_partners", key) for key in measure.partners)]:
        if key and key not in organisations:
            yield _wrong(
                "body-unknown",
                _(
                    "“%(key)s” is not in the register of institutions. Choose one from the list, or write its "
                    "name in the field below."
                ),
                anchor,
                key=key,
            )
    if measure.responsible and measure.responsible in measure.partners:
        yield _wrong("body-twice", _("the responsible body is also a partner; choose it once."), "id_partners")
    if measure.deadline and not _DEADLINE.fullmatch(measure.deadline):
        yield _wrong(
            "deadline-form",
            _("“%(text)s” is not a quarter or a year; write 2026-Q4 or 2026."),
            "id_deadline",
            text=measure.deadline,
        )
    yield from _indicator_problems(measure)
    yield from _budget_problems(measure)


def _indicator_problems(measure: MeasureContent) -> Iterator[Problem]:
    keys = [indicator.key for indicator in measure.indicators if indicator.key]
    for at, one in enumerate(measure.indicators):
        anchor = f"id_indicator_{at}_name"
        if not one.name:
            yield _wrong("indicator-nameless", _("an indicator has no name. Name it, or remove it."), anchor)
        if one.key and keys.count(one.key) > 1:
            yield _wrong(
                "indicator-twice", _("the indicator “%(name)s” stands twice; remove one."), anchor, name=one.name
            )
        for word, known, value in (
            ("kind", KINDS, one.kind),
            ("aggregation", AGGREGATIONS, one.aggregation),
            ("direction", DIRECTIONS, one.direction),
            ("unit", units(), one.unit),
        ):
            if value not in known:
                yield _wrong(
                    f"{word}-unknown",
                    _("“%(value)s” is not known for %(name)s; use one of %(known)s."),
                    anchor,
                    value=value,
                    name=one.name,
                    known=", ".join(known),
                )
        for dimension in one.breakdowns:
            if dimension not in dimensions():
                yield _wrong(
                    "breakdown-unknown",
                    _("“%(value)s” is not a way of breaking down; use one of %(known)s."),
                    anchor,
                    value=dimension,
                    known=", ".join(dimensions()),
                )
        years = [year for year, _amount in one.targets]
        for year in sorted({year for year in years if years.count(year) > 1}):
            yield _wrong(
                "target-twice",
                _("the year %(year)s has two targets for “%(name)s”; keep one."),
                anchor,
                year=year,
                name=one.name,
            )


def _budget_problems(measure: MeasureContent) -> Iterator[Problem]:
    places = [line.place for line in measure.budget]
    for at, line in enumerate(measure.budget):
        anchor = f"id_budget_{at}_amount"
        if line.source not in money_sources():
            yield _wrong(
                "source-unknown",
                _("“%(key)s” is not a source of money; use %(known)s."),
                anchor,
                key=line.source,
                known=", ".join(money_sources()),
            )
        if line.stage not in money_stages():
            yield _wrong(
                "stage-unknown",
                _("“%(key)s” is not a stage of money; use %(known)s."),
                anchor,
                key=line.stage,
                known=", ".join(money_stages()),
            )
        if line.amount < 0:
            yield _wrong(
                "money-negative",
                _("%(amount)s is below zero; a plan's money is zero or more."),
                anchor,
                amount=line.amount,
            )
        if line.year is not None and not EARLIEST <= line.year <= LATEST:
            yield _wrong(
                "year-strange",
                _("%(year)s is not a year from %(first)s to %(last)s."),
                anchor,
                year=line.year,
                first=EARLIEST,
                last=LATEST,
            )
        if places.index(line.place) < at:
            yield _wrong(
                "money-twice", _("two lines give money of the same year, source and stage; add them up in one."), anchor
            )

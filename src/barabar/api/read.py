"""The read API: the same approved facts as the public pages, small counts hidden, for machines. OpenAPI at /api/docs."""

from datetime import datetime
from decimal import Decimal

from django.http import HttpRequest
from ninja import NinjaAPI, Schema, Status

from barabar.analysis.measures import measure_standings
from barabar.analysis.money.amounts import Amount
from barabar.analysis.protection import published
from barabar.plans.models import Plan
from barabar.publishing.money_page import known_years, money_of
from barabar.publishing.references import code_of
from barabar.publishing.tracing import trace
from barabar.reference.catalogue import economies, economy_of_code
from barabar.reference.models import Territory
from barabar.warehouse.coverage import reported_periods

api = NinjaAPI(title="Barabar", version="1", description=__doc__, urls_namespace="barabar-api")


class Refusal(Schema):
    detail: str


class EconomyOut(Schema):
    """`name` is without mark: print `name + footnote_mark`, and `footnote_text` once below."""

    code: str
    name: str
    footnote_mark: str
    footnote_text: str
    names: dict[str, str]
    periods: list[str]


class TerritoryOut(Schema):
    key: str
    economy: str
    kind: str
    names: dict[str, str]
    parent: str | None
    iso_code: str
    geonames: str


class ActOut(Schema):
    body: str
    number: str
    date: str


class PlanOut(Schema):
    key: str
    titles: dict[str, str]
    level: str
    economy: str
    footnote_mark: str
    footnote_text: str
    territory: str | None
    starts_year: int | None
    ends_year: int | None
    communities: list[str]
    focus: str
    status: str
    adopted: list[ActOut]
    demonstration: bool
    source: str


class ValueOut(Schema):
    """One approved value. `state` other than "reported" has no numbers; `low` and `high` differ where counts overlap."""

    plan: str
    measure: str
    sector: str
    territory: str
    indicator: str
    names: dict[str, str]
    breakdown: str
    unit: str
    state: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    low: Decimal | None
    high: Decimal | None
    target: Decimal | None
    reported: int
    owed: int
    reference: str


class OriginOut(Schema):
    """`evidence` are SHA-256 sums: a file's name may say more than should be public."""

    organisation: str
    return_number: int
    version: int
    sent_at: datetime | None
    sent_by_role: str
    approved_at: datetime
    approved_by_role: str
    cell: str
    sha256: str
    evidence: list[str]
    stands: bool


class TraceOut(Schema):
    code: str
    titles: dict[str, str]
    shown: dict[str, str]
    position: int
    origins: list[OriginOut]


def _economy(code: str):
    return economy_of_code(code)


@api.get("/economies", response=list[EconomyOut], summary="The seven economies, with mark and footnote in own fields")
def list_economies(request: HttpRequest):
    return [
        EconomyOut(
            code=e.key, name=e.name.in_language("en").text, footnote_mark=e.mark,
            footnote_text=e.footnote.in_language("en").text, names=dict(e.name), periods=reported_periods(e.key),
        )
        for e in economies().values()
    ]  # fmt: skip


@api.get(
    "/territories",
    response={200: list[TerritoryOut], 404: Refusal},
    summary="Municipalities and other places of an economy",
)
def list_territories(request: HttpRequest, economy: str, kind: str = ""):
    found = _economy(economy)
    if found is None:
        return Status(404, {"detail": f"“{economy}” is not an economy; /api/economies lists the codes."})
    places = Territory.objects.filter(economy=found.key)
    if kind:
        places = places.filter(kind=kind)
    return [
        TerritoryOut(
            key=p.key, economy=p.economy, kind=p.kind, names=dict(p.name), parent=p.parent_id, iso_code=p.iso_code,
            geonames=p.geonames,
        )
        for p in places
    ]  # fmt: skip


@api.get("/plans", response=list[PlanOut], summary="Registered plans, drafts excluded")
def list_plans(request: HttpRequest, economy: str = ""):
    plans = Plan.objects.exclude(status="draft").prefetch_related("acts")
    if economy:
        found = _economy(economy)
        plans = plans.filter(economy=found.key if found else "")
    return [_plan(plan) for plan in plans]


def _plan(plan: Plan) -> PlanOut:
    economy = economies().get(plan.economy)
    return PlanOut(
        key=plan.pk, titles=dict(plan.title), level=plan.level, economy=plan.economy,
        footnote_mark=economy.mark if economy else "",
        footnote_text=economy.footnote.in_language("en").text if economy else "",
        territory=plan.territory_id, starts_year=plan.starts_year, ends_year=plan.ends_year,
        communities=plan.communities, focus=plan.focus, status=plan.status,
        adopted=[ActOut(body=a.body, number=a.number, date=a.adopted_on.isoformat()) for a in plan.acts.all()],
        demonstration=plan.is_demonstration, source=plan.source,
    )  # fmt: skip


@api.get("/values", response={200: list[ValueOut], 404: Refusal}, summary="Approved values of an economy and period")
def list_values(request: HttpRequest, economy: str, period: str):
    found = _economy(economy)
    if found is None:
        return Status(404, {"detail": f"“{economy}” is not an economy; /api/economies lists the codes."})
    if period not in reported_periods(found.key):
        return Status(
            404, {"detail": f"No cycle of {found.key} was opened for “{period}”; /api/economies lists the periods."}
        )
    standings = published(measure_standings(period=period, node__plan__economy=found.key))
    return [
        _value(standing, indicator, breakdown, total)
        for standing in standings
        for indicator in standing.indicators
        for breakdown, total in (("", indicator.total), *indicator.parts.items())
    ]


def _value(standing, indicator, breakdown: str, total) -> ValueOut:
    return ValueOut(
        plan=standing.plan, measure=standing.code, sector=standing.sector, territory=standing.territory,
        indicator=indicator.key, names=dict(indicator.name), breakdown=breakdown, unit=indicator.unit,
        state=total.state.value if total else "missing",
        value=total.amount if total else None,
        numerator=total.numerator if total else None,
        denominator=total.denominator if total else None,
        low=total.low if total else None, high=total.high if total else None,
        target=indicator.target if not breakdown else None,
        reported=total.coverage.reported if total else 0, owed=total.coverage.owed if total else 0,
        reference=code_of(total.origins) if total and total.origins else "",
    )  # fmt: skip


class MoneyOut(Schema):
    """One amount at a stage. Targeted and mainstream money are two ledgers and are never to be added."""

    subject: str
    names: dict[str, str]
    ledger: str
    link: str
    year: int
    stage: str
    value: Decimal
    currency: str
    source: str
    sector: str
    plan: str
    organisation: str
    territory: str
    share: Decimal | None
    method: str
    decided_on: str
    reference: str


@api.get("/money", response={200: list[MoneyOut], 404: Refusal}, summary="Money of an economy's year at every stage")
def list_money(request: HttpRequest, economy: str, year: int):
    found = _economy(economy)
    if found is None:
        return Status(404, {"detail": f"“{economy}” is not an economy; /api/economies lists the codes."})
    if year not in known_years(found.key):
        return Status(404, {"detail": f"No money is known of {found.key} in {year}."})
    return [_money(one) for one in money_of(found.key, year)]


def _money(one: Amount) -> MoneyOut:
    return MoneyOut(
        subject=one.subject, names=dict(one.of), ledger=one.ledger, link=one.link, year=one.year or 0, stage=one.stage,
        value=one.amount, currency=one.currency, source=one.source, sector=one.sector, plan=one.plan,
        organisation=one.organisation, territory=one.territory, share=one.share, method=one.method,
        decided_on=str(one.decided_on or ""), reference=code_of(one.positions) if one.positions else "",
    )  # fmt: skip


@api.get(
    "/trace/{code}", response={200: TraceOut, 404: Refusal}, summary="From a printed figure to the answers it stands on"
)
def show_trace(request: HttpRequest, code: str):
    traced = trace(code)
    if traced is None:
        return Status(404, {"detail": f"No report built here printed “{code}”. A reference starts with F-."})
    return TraceOut(
        code=traced.code, titles=traced.titles, shown=traced.shown, position=traced.position,
        origins=[
            OriginOut(
                organisation=o.organisation_key, return_number=o.return_id, version=o.version, sent_at=o.sent_at,
                sent_by_role=o.sent_by_role, approved_at=o.approved_at, approved_by_role=o.approved_by_role,
                cell=o.cell, sha256=o.sha256, evidence=[digest for _name, digest in o.evidence], stands=o.is_standing,
            )
            for o in traced.origins
        ],
    )  # fmt: skip

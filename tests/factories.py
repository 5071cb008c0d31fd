"""Small worlds, built through the real actions so that impossible data cannot arise."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from barabar.access.actions.add_organisation import add_organisation
from barabar.access.actions.give_role import give_role
from barabar.access.actors import SYSTEM, Actor, actor_of
from barabar.access.models import Account, Organisation
from barabar.collection.actions.open_cycle import open_cycle
from barabar.collection.actions.save_answers import save_answers
from barabar.collection.actions.submit_return import submit_return
from barabar.collection.models import Cycle, Return
from barabar.collection.questions import MoneyQuestion, form_of
from barabar.collection.reading import Given, GivenNarrative
from barabar.plans.models import BudgetLine, Measure, Plan, PlannedIndicator, PlanNode, YearlyTarget
from barabar.reference.models import Territory
from barabar.reference.text import Text

PASSWORD = "a long enough password"


@dataclass
class World:
    """Region, one economy with a ministry and one municipality: committee, two directorates, one plan each level."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Actor] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    cycle: Cycle | None = None

    def return_of(self, organisation: str, cycle: Cycle | None = None) -> Return:
        return Return.objects.select_related("request__organisation", "request__cycle").get(
            request__organisation=organisation, request__cycle=cycle or self.cycle
        )


def add_place(key: str = "al-elbasan", name: str = "Elbasan", economy: str = "AL") -> Territory:
    place, _made = Territory.objects.get_or_create(
        key=key, defaults={"economy": economy, "kind": "municipality", "name": Text({"sq": name})}
    )
    return place


def add_person(organisation: Organisation, role: str, name: str = "", language: str = "en") -> Actor:
    email = f"{role}.{organisation.pk}@example.org"
    account = Account.objects.filter(email=email).first() or Account.objects.create_account(
        email=email, name=name or f"Person at {organisation.pk}", password=PASSWORD, language=language
    )
    give_role(by=SYSTEM, account=account, organisation=organisation, role=role, since=dt.date(2020, 1, 1))
    return actor_of(account)


def account_of(actor: Actor) -> Account:
    return Account.objects.get(pk=actor.account_id)


def add_plan(
    key: str, owner: Organisation, *, level: str = "local", territory: Territory | None = None, years=(2023, 2026)
) -> Plan:
    return Plan.objects.create(
        key=key, title=Text({"en": f"Plan {key}", "sq": f"Plani {key}"}), level=level, economy=owner.economy,
        territory=territory, owner=owner, starts_year=years[0], ends_year=years[1], communities=["roma", "egyptian"],
        focus="targeted", status="adopted", currency="ALL", level_names=[{"en": "Objective"}, {"en": "Measure"}],
    )  # fmt: skip


def add_measure(
    plan: Plan, code: str, responsible: Organisation, *, sector: str = "education", aggregation: str = "sum",
    unit: str = "children", breakdowns=("sex",), target: int | None = 150, sources=("municipal",), money: int = 1_200_000,
) -> Measure:  # fmt: skip
    number, _dot, position = code.partition(".")
    top, _made = PlanNode.objects.get_or_create(
        plan=plan, code=number, defaults={"title": Text({"en": f"Objective {number}"}), "path": number.zfill(4)}
    )
    node = PlanNode.objects.create(
        plan=plan, parent=top, level=1, code=code, title=Text({"en": f"Measure {code}", "sq": f"Masa {code}"}),
        path=f"{number.zfill(4)}.{position.zfill(4)}",
    )  # fmt: skip
    measure = Measure.objects.create(
        key=f"{plan.pk}/{code}", node=node, sectors=[sector], responsible=responsible, territory=plan.territory,
        deadline=f"{plan.ends_year}-Q4",
    )  # fmt: skip
    indicator = PlannedIndicator.objects.create(
        key=f"{measure.key}#reached", measure=measure, name=Text({"en": "Children reached", "sq": "Fëmijë të arritur"}),
        unit=unit, aggregation=aggregation, breakdowns=list(breakdowns), baseline=Decimal(96), baseline_year=2022,
    )  # fmt: skip
    for year in plan.years:
        if target is not None:
            YearlyTarget.objects.create(indicator=indicator, year=year, amount=Decimal(target))
        for source in sources:
            BudgetLine.objects.create(measure=measure, year=year, source=source, amount=Decimal(money))
    return measure


def build_world() -> World:
    """The smallest world in which the whole chain runs; the 2025 cycle is open."""
    world = World()
    place = add_place()

    def add(key: str, kind: str, parent: str | None = None, **more) -> None:
        world.organisations[key] = add_organisation(
            by=SYSTEM, key=key, kind=kind, name=Text({"en": key.replace("-", " ").capitalize()}),
            parent=world.organisations.get(parent), **more,
        )  # fmt: skip

    add("region", "regional_body")
    add("contact", "contact_point", "region", economy="AL")
    add("ministry", "ministry", "contact")
    add("society", "civil_society", "contact")
    add("municipality", "municipality", "contact", territory=place)
    add("committee", "committee", "municipality", territory=place)
    add("education", "directorate", "municipality", territory=place)
    add("housing", "directorate", "municipality", territory=place)
    for organisation, role in (
        ("contact", "contact_point_officer"), ("committee", "committee_member"), ("education", "reporter"),
        ("housing", "reporter"), ("ministry", "reporter"), ("region", "regional_officer"),
        ("society", "civil_society_monitor"),
    ):  # fmt: skip
        world.people[organisation] = add_person(world.organisations[organisation], role)
    world.plans["local"] = add_plan("elbasan-2023-2026", world.organisations["municipality"], territory=place)
    world.plans["national"] = add_plan(
        "national-2021-2025", world.organisations["contact"], level="national", years=(2021, 2025)
    )
    world.measures["school"] = add_measure(world.plans["local"], "1.1", world.organisations["education"])
    world.measures["homes"] = add_measure(
        world.plans["local"], "2.1", world.organisations["housing"], sector="housing", unit="households", breakdowns=()
    )
    world.measures["grants"] = add_measure(
        world.plans["national"], "1.1", world.organisations["ministry"], unit="pupils", sources=("state", "donor")
    )
    world.cycle = add_cycle(2025)
    open_cycle(by=world.people["contact"], cycle=world.cycle)
    return world


def add_cycle(year: int, previous: Cycle | None = None, economy: str = "AL") -> Cycle:
    return Cycle.objects.create(
        key=f"{economy.lower()}-{year}", title=Text({"en": f"Annual reporting {year}", "sq": f"Raportimi vjetor {year}"}),
        economy=economy, period=str(year), opens_on=dt.date(year + 1, 1, 8), due_on=dt.date(year + 1, 3, 31),
        routes=["municipal", "national"], previous=previous,
    )  # fmt: skip


def answers_for(return_: Return, amount: int = 120, money: int = 1_000_000) -> tuple[list[Given], list[GivenNarrative]]:
    """Complete answers that pass every rule: parts add up, spent is nine tenths of adopted."""
    form = form_of(return_)
    given = []
    for measure in form.measures:
        for question in measure.values:
            if question.is_ratio:
                given.append(Given(question.key, numerator=amount, denominator=amount * 2))
            else:
                share = {"sex=female": amount - amount // 3, "sex=male": amount // 3}
                given.append(Given(question.key, amount=share.get(question.breakdown, amount)))
        for question in measure.money:
            assert isinstance(question, MoneyQuestion)
            given.append(Given(question.key, amount=money if question.stage == "adopted" else money * 9 // 10))
    narratives = [
        GivenNarrative(m.key, "on_track", "Done as planned.", "Late start.", "Go on.", "en") for m in form.measures
    ]
    return given, narratives


def fill(world: World, organisation: str, amount: int = 120) -> Return:
    return_ = world.return_of(organisation)
    given, narratives = answers_for(return_, amount)
    save_answers(by=world.people[organisation], return_=return_, given=given, narratives=narratives)
    return return_


def send(world: World, organisation: str, amount: int = 120) -> Return:
    return_ = fill(world, organisation, amount)
    submit_return(by=world.people[organisation], return_=return_)
    return return_

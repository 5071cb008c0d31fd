"""Load the demonstration year through the same actions that people use: nothing is written past the rules."""

import datetime as dt
import hashlib
from decimal import Decimal
from pathlib import Path

import yaml
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from barabar.access.actions.add_organisation import add_organisation
from barabar.access.actions.give_role import give_role
from barabar.access.actors import SYSTEM, Actor, actor_of
from barabar.access.models import Account, Organisation
from barabar.collection.actions.open_cycle import open_cycle
from barabar.collection.actions.open_request import open_request
from barabar.collection.actions.save_answers import save_answers
from barabar.collection.actions.submit_return import submit_return
from barabar.collection.models import Cycle, Return, ReturnVersion
from barabar.collection.questions import form_of
from barabar.operations.demo.advocacy import load_advocacy
from barabar.operations.demo.content import Shape, given_for
from barabar.operations.demo.coordination import load_coordination
from barabar.operations.demo.money import load_money
from barabar.operations.demo.publications import load_publications
from barabar.plans.actions.load_local_plans import load_local_plans
from barabar.plans.catalogue import indicators
from barabar.plans.models import BudgetLine, Measure, Plan, PlannedIndicator, PlanNode, YearlyTarget
from barabar.reference.actions.load_territories import load_territories
from barabar.reference.models import Territory
from barabar.reference.text import Text
from barabar.review.actions.accept_return import accept_return
from barabar.review.actions.add_remark import add_remark
from barabar.review.actions.approve_return import approve_return
from barabar.review.actions.gather_returns import gather_returns
from barabar.review.actions.send_back import send_back
from barabar.surveys.models import Estimate

DEMO = settings.ROOT / "demo"
FACTS = settings.ROOT / "facts"
ECONOMY = "AL"
YEARS = (2023, 2024, 2025)
PASSWORD = "barabar-demonstration"


def read(name: str) -> dict | list:
    return yaml.safe_load((DEMO / f"{name}.yaml").read_text(encoding="utf-8"))


@transaction.atomic
def load_demonstration() -> None:
    """Registers, organisations, plans, three cycles with their returns, estimates and accounts. Needs empty tables."""
    for name in ("municipalities_AL", "municipalities_XK", "subdivisions_iso3166_2_MK_ME_RS_BA_TR"):
        load_territories(FACTS / f"{name}.csv")
    load_local_plans(FACTS / "seed_001_local_plans.csv", by=SYSTEM)
    content = read("organisations")
    organisations = _organisations(content)
    _accounts(organisations)
    shapes = _plans(read("plans"), content, organisations)
    _count_rows()
    stages = read("stages")
    officer = actor_of(Account.objects.get(email="contact@demo.example"))
    previous = None
    for year in YEARS:
        previous = _cycle(year, previous)
        open_cycle(by=officer, cycle=previous)
        _report(previous, shapes, stages if year == YEARS[-1] else {}, officer)
        _count_rows()
    _estimates(read("estimates"))
    load_money(read("money"), FACTS, officer=officer)
    load_coordination(read("coordination"), FACTS, economy=ECONOMY, officer=officer)
    load_advocacy(read("advocacy"), FACTS, economy=ECONOMY, officer=officer)
    load_publications(read("publications"), economy=ECONOMY, officer=officer)


def _count_rows() -> None:
    """PostgreSQL plans by the rows it last counted, and counts none of an open transaction by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _organisations(content: dict) -> dict[str, Organisation]:
    made: dict[str, Organisation] = {}

    def add(key: str, kind: str, name: dict, parent: str | None = None, **more) -> None:
        made[key] = add_organisation(
            by=SYSTEM, key=key, kind=kind, name=Text(name), parent=made.get(parent), email=f"{key}@demo.example", **more
        )  # fmt: skip

    add(content["regional"]["key"], "regional_body", content["regional"]["name"])
    contact = content["contact_point"]["key"]
    add(contact, "contact_point", content["contact_point"]["name"], content["regional"]["key"], economy=ECONOMY)
    society = content["civil_society"]
    add(society["key"], "civil_society", society["name"], contact)
    for one in content["national"]:
        add(one["key"], one["kind"], one["name"], contact)
    for municipality in content["municipalities"]:
        place = Territory.objects.get(pk=municipality["key"])
        name = str(place.name["sq"])
        add(
            place.key,
            "municipality",
            {"sq": f"Bashkia {name}", "en": f"Municipality of {name}"},
            contact,
            territory=place,
        )
        committee = {code: f"{words} {name}" for code, words in content["committee"].items()}
        add(f"{place.key}-committee", "committee", committee, place.key, territory=place)
        for directorate in content["directorates"]:
            words = {code: f"{text}, {name}" for code, text in directorate["name"].items()}
            add(f"{place.key}-{directorate['key']}", "directorate", words, place.key, territory=place)
    return made


def _accounts(organisations: dict[str, Organisation]) -> None:
    hashed = make_password(PASSWORD)
    for one in read("accounts"):
        account = Account.objects.create(
            email=one["email"], name=one["name"], password=hashed, language=one["language"]
        )
        give_role(
            by=SYSTEM, account=account, organisation=organisations[one["organisation"]], role=one["role"],
            since=dt.date(2023, 1, 1),
        )  # fmt: skip


def _plans(content: dict, people: dict, organisations: dict[str, Organisation]) -> dict[str, Shape]:
    shapes: dict[str, Shape] = {}
    national = _plan(
        content["national"], content["national"]["key"], "national", None, organisations["al-contact-point"]
    )
    _tree(national, content["national"], shapes, 1.0, lambda one: organisations[one["organisation"]])
    for municipality in people["municipalities"]:
        place = Territory.objects.get(pk=municipality["key"])
        plan = _plan(content["local"], f"{place.key}-2023-2026", "local", place, organisations[place.key])
        plan.parent = national
        plan.title = Text({code: f"{words}: {place.name}" for code, words in content["local"]["title"].items()})
        plan.save()
        _tree(
            plan, content["local"], shapes, municipality["size"],
            lambda one, key=place.key: organisations[f"{key}-{one['directorate']}"],
        )  # fmt: skip
    return shapes


def _plan(content: dict, key: str, level: str, place: Territory | None, owner: Organisation) -> Plan:
    return Plan.objects.create(
        key=key, title=Text(content["title"]), level=level, economy=ECONOMY, territory=place, owner=owner,
        starts_year=content["years"][0], ends_year=content["years"][1], communities=content["communities"],
        focus="targeted", status="adopted", currency="ALL", level_names=content["levels"], is_demonstration=True,
        note="Invented for demonstration; no institution adopted it.",
    )  # fmt: skip


def _tree(plan: Plan, content: dict, shapes: dict[str, Shape], size: float, responsible) -> None:
    for number, objective in enumerate(content["objectives"], 1):
        top = PlanNode.objects.create(
            plan=plan, level=0, code=str(number), title=Text(objective["title"]), path=f"{number:04d}"
        )
        for position, one in enumerate(objective["measures"], 1):
            code = f"{number}.{position}"
            node = PlanNode.objects.create(
                plan=plan, parent=top, level=1, code=code, title=Text(one["title"]), path=f"{number:04d}.{position:04d}"
            )
            measure = Measure.objects.create(
                key=f"{plan.key}/{code}", node=node, sectors=[one["sector"]], responsible=responsible(one),
                territory=plan.territory, deadline=one["deadline"],
            )  # fmt: skip
            shape = Shape(one["first"], one["growth"], one["money"] * size, size)
            shapes[measure.key] = shape
            _indicators(measure, one, shape, plan)
            _budget(measure, one, shape, plan)


def _indicators(measure: Measure, one: dict, shape: Shape, plan: Plan) -> None:
    for position, key in enumerate(one["indicators"]):
        entry = indicators()[key]
        ratio = entry.aggregation == "ratio"
        planned = PlannedIndicator.objects.create(
            key=f"{measure.key}#{key}", measure=measure, position=position, catalogue_key=key, name=entry.name,
            definition=entry.definition, kind=entry.kind, unit=entry.unit, aggregation=entry.aggregation,
            direction=entry.direction, breakdowns=list(entry.breakdowns),
            baseline=Decimal(55) if ratio else Decimal(round(shape.level(2022, position))), baseline_year=2022,
        )  # fmt: skip
        for step, year in enumerate(plan.years):
            level = 60 + 4 * step if ratio else round(shape.level(2022, position) * (1 + 0.08 * (step + 1)))
            YearlyTarget.objects.create(indicator=planned, year=year, amount=Decimal(level))


def _budget(measure: Measure, one: dict, shape: Shape, plan: Plan) -> None:
    shares = {1: [1.0], 2: [0.7, 0.3], 3: [0.5, 0.3, 0.2]}[len(one["sources"])]
    for year in plan.years:
        for source, share in zip(one["sources"], shares, strict=True):
            amount = Decimal(round(shape.money * share / 1000) * 1000)
            BudgetLine.objects.create(measure=measure, year=year, source=source, stage="planned", amount=amount)


def _cycle(year: int, previous: Cycle | None) -> Cycle:
    """The last year's cycle runs now, so that the demonstration shows days left; the earlier ones had their own dates."""
    opens_on, due_on = dt.date(year + 1, 1, 8), dt.date(year + 1, 3, 31)
    if year == YEARS[-1]:
        opens_on, due_on = timezone.localdate() - dt.timedelta(days=40), timezone.localdate() + dt.timedelta(days=12)
    return Cycle.objects.create(
        key=f"al-{year}", title=Text({"en": f"Annual reporting {year}", "sq": f"Raportimi vjetor {year}"}),
        economy=ECONOMY, period=str(year), opens_on=opens_on, due_on=due_on,
        routes=["municipal", "national"], previous=previous, is_demonstration=True,
    )  # fmt: skip


def _person(organisation: Organisation, role: str) -> Actor:
    """Somebody of this office: the journal of the demonstration names the office and the role."""
    part = type(SYSTEM.parts[0])(role, organisation.pk, organisation.path, organisation.economy)
    return Actor(f"Demonstration, {organisation.name.in_language('en')}", (part,))


def _report(cycle: Cycle, shapes: dict[str, Shape], stages: dict[str, str], officer: Actor) -> None:
    returns = list(
        Return.objects.filter(request__cycle=cycle).select_related("request__organisation", "request__cycle")
    )
    committees = [r for r in returns if r.organisation.kind == "committee"]
    for return_ in returns:
        if return_ not in committees:
            _answer(return_, shapes, cycle.year, stages.get(return_.organisation.pk, ""), officer)
    for return_ in committees:
        stage = stages.get(return_.organisation.pk, "")
        if stage == "waiting":
            continue
        person = _person(return_.organisation, "committee_member")
        gather_returns(by=person, return_=return_)
        submit_return(by=person, return_=return_)
        if stage != "sent":
            approve_return(by=officer, return_=return_)
    if cycle.due_on < timezone.localdate():
        _date_back(cycle)


def _date_back(cycle: Cycle) -> None:
    """When the returns of past years came is invented like the rest: from ten days early to four weeks late."""
    for version in ReturnVersion.objects.filter(of__request__cycle=cycle).select_related("of__request"):
        spread = int(hashlib.sha256(f"{version.of.request.organisation_id} {cycle.pk}".encode()).hexdigest(), 16) % 39
        day = version.of.request.due_on + dt.timedelta(days=spread - 10)
        sent_at = timezone.make_aware(dt.datetime.combine(day, dt.time(10)))
        ReturnVersion.objects.filter(pk=version.pk).update(sent_at=sent_at)
        Return.objects.filter(pk=version.of_id).update(submitted_at=sent_at)


def _answer(return_: Return, shapes: dict[str, Shape], year: int, stage: str, officer: Actor) -> None:
    if stage == "not_opened":
        return
    person = _person(return_.organisation, "reporter")
    form = form_of(return_)
    given, narratives = given_for(form, shapes, year)
    open_request(by=person, request=return_.request)
    if stage == "draft":
        save_answers(by=person, return_=return_, given=given[: len(given) // 2], form=form)
        return
    save_answers(by=person, return_=return_, given=given, narratives=narratives, form=form)
    submit_return(by=person, return_=return_)
    if stage == "sent":
        return
    directorate = return_.organisation.kind == "directorate"
    reviewer = officer
    if directorate:
        reviewer = _person(
            Organisation.objects.get(pk=f"{return_.organisation.parent_id}-committee"), "committee_member"
        )
    if stage == "returned":
        text = "Ju lutemi ndani përfituesit sipas gjinisë dhe bashkëngjitni listën."
        question = form.measures[0].values[0].key
        add_remark(by=reviewer, return_=return_, text=text, question=question)
        send_back(
            by=reviewer, return_=return_, reason="Shifra e përfituesve nuk përputhet me dokumentin e bashkëngjitur."
        )
    elif directorate:
        accept_return(by=reviewer, return_=return_)
    else:
        approve_return(by=reviewer, return_=return_)


def _estimates(content: dict) -> None:
    shared = {
        "survey": content["survey"], "universe": content["universe"], "comparison": content["comparison"],
        "economy": ECONOMY, "year": content["year"], "is_demonstration": True,
    }  # fmt: skip
    for row in content["rows"]:
        own = {
            "indicator": row["indicator"],
            "sector": row["sector"],
            "name": Text(row["name"]),
            "target": row["target"],
        }
        percent, low, high = row["communities"]
        Estimate.objects.create(**shared, **own, group="communities", percent=percent, low=low, high=high, n=row["n"])
        Estimate.objects.create(**shared, **own, group="reference", percent=row["reference"])


def mark_data_folder(folder: Path) -> None:
    """From now on every page and file of this data folder says that it is a demonstration."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "demonstration").touch()

"""A small installation for the offline benchmark: one directorate that is asked for eight measures, and its server.

python -m barabar.operations.bench.offline_town    (in its own data folder: makes it, prints what the runner needs)
"""

import datetime as dt
import json
import os

import django

EMAIL, PASSWORD = "offline@example.org", "a long enough password"
MEASURES = 8


def build() -> dict:
    """The addresses of the return form, by the real actions."""
    from django.core.management import call_command  # noqa: PLC0415 - Django is set up by main
    from django.urls import reverse  # noqa: PLC0415

    from barabar.access.actions.add_organisation import add_organisation  # noqa: PLC0415
    from barabar.access.actions.give_role import give_role  # noqa: PLC0415
    from barabar.access.actors import SYSTEM, actor_of  # noqa: PLC0415
    from barabar.access.models import Account  # noqa: PLC0415
    from barabar.collection.actions.open_cycle import open_cycle  # noqa: PLC0415
    from barabar.collection.models import Cycle, Return  # noqa: PLC0415
    from barabar.plans.models import BudgetLine, Measure, Plan, PlannedIndicator, PlanNode  # noqa: PLC0415
    from barabar.reference.models import Territory  # noqa: PLC0415
    from barabar.reference.text import Text  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    place = Territory.objects.create(key="town", economy="AL", kind="municipality", name=Text({"en": "Town"}))
    made: dict = {}
    for key, kind, parent, more in (
        ("region", "regional_body", None, {}),
        ("contact", "contact_point", "region", {"economy": "AL"}),
        ("municipality", "municipality", "contact", {"territory": place}),
        ("committee", "committee", "municipality", {"territory": place}),
        ("education", "directorate", "municipality", {"territory": place}),
    ):
        name = Text({"en": key.capitalize()})
        made[key] = add_organisation(by=SYSTEM, key=key, kind=kind, name=name, parent=made.get(parent), **more)
    people = {}
    for key, role, email in (
        ("contact", "contact_point_officer", "contact@example.org"),
        ("committee", "committee_member", "committee@example.org"),
        ("education", "reporter", EMAIL),
    ):
        account = Account.objects.create_account(email=email, name=key.capitalize(), password=PASSWORD, language="en")
        give_role(by=SYSTEM, account=account, organisation=made[key], role=role, since=dt.date(2020, 1, 1))
        people[key] = actor_of(account)
    plan = Plan.objects.create(
        key="town-2023-2026", title=Text({"en": "Plan"}), level="local", economy="AL", territory=place,
        owner=made["municipality"], starts_year=2023, ends_year=2026, communities=["roma"], focus="targeted",
        status="adopted", currency="ALL", level_names=[{"en": "Objective"}, {"en": "Measure"}],
    )  # fmt: skip
    top = PlanNode.objects.create(plan=plan, code="1", title=Text({"en": "Objective"}), path="0001")
    for number in range(1, MEASURES + 1):
        title = Text({"en": f"Measure 1.{number}"})
        node = PlanNode.objects.create(
            plan=plan, parent=top, level=1, code=f"1.{number}", title=title, path=f"0001.{number:04}"
        )
        measure = Measure.objects.create(
            key=f"{plan.pk}/1.{number}", node=node, sectors=["education"], responsible=made["education"],
            territory=place, deadline="2026-Q4",
        )  # fmt: skip
        PlannedIndicator.objects.create(
            key=f"{measure.key}#reached", measure=measure, name=Text({"en": "Children reached"}), unit="children",
            aggregation="sum", breakdowns=["sex"],
        )  # fmt: skip
        BudgetLine.objects.create(measure=measure, year=2025, source="municipal", amount=1_000_000)
    cycle = Cycle.objects.create(
        key="al-2025", title=Text({"en": "2025"}), economy="AL", period="2025", opens_on=dt.date(2026, 1, 8),
        due_on=dt.date(2026, 3, 31), routes=["municipal"],
    )  # fmt: skip
    open_cycle(by=people["contact"], cycle=cycle)
    return_ = Return.objects.get(request__organisation="education")
    pages = [reverse("office:measure", args=[return_.pk, one.pk]) for one in return_.request.measures.order_by("pk")]
    return {"pages": pages, "return": return_.pk, "email": EMAIL, "password": PASSWORD}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barabar.config.settings")
    django.setup()
    print(json.dumps(build()))


if __name__ == "__main__":
    main()

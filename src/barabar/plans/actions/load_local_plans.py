"""Load a register of local plans with their adoption acts, as the founding document gives it: nulls as nulls."""

import datetime as dt
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.permissions import may
from barabar.journal.actions.record import record as write_journal
from barabar.plans.models import AdoptionAct, Plan
from barabar.reference.actions.load_territories import find_territory
from barabar.reference.catalogue import communities, economies, economy_of_code
from barabar.reference.slugs import slug
from barabar.reference.tables import Record, read_table
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems

COLUMNS = (
    "seed_file", "economy", "municipality", "geonameid", "title_original", "decision_number", "adopted_on",
    "adopting_body_as_written", "period_start_year", "period_end_year", "focus", "target_groups", "programme", "note",
)  # fmt: skip
# The source's words for the focus, and ours.
FOCUS = {"exclusive": "targeted", "targeted": "targeted", "mainstream": "mainstream"}


def recognises(head: list[str]) -> bool:
    return all(column in head for column in COLUMNS)


@transaction.atomic
def load_local_plans(path: Path, *, by: Actor) -> int:
    """Load every plan of the file or none. Loading again changes nothing that stands already."""
    problems: list[Problem] = []
    made = [_plan(record, problems) for record in read_table(path, COLUMNS)]
    if problems:
        raise Problems(problems)
    for plan, act in made:
        may(by, "plan.edit", economy=plan.economy).require()
        plan.save()
        act.plan = plan
        AdoptionAct.objects.update_or_create(
            territory=act.territory, number=act.number, adopted_on=act.adopted_on,
            defaults={"plan": plan, "body": act.body},
        )  # fmt: skip
        write_journal(by=by, action="plan.load", kind="plan", subject=plan.pk, facts={"file": path.name})
    return len(made)


def _plan(record: Record, problems: list[Problem]) -> tuple[Plan, AdoptionAct] | None:
    before = len(problems)
    economy = economy_of_code(record["economy"])
    if economy is None:
        known = ", ".join(economies())
        problems.append(
            record.problem(
                "economy-unknown",
                _("“%(code)s” is not an economy; use one of %(known)s."),
                code=record["economy"],
                known=known,
            )
        )
        return None
    territory = find_territory(economy.key, record["municipality"], record["geonameid"])
    if territory is None:
        problems.append(
            record.problem(
                "municipality-unknown",
                _(
                    "“%(name)s” is not in the gazetteer of %(economy)s. Load the municipalities first, or correct the name."
                ),
                name=record["municipality"],
                economy=economy.title,
            )
        )
    groups = [g for g in record["target_groups"].split(";") if g]
    for group in groups:
        if group not in communities():
            problems.append(
                record.problem(
                    "community-unknown",
                    _("“%(key)s” is not a community of the definitions; use %(known)s."),
                    key=group,
                    known=", ".join(communities()),
                )
            )
    if record["focus"] not in FOCUS:
        problems.append(
            record.problem(
                "focus-unknown",
                _("the focus “%(focus)s” is not known; use %(known)s."),
                focus=record["focus"],
                known=", ".join(FOCUS),
            )
        )
    adopted_on = read_day(record, "adopted_on", problems)
    years = [_year(record, column, problems) for column in ("period_start_year", "period_end_year")]
    if all(years) and years[0] > years[1]:
        problems.append(
            record.problem(
                "period-backwards",
                _("the period %(start)s–%(end)s ends before it starts."),
                start=years[0],
                end=years[1],
            )
        )
    if len(problems) > before:
        return None
    plan = Plan(
        key=slug(f"{territory.key} {years[0]}-{years[1]}"), title=Text({"sq": record["title_original"]}), level="local",
        economy=economy.key, territory=territory, starts_year=years[0], ends_year=years[1], communities=groups,
        focus=FOCUS[record["focus"]], status="adopted", currency=economy.currency, programme=record["programme"],
        note=record["note"], source=f"{record['seed_file']} (IRCA)",
    )  # fmt: skip
    return plan, AdoptionAct(
        territory=territory,
        body=record["adopting_body_as_written"],
        number=record["decision_number"],
        adopted_on=adopted_on,
    )


def read_day(record: Record, column: str, problems: list[Problem]) -> dt.date | None:
    """A date in the three styles met: 2019-05-17, 17.05.2019, 17/05/2019."""
    for style in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(record[column].rstrip("."), style).date()
        except ValueError:
            continue
    problems.append(
        record.problem(
            "not-a-date",
            _("“%(text)s” in %(column)s is not a date; write 17.05.2019 or 2019-05-17."),
            text=record[column],
            column=column,
        )
    )
    return None


def _year(record: Record, column: str, problems: list[Problem]) -> int:
    if record[column].isdigit() and 1990 <= int(record[column]) <= 2100:
        return int(record[column])
    problems.append(
        record.problem(
            "not-a-year",
            _("“%(text)s” in %(column)s is not a year between 1990 and 2100."),
            text=record[column],
            column=column,
        )
    )
    return 0

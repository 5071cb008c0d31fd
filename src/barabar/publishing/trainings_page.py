"""What the page on trainings shows: one question, answered in a sentence and by institution."""

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from barabar.analysis.protection_rule import protection_rule
from barabar.coordination.catalogue import training_fields
from barabar.coordination.models import Event
from barabar.coordination.trainings import ALL, OFFICIALS, Trained, total_of, totals_by_field, trained
from barabar.reference.catalogue import economies, economy_asked

COLUMNS = ("field", "field_title", "institution", "kind", "people", "women", "men", "records_without_number", "hidden", "trainings")  # fmt: skip


def seen_in(seen: QuerySet[Event], economy: str, year: str) -> QuerySet[Event]:
    if (wanted := economy_asked(economy)) is not None:
        seen = seen.filter(economy=wanted)
    return seen.filter(starts__year=int(year)) if year.isdecimal() and len(year) == 4 else seen


def trainings_rows(asked: Mapping[str, str], seen: QuerySet[Event]) -> list[Trained]:
    """What is asked: field, economy, year, officials or everybody. Small counts of community members are not told."""
    who = ALL if asked.get("who") == ALL else OFFICIALS
    chosen = asked.get("field", "") if asked.get("field") in training_fields() else ""
    events = seen_in(seen, asked.get("economy", ""), asked.get("year", ""))
    return trained(events, who=who, chosen=chosen, least=protection_rule().frequency)


def trainings_context(asked: Mapping[str, str], seen: QuerySet[Event]) -> dict:
    rows = trainings_rows(asked, seen)
    return {
        "rows": rows, "total": total_of(rows), "by_field": totals_by_field(rows), "fields": training_fields().values(),
        "economies": economies().values(), "officials": asked.get("who") != ALL,
        "field_title": training_fields()[asked["field"]].title if asked.get("field") in training_fields() else None,
        **{f"chosen_{name}": asked.get(name, "") for name in ("field", "economy", "year", "who")},
    }  # fmt: skip


def table_of(rows: Iterable[Trained]) -> Iterable[list]:
    """In the order of COLUMNS."""
    for one in rows:
        titles = (one.field_title.in_language("en").text, one.who.in_language("en").text)
        yield [
            one.field,
            *titles,
            one.kind,
            one.people if one.told else "",
            one.women,
            one.men,
            one.unnumbered,
            one.hidden,
            len(one.events),
        ]

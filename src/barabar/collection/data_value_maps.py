"""DHIS2-style data value sets, mapped by definition: which data element and category is which question.

`definitions/data_value_maps/*.yaml`: `data_set`, `periods` (their period → ours), `org_units` (their unit → our
institution), and rows of `data_element`, `category` (default: any) and `question`.
"""

import csv
import io
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from barabar.collection.reading import Given
from barabar.reference.definitions import Row, definitions
from barabar.reference.verdicts import Problem, Problems

COLUMNS = ("dataelement", "period", "orgunit", "categoryoptioncombo", "value")


@dataclass(frozen=True)
class DataValueMap:
    """`questions` maps (data element, category) to a question's key; category "" takes any other."""

    key: str
    data_set: str
    periods: dict[str, str]
    org_units: dict[str, str]
    questions: dict[tuple[str, str], str]


@dataclass(frozen=True)
class DataValue:
    element: str
    category: str
    period: str
    org_unit: str
    value: object
    comment: str = ""


def _words(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError("must be pairs such as {“O6uvpzGd5pu”: ministry-education}.")
    return {str(key): str(one) for key, one in value.items()}


def _map(row: Row) -> DataValueMap:
    questions: dict[tuple[str, str], str] = {}
    for inner in row.rows("values"):
        key = (inner.word("data_element"), inner.word("category", ""))
        question = inner.word("question")
        if key in questions:
            inner.fault("data_element", "this data element and category are mapped twice; keep one.")
        questions[key] = question
        inner.finish()
    return DataValueMap(
        row.word("key"), row.word("data_set"), row.take("periods", _words, {}), row.take("org_units", _words), questions
    )


def data_value_maps() -> dict[str, DataValueMap]:
    return definitions("data_value_maps", _map)


def read_csv(text: str) -> list[DataValue]:
    """The CSV form: heads in any order and case, as DHIS2 writes them."""
    reader = csv.reader(io.StringIO(text))
    heads = [head.strip().strip('"').lower() for head in next(reader, [])]
    lacking = [column for column in ("dataelement", "value") if column not in heads]
    if lacking:
        said = _("the columns %(lacking)s are missing; found: %(found)s.")
        raise Problems([Problem("columns-missing", said, {"lacking": ", ".join(lacking), "found": ", ".join(heads)})])
    made = []
    for cells in reader:
        if any(cell.strip() for cell in cells):
            row = dict(zip(heads, (cell.strip() for cell in cells), strict=False))
            made.append(
                DataValue(
                    row.get("dataelement", ""),
                    row.get("categoryoptioncombo", ""),
                    row.get("period", ""),
                    row.get("orgunit", ""),
                    row.get("value", ""),
                    row.get("comment", ""),
                )  # fmt: skip
            )
    return made


def given_of(chosen: DataValueMap, values: list[DataValue], *, organisation: str, period: str) -> list[Given]:
    """The answers of one institution and period; every value that fits nowhere is told, all at once."""
    made, problems = [], []
    for number, one in enumerate(values):
        where = str(_("value %(number)s") % {"number": number + 1})
        unit = chosen.org_units.get(one.org_unit, one.org_unit) or organisation
        when = chosen.periods.get(one.period, one.period) or period
        question = chosen.questions.get((one.element, one.category)) or chosen.questions.get((one.element, ""))
        if unit != organisation:
            problems.append(Problem("other-unit", _("the unit %(unit)s is not this institution."), {"unit": one.org_unit}, where=where))  # fmt: skip
        elif when != period:
            problems.append(Problem("other-period", _("the period %(period)s is not that of this request."), {"period": one.period}, where=where))  # fmt: skip
        elif question is None:
            problems.append(Problem("element-unknown", _("the data element %(element)s (%(category)s) is in no row of the map."), {"element": one.element, "category": one.category or "–"}, where=where))  # fmt: skip
        else:
            made.append(Given(question, amount=one.value, note=one.comment))
    if problems:
        raise Problems(problems)
    return made

"""A measure's form: its fields as the page draws them, and what a posted page says of the measure.

Indicators and money are rows of fields with numbered names; some empty rows follow the filled ones, so that the page
works without script. A row whose name (or amount) is emptied is taken out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from barabar.plans.catalogue import indicators as catalogue
from barabar.plans.content import IndicatorContent, Line, MeasureContent
from barabar.plans.importing.deadlines import read_deadline
from barabar.reference.numbers import Ambiguous, Blank, Number, read_number
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem

EMPTY_INDICATORS, EMPTY_LINES = 1, 3
MOST_ROWS = 60
WRITTEN = ("sq", "en")


@dataclass
class Posted:
    """What the page said: the measure as far as it could be read, and every field that could not."""

    content: MeasureContent
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Fields:
    """One row of fields: `prefix` begins their names; `values` stand in them."""

    prefix: str
    values: dict[str, str]
    targets: tuple[tuple[int, str], ...] = ()
    breakdowns: tuple[str, ...] = ()
    key: str = ""


def plain(number: Decimal | None) -> str:
    """A stored number as a field holds it: no marks but a decimal point, so that it is read back as the same number."""
    if number is None:
        return ""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}0" if re.fullmatch(r"\d{1,3}\.\d{3}", text) else text


def indicator_fields(measure: MeasureContent, years: range) -> list[Fields]:
    rows = [*measure.indicators, *[IndicatorContent(Text(), unit="persons", aggregation="sum")] * EMPTY_INDICATORS]
    made = []
    for at, one in enumerate(rows):
        targets = dict(one.targets)
        values = {f"name_{code}": one.name.get(code, "") for code in WRITTEN}
        other = next((code for code in one.name if code not in WRITTEN), "")
        values |= {
            "catalogue": one.catalogue_key, "unit": one.unit, "aggregation": one.aggregation, "direction": one.direction,
            "kind": one.kind, "baseline": plain(one.baseline), "baseline_year": str(one.baseline_year or ""),
            "name_other": one.name[other] if other else "", "other": other,
        }  # fmt: skip
        all_years = sorted({*years, *targets})
        made.append(
            Fields(
                f"indicator_{at}", values, tuple((y, plain(targets.get(y))) for y in all_years), one.breakdowns, one.key
            )
        )
    return made


def line_fields(measure: MeasureContent) -> list[Fields]:
    made = []
    for at, line in enumerate([*measure.budget, *[None] * EMPTY_LINES]):
        values = {"year": "", "source": "", "stage": "planned", "amount": "", "written": ""}
        if line is not None:
            values = {
                "year": str(line.year or ""), "source": line.source, "stage": line.stage, "amount": plain(line.amount),
                "written": line.source_as_written,
            }  # fmt: skip
        made.append(Fields(f"budget_{at}", values))
    return made


INDICATOR_NAMES = (
    "name_sq", "name_en", "name_other", "other", "catalogue", "unit", "aggregation", "direction", "kind", "baseline",
    "baseline_year",
)  # fmt: skip
LINE_NAMES = ("year", "source", "stage", "amount", "written")


def typed_indicator_fields(data: Mapping) -> list[Fields]:
    """The rows as they were typed, for a page that comes back with problems: nothing that was written is lost."""
    made = []
    for at in range(MOST_ROWS):
        prefix = f"indicator_{at}"
        if f"{prefix}_unit" not in data:
            break
        values = {name: data.get(f"{prefix}_{name}", "") for name in INDICATOR_NAMES}
        targets = tuple((year, data[name]) for year, name in _target_names(data, prefix))
        chosen = tuple(data.getlist(f"{prefix}_breakdowns"))
        made.append(Fields(prefix, values, targets, chosen, data.get(f"{prefix}_key", "")))
    return made


def typed_line_fields(data: Mapping) -> list[Fields]:
    prefixes = [f"budget_{at}" for at in range(MOST_ROWS) if f"budget_{at}_amount" in data]
    return [Fields(one, {name: data.get(f"{one}_{name}", "") for name in LINE_NAMES}) for one in prefixes]


def posted_measure(data: Mapping, before: MeasureContent) -> Posted:
    """Read a posted page. Fields that did not arrive leave the measure as it was."""
    posted = Posted(before)
    if "sectors_sent" not in data:
        posted.problems.append(
            Problem("form-cut", _("the page did not arrive whole; nothing was changed. Send it again."))
        )
        return posted
    deadline = data.get("deadline", "").strip()
    read = read_deadline(deadline)
    if deadline and not read.quarter and deadline != before.deadline_as_written:
        template = _("“%(text)s” is not a quarter or a year; write “Q4 2026”, “31.12.2026” or “2026”.")
        posted.problems.append(Problem("deadline-form", template, {"text": deadline}, anchor="id_deadline"))
    posted.content = replace(
        before,
        sectors=tuple(data.getlist("sectors")),
        responsible=data.get("responsible", ""),
        responsible_as_written=data.get("responsible_as_written", "").strip()[:1000],
        partners=tuple(sorted(set(data.getlist("partners")))),
        partners_as_written=data.get("partners_as_written", "").strip()[:1000],
        deadline=read.quarter,
        deadline_as_written=deadline if read.quarter != deadline else "",
        indicators=tuple(_indicators(data, before, posted)),
        budget=tuple(_lines(data, posted)),
    )
    return posted


def _indicators(data: Mapping, before: MeasureContent, posted: Posted):
    known = {one.key: one for one in before.indicators}
    for at in range(MOST_ROWS):
        prefix = f"indicator_{at}"
        if f"{prefix}_unit" not in data:
            return
        old = known.get(data.get(f"{prefix}_key", ""))
        chosen = catalogue().get(data.get(f"{prefix}_catalogue", ""))
        texts = {code: data.get(f"{prefix}_name_{code}", "").strip() for code in WRITTEN}
        other = data.get(f"{prefix}_other", "")
        if other and data.get(f"{prefix}_name_other", "").strip():
            texts[other] = data[f"{prefix}_name_other"].strip()
        if not any(texts.values()) and chosen is None:
            continue
        base = old or IndicatorContent(Text())
        if chosen is not None and (old is None or old.catalogue_key != chosen.key):
            base = replace(
                base, name=chosen.name, catalogue_key=chosen.key, definition=chosen.definition, kind=chosen.kind,
                unit=chosen.unit, aggregation=chosen.aggregation, direction=chosen.direction, breakdowns=chosen.breakdowns,
            )  # fmt: skip
        elif chosen is None:
            base = replace(
                base, name=Text(texts), catalogue_key="", unit=data[f"{prefix}_unit"],
                aggregation=data.get(f"{prefix}_aggregation", base.aggregation),
                direction=data.get(f"{prefix}_direction", base.direction), kind=data.get(f"{prefix}_kind", base.kind),
                breakdowns=tuple(data.getlist(f"{prefix}_breakdowns")),
            )  # fmt: skip
        baseline = _number(data, f"{prefix}_baseline", posted)
        year = _number(data, f"{prefix}_baseline_year", posted)
        yield replace(
            base, baseline=baseline, baseline_year=int(year) if year else None, targets=_targets(data, prefix, posted)
        )


def _targets(data: Mapping, prefix: str, posted: Posted) -> tuple[tuple[int, Decimal], ...]:
    read = [(year, _number(data, name, posted)) for year, name in _target_names(data, prefix)]
    return tuple((year, amount) for year, amount in read if amount is not None)


def _target_names(data: Mapping, prefix: str) -> list[tuple[int, str]]:
    pattern = re.compile(rf"{prefix}_target_(\d{{4}})")
    return sorted((int(found[1]), name) for name in data if (found := pattern.fullmatch(name)))


def _lines(data: Mapping, posted: Posted):
    for at in range(MOST_ROWS):
        prefix = f"budget_{at}"
        if f"{prefix}_amount" not in data:
            return
        amount = _number(data, f"{prefix}_amount", posted)
        if amount is None:
            continue
        year = data.get(f"{prefix}_year", "")
        source = data.get(f"{prefix}_source", "") or "unspecified"
        stage, written = data.get(f"{prefix}_stage", "planned"), data.get(f"{prefix}_written", "").strip()[:200]
        yield Line(amount, source, int(year) if year.isdigit() else None, stage, written)


def _number(data: Mapping, name: str, posted: Posted) -> Decimal | None:
    written = data.get(name, "")
    read = read_number(written)
    if isinstance(read, Number):
        return read.amount
    if isinstance(read, Ambiguous):
        template = _(
            "“%(text)s” may be %(whole)s or %(decimal)s. Write it without a mark for thousands, or with two decimals."
        )
        facts = {"text": written, "whole": read.as_whole, "decimal": read.as_decimal}
        posted.problems.append(Problem("number-ambiguous", template, facts, anchor=f"id_{name}"))
    elif not isinstance(read, Blank):
        template = _("“%(text)s” is not a number. Write figures only, such as 1250 or 62,5.")
        posted.problems.append(Problem("not-a-number", template, {"text": written[:60]}, anchor=f"id_{name}"))
    return None

"""The answer: cells with their value, its state and bounds, whom it covers, and the question that leads to its facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

import pyarrow as pa

from barabar.statistics.values import Aggregation, State
from barabar.warehouse.ledger import SCALE
from barabar.warehouse.plan import Reading
from barabar.warehouse.questions import Question
from barabar.warehouse.refusals import REFUSALS
from barabar.warehouse.words import ABSENT, Words

Keys = tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """One cell. A reported cell has a `value`; where counts may overlap the truth lies from `low` to `high`.

    `owed` and `reported` count single values; `absent` says how many are absent for which reason or state. `refusal` is
    the code of why there is no total (`refusals.REFUSALS`). Amounts are exact decimals; a rate is numerator / denominator.
    """

    keys: Keys
    state: State
    rule: str
    unit: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    low: Decimal | None
    high: Decimal | None
    owed: int
    reported: int
    absent: Mapping[str, int] = field(default_factory=dict)
    refusal: str = ""
    asked: int | None = None
    answered: int | None = None
    median: Decimal | None = None
    largest: Decimal | None = None

    @property
    def is_range(self) -> bool:
        return self.low != self.high

    @property
    def reason(self) -> str:
        """The sentence of the refusal."""
        return str(REFUSALS[self.refusal]) if self.refusal else ""


class Answer:
    """The cells of a question as of a position of the ledger. Cells come in the order of their keys' words."""

    def __init__(
        self, question: Question, as_of: int, reading: Reading, words: Words, table: pa.Table, *, absent: pa.Table | None,
        conflicts: Mapping[Keys, str], beside: Mapping[str, pa.Table], notes: tuple[str, ...],
    ):  # fmt: skip
        self.question, self.as_of, self.notes, self.table = question, as_of, notes, table
        self._reading, self._words, self._conflicts, self._beside = reading, words, conflicts, beside
        self._absent_table = absent
        self.protection = ""

    def with_cells(self, cells: Mapping[Keys, Cell], protection: str) -> Answer:
        """The same answer with other cells: what may be printed. `protection` says in a sentence what was done."""
        made = copy(self)
        made.protection = protection
        made.__dict__["cells"] = dict(cells)
        return made

    def __len__(self) -> int:
        return self.table.num_rows

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells.values())

    @cached_property
    def cells(self) -> dict[Keys, Cell]:
        rows = self.table.to_pylist()
        beside = {name: self._by_keys(table) for name, table in self._beside.items()}
        self._absent = self._absences()
        found = [self._cell(self.keys_of(row), row, beside) for row in rows]
        return {cell.keys: cell for cell in sorted(found, key=lambda cell: cell.keys)}

    def cell(self, *keys: str) -> Cell | None:
        """The cell at these words of rows, then columns; None where nothing was approved at all."""
        return self.cells.get(keys)

    def keys_of(self, row: Mapping) -> Keys:
        return tuple(one.read(row[f"axis_{one.axis.name}"]) for one in self._reading.axes)

    def _by_keys(self, table: pa.Table) -> dict[Keys, dict]:
        return {self.keys_of(row): row for row in table.to_pylist()}

    def heads(self, name: str) -> list[str]:
        """The words of a row or column dimension that occur, in order."""
        at = self.question.axes.index(name)
        return sorted({keys[at] for keys in self.cells})

    def facts_question(self, keys: Keys) -> Question:
        """The question that leads to the facts of one cell."""
        return self.question.narrowed(**dict(zip(self.question.axes, keys, strict=True)))

    def _absences(self) -> dict[Keys, dict[str, int]]:
        """By cell how many values are absent for which reason, or in which state where none is given."""
        found: dict[Keys, dict[str, int]] = {}
        for row, profile, number in self._absent_values():
            why = self._words.part(profile, "reason") or self._words.part(profile, "state")
            own = found.setdefault(self.keys_of(row), {})
            own[why] = own.get(why, 0) + number
        return found

    def _absent_values(self) -> Iterator[tuple[dict, int, int]]:
        """A row of the cell, a profile, and how many values of it are absent."""
        if self._absent_table is not None:
            yield from ((row, row["profile"], int(row["n"])) for row in self._absent_table.to_pylist())
            return
        for row in self.table.to_pylist():
            for one in row["absent"].split(",") if row["absent"] else ():
                profile, _colon, number = one.partition(":")
                yield row, int(profile), int(number)

    def _cell(self, keys: Keys, row: dict, beside: Mapping[str, dict[Keys, dict]]) -> Cell:
        about = {
            "owed": int(row["owed"]),
            "reported": int(row["reported"]),
            "absent": dict(sorted(self._absent.get(keys, {}).items())),
        }
        about |= self._more(keys, beside)
        if "rank" not in row:
            about |= {"asked": row["asked"], "answered": row["answered"]}
            return _without_value(keys, State.REPORTED if row["reported"] else State.MISSING, "", "", about)
        state = State.REPORTED if row["reported"] else State(ABSENT[row["rank"]])
        rule = self._words.word("aggregation", row["rule_least"])
        unit = self._words.word("unit", row["unit_least"])
        refusal = self._conflicts.get(keys, "") if row["reported"] else ""
        refusal = _refusal(row, rule) or (refusal if not _harmless(refusal, rule) else "")
        if refusal:
            unit = "" if refusal == "units_differ" else unit
            return _without_value(keys, state, rule, unit, about | {"refusal": refusal})
        if not row["reported"]:
            return _without_value(keys, state, rule, unit, about)
        return _reported(keys, row, rule, unit, about)

    def _more(self, keys: Keys, beside: Mapping[str, dict[Keys, dict]]) -> dict:
        more: dict = {}
        if "reporters" in beside:
            row = beside["reporters"].get(keys, {"asked": 0, "answered": 0})
            more |= {"asked": int(row["asked"]), "answered": int(row["answered"])}
        if "median" in beside and keys in beside["median"]:
            row = beside["median"][keys]
            more["median"] = _amount(row["amount"]) / row["values"]
        if "largest" in beside and keys in beside["largest"]:
            more["largest"] = _amount(beside["largest"][keys]["largest_in"])
        return more


def _without_value(keys: Keys, state: State, rule: str, unit: str, about: dict) -> Cell:
    return Cell(keys, state, rule, unit, None, None, None, None, None, **about)


def _amount(scaled: object) -> Decimal:
    return Decimal(int(scaled)) / SCALE  # type: ignore[call-overload]


def _harmless(conflict: str, rule: str) -> bool:
    """A largest value is no larger for being met twice; a stock takes the newest value of a place, whatever its period."""
    return rule == Aggregation.MAX or (conflict == "period_within_period" and rule == Aggregation.LATEST)


def _refusal(row: dict, rule: str) -> str:
    if row["unit_least"] != row["unit_most"]:
        return "units_differ"
    if row["rule_least"] != row["rule_most"]:
        return "rules_differ"
    if row.get("stage_least") != row.get("stage_most"):
        return "stages_differ"
    if not row["reported"]:
        return ""
    if rule == Aggregation.NONE:
        return "no_combining" if row["reported"] > 1 else ""
    if rule == Aggregation.RATIO:
        if row["bare"]:
            return "rate_without_parts"
        return "rates_differ" if row["subjects"] > 1 else ""
    return "rate_with_amounts" if row["bare"] != row["reported"] else ""


def _reported(keys: Keys, row: dict, rule: str, unit: str, about: dict) -> Cell:
    if rule == Aggregation.RATIO or (rule == Aggregation.NONE and not row["bare"]):
        part, whole = _amount(row["numerator"]), _amount(row["denominator"])
        rate = part / whole if whole else None
        state = State.REPORTED if whole else State.NOT_APPLICABLE
        return Cell(keys, state, rule, unit, rate, part, whole, rate, rate, **about)
    if rule == Aggregation.MAX:
        largest = _amount(row["largest"])
        return Cell(keys, State.REPORTED, rule, unit, largest, None, None, largest, largest, **about)
    amount = _amount(row["amount"])
    return Cell(keys, State.REPORTED, rule, unit, amount, None, None, _amount(row["low"]), amount, **about)

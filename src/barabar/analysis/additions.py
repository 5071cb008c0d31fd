"""What a published count is made of: its figures, and the additions by which a reader could compute one from others.

A figure is known by the approved answers in it. A total is the sum of its answers; a total over a dimension (sex,
community …) is the sum of its parts, or of its parts and what no part states. A share has three figures: the numerator,
the rest and the whole, of which the third is the sum of the first two.
"""

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from barabar.plans.catalogue import indicators
from barabar.reference.catalogue import units
from barabar.statistics.rollup import Total
from barabar.statistics.values import State
from barabar.warehouse.facts import Fact

AMOUNT, NUMERATOR, REST, WHOLE, UNSTATED, RANGE = "amount", "numerator", "rest", "whole", "unstated", "range"
SHARE = (NUMERATOR, REST, WHOLE)
Sum = tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """One number that may be printed, or that follows from printed ones (`UNSTATED`: what no part of a total states).

    `RANGE` is a printed number that is not the plain sum of its answers: a range, a largest value, a stock.
    """

    key: str
    scope: str
    part: str
    positions: tuple[int, ...]
    value: Decimal
    sums: tuple[Sum, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A total that somebody wants to print, with its parts by breakdown ("sex=female")."""

    total: Total | None
    parts: Mapping[str, Total]

    @property
    def totals(self) -> dict[str, Total]:
        """By breakdown, the whole under ""; only those with a number."""
        everything = {"": self.total, **self.parts}
        return {key: one for key, one in everything.items() if one is not None and one.state is State.REPORTED}


def is_protected(unit: str, *, share: bool) -> bool:
    """Counts of people, and every share: its numerator and whole are counts."""
    known = units().get(unit)
    return share or (known is not None and known.protected)


def parts_of(total: Total | Fact) -> tuple[str, ...]:
    return SHARE if total.numerator is not None else (AMOUNT,)


def key_of(positions: Iterable[int], part: str, note: str = "") -> str:
    """The figure's name: the same answers, the same key."""
    text = f"{part}{note}:{','.join(map(str, sorted(positions)))}"
    return base64.b32encode(hashlib.sha256(text.encode()).digest()).decode()[:16]


def scope_of(fact: Fact) -> str:
    """Figures of one scope can be in one addition: a period, and the catalogue's indicator or a plan's own."""
    key = fact.indicator if fact.indicator in indicators() else fact.indicator_key
    return f"{fact.period} {key}"[:200]


def value_of(facts: Iterable[Fact], part: str) -> Decimal:
    numbers = [_number(fact, part) for fact in facts if fact.state == State.REPORTED]
    return sum((number for number in numbers if number is not None), Decimal(0))


def _number(fact: Fact, part: str) -> Decimal | None:
    if part == AMOUNT:
        return fact.amount
    if fact.numerator is None or fact.denominator is None:
        return None
    return {NUMERATOR: fact.numerator, WHOLE: fact.denominator, REST: fact.denominator - fact.numerator}[part]


def figures_of(asked: Asked, facts: Mapping[int, Fact]) -> list[Figure]:
    """All figures behind a total and its parts: those printed, the answers in them, and what follows from both."""
    found: dict[str, Figure] = {}
    answers: dict[str, list[Fact]] = {}
    for breakdown, total in asked.totals.items():
        own = [facts[int(p)] for p in total.origins if facts[int(p)].state == State.REPORTED]
        answers[breakdown] = own
        if not own:
            continue
        for part in parts_of(total):
            for fact in own:
                _add(found, _answer(fact, part))
            _add(found, _total(total, own, part))
    _add_breakdowns(found, asked, answers)
    _add_shares(found)
    return list(found.values())


def _add(found: dict[str, Figure], figure: Figure) -> None:
    """One entry a figure: what is known of how it adds up comes together."""
    before = found.get(figure.key)
    sums = (*(before.sums if before else ()), *figure.sums)
    found[figure.key] = Figure(
        figure.key, figure.scope, figure.part, figure.positions, figure.value, tuple(dict.fromkeys(sums))
    )


def _answer(fact: Fact, part: str) -> Figure:
    positions = (fact.position,)
    return Figure(key_of(positions, part), scope_of(fact), part, positions, value_of([fact], part))


def _adds_up(total: Total, own: list[Fact], part: str) -> bool:
    """Is the printed number the plain sum of the answers? A range, a largest value or a stock may not be."""
    printed = {AMOUNT: total.amount, NUMERATOR: total.numerator, WHOLE: total.denominator}.get(part)
    if part == REST and total.numerator is not None and total.denominator is not None:
        printed = total.denominator - total.numerator
    return not total.is_range and printed == value_of(own, part)


def _total(total: Total, own: list[Fact], part: str) -> Figure:
    positions = tuple(int(p) for p in total.origins)
    answers = tuple(key_of((fact.position,), part) for fact in own)
    sums = (answers,) if len(positions) > 1 else ()
    kind = part if _adds_up(total, own, part) else RANGE
    return Figure(key_of(positions, part), scope_of(own[0]), kind, positions, value_of(own, part), sums)


def _add_breakdowns(found: dict[str, Figure], asked: Asked, answers: Mapping[str, list[Fact]]) -> None:
    """A total over a dimension is the sum of its parts; so is each institution's answer."""
    dimensions: dict[str, list[str]] = defaultdict(list)
    for breakdown in asked.totals:
        if breakdown:
            dimensions[breakdown.partition("=")[0]].append(breakdown)
    for dimension, breakdowns in dimensions.items():
        groups = [[asked.totals[key].origins for key in ("", *breakdowns)]] if "" in asked.totals else []
        wholes = {(f.organisation, f.measure, f.indicator_key): f for f in answers.get("", ())}
        for owner, whole in wholes.items():
            of = [
                f for key in breakdowns for f in answers[key] if (f.organisation, f.measure, f.indicator_key) == owner
            ]
            if of:
                groups.append([(whole.position,), *((f.position,) for f in of)])
        for whole_positions, *rest in groups:
            _add_dimension(found, dimension, whole_positions, rest)


def _add_dimension(found: dict[str, Figure], dimension: str, whole: tuple, parts: list[tuple]) -> None:
    for kind in (AMOUNT, *SHARE):
        total = found.get(key_of(whole, kind))
        members = [found.get(key_of(positions, kind)) for positions in parts]
        if total is None or any(member is None or member.part != kind for member in (total, *members)):
            continue
        unstated = total.value - sum(member.value for member in members if member)
        keys = [member.key for member in members if member]
        if unstated < 0:
            continue  # Persons are in several parts: there is no addition to compute from.
        if unstated > 0:
            note = f"{dimension}/{kind}/{','.join(sorted(keys))}"
            rest = Figure(key_of(whole, UNSTATED, note), total.scope, UNSTATED, (), unstated)
            _add(found, rest)
            keys.append(rest.key)
        _add(found, Figure(total.key, total.scope, kind, total.positions, total.value, (tuple(keys),)))


def _add_shares(found: dict[str, Figure]) -> None:
    for figure in [one for one in found.values() if one.part == WHOLE]:
        parts = [found.get(key_of(figure.positions, part)) for part in (NUMERATOR, REST)]
        if all(parts):
            sums = (tuple(part.key for part in parts if part),)
            _add(found, Figure(figure.key, figure.scope, WHOLE, figure.positions, figure.value, sums))

"""Roll-ups of approved facts by sector, territory, period, community, sex …: one pass, states and coverage carried."""

from collections.abc import Iterable
from dataclasses import dataclass

from barabar.statistics.rollup import Accumulator, CannotCombine, Total
from barabar.warehouse.facts import Fact

DIMENSIONS = (
    "period", "economy", "territory", "organisation", "plan", "measure", "sector", "indicator", "stage", "source",
    "breakdown", "unit",
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One cell of a roll-up: its total, or the sentence why there is none. `positions` lead to the facts."""

    group: tuple[str, ...]
    total: Total | None
    refusal: str = ""

    @property
    def positions(self) -> tuple[int, ...]:
        return self.total.origins if self.total else ()  # type: ignore[return-value]


def roll_up_facts(facts: Iterable[Fact], by: tuple[str, ...]) -> dict[tuple[str, ...], Cell]:
    """Totals of facts by any of `DIMENSIONS`.

    Facts of several indicators in one group may count the same person: their total is then a range. Facts of different
    units, rates of different indicators or without their parts refuse, cell by cell; the other cells stand. This is the
    slow, exact way, fact by fact; `answering` gives the same from the store.
    """
    unknown = [name for name in by if name not in DIMENSIONS]
    assert not unknown, f"unknown dimensions {unknown}; known are {DIMENSIONS}"
    groups: dict[tuple[str, ...], Accumulator] = {}
    refusals: dict[tuple[str, ...], str] = {}
    for fact in facts:
        group = tuple(getattr(fact, name) for name in by)
        if group in refusals:
            continue
        accumulator = groups.setdefault(group, Accumulator(fact.rule))
        try:
            if accumulator.aggregation is not fact.rule:
                raise CannotCombine("no_combining", "its values are combined by different rules; show them one by one.")
            accumulator.add(fact.value())
        except CannotCombine as error:
            refusals[group] = str(error)
    return {group: _cell(group, accumulator, refusals.get(group, "")) for group, accumulator in groups.items()}


def _cell(group: tuple[str, ...], accumulator: Accumulator, refusal: str) -> Cell:
    if refusal:
        return Cell(group, None, refusal)
    try:
        return Cell(group, accumulator.total())
    except CannotCombine as error:
        return Cell(group, None, str(error))

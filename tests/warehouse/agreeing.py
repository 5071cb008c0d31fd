"""Fast and slow answers to random questions about random worlds, compared."""

import random
from dataclasses import dataclass, replace
from pathlib import Path

from barabar.warehouse.answering import Asking, Engine
from barabar.warehouse.questions import COVERAGE, LARGEST, MEDIAN, REPORTERS, VALUE, Question
from barabar.warehouse.store import Warehouse
from tests.warehouse.plain import answers
from tests.warehouse.worlds import BREAKDOWNS, INDICATORS, PERIODS, PlainLedger, Row, every_word, moved, random_world

BESIDE = ((REPORTERS, COVERAGE), (MEDIAN,), (LARGEST,), ())
AXES = (
    ("indicator",), ("indicator", "year"), ("territory", "indicator"), ("sector",), ("economy", "period"), (), ("region",),
    ("organisation", "indicator", "year"), ("unit",), ("indicator", "period_kind"), ("stage", "year"), ("plan", "sector"),
    ("state", "indicator"), ("indicator", "sex"), ("community",), ("level", "indicator"), ("indicator", "breakdown"),
    ("community_group", "year"), ("territory", "year"), ("reason",), ("source", "unit"),
)  # fmt: skip
# A dimension to narrow by, and the words to choose from.
FILTERS = (
    None, None, ("territory", ("elbasan", "fier", "pec")), ("sex", ("female", "male")), ("state", ("missing", "reported")),
    ("year", ("2023", "2024", "2025")), ("period_kind", ("quarter", "year", "month")), ("unit", ("persons", "children")),
    ("period", PERIODS), ("community", ("roma",)), ("sector", ("health", "education", "housing")), ("breakdown", BREAKDOWNS),
)  # fmt: skip
SPANS = ((), ("2023", "2024", "2025"), ("2024-H1", "2024-Q3", "2025", "2023"))


@dataclass(frozen=True)
class Template:
    """A kind of question; its words are drawn anew each time. (A kind is compiled once, which is the slow part.)"""

    axes: tuple[str, ...]
    cut: int
    narrow: tuple[str, tuple[str, ...]] | None
    by_indicator: bool
    span: tuple[str, ...]
    level: bool
    breakdown: tuple[str, ...]
    subject: str
    beside: tuple[str, ...]

    @classmethod
    def draw(cls, chance: random.Random) -> "Template":
        axes = chance.choice(AXES)
        return cls(
            axes, chance.randint(0, len(axes)), chance.choice(FILTERS), chance.random() < 0.2, chance.choice(SPANS),
            chance.random() < 0.3, chance.choice(((), (), (), ("sex",))), chance.choice(("", "", "", "values", "money")),
            chance.choice(BESIDE),
        )  # fmt: skip

    def question(self, chance: random.Random) -> Question:
        filters = {}
        if self.narrow:
            name, words = self.narrow
            filters[name] = tuple(chance.sample(words, chance.randint(1, min(2, len(words)))))
        if self.by_indicator:
            filters["indicator"] = tuple(chance.sample(sorted(INDICATORS), 2))
        span = tuple(chance.sample(self.span, chance.randint(1, len(self.span)))) if self.span else ()
        if span and self.span == SPANS[2]:
            span = tuple({*span, "2024-H1"})  # never only whole years
        return Question(
            rows=self.axes[: self.cut], columns=self.axes[self.cut :], measures=(VALUE, *self.beside), filters=filters,
            periods=span, level=chance.choice(("own", "part", "other")) if self.level else "", breakdown=self.breakdown,
            subject=self.subject,
        )  # fmt: skip


def shown(cell, measures: tuple[str, ...]) -> dict:
    """A cell as the second opinion has it, as far as it was asked for."""
    names = ["owed", "reported", "absent", "refusal", "value", "low", "high"]
    names += [name for name in (MEDIAN, LARGEST) if name in measures]
    names += ["asked", "answered"] if REPORTERS in measures else []
    return {**{name: getattr(cell, name) for name in names}, "state": cell.state.value}


def compare(engine: Engine, rows, question: Question, as_of: int, told: str) -> None:
    """Raises AssertionError where fast and slow differ in anything."""
    asked = replace(question, as_of=as_of)
    # Not by `answer`: which words the database knows does not matter here.
    answer = Asking(engine, engine.store.current(), asked, as_of).answer()
    found = {keys: shown(cell, asked.measures) for keys, cell in answer.cells.items()}
    expected = answers(rows, question, as_of)
    assert found.keys() == expected.keys(), (told, question, as_of, found.keys() ^ expected.keys())
    for keys, cell in expected.items():
        cell = {name: cell[name] for name in found[keys]}
        assert found[keys] == cell, (told, question, as_of, keys, found[keys], cell)


@dataclass
class Batch:
    """Many worlds in one ledger, each with economies of its own: what one counts another must never see."""

    seeds: range
    rows: list[Row]
    of_world: dict[int, list[Row]]

    @classmethod
    def of(cls, seeds: range) -> "Batch":
        rows = every_word()
        of_world: dict[int, list[Row]] = {}
        for seed in seeds:
            start = rows[-1].position if rows else 0
            own = [moved(row, start, f"{row.economy}{seed}") for row in random_world(seed)]
            rows += own
            of_world[seed] = own
        return cls(seeds, rows, of_world)


def check_worlds(seeds: range, folder: Path, *, kinds: int = 24, threads: int = 1) -> int:
    """Worlds in memory, in files, half in files; by kept roll-ups and by the raw facts; now and as it was."""
    batch = Batch.of(seeds)
    chance = random.Random(seeds.start)
    ledger = PlainLedger(batch.rows)
    store = Warehouse(folder, ledger, fold_rows=10**9, threads=threads, epoch=chance.choice((1 << 20, 700)))
    how = (seeds.start // len(seeds)) % 4
    if how:
        ledger.limit = batch.rows[-1].position if how == 3 else chance.choice(batch.rows).position
        store.rebuild()
        ledger.limit = None
    if how == 2:
        store.fold()
    kept, raw = (Engine(store, use_kept=used, keep_answers=False) for used in (True, False))
    templates = [Template.draw(chance) for _ in range(kinds)]
    asked = 0
    try:
        for seed, rows in batch.of_world.items():
            positions = [row.position for row in rows] or [0]
            question = chance.choice(templates).question(chance)
            economies = tuple(f"{key}{seed}" for key in ("AL", "XK"))
            question = replace(question, filters={**question.filters, "economy": economies})
            as_of = chance.choice((batch.rows[-1].position, chance.choice(positions)))
            engine = kept if chance.random() < 0.7 else raw
            # Asked for again, an earlier state stays in memory and answers from there.
            for time in range(2 if chance.random() < 0.1 else 1):
                compare(engine, rows, question, as_of, f"seed {seed} of {seeds}, way {how}, time {time}")
            asked += 1
    finally:
        store.close()
    return asked

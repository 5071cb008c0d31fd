"""Answering a question: read what it needs, check that nothing is counted twice, give the cells."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from threading import Lock
from typing import Any

import pyarrow as pa

from barabar.engine import additive
from barabar.engine.additive import Narrowing, Shape, Source
from barabar.engine.columns import Broken, MissingTable
from barabar.reference.verdicts import Problem, Problems
from barabar.statistics.values import Aggregation
from barabar.warehouse.answers import Answer
from barabar.warehouse.building import peak_profiles, stock_profiles
from barabar.warehouse.checks import conflicts_of, notes_of, refuse_breaks
from barabar.warehouse.dimensions import dimensions
from barabar.warehouse.distributed import DistributedStore
from barabar.warehouse.kept import IN_MEMORY, REPORTER, Kept
from barabar.warehouse.plan import Reading, also_by, reading_of
from barabar.warehouse.questions import LARGEST, MEDIAN, REPORTERS, VALUE, Question, problems_of
from barabar.warehouse.refusals import FUTURE
from barabar.warehouse.snapshot import Snapshot
from barabar.warehouse.store import Warehouse, warehouse

# A question is compiled once for all positions and words: numbers like these stand for them until it runs.
UNTIL = 8_999_000_000_000_000_000
CODES = 8_998_000_000_000_000_000
_PROFILES = {"stock": stock_profiles, "peak": peak_profiles}
_STANDS_FOR = re.compile(r"899[89]000000000\d{6}")
MOST_KEPT, MOST_COMPILED = 256, 4096


class Engine:
    """One store's questions: compiled once, answered once for each position of the ledger."""

    def __init__(self, store: Warehouse | DistributedStore, *, use_kept: bool = True, keep_answers: bool = True):
        self.store, self.use_kept, self.keep_answers = store, use_kept, keep_answers
        self._answers: OrderedDict[tuple, Answer] = OrderedDict()
        self._lock = Lock()

    def answer(self, question: Question) -> Answer:
        """The answer. Raises Problems where the question cannot be asked as it is, with everything that is wrong."""
        snapshot = self.store.current()
        as_of = snapshot.known if question.as_of is None else question.as_of
        key = (snapshot.prefix, snapshot.known, as_of, tuple(question.as_pairs()))
        if self.keep_answers:
            with self._lock:
                if key in self._answers:
                    self._answers.move_to_end(key)
                    return self._answers[key]
        problems = problems_of(question)
        if as_of > snapshot.known:
            problems.append(Problem("as-of", FUTURE, {"newest": snapshot.known}, where="as_of"))
        if problems:
            raise Problems(problems)
        try:
            made = Asking(self, snapshot, question, as_of).answer()
        except Broken as damage:
            snapshot = self.store.mend(snapshot, str(damage))
            made = Asking(self, snapshot, question, as_of).answer()
        if self.keep_answers:
            with self._lock:
                self._answers[key] = made
                while len(self._answers) > MOST_KEPT:
                    self._answers.popitem(last=False)
        return made

    def fetch(
        self,
        expression: Callable[[], Any],
        key: tuple | None,
        names: Mapping[str, str],
        standing_for: Mapping[int, str],
    ) -> pa.Table:
        """The rows of an expression, in which numbers stand for others. With a `key` it is compiled only once; `names`
        are beginnings of names that another state of the store has otherwise, and what stands for them meanwhile."""
        sql = _compiled.get(key) if key else None
        if sql is None:
            with _compiling:
                made = expression()
                sql = str(self.store.columns.ibis.compile(made))
                if key is None:
                    self.store.columns.ibis._run_pre_execute_hooks(made)
                    return self.store.columns.fetch_here(_filled(sql, standing_for))
            for name, stands in names.items():
                sql = sql.replace(f'"{name}', f'"{stands}')
            if len(_compiled) >= MOST_COMPILED:
                _compiled.clear()
            _compiled[key] = sql
        filled = _filled(sql, standing_for)
        for name, stands in names.items():
            filled = filled.replace(f'"{stands}', f'"{name}')
        try:
            return self.store.columns.fetch(filled)
        except MissingTable:
            # Compiled for another state of the store: this one has yet to make what it reads.
            with _compiling:
                expression()
            return self.store.columns.fetch(filled)


_compiled: dict[tuple, str] = {}
_compiling = Lock()


def _filled(sql: str, standing_for: Mapping[int, str]) -> str:
    return _STANDS_FOR.sub(lambda found: standing_for[int(found[0])], sql)


class Asking:
    """One question being answered, as of one position."""

    def __init__(self, engine: Engine, snapshot: Snapshot, question: Question, as_of: int):
        self.engine, self.store, self.snapshot, self.question, self.as_of = (
            engine,
            engine.store,
            snapshot,
            question,
            as_of,
        )
        self.reading = reading_of(question, snapshot.words)
        self.standing_for = {UNTIL: str(as_of)}
        self.in_memory = self.store.note(snapshot, as_of)

    def answer(self) -> Answer:
        refuse_breaks(self)
        only_covered = not {VALUE, MEDIAN, LARGEST} & set(self.question.measures)
        table = self._coverage() if only_covered else self._values()
        return Answer(
            self.question, self.as_of, self.reading, self.snapshot.words, table,
            absent=self._absent() if only_covered else None,
            conflicts={} if only_covered else conflicts_of(self, table),
            beside={} if only_covered else self._beside(), notes=notes_of(self),
        )  # fmt: skip

    def _values(self) -> pa.Table:
        table = self.fetch("cells", self._cells, held=self._is_held())
        doubtful = table.filter(pa.compute.equal(table["unsure"], 1))
        if not doubtful.num_rows:
            return table
        flags = {"largest" if rule == Aggregation.MAX else "shared" for rule in self._rules(doubtful)}
        about = ()
        if "axis_indicator" in table.column_names:
            about = (Narrowing((("indicator", tuple(doubtful["axis_indicator"].unique().to_pylist())),)),)
        matters = self._only(tuple(sorted(flags)), *about)
        if flags == {"largest"}:
            return self._with_largest(table, matters)
        return self.fetch("exact", lambda: self._cells(exact=matters))

    def _with_largest(self, table: pa.Table, matters: Reading) -> pa.Table:
        """The same cells, with the largest that stands where the largest that came has ceased to."""
        shape = self.shape(matters)
        exact = self.fetch(
            "largest standing",
            lambda: additive.by_axes(additive.largest_standing(self.events(shape, "peak"), shape), shape),
            matters,
        )
        axes = [f"axis_{name}" for name in shape.names]
        largest = dict(zip(rows_of(exact, axes), exact["largest_in"].to_pylist(), strict=True))
        came = zip(rows_of(table, axes), table["unsure"].to_pylist(), table["largest"].to_pylist(), strict=True)
        values = [largest[keys] if unsure else known for keys, unsure, known in came]
        at = table.column_names.index("largest")
        return table.set_column(at, "largest", pa.array(values, table.schema.field("largest").type))

    def _rules(self, table: pa.Table) -> list[str]:
        """The rules by which the cells are combined; where several meet in one cell its largest value is of no use."""
        return [self.snapshot.words.word("aggregation", code) for code in table["rule_least"].unique().to_pylist()]

    # ------------------------------------------------------------------------------------------------ expressions

    def fetch(
        self, what: str, expression: Callable[[], Any], reading: Reading | None = None, *, held: bool = False
    ) -> pa.Table:
        """The rows of an expression about a reading. `held`: it reads nothing but what is in memory of a state."""
        reading = reading or self.reading
        snapshot, wide = self.snapshot, self.snapshot.manifest.wide
        where = (
            self.store.columns.name,
            wide,
            self.engine.use_kept,
            self.store.moment(snapshot, self.as_of, in_memory=self.in_memory, held=held),
        )
        key = None if reading.has_pairs else (what, where, snapshot.words.meaning, self.shape(reading))
        return self.engine.fetch(expression, key, self.store.names(snapshot, self.as_of), self.standing_for)

    def shape(self, reading: Reading) -> Shape:
        """The shape of a reading with numbers standing for the words it is narrowed by."""
        narrowings = []
        for at, narrowing in enumerate(reading.shape.narrowings):
            alternatives = []
            for number, (column, codes) in enumerate(narrowing.alternatives):
                stands = CODES + at * 10 + number
                self.standing_for[stands] = ", ".join(map(str, codes)) or "-1"
                alternatives.append((column, (stands,)))
            narrowings.append(Narrowing(tuple(alternatives)))
        return replace(reading.shape, narrowings=tuple(narrowings))

    def _source(self, source: Source) -> Source:
        until = None if source.until is None else UNTIL if source.until == self.as_of else source.until
        return replace(source, until=until)

    def sources(self, reading: Reading, kept: Any = None, kind: str = "events") -> list[Source]:
        kept = kept if self.engine.use_kept else None
        found = self.store.sources(self.snapshot, kept, self.as_of, kind, in_memory=self.in_memory)
        return [self._source(one) for one in found]

    def profiles(self) -> Any:
        return self.store.table(self.snapshot, "profiles")

    def sums(self, reading: Reading, *extra: str, kept: Any = None) -> Any:
        """Sums by the question's axes and further columns, from the kept roll-up where it has them."""
        if kept is not None and not set(extra) - {"subject"} <= set(kept.columns):
            kept = None
        return additive.signed_sums(self.sources(reading, kept), self.shape(reading), extra=extra)

    def events(self, shape: Shape, kind: str = "events") -> Any:
        """The events up to the position that are asked about, as one table.

        Each part is narrowed by itself: used twice, the whole is written down before anything is left out of it.
        """
        parts = []
        for source in self.sources(self.reading, kind=kind):
            table = source.table
            if kind in _PROFILES and not self._is_file(source):
                table = table.filter(table.profile.isin(_PROFILES[kind](self.snapshot.words) or [-1]))
            if source.until is not None:
                table = table.filter(table.position <= source.until)
                if "ceased" in table.columns:
                    table = table.filter(table.ceased > source.until).drop("ceased")
            parts.append(additive.narrowed(table, shape.narrowings))
        return parts[0] if len(parts) == 1 else additive.together(*parts)

    def _is_file(self, source: Source) -> bool:
        return source.table.get_name() != self.snapshot.name("tail")

    def _cells(self, *, exact: Reading | None = None) -> Any:
        reading = self.reading
        summed = self.sums(reading, "subject", "profile", kept=reading.kept)
        if exact is not None:
            shape = self.shape(exact)
            largest = additive.largest_standing(self.events(shape, "peak"), shape)
            summed = additive.with_exact_largest(summed, largest)
        if reading.stocks_stand_alone or not stock_profiles(self.snapshot.words):
            rows = additive.with_profiles(summed, self.profiles())
        else:
            rows = additive.with_stocks(summed, self._stocks(), self.profiles())
        return additive.cells(rows, reading.shape)

    def _only(self, flags: tuple[str, ...], *further: Narrowing) -> Reading:
        """The reading of those reported values whose profile has one of these flags."""
        columns = self.snapshot.words.profile_columns()
        wanted = [c for c in columns["profile"] if columns["reported"][c] and any(columns[flag][c] for flag in flags)]
        reading = also_by(self.reading, Narrowing((("profile", tuple(wanted)),)), *further)
        self.shape(reading)
        return reading

    def _is_held(self) -> bool:
        """Whether the cells come from nothing but tables in memory."""
        reading = self.reading
        known = self.engine.use_kept and reading.kept in IN_MEMORY and self.in_memory
        plain = reading.stocks_stand_alone or not stock_profiles(self.snapshot.words)
        return known and (plain or reading.stocks_kept)

    def _stocks(self) -> Any:
        reading = self.reading
        shape = self.shape(reading)
        held = self.held_stocks()
        if held is None:
            return additive.stock_sums(additive.standing(self.events(shape, "stock")), shape, is_yearly=False)
        table = held.table
        table = table.filter(table.since <= UNTIL, table.ceased > UNTIL)
        return additive.stock_sums(additive.narrowed(table, shape.narrowings), shape, is_yearly=True)

    def held_stocks(self) -> Source | None:
        """The stocks that are kept, where they suffice."""
        suffices = self.engine.use_kept and self.reading.stocks_kept and self.in_memory
        return self.store.stocks(self.snapshot, self.as_of) if suffices else None

    # ---------------------------------------------------------------------------------------- beside the values

    def _beside(self) -> dict[str, pa.Table]:
        beside = {}
        if REPORTERS in self.question.measures:
            beside["reporters"] = self._coverage()
        if MEDIAN in self.question.measures:
            codes = [c for c, bare in enumerate(self.snapshot.words.profile_columns()["bare"]) if bare]
            shape = self.shape(self.reading)
            beside["median"] = self.fetch(
                "median", lambda: additive.middle_values(self.events(shape), shape, codes or [-1])
            )
        if LARGEST in self.question.measures:
            beside["largest"] = self._largest()
        return beside

    def _largest(self) -> pa.Table:
        reading = self._only(("bare",))
        shape = self.shape(reading)
        return self.fetch(
            "largest", lambda: additive.by_axes(additive.largest_standing(self.events(shape), shape), shape), reading
        )

    def _reporter(self, reading: Reading) -> Kept | None:
        """The kept counts of who reported, where they suffice."""
        used = {dimensions()[name].column for name in self.question.used}
        needed = reading.columns - ({"indicator", "kind", *REPORTER.only_without} - used)
        plain = self.question.about == "values" and self.question.broken_down_by == ()
        return REPORTER if plain and needed <= set(REPORTER.columns) else None

    def _coverage(self) -> pa.Table:
        """Whom each cell covers, without its values."""
        reading = replace(self.reading, shape=replace(self.reading.shape, kinds=False, checks=()))
        shape, kept = self.shape(reading), self._reporter(reading)
        return self.fetch(
            "coverage", lambda: additive.coverage(self.sources(reading, kept), shape, self.profiles()), reading
        )

    def _absent(self) -> pa.Table:
        """How many values of each cell are absent, by profile; cells with values say so themselves."""
        codes = [
            code for code, reported in enumerate(self.snapshot.words.profile_columns()["reported"]) if not reported
        ]
        reading = also_by(self.reading, Narrowing((("profile", tuple(codes)),)))
        shape = self.shape(reading)
        kept = self._reporter(reading)
        if kept is None or reading.kept in IN_MEMORY:
            kept = reading.kept
        return self.fetch("absent", lambda: additive.absences(self.sources(reading, kept), shape), reading)

    def positions(self) -> list[int]:
        """The facts that the question is about, by their positions: those absent included."""
        shape = self.shape(self.reading)
        table = self.fetch("positions", lambda: additive.facts_of(self.events(shape), shape, ("fact",)))
        return sorted(set(table["fact"].to_pylist()))


def rows_of(table: pa.Table, columns: Sequence[str]) -> Iterator[tuple]:
    """The rows of some columns; as many empty ones where there are no columns."""
    return zip(*(table[name].to_pylist() for name in columns), strict=True) if columns else iter([()] * table.num_rows)


_engines: dict[int, Engine] = {}


def engine() -> Engine:
    """This installation's questions."""
    store = warehouse()
    made = _engines.get(id(store))
    if made is None or made.store is not store:
        made = _engines[id(store)] = Engine(store)
    return made


def answer(question: Question) -> Answer:
    """The answer of this installation's store. Raises Problems."""
    return engine().answer(question)

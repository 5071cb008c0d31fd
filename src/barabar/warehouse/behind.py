"""The facts behind an answer: their positions in the ledger, or in which cell each lies."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa

from barabar.engine import additive
from barabar.reference.verdicts import Problems
from barabar.warehouse.answering import Asking, engine, rows_of
from barabar.warehouse.answers import Keys
from barabar.warehouse.questions import Question, problems_of
from barabar.warehouse.words import period_key


def positions_of(question: Question) -> list[int]:
    """The positions of the facts that a question is about, for tracing. Raises Problems."""
    return _asking(question).positions()


def _asking(question: Question) -> Asking:
    made = engine()
    if problems := problems_of(question):
        raise Problems(problems)
    snapshot = made.store.current()
    as_of = snapshot.known if question.as_of is None else min(question.as_of, snapshot.known)
    return Asking(made, snapshot, question, as_of)


def facts_behind(
    question: Question, keep: Callable[[str, str, bool], bool], most: int
) -> Iterator[tuple[Keys, int, str, str]]:
    """The facts in each cell: the cell's keys, the fact's position, economy and period.

    Only those of which `keep(unit, state, is_share)` is true. Raises Problems; TooManyFacts where they are more than
    `most`.
    """
    asking = _asking(question)
    words = asking.snapshot.words
    codes = [
        code
        for code in range(len(words.profiles))
        if keep(words.part(code, "unit"), words.part(code, "state"), words.part(code, "number") == "ratio")
    ]
    columns = ("fact", "economy", "period", "profile")
    shape = asking.shape(asking.reading)
    table = asking.fetch("facts behind", lambda: additive.facts_of(asking.events(shape), shape, columns))
    table = table.filter(
        pa.compute.is_in(table["profile"], value_set=pa.array(codes, table.schema.field("profile").type))
    )
    if table.num_rows > most:
        raise TooManyFacts(table.num_rows)
    axes = [one.read for one in asking.reading.axes]
    keys = rows_of(table, [f"axis_{one.axis.name}" for one in asking.reading.axes])
    told = (table[name].to_pylist() for name in ("fact", "economy", "period"))
    for own, fact, economy, period in zip(keys, *told, strict=True):
        words_of_cell = tuple(read(code) for read, code in zip(axes, own, strict=True))
        yield words_of_cell, fact, words.word("economy", economy), period_key(period)


class TooManyFacts(Exception):
    """A question rests on more facts than were to be looked at one by one."""

    def __init__(self, count: int):
        super().__init__(count)
        self.count = count

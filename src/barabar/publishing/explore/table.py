"""An answer as a table for people: heads with the way down, numbers aligned, states and coverage in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from barabar.design.figures import amount, percent, share
from barabar.design.templatetags.components import state_word
from barabar.publishing.explore.site import Site
from barabar.publishing.explore.trail import deeper
from barabar.reference import catalogue
from barabar.statistics.values import State
from barabar.warehouse.answers import Answer, Cell, Keys
from barabar.warehouse.dimensions import dimensions
from barabar.warehouse.naming import reason_title, titles, unit_title
from barabar.warehouse.questions import COVERAGE, LARGEST, MEDIAN, REPORTERS, VALUE

CELLS_ON_A_PAGE = 240
LEAST_ROWS = 10
MOST_COLUMNS = 24
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Head:
    """A row's or column's word; `url` leads one level down; `new` unless the row above has the same."""

    title: str
    url: str = ""
    new: bool = True


@dataclass(frozen=True)
class Shown:
    """A cell. `text` is the number or the word of its state; `notes` stand small below; `letter` leads to a refusal."""

    text: str
    notes: tuple[str, ...] = ()
    is_number: bool = False
    letter: str = ""
    unpublished: bool = False
    url: str = ""


@dataclass(frozen=True)
class Over:
    """A head over one or more columns; `unit` where each of them counts in one of its own."""

    title: str
    span: int = 1
    unit: str = ""


@dataclass(frozen=True)
class Row:
    heads: tuple[Head, ...]
    unit: str
    cells: tuple[Shown, ...]


@dataclass(frozen=True)
class Table:
    """`row_titles` stand over the heads of rows, `over` are the rows of heads over the columns, the widest first.

    `refusals` are why a cell has no total, by letter.
    """

    row_titles: tuple[str, ...]
    over: tuple[tuple[Over, ...], ...]
    columns: int
    rows: tuple[Row, ...]
    unit: str
    refusals: tuple[tuple[str, str], ...]
    rows_in_all: int
    columns_in_all: int
    page: int
    pages: int
    states: frozenset[str]
    has_unpublished: bool


def table_of(answer: Answer, site: Site, page: int = 1) -> Table:
    """One page of the table; the files have all of it."""
    question = answer.question
    cells = answer.cells
    depth = len(question.rows)
    row_keys = _ordered({keys[:depth] for keys in cells}, question.rows)
    column_keys = _ordered({keys[depth:] for keys in cells}, question.columns)
    shown_columns = column_keys[:MOST_COLUMNS]
    at_once = max(LEAST_ROWS, CELLS_ON_A_PAGE // max(1, len(shown_columns)))
    pages = max(1, -(-len(row_keys) // at_once))
    page = min(max(page, 1), pages)
    own_rows = row_keys[(page - 1) * at_once : page * at_once]
    unpublished = site.unpublished(question)
    view = _View(answer, site, unpublished, own_rows, shown_columns)
    return Table(
        row_titles=tuple(str(dimensions()[name].title) for name in question.rows),
        over=tuple(view.over()),
        columns=len(shown_columns),
        rows=tuple(view.rows()),
        unit=unit_title(view.only_unit) if view.only_unit else "",
        refusals=tuple((letter, reason) for reason, letter in view.letters.items()),
        rows_in_all=len(row_keys),
        columns_in_all=len(column_keys),
        page=page,
        pages=pages,
        states=frozenset(cell.state.value for cell in view.cells if cell.state is not State.REPORTED),
        has_unpublished=bool(unpublished & set(view.keys)),
    )  # fmt: skip


def _ordered(keys: Iterable[Keys], names: Sequence[str]) -> list[Keys]:
    """In the order of the definitions, of time, or of the alphabet."""
    listed = list(keys)
    orders = [_order_of(name, {own[at] for own in listed}) for at, name in enumerate(names)]
    return sorted(listed, key=lambda own: tuple(order[word] for order, word in zip(orders, own, strict=True)))


def _order_of(name: str, words: Iterable[str]) -> dict[str, tuple]:
    if name in ("year", "period"):
        return {word: (word,) for word in words}
    way = catalogue.dimensions().get(name)
    if way is not None:
        places = {category.key: at for at, category in enumerate(way.categories)}
        return {word: (places.get(word, len(places)), word) for word in words}
    return {word: (word == "", title.casefold(), word) for word, title in titles(name, words).items()}


class _View:
    """The cells of one page, and what their looks depend on together."""

    def __init__(self, answer: Answer, site: Site, unpublished, rows: list[Keys], columns: list[Keys]):
        self.answer, self.site, self.unpublished = answer, site, unpublished
        self.question = answer.question
        self.row_keys, self.column_keys = rows, columns
        self.keys = [(*row, *column) for row in rows for column in columns]
        self.cells = [answer.cells[keys] for keys in self.keys if keys in answer.cells]
        self.only_unit = _single({cell.unit for cell in self.cells if cell.unit})
        self.row_units = self._units([[(*row, *column) for column in columns] for row in rows])
        self.column_units = (
            [] if self.row_units else self._units([[(*row, *column) for row in rows] for column in columns])
        )
        self.places = _places(self.cells)
        self.letters: dict[str, str] = {}
        self.named = self._named()
        self.at_the_facts = bool({"organisation", "measure"} & set(self.question.used))

    def _units(self, lines: list[list[Keys]]) -> list[str]:
        """The unit of each row (or column), where each has one; nothing where all have the same or one has several."""
        cells = self.answer.cells
        found = [{cells[keys].unit for keys in line if keys in cells} - {""} for line in lines]
        alike = self.only_unit or any(len(units) > 1 for units in found)
        return [] if alike else [unit_title(_single(units)) for units in found]

    def over(self) -> Iterable[tuple[Over, ...]]:
        names = self.question.columns
        units = self.column_units or [""] * len(self.column_keys)
        for depth, name in enumerate(names, 1):
            made: list[Over] = []
            before: Keys | None = None
            for keys, unit in zip(self.column_keys, units, strict=True):
                if keys[:depth] == before:
                    made[-1] = Over(made[-1].title, made[-1].span + 1)
                else:
                    made.append(Over(self.named[name][keys[depth - 1]], 1, unit if depth == len(names) else ""))
                before = keys[:depth]
            yield tuple(made)

    def _named(self) -> dict[str, dict[str, str]]:
        return {name: titles(name, {keys[at] for keys in self.keys}) for at, name in enumerate(self.question.axes)}

    def rows(self) -> Iterable[Row]:
        before: Keys = ()
        each_alone = not (self.only_unit or self.row_units or self.column_units)
        for at, keys in enumerate(self.row_keys):
            cells = [self.answer.cells.get((*keys, *column)) for column in self.column_keys]
            shown = tuple(
                self._shown(cell, (*keys, *column), with_unit=each_alone)
                for cell, column in zip(cells, self.column_keys, strict=True)
            )
            yield Row(tuple(self._heads(keys, before)), self.row_units[at] if self.row_units else "", shown)
            before = keys

    def _heads(self, keys: Keys, before: Keys) -> Iterable[Head]:
        """Each head narrows by itself and those to its left."""
        names = self.question.rows
        for at, (name, word) in enumerate(zip(names, keys, strict=True)):
            new = keys[: at + 1] != before[: at + 1] or at == len(names) - 1
            url = deeper(self.question, dict(zip(names[: at + 1], keys, strict=False)), self.site) if new else ""
            yield Head(self.named[name][word], url, new)

    def _shown(self, cell: Cell | None, keys: Keys, *, with_unit: bool) -> Shown:
        if cell is None:
            return Shown("–")
        lines, letter = self._lines(cell, with_unit=with_unit)
        url = ""
        if self.at_the_facts and cell.state is not State.SUPPRESSED and "" not in keys:
            url = self.site.facts_address(self.answer.facts_question(keys))
        is_number = cell.value is not None or VALUE not in self.question.measures
        return Shown(lines[0], tuple(lines[1:]), is_number, letter, keys in self.unpublished, url)

    def _lines(self, cell: Cell, *, with_unit: bool) -> tuple[list[str], str]:
        lines: list[str] = []
        letter = ""
        for measure in self.question.measures:
            if measure == VALUE:
                text, letter, notes = self._value(cell, with_unit=with_unit)
                lines += [text, *notes]
            else:
                lines.append(self._beside(measure, cell))
        return lines, letter

    def _value(self, cell: Cell, *, with_unit: bool) -> tuple[str, str, list[str]]:
        if cell.refusal:
            letter = self.letters.setdefault(cell.reason, LETTERS[len(self.letters) % len(LETTERS)])
            return _("no total"), letter, []
        if cell.value is None:
            why = [reason_title(word) for word in cell.absent if word not in set(State)]
            notes = ["; ".join(why)] if why and cell.state is State.MISSING else []
            return state_word(cell.state.value), "", notes
        notes = [] if cell.reported >= cell.owed else [_("%(n)s of %(all)s") % {"n": cell.reported, "all": cell.owed}]
        notes += [unit_title(cell.unit)] if with_unit else []
        return self._number(cell), "", notes

    def _number(self, cell: Cell) -> str:
        if cell.denominator is not None:
            return percent(cell.value * 100, 1) if cell.value is not None else "–"
        places = self.places.get(cell.unit, 0)
        if cell.is_range:
            return f"{amount(cell.low, places)}–{amount(cell.high, places)}"
        return amount(cell.value, places)

    def _beside(self, measure: str, cell: Cell) -> str:
        places = self.places.get(cell.unit, 0)
        if measure == COVERAGE:
            return (
                _("%(n)s of %(all)s") % {"n": cell.reported, "all": cell.owed} + f" ({share(cell.reported, cell.owed)})"
            )
        if measure == REPORTERS:
            return _("%(n)s of %(all)s") % {"n": cell.answered or 0, "all": cell.asked or 0}
        number = {MEDIAN: cell.median, LARGEST: cell.largest}[measure]
        if number is None:
            return state_word(cell.state.value) if cell.state is not State.REPORTED else "–"
        return amount(number, places if measure == LARGEST else max(places, 1))


def _single(words: set[str]) -> str:
    return next(iter(words)) if len(words) == 1 else ""


def _places(cells: Iterable[Cell]) -> dict[str, int]:
    """How many decimals the numbers of a unit get, all of them alike: none, or two where one has a fraction."""
    places: dict[str, int] = {}
    for cell in cells:
        if cell.value is not None and cell.denominator is None:
            fraction = any(number != number.to_integral_value() for number in (cell.value, cell.low or Decimal(0)))
            places[cell.unit] = max(places.get(cell.unit, 0), 2 if fraction else 0)
    return places

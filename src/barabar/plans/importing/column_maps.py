"""Column maps: definitions that say what the heads of a plan's table mean, and how its cells are written."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from barabar.plans.catalogue import money_sources, money_stages
from barabar.plans.importing.money import Marks
from barabar.reference.catalogue import currencies, languages, sectors
from barabar.reference.definitions import Row, definitions, read_files
from barabar.reference.slugs import fold
from barabar.reference.text import Text

# What a column may be. `goal` may stand several times, one for each level; `money` and `target` for each year.
MEANINGS = (
    "code", "level", "goal", "goal_code", "goal_total", "measure", "description", "sector", "responsible", "partners",
    "deadline", "indicators", "unit", "baseline", "baseline_year", "target", "money", "money_source", "note", "ignore",
)  # fmt: skip
MARKS = (".", ",", " ", "'", "")
BY_TITLE = "title"


@dataclass(frozen=True)
class ColumnMeaning:
    """One head and what it means. `head` may hold {year}, {source} and {stage}: "Budget {year}, {source}".

    `also` are other spellings of the head. `fill_down` repeats the value of the cell above where a cell is empty
    (merged cells); `code_before` takes the code from the beginning of the text ("2.1.2 Title").
    """

    head: str
    means: str
    also: tuple[str, ...] = ()
    level: int = 0
    optional: bool = False
    fill_down: bool = False
    code_before: bool = False
    year: int | None = None
    source: str = ""
    stage: str = "planned"

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.head, *self.also)


@dataclass(frozen=True)
class ColumnMap:
    """`separators` divide several indicators or bodies in one cell. `sectors` maps the source's words to sectors."""

    key: str
    title: Text
    language: str
    columns: tuple[ColumnMeaning, ...]
    level_names: tuple[Text, ...] = ()
    measure_words: tuple[str, ...] = ()
    separators: tuple[str, ...] = (";",)
    money: Marks = Marks()
    money_by_title: bool = False
    sectors: tuple[tuple[str, str], ...] = ()
    bodies: tuple[tuple[str, str], ...] = ()
    source: str = ""

    def for_currency(self, currency: str) -> "ColumnMap":
        """The map for a plan in this currency: its code may stand beside amounts, every other is asked about."""
        others = tuple(code for code in currencies() if code != currency)
        words = (*self.money.currency_words, currency) if currency else self.money.currency_words
        return replace(self, money=replace(self.money, currency_words=words, other_currencies=others))

    def column(self, means: str) -> ColumnMeaning | None:
        return next((column for column in self.columns if column.means == means), None)


def column_maps() -> dict[str, ColumnMap]:
    return definitions("column_maps", _map)


def read_column_map(path: Path) -> dict[str, ColumnMap]:
    """The maps of one file that lies anywhere, read by the same rules."""
    return read_files([path], _map)


def _map(row: Row) -> ColumnMap:
    columns = tuple(_column(inner) for inner in row.rows("columns"))
    _check_columns(row, columns)
    return ColumnMap(
        key=row.word("key"),
        title=row.text("title"),
        language=row.one_of("language", languages()),
        columns=columns,
        level_names=row.take("level_names", _texts, ()),
        measure_words=row.words("measure_words") or (),
        separators=row.take("separators", _marks, (";",)),
        money=_money(row),
        sectors=row.take("sectors", _pairs_of(sectors), ()),
        bodies=row.take("bodies", _pairs, ()),
        source=row.word("source", ""),
    )


def _column(row: Row) -> ColumnMeaning:
    made = ColumnMeaning(
        head=row.word("head"),
        means=row.one_of("means", MEANINGS),
        also=row.words("also") or (),
        level=row.take("level", _small, 0),
        optional=row.take("optional", bool, False),
        fill_down=row.take("fill_down", bool, False),
        code_before=row.take("code_before", bool, False),
        year=row.take("year", _year, None),
        source=row.one_of("source", money_sources(), ""),
        stage=row.one_of("stage", money_stages(), "planned"),
    )
    row.finish()
    return made


def _check_columns(row: Row, columns: tuple[ColumnMeaning, ...]) -> None:
    heads: set[str] = set()
    for column in columns:
        if column.means not in MEANINGS or not column.head:
            return
        for spelling in map(fold, column.spellings):
            if spelling in heads:
                row.fault("columns", f"the head {column.head!r} stands twice; give each head once.")
            heads.add(spelling)
    means = [column.means for column in columns]
    if "measure" not in means:
        row.fault("columns", "no column is the measure; add one with “means: measure”.")
    for once in set(means) - {"goal", "money", "target", "note", "ignore"}:
        if means.count(once) > 1:
            row.fault(
                "columns", f"{once!r} stands {means.count(once)} times; only goal, money, target, note and ignore may."
            )


def _money(row: Row) -> Marks:
    found = row.rows("money") if isinstance(row.data.get("money"), list) else _single(row, "money")
    if not found:
        return Marks()
    inner = found[0]
    marks = Marks(
        order=inner.words("order", ("unspecified",)) or ("unspecified",),
        thousands=inner.one_of("thousands", MARKS, ""),
        decimal=inner.one_of("decimal", MARKS, ""),
        donors=dict(inner.take("donors", _pairs_of(money_sources), ()) or ()),
        currency_words=inner.words("currency_words") or (),
        multiplier=inner.take("multiplier", _multiplier, 1),
    )
    for source in marks.order or ():
        if source not in money_sources():
            inner.fault("order", f"{source!r} is not a source of money; use {', '.join(money_sources())}.")
    if marks.thousands and marks.thousands == marks.decimal:
        inner.fault("decimal", "thousands and decimal have the same mark; one of them must differ.")
    inner.finish()
    return marks


def _single(row: Row, name: str) -> list[Row]:
    """A field that holds one entry and not a list of them."""
    entry = row.take(name, _mapping, None)
    return [Row(entry, row.file, row.faults)] if entry else []


def _mapping(value: object):
    if not isinstance(value, dict):
        raise ValueError("must hold lines of the form “thousands: …”.")
    return value


def _texts(value: object) -> tuple[Text, ...]:
    if isinstance(value, list) and all(isinstance(entry, dict) for entry in value):
        return tuple(Text(entry) for entry in value)
    raise ValueError("must be a list of names, such as [{en: Objective}, {en: Measure}].")


def _marks(value: object) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(entry, str) and entry for entry in value):
        return tuple(value)
    raise ValueError('must be a list of marks, such as [";"].')


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    if isinstance(value, dict) and all(isinstance(k, str) and isinstance(v, str) for k, v in value.items()):
        return tuple(value.items())
    raise ValueError("must hold lines of the form “words of the source: our key”.")


def _pairs_of(known):
    def read(value: object) -> tuple[tuple[str, str], ...]:
        pairs = _pairs(value)
        wrong = [key for _words, key in pairs if key not in known()]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is not known here; use one of {', '.join(known())}.")
        return pairs

    return read


def _small(value: object) -> int:
    if isinstance(value, int) and 0 <= value < 20:
        return value
    raise ValueError("must be a number from 0 (top) to 19.")


def _year(value: object) -> int:
    if isinstance(value, int) and 1990 <= value <= 2100:
        return value
    raise ValueError("must be a year from 1990 to 2100.")


def _multiplier(value: object) -> int:
    if value in (1, 1000, 1000000):
        return int(value)
    raise ValueError("must be 1, 1000 or 1000000.")


def folded_head(text: object) -> str:
    """A head as it is compared: without case, diacritics, line breaks, doubled spaces and differing dashes."""
    plain = re.sub(r"[‐‑‒–—−]", "-", str(text))
    return re.sub(r"\s*([-/])\s*", r"\1", fold(plain)).strip(" :*.")

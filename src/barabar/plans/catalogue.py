"""Definitions of the plans room: the indicator catalogue, frames of targets, money's stages and sources, levels."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from barabar.reference import catalogue as reference
from barabar.reference.definitions import Row, definitions
from barabar.reference.text import Text

KINDS = ("structure", "process", "output", "outcome")
AGGREGATIONS = ("sum", "ratio", "latest", "max", "none")
DIRECTIONS = ("up", "down")
TARGET_TYPES = (
    "threshold", "proportional", "either_or", "all", "exists", "cut_gap", "cut_level", "raise_level", "reach_level",
)  # fmt: skip


@dataclass(frozen=True)
class Indicator:
    """A catalogue entry. `unit` is what it counts or measures; different units never add. `frames` are those it serves."""

    key: str
    name: Text
    definition: Text
    kind: str
    unit: str
    aggregation: str
    direction: str
    breakdowns: tuple[str, ...]
    sector: str
    source: Text
    frames: tuple[str, ...]

    @property
    def title(self) -> Text:
        return self.name


@dataclass(frozen=True)
class Target:
    """One target of a frame. `amount` is in `unit`; for cuts and raises it is a share of the baseline (−50 = halve).

    `alternative` names the other way to meet an either/or target; `reference` is what a gap or proportion is measured
    against. `confidence` and `source` say where it was read.
    """

    key: str
    frame: str
    sector: str
    title: Text
    kind: str
    amount: Decimal | None
    unit: str
    reference: str
    alternative: str
    deadline: str
    source: str
    note: str


@dataclass(frozen=True)
class Frame:
    key: str
    title: Text
    source: str
    targets: tuple[Target, ...]


@dataclass(frozen=True)
class Stage:
    """A stage of money. `asked` by yearly returns; `dated`: may come again in a year; `limit`: what may be spent;
    `remark`: a source's own word that the others must explain, in no total. `words` are published names of it."""

    key: str
    title: Text
    asked: bool = False
    dated: bool = False
    limit: bool = False
    remark: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """Where money comes from. `words` are published names of it."""

    key: str
    title: Text
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Named:
    key: str
    title: Text


def _named(row: Row) -> Named:
    return Named(row.word("key"), row.text("title"))


def read_decimal(value: object) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a number.") from None


def _indicator(row: Row) -> Indicator:
    return Indicator(
        key=row.word("key"),
        name=row.text("name"),
        definition=row.text("definition"),
        kind=row.one_of("kind", KINDS),
        unit=row.one_of("unit", reference.units()),
        aggregation=row.one_of("aggregation", AGGREGATIONS),
        direction=row.one_of("direction", DIRECTIONS),
        breakdowns=_known(row, "breakdowns", reference.dimensions()),
        sector=row.one_of("sector", reference.sectors()),
        source=row.text("source"),
        frames=_known(row, "frames", target_names()),
    )


def _known(row: Row, name: str, known: Collection[str]) -> tuple[str, ...]:
    words = row.words(name) or ()
    for word in words:
        if word not in known:
            row.fault(name, f"{word!r} is not known here; use {', '.join(known)}.")
    return words


def _frame(row: Row) -> Frame:
    key, source = row.word("key"), row.word("source")
    targets = []
    for inner in row.rows("targets"):
        targets.append(
            Target(
                key=inner.word("key"),
                frame=key,
                sector=inner.one_of("sector", reference.sectors()),
                title=inner.text("title"),
                kind=inner.one_of("type", TARGET_TYPES),
                amount=inner.take("amount", read_decimal, None),
                unit=inner.word("unit", ""),
                reference=inner.word("reference", ""),
                alternative=inner.word("alternative", ""),
                deadline=inner.word("deadline", ""),
                source=inner.word("source", source or ""),
                note=inner.word("note", ""),
            )
        )
        inner.finish()
    return Frame(key, row.text("title"), source, tuple(targets))


def indicators() -> dict[str, Indicator]:
    return definitions("indicators", _indicator)


def frames() -> dict[str, Frame]:
    return definitions("frames", _frame)


def target_names() -> list[str]:
    """Every target as indicators name it: "eu2030/E-4"."""
    return [f"{frame.key}/{target.key}" for frame in frames().values() for target in frame.targets]


def money_stages() -> dict[str, Stage]:
    return definitions(
        "money_stages",
        lambda row: Stage(
            row.word("key"),
            row.text("title"),
            **{name: row.take(name, bool, False) for name in ("asked", "dated", "limit", "remark")},
            words=row.words("words"),
        ),
    )


def money_sources() -> dict[str, Source]:
    return definitions("money_sources", lambda row: Source(row.word("key"), row.text("title"), row.words("words")))


def plan_levels() -> dict[str, Named]:
    return definitions("plan_levels", _named)


def measure_statuses() -> dict[str, Named]:
    return definitions("measure_statuses", _named)

"""Definitions of recommendations: who makes them, to whom, how far they are fulfilled, in which frames they count."""

from dataclasses import dataclass

from barabar.design.words import STATES
from barabar.reference.definitions import Row, definitions
from barabar.reference.slugs import fold
from barabar.reference.text import Text

LEVELS = ("international", "regional", "domestic")


@dataclass(frozen=True)
class Source:
    """Who makes recommendations: `title` in lists, `name` in full; `rhythm`: how the source comes back to them, where known."""

    key: str
    title: Text
    name: Text
    level: str
    rhythm: Text
    words: tuple[str, ...]


@dataclass(frozen=True)
class Addressee:
    """`covers`: the addressees among whom this one is found too."""

    key: str
    title: Text
    covers: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Fulfilment:
    """A state of fulfilment. `ends`: nothing more is asked; `reason`: only with words; `met`: it counts as fulfilled."""

    key: str
    title: Text
    look: str
    ends: bool
    reason: bool
    met: bool
    words: tuple[str, ...]


@dataclass(frozen=True)
class Tag:
    key: str
    title: Text
    family: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Family:
    """A frame, such as the articles of a convention, with its tags."""

    key: str
    title: Text
    tags: tuple[Tag, ...]


@dataclass(frozen=True)
class Head:
    """A column of a table of recommendations and the heads by which it is recognised, folded."""

    key: str
    title: Text
    words: tuple[str, ...]


def _folded(row: Row) -> tuple[str, ...]:
    return tuple(map(fold, row.words("words") or ()))


def _source(row: Row) -> Source:
    title = row.text("title")
    return Source(
        row.word("key"), title, row.text("name", title), row.one_of("level", LEVELS), row.text("rhythm", Text()), _folded(row)
    )  # fmt: skip


def recommendation_sources() -> dict[str, Source]:
    return definitions("recommendation_sources", _source)


def recommendation_addressees() -> dict[str, Addressee]:
    return definitions(
        "recommendation_addressees",
        lambda row: Addressee(row.word("key"), row.text("title"), row.words("covers") or (), _folded(row)),
    )


def found_among(addressee: str) -> list[str]:
    """The keys under which recommendations to this addressee are kept: its own, and those that cover it."""
    return [key for key, one in recommendation_addressees().items() if addressee in (key, *one.covers)]


def fulfilment_states() -> dict[str, Fulfilment]:
    """In the order of the way."""
    return definitions(
        "fulfilment_states",
        lambda row: Fulfilment(
            row.word("key"), row.text("title"), row.one_of("look", STATES), row.take("ends", bool, False),
            row.take("reason", bool, False), row.take("met", bool, False), _folded(row),
        ),
    )  # fmt: skip


def _family(row: Row) -> Family:
    key = row.word("key")
    tags = []
    for inner in row.rows("tags"):
        tags.append(Tag(inner.word("key"), inner.text("title"), key or "", _folded(inner)))
        inner.finish()
    return Family(key, row.text("title"), tuple(tags))


def frame_families() -> dict[str, Family]:
    return definitions("frame_tags", _family)


def frame_tags() -> dict[str, Tag]:
    """Every tag by its key, family by family."""
    return {tag.key: tag for family in frame_families().values() for tag in family.tags}


def recommendation_heads() -> dict[str, Head]:
    return definitions("recommendation_heads", lambda row: Head(row.word("key"), row.text("title"), _folded(row)))

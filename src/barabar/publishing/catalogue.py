"""Definitions of the publishing room beside outlines and letters: publications, the bulletin, states of a report."""

from dataclasses import dataclass

from barabar.reference.definitions import Row, definitions
from barabar.reference.text import Text


@dataclass(frozen=True)
class PublicationKind:
    key: str
    title: Text


@dataclass(frozen=True)
class BulletinRhythm:
    """How often a bulletin comes out: `months` is the time that one tells of, a part of a year."""

    key: str
    title: Text
    months: int


@dataclass(frozen=True)
class ReportStateKind:
    """How far an annual report is; `when` is one of `CONDITIONS`, from the beginning to the end."""

    key: str
    title: Text
    when: str


CONDITIONS = ("asked", "answered", "complete", "drafted", "released")


def _condition(value: object) -> str:
    if value not in CONDITIONS:
        raise ValueError(f"{value!r} must be one of {', '.join(CONDITIONS)}.")
    return str(value)


def _months(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in (1, 2, 3, 4, 6, 12):
        raise ValueError(f"{value!r} must be 1, 2, 3, 4, 6 or 12 months, so that a year is divided evenly.")
    return value


def _rhythm(row: Row) -> BulletinRhythm:
    return BulletinRhythm(row.word("key"), row.text("title"), row.take("months", _months))


def publication_kinds() -> dict[str, PublicationKind]:
    return definitions("publication_kinds", lambda row: PublicationKind(row.word("key"), row.text("title")))


def bulletin_rhythms() -> dict[str, BulletinRhythm]:
    return definitions("bulletin_rhythms", _rhythm)


def report_states() -> dict[str, ReportStateKind]:
    """In their order; the last whose condition holds is the state."""
    return definitions("report_states", lambda row: ReportStateKind(row.word("key"), row.text("title"), row.take("when", _condition)))  # fmt: skip

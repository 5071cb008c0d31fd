"""Report outlines: definitions that name sections in order."""

from dataclasses import dataclass

from barabar.publishing.sections import SECTIONS
from barabar.reference.definitions import Row, definitions
from barabar.reference.text import Text

SCOPES = ("economy", "territory", "sector")


@dataclass(frozen=True)
class Outline:
    key: str
    title: Text
    scope: str
    template: Text
    sections: tuple[str, ...]


def _outline(row: Row) -> Outline:
    sections = row.words("sections")
    for name in sections or ():
        if name not in SECTIONS:
            row.fault("sections", f"{name!r} is not a section; known are {', '.join(SECTIONS)}.")
    return Outline(
        row.word("key"), row.text("title"), row.one_of("scope", SCOPES), row.text("template", Text()), sections
    )


def outlines() -> dict[str, Outline]:
    return definitions("outlines", _outline)

"""The whole document, and the one place to import its parts from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Date
from types import MappingProxyType

from barabar.publishing.document.blocks import (
    Align,
    Block,
    BulletList,
    Chart,
    Column,
    Contents,
    DefinitionList,
    Heading,
    Notice,
    NoticeKind,
    Orientation,
    PageBreak,
    Paragraph,
    Row,
    Section,
    Table,
    columns,
    row,
)
from barabar.publishing.document.labels import LABELS_EN, LABELS_SQ, Labels
from barabar.publishing.document.runs import (
    Content,
    Emphasis,
    Fallback,
    Figure,
    Link,
    Name,
    Run,
    Runs,
    State,
    Strong,
    Text,
    as_runs,
)
from barabar.publishing.document.walk import every_block, every_name, figure_text, plain, references_used

__all__ = [
    "LABELS_EN",
    "LABELS_SQ",
    "Align",
    "Block",
    "BulletList",
    "Chart",
    "Column",
    "Content",
    "Contents",
    "DefinitionList",
    "Document",
    "Emphasis",
    "Fallback",
    "Figure",
    "Footnote",
    "Heading",
    "Labels",
    "Link",
    "Name",
    "Notice",
    "NoticeKind",
    "Orientation",
    "PageBreak",
    "Paragraph",
    "Row",
    "Run",
    "Runs",
    "Section",
    "State",
    "Strong",
    "Table",
    "Text",
    "as_runs",
    "columns",
    "every_block",
    "figure_text",
    "footnotes_used",
    "plain",
    "references_used",
    "row",
]

Footnote = tuple[str, str]
"""A mark and its text: ("*", "This designation …")."""


@dataclass(frozen=True, slots=True)
class Document:
    """`footnotes` may hold more than occurs; formats print only `footnotes_used`, each once."""

    title: Runs
    language: str
    date: Date
    blocks: tuple[Block, ...]
    labels: Labels
    subtitle: Runs = ()
    footnotes: Mapping[str, Footnote] = field(default_factory=lambda: MappingProxyType({}))
    demonstration: bool = False
    author: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", as_runs(self.title))
        object.__setattr__(self, "subtitle", as_runs(self.subtitle))
        object.__setattr__(self, "blocks", tuple(self.blocks))
        keys = Counter(block.key for block in every_block(self.blocks) if isinstance(block, Heading | Table | Chart))
        twice = sorted(key for key, count in keys.items() if count > 1)
        if twice:
            raise ValueError(f"These keys stand for more than one heading, table or chart: {', '.join(twice)}.")
        unknown = sorted({name.footnote for name in self._marked() if name.footnote not in self.footnotes})
        if unknown:
            raise ValueError(f"Names point to footnotes the document does not have: {', '.join(unknown)}.")

    def _marked(self) -> list[Name]:
        return [name for name in every_name(self.title, self.subtitle, self.blocks) if name.footnote]

    @property
    def marks(self) -> dict[str, str]:
        """Footnote key to mark."""
        return {key: mark for key, (mark, _) in self.footnotes.items()}


def footnotes_used(document: Document) -> dict[str, Footnote]:
    """The footnotes whose names occur in title, text, tables or charts, in order of appearance."""
    return {name.footnote: document.footnotes[name.footnote] for name in document._marked() if name.footnote}

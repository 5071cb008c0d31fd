"""What a line of text is made of.

A published number is a `Figure` and a place with a footnote is a `Name`, never plain text: only so every format keeps
the state, the reference and the mark. Text is kept as the person wrote it; each format makes it safe in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from barabar.statistics.values import State

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def printable(text: str) -> str:
    """Text without the control characters that XML formats refuse (they arrive by pasting); one kind of newline."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


@dataclass(frozen=True, slots=True)
class Text:
    """Words as written; a newline is a line break."""

    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", printable(self.text))


@dataclass(frozen=True, slots=True)
class Strong:
    runs: Runs

    def __post_init__(self) -> None:
        object.__setattr__(self, "runs", as_runs(self.runs))


@dataclass(frozen=True, slots=True)
class Emphasis:
    runs: Runs

    def __post_init__(self) -> None:
        object.__setattr__(self, "runs", as_runs(self.runs))


@dataclass(frozen=True, slots=True)
class Figure:
    """A published number.

    `text` is the number as the reader sees it (already in the document's language); empty means "the word for the
    state". `value` and `unit` go to typed cells. `ref` leads to the origin of the figure.
    """

    text: str = ""
    state: State = State.REPORTED
    value: Decimal | None = None
    unit: str = ""
    ref: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "state", State(self.state))
        if self.state is State.REPORTED and not self.text:
            raise ValueError("A reported figure needs its text: format the number before building the document.")
        if self.state is not State.REPORTED and self.value is not None:
            raise ValueError(f"A figure that is {self.state} cannot carry the value {self.value}: leave the value out.")


@dataclass(frozen=True, slots=True)
class Name:
    """A name that may carry a footnote: `footnote` is a key of `Document.footnotes`; the mark is not part of `text`."""

    text: str
    footnote: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", printable(self.text))


@dataclass(frozen=True, slots=True)
class Fallback:
    """Text that exists only in another language than the document's; shown with that language, marked as such."""

    text: str
    lang: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", printable(self.text))


@dataclass(frozen=True, slots=True)
class Link:
    runs: Runs
    url: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "runs", as_runs(self.runs))
        if not self.url.startswith(("https://", "http://", "mailto:", "/", "#")):
            raise ValueError(f"The link {self.url!r} is not accepted: it must start with https, http, mailto, / or #.")


Run = Text | Strong | Emphasis | Figure | Name | Fallback | Link
Runs = tuple[Run, ...]
Content = str | Run | Iterable[str | Run]


def as_runs(content: Content) -> Runs:
    """Plain strings, single runs and lists of both become a tuple of runs: callers write what is shortest."""
    if isinstance(content, str):
        return (Text(content),) if content else ()
    if isinstance(content, Run):
        return (content,)
    return tuple(Text(part) if isinstance(part, str) else part for part in content)

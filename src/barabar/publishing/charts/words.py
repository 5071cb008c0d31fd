"""What a chart needs beside its data: the fixed words of the reader's language and the way to write a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from barabar.publishing.document.model import Figure, Name, Runs, State, as_runs

Label = str | Name
Amount = Figure | Decimal | int | None


@dataclass(frozen=True, slots=True)
class ChartWords:
    """{number} in `points` and `interval` is filled in and must stay."""

    gap: str
    points: str
    target: str
    interval: str
    no_data: str
    of: str
    value: str
    measures: str


CHART_WORDS_EN = ChartWords(
    gap="gap",
    points="{number} points",
    target="Target",
    interval="{number} confidence interval",
    no_data="no comparable data",
    of="{value} of {target}",
    value="Value",
    measures="Measures",
)
CHART_WORDS_SQ = ChartWords(
    gap="hendeku",
    points="{number} pikë",
    target="Synimi",
    interval="Intervali i besimit {number}",
    no_data="nuk ka të dhëna të krahasueshme",
    of="{value} nga {target}",
    value="Vlera",
    measures="Masat",
)


@dataclass(frozen=True, slots=True)
class Setting:
    """`number` writes values and labels, `axis` the ticks (82 beside a dot, 80% on the axis); marks by footnote key."""

    words: ChartWords
    number: Callable[[Decimal], str]
    axis: Callable[[Decimal], str] | None = None
    marks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    level: str = "95%"

    def tick(self, value: Decimal) -> str:
        return (self.axis or self.number)(value)

    def label(self, label: Label) -> str:
        """A name keeps its mark in the drawing too."""
        if isinstance(label, Name):
            return label.text + (self.marks[label.footnote] if label.footnote else "")
        return label

    def cell(self, amount: Amount) -> Runs:
        """The same amount in the table twin: a figure keeps its state and reference."""
        if isinstance(amount, Figure):
            return (amount,)
        if amount is None:
            return as_runs(self.words.no_data)
        return (Figure(self.number(Decimal(amount)), value=Decimal(amount)),)

    def absent(self, amount: Amount) -> str:
        """The words for a value that is not there."""
        if isinstance(amount, Figure) and amount.state is not State.REPORTED and amount.text:
            return amount.text
        return self.words.no_data


def value_of(amount: Amount) -> Decimal | None:
    """The number to draw, or None: a state other than "reported" has no place on a scale, and certainly not at zero."""
    if isinstance(amount, Figure):
        return amount.value
    return None if amount is None else Decimal(amount)

"""The additions that the layout of printed files implies."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .knowledge import ALL, Knowledge, Name


@dataclass(frozen=True)
class Sum:
    """One printed addition, over one dimension: the total and its parts."""

    total: Name
    parts: tuple[Name, ...]
    over: str


def sums_of(knowledge: Knowledge, trees: Mapping[str, Mapping[str, Sequence[str]]]) -> list[Sum]:
    """Every addition that the layout of the files implies."""
    figures = knowledge.figures

    def below(name: dict[str, str], dimension: str, code: str) -> list[Name]:
        found = []
        for child in trees[dimension].get(code, ()):
            part = tuple(sorted({**name, dimension: child}.items()))
            found += [part] if part in figures else below(name, dimension, child)
        return found

    sums: dict[tuple[Name, tuple[Name, ...]], Sum] = {}
    for total, dimension in itertools.product(figures, trees):
        parts = tuple(below(dict(total), dimension, dict(total).get(dimension, ALL)))
        if parts:
            sums.setdefault((total, parts), Sum(total, parts, dimension))
    return list(sums.values())

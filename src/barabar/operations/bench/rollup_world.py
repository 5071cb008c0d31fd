"""A made-up region of any size as a ledger: 12 economies, 600 municipalities with 8 directorates each, 120 indicators, ten
years by quarter, values broken down by sex and community, one in fifty corrected a year later.

Every row follows from its position alone, so that a hundred million need no room until they are in the store.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from barabar.warehouse.ledger import SCALE

Ints = npt.NDArray[np.int64]
ECONOMIES = ("AL", "BA", "ME", "MK", "RS", "TR", "XK", "Q1", "Q2", "Q3", "Q4", "Q5")
MUNICIPALITIES, DIRECTORATES, INDICATORS, QUARTERS = 600, 8, 120, 40
BODIES = MUNICIPALITIES * DIRECTORATES
FIRST_YEAR = 2016
BREAKDOWNS = ("", "sex=female", "sex=male", "community=roma", "community=egyptian")
RULES = ("sum",) * 6 + ("ratio",) * 2 + ("latest", "max")
SECTORS = ("education", "employment", "health", "housing", "civil_registration", "social_protection", "culture", "non_discrimination")  # fmt: skip
UNITS = {"sum": "persons", "ratio": "percent", "latest": "households", "max": "cases"}
PERIODS = [f"{FIRST_YEAR + q // 4}-Q{q % 4 + 1}" for q in range(QUARTERS)]
KEYS = [f"indicator_{i:03d}" for i in range(INDICATORS)]


def mixed(*parts: Ints) -> npt.NDArray[np.uint64]:
    """The same random-looking number for the same parts."""
    state = np.zeros(np.broadcast(*parts).shape, np.uint64)
    for part in parts:
        state = (state ^ part.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        state ^= state >> np.uint64(29)
        state = state * np.uint64(0xBF58476D1CE4E5B9)
        state ^= state >> np.uint64(32)
    return state


@dataclass
class SyntheticLedger:
    """The ledger as the store asks for it. `per_body` is how many of the 120 indicators a directorate answers.

    A directorate's return of a quarter is its answers, then corrections of its return a year before. `limit` is the last
    position that is approved by now.
    """

    per_body: int
    limit: int = 0

    def __post_init__(self) -> None:
        self.limit = self.limit or self.total

    @cached_property
    def items(self) -> tuple[Ints, Ints]:
        """The indicator (counted among a body's own) and the breakdown of each answer of a return."""
        own, breakdown = [], []
        for i in range(self.per_body):
            for b in range(5 if i % 3 == 0 else 4):
                own.append(i)
                breakdown.append(b)
        return np.array(own), np.array(breakdown)

    @property
    def base(self) -> int:
        return len(self.items[0])

    @property
    def corrected(self) -> int:
        return max(1, self.base // 50)

    @property
    def total(self) -> int:
        return BODIES * (QUARTERS * self.base + (QUARTERS - 4) * self.corrected)

    def start_of(self, quarter: Ints | int) -> Ints:
        """How many rows come before a quarter."""
        q = np.asarray(quarter, np.int64)
        return BODIES * (q * self.base + np.maximum(q - 4, 0) * self.corrected)

    def newest(self) -> tuple[int, str]:
        return self.limit, f"row {self.limit}"

    def mark_of(self, position: int) -> str:
        return f"row {position}"

    def journal_head(self) -> int:
        return 0

    def close(self) -> None: ...

    def plans_of(self, measures: Iterable[int]) -> dict[int, str]:
        return {m: f"plan-{(m - 1) // INDICATORS:03d}" for m in measures}

    def indicators_of(self, planned: Iterable[int]) -> dict[int, str]:
        return {p: KEYS[(p - 1) % INDICATORS] for p in planned}

    def levels_of(self, organisations: Iterable[str]) -> dict[str, str]:
        return dict.fromkeys(organisations, "part")

    def read_rows(self, since: int, until: int) -> pa.Table:
        """The events after one position up to another."""
        at = np.arange(since + 1, min(until, self.limit, self.total) + 1, dtype=np.int64)
        at = at[at > 0]
        row = at - 1
        edges = self.start_of(np.arange(QUARTERS + 1))
        quarter = np.searchsorted(edges, row, side="right") - 1
        size = self.base + np.where(quarter >= 4, self.corrected, 0)
        body, item = np.divmod(row - edges[quarter], size)
        body = (body * 1237 + quarter * 311) % BODIES
        corrects = item >= self.base
        # A correction speaks of the year before, and of an answer that moves from year to year.
        item = np.where(corrects, ((item - self.base) * 50 + quarter // 4) % self.base, item)
        asked = np.where(corrects, quarter - 4, quarter)
        fact = np.where(corrects, self._position(asked, body, item), 0)
        fresh = self._columns(at, at, asked, body, item, corrects.astype(np.int64), 1)
        old = self._columns(
            at[corrects], fact[corrects], asked[corrects], body[corrects], item[corrects],
            np.zeros(int(corrects.sum()), np.int64), -1,
        )  # fmt: skip
        return pa.concat_tables([fresh, old]).unify_dictionaries()

    def _position(self, quarter: Ints, body: Ints, item: Ints) -> Ints:
        size = self.base + np.where(quarter >= 4, self.corrected, 0)
        unmoved = ((body - quarter * 311) * pow(1237, -1, BODIES)) % BODIES
        return self.start_of(quarter) + unmoved * size + item + 1

    def _columns(
        self, position: Ints, fact: Ints, quarter: Ints, body: Ints, item: Ints, version: Ints, sign: int
    ) -> pa.Table:
        own, breakdown = self.items[0][item], self.items[1][item]
        indicator = (body * 7 + own * (INDICATORS // self.per_body)) % INDICATORS
        town = body // DIRECTORATES
        chance = mixed(quarter, body, item, version)
        rule = indicator % 10
        missing, void = chance % 100 < 5, chance % 100 == 5
        reported = ~(missing | void)
        ratio = reported & ((rule == 6) | (rule == 7))
        whole = (chance >> np.uint64(20)).astype(np.int64) % 900 + 100
        part = (whole * ((chance >> np.uint64(40)).astype(np.int64) % 100)) // 100
        planned = town * INDICATORS + indicator + 1
        # A correction always comes to another number, for it is of another version.
        return pa.table(
            {
                "position": position, "fact": fact, "n": np.full(len(position), sign, np.int64),
                "period": _words(quarter, PERIODS), "measure": planned, "planned": planned,
                "economy": _words(town % len(ECONOMIES), ECONOMIES),
                "territory": _words(town, [f"town-{t:03d}" for t in range(MUNICIPALITIES)]),
                "organisation": _words(body, [f"body-{b:04d}" for b in range(BODIES)]),
                "sector": _words(indicator % len(SECTORS), SECTORS), "stage": _words(body * 0, [""]),
                "source": _words(body * 0, [""]), "breakdown": _words(breakdown, BREAKDOWNS),
                "unit": _words(rule, [UNITS[r] for r in RULES]), "aggregation": _words(rule, RULES),
                "state": _words(np.where(missing, 1, np.where(void, 2, 0)), ("reported", "missing", "not_applicable")),
                "reason": _words(np.where(missing, 1 + (chance >> np.uint64(8)).astype(np.int64) % 2, 0), ("", "not_collected", "not_returned")),
                "overlap": _words(np.where(reported & ((chance >> np.uint64(12)).astype(np.int64) % 50 == 0), 1, 0), ("none", "possible")),
                "amount": _number(part * sign, reported & ~ratio), "numerator": _number(part * sign, ratio),
                "denominator": _number(whole * sign, ratio),
            }
        )  # fmt: skip


def _words(places: Ints, listed: Iterable[str]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32)), pa.array(list(listed)))])


def _number(values: Ints, held: npt.NDArray[np.bool_]) -> pa.Array:
    return pa.array(values * SCALE, pa.int64(), mask=~held)

"""Words as numbers: the store keeps a code where the ledger has a key, and this is the list that leads back.

Codes are given in the order of meeting and never change while a store lives. A period's code sorts as its key does.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from barabar.statistics.rollup import ABSENT_STATES
from barabar.statistics.values import NOTHING_OWED, Aggregation, State

KINDS = (
    "economy", "territory", "organisation", "plan", "sector", "indicator", "stage", "source", "breakdown", "unit",
    "aggregation", "state", "reason", "overlap", "level", "number",
)  # fmt: skip
PROFILE = ("unit", "aggregation", "level", "state", "reason", "overlap", "number")
# States of a total in which nothing was reported, the strongest first.
ABSENT = tuple(state.value for state in ABSENT_STATES)
OWN, PART, OTHER = "own", "part", "other"
LEVELS = {"municipality": OWN, "committee": OWN, "community_office": OWN, "directorate": PART}
_SLOTS = ("", *(f"B{n}" for n in range(1, 7)), "H1", "H2", *(f"M{n:02d}" for n in range(1, 13)), *(f"Q{n}" for n in range(1, 5)))  # fmt: skip
_SLOT = {slot: number for number, slot in enumerate(_SLOTS)}
# In the order in which their codes stand.
PERIOD_KINDS = ("year", "two_month", "half", "month", "quarter")
_MONTHS = (
    (1, 12), *((2 * n - 1, 2 * n) for n in range(1, 7)), (1, 6), (7, 12), *((n, n) for n in range(1, 13)),
    *((3 * n - 2, 3 * n) for n in range(1, 5)),
)  # fmt: skip


def period_code(key: str) -> int:
    """`2025` is 202500, `2025-Q3` 202523: codes sort in time as keys do."""
    year, _dash, slot = key.partition("-")
    return int(year) * 100 + _SLOT[slot]


def period_key(code: int) -> str:
    year, slot = divmod(code, 100)
    return f"{year}-{_SLOTS[slot]}" if slot else str(year)


def months_of(code: int) -> tuple[int, int]:
    """First and last month of a period, counted from year 0: two periods overlap where these do."""
    year, slot = divmod(code, 100)
    first, last = _MONTHS[slot]
    return year * 12 + first, year * 12 + last


def kind_codes(codes: npt.NDArray[np.int32]) -> npt.NDArray[np.int8]:
    """The kind of each period, as its place in `PERIOD_KINDS`."""
    return np.searchsorted([1, 7, 9, 21], codes % 100, side="right").astype(np.int8)


@dataclass
class Words:
    """Each kind's list of words; a word's code is its place. `profiles` are the kinds of value met, as codes of `PROFILE`.

    `plans`, `indicators` and `levels` are what the measures, planned indicators and institutions met belonged to.
    """

    lists: dict[str, list[str]] = field(default_factory=lambda: {kind: [""] for kind in KINDS})
    profiles: list[tuple[int, ...]] = field(default_factory=list)
    plans: dict[int, str] = field(default_factory=dict)
    indicators: dict[int, str] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._codes = {kind: {word: code for code, word in enumerate(words)} for kind, words in self.lists.items()}
        self._profiles = {profile: code for code, profile in enumerate(self.profiles)}
        self._meaning: tuple[tuple[str, ...], ...] = ()

    def code(self, kind: str, word: str) -> int:
        """The word's code; a new word gets the next."""
        known = self._codes[kind]
        code = known.get(word)
        if code is None:
            code = known[word] = len(self.lists[kind])
            self.lists[kind].append(word)
        return code

    def known(self, kind: str, word: str) -> int | None:
        return self._codes[kind].get(word)

    def word(self, kind: str, code: int) -> str:
        return self.lists[kind][code]

    def codes(self, kind: str, words: Iterable[str]) -> npt.NDArray[np.int32]:
        return np.fromiter((self.code(kind, word) for word in words), np.int32)

    def profile(self, codes: tuple[int, ...]) -> int:
        known = self._profiles.get(codes)
        if known is None:
            known = self._profiles[codes] = len(self.profiles)
            self.profiles.append(codes)
        return known

    def part(self, profile: int, kind: str) -> str:
        """One word of a profile: its state, its unit …"""
        return self.word(kind, self.profiles[profile][PROFILE.index(kind)])

    @property
    def meaning(self) -> tuple[tuple[str, ...], ...]:
        """What each profile's code means, in words: what was compiled for these codes holds for no others."""
        if len(self._meaning) != len(self.profiles):
            self._meaning = tuple(
                tuple(self.part(code, kind) for kind in PROFILE) for code in range(len(self.profiles))
            )
        return self._meaning

    def profile_columns(self) -> dict[str, list]:
        """What each profile allows, as `engine.additive` reads it."""
        rows = [{kind: self.part(code, kind) for kind in PROFILE} for code in range(len(self.profiles))]
        nothing_owed = {state.value for state in NOTHING_OWED}
        reported = [row["state"] == State.REPORTED for row in rows]
        return {
            "profile": list(range(len(rows))),
            "owed": [row["state"] not in nothing_owed for row in rows],
            "reported": reported,
            "shared": [row["overlap"] not in ("", "none") for row in rows],
            "newest": [row["aggregation"] == Aggregation.LATEST and is_ for row, is_ in zip(rows, reported, strict=True)],
            "largest": [row["aggregation"] == Aggregation.MAX and is_ for row, is_ in zip(rows, reported, strict=True)],
            "unit": [profile[PROFILE.index("unit")] for profile in self.profiles],
            "rule": [profile[PROFILE.index("aggregation")] for profile in self.profiles],
            "bare": [row["number"] == "amount" for row in rows],
            "own": [row["level"] == OWN for row in rows],
            "part": [row["level"] == PART for row in rows],
            "rank": [ABSENT.index(row["state"]) if row["state"] in ABSENT else len(ABSENT) for row in rows],
        }  # fmt: skip

    def as_stored(self) -> dict:
        belonging = {
            "plans": list(self.plans.items()),
            "indicators": list(self.indicators.items()),
            "levels": self.levels,
        }
        return {"lists": self.lists, "profiles": [list(profile) for profile in self.profiles], **belonging}

    @classmethod
    def from_stored(cls, stored: dict) -> "Words":
        return cls(
            {kind: list(words) for kind, words in stored["lists"].items()},
            [tuple(profile) for profile in stored["profiles"]],
            dict(stored["plans"]),
            dict(stored["indicators"]),
            dict(stored["levels"]),
        )

"""The dimensions of a question: by what its rows and columns may be, and by what it may be narrowed.

Each stands on one column of the store; its words are those of the ledger or what they stand for (a breakdown's category, a
profile's state). `frame` and `target` stand on two, for one value may serve several frames.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from barabar.engine.additive import Axis
from barabar.plans.catalogue import frames, indicators
from barabar.plans.models import Plan
from barabar.reference import catalogue
from barabar.warehouse.changes import territory_changes, today
from barabar.warehouse.words import PERIOD_KINDS, Words, period_code, period_key

REGION = "region"
Coding = Callable[[Words], list[tuple[int, str | None]]]


@dataclass(frozen=True)
class Dimension:
    """One dimension. `kind` names its list of words; `coding` gives for each code of `column` the word it stands for."""

    name: str
    title: str | Promise
    column: str
    kind: str = ""
    coding: Coding | None = None
    breakdown: str = ""
    is_number: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        return ("plan", "indicator") if self.name == "frame" else (self.column,)


@dataclass(frozen=True)
class Resolved:
    """A dimension for the engine, and how its codes read."""

    axis: Axis
    read: Callable[[int], str]


def _category(dimension: str) -> Coding:
    def coding(words: Words) -> list[tuple[int, str | None]]:
        return [(code, parts_of(word).get(dimension)) for code, word in enumerate(words.lists["breakdown"])]

    return coding


def parts_of(breakdown: str) -> dict[str, str]:
    """`sex=female;community=roma` as a mapping."""
    return {part.partition("=")[0]: part.partition("=")[2] for part in breakdown.split(";") if part}


def _community_group(words: Words) -> list[tuple[int, str | None]]:
    known = catalogue.communities()

    def top(key: str | None) -> str | None:
        return known[key].part_of or key if key in known else key

    return [(code, top(category)) for code, category in _category("community")(words)]


def _profile(kind: str) -> Coding:
    return lambda words: [(code, words.part(code, kind)) for code in range(len(words.profiles))]


def _period_kind(words: Words) -> list[tuple[int, str | None]]:
    return list(enumerate(PERIOD_KINDS))


_FIXED = (
    Dimension("region", _("Region"), "economy"),
    Dimension("economy", _("Economy"), "economy", "economy"),
    Dimension("territory", _("Municipality"), "territory", "territory"),
    Dimension("organisation", _("Institution"), "organisation", "organisation"),
    Dimension("plan", _("Plan"), "plan", "plan"),
    Dimension("measure", _("Measure"), "measure", is_number=True),
    Dimension("sector", _("Sector"), "sector", "sector"),
    Dimension("indicator", _("Indicator"), "indicator", "indicator"),
    Dimension("frame", _("Frame"), "indicator"),
    Dimension("target", _("Target"), "indicator"),
    Dimension("year", _("Year"), "year", is_number=True),
    Dimension("period", _("Period"), "period", is_number=True),
    Dimension("period_kind", _("Kind of period"), "kind", coding=_period_kind),
    Dimension("stage", _("Stage"), "stage", "stage"),
    Dimension("source", _("Source of money"), "source", "source"),
    Dimension("breakdown", _("Breakdown"), "breakdown", "breakdown"),
    Dimension("community_group", _("Community, grouped"), "breakdown", coding=_community_group, breakdown="community"),
    Dimension("unit", _("Unit"), "profile", coding=_profile("unit")),
    Dimension("state", _("State"), "profile", coding=_profile("state")),
    Dimension("reason", _("Reason"), "profile", coding=_profile("reason")),
    Dimension("level", _("Level"), "profile", coding=_profile("level")),
)


def dimensions() -> dict[str, Dimension]:
    """All of them: the fixed ones, and one for each way of breaking a value down that the definitions know."""
    found = {one.name: one for one in _FIXED}
    for key, one in catalogue.dimensions().items():
        found[key] = Dimension(key, one.title, "breakdown", coding=_category(key), breakdown=key)
    return found


def frames_of_plan(plan: str, parents: dict[str, str | None]) -> Iterable[str]:
    """A plan and those it is part of: each of them counts the plan's values as its own."""
    seen: set[str] = set()
    at: str | None = plan
    while at and at not in seen:
        seen.add(at)
        yield f"plan/{at}"
        at = parents.get(at)


def resolve(dimension: Dimension, words: Words, *, todays_places: bool = False) -> Resolved:
    """The dimension as the engine takes it, with the words as they are now."""
    if dimension.name == REGION:
        return Resolved(Axis(dimension.name, dimension.column, is_one=True), lambda code: REGION)
    if dimension.name in ("frame", "target"):
        return _several(dimension, words)
    if dimension.name == "territory" and todays_places and territory_changes():
        coded = [(code, today(word)) for code, word in enumerate(words.lists["territory"])]
        return _coded(dimension, coded)
    if dimension.coding is not None:
        return _coded(dimension, dimension.coding(words))
    axis = Axis(dimension.name, dimension.column)
    if dimension.name == "period":
        return Resolved(axis, period_key)
    if dimension.is_number:
        return Resolved(axis, str)
    return Resolved(axis, words.lists[dimension.kind].__getitem__)


def _coded(dimension: Dimension, coding: list[tuple[int, str | None]]) -> Resolved:
    listed = list(dict.fromkeys(word for _code, word in coding if word is not None))
    place = {word: number for number, word in enumerate(listed)}
    coded = tuple((code, None if word is None else place[word]) for code, word in coding)
    return Resolved(Axis(dimension.name, dimension.column, coded=coded), listed.__getitem__)


def _several(dimension: Dimension, words: Words) -> Resolved:
    listed: list[str] = []
    pairs: list[tuple[tuple[str, int], int]] = []

    def add(column: str, code: int, word: str) -> None:
        if word not in listed:
            listed.append(word)
        pairs.append(((column, code), listed.index(word)))

    for code, key in enumerate(words.lists["indicator"]):
        known = indicators().get(key)
        served = known.frames if known else ()
        wanted = served if dimension.name == "target" else dict.fromkeys(name.partition("/")[0] for name in served)
        for name in wanted:
            add("indicator", code, name)
    if dimension.name == "frame":
        parents = dict(Plan.objects.values_list("pk", "parent_id"))
        for code, plan in enumerate(words.lists["plan"]):
            for name in frames_of_plan(plan, parents):
                add("plan", code, name)
    return Resolved(Axis(dimension.name, dimension.column, pairs=tuple(pairs)), listed.__getitem__)


def codes_of(
    dimension: Dimension, wanted: Iterable[str], words: Words, *, todays_places: bool = False
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """The codes of each column that stand for any of these words: alternatives of a narrowing."""
    asked = set(wanted)
    if dimension.name == REGION:
        return ((dimension.column, tuple(range(len(words.lists["economy"])))),)
    if dimension.name == "period":
        return (("period", tuple(sorted(period_code(key) for key in asked))),)
    if dimension.is_number:
        return ((dimension.column, tuple(sorted(int(word) for word in asked))),)
    resolved = resolve(dimension, words, todays_places=todays_places)
    axis = resolved.axis
    if axis.pairs is not None:
        by_column: dict[str, list[int]] = {column: [] for column in dimension.columns}
        for (column, code), to in axis.pairs:
            if resolved.read(to) in asked:
                by_column[column].append(code)
        return tuple((column, tuple(codes)) for column, codes in by_column.items())
    if axis.coded is not None:
        return ((axis.column, tuple(code for code, to in axis.coded if to is not None and resolved.read(to) in asked)),)
    listed = words.lists[dimension.kind]
    return ((axis.column, tuple(code for code, word in enumerate(listed) if word in asked)),)


def frame_title(key: str) -> object:
    kind, _slash, rest = key.partition("/")
    if kind == "plan":
        return Plan.objects.filter(pk=rest).values_list("title", flat=True).first() or rest
    frame = frames().get(kind)
    if frame is None:
        return key
    target = next((one for one in frame.targets if one.key == rest), None)
    return target.title if target else frame.title

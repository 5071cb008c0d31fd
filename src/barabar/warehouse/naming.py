"""The words of an answer as people read them, in a language: titles from the definitions and the registers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from barabar.access.models import Organisation
from barabar.plans.catalogue import indicators, money_sources, money_stages
from barabar.plans.models import Measure, Plan, PlannedIndicator
from barabar.reference import catalogue
from barabar.reference.definitions import title_of
from barabar.reference.models import Territory
from barabar.statistics.values import State
from barabar.warehouse.dimensions import dimensions, frame_title
from barabar.warehouse.questions import LEVELS

STATES = {
    State.REPORTED: _("reported"), State.MISSING: _("missing"), State.NOT_APPLICABLE: _("not applicable"),
    State.NOT_DUE: _("not due yet"), State.REFUSED: _("refused"), State.SUPPRESSED: _("hidden, a small count"),
}  # fmt: skip
PERIOD_KINDS = {"year": _("Year"), "half": _("Half-year"), "quarter": _("Quarter"), "two_month": _("Two months"), "month": _("Month")}  # fmt: skip
REGION_TITLE = _("The region")
NATIONAL = _("No single municipality")
TOTAL = _("Total")


def titles(dimension: str, words: Iterable[str], language: str | None = None) -> dict[str, str]:
    """The title of each word of a dimension; a word that nobody knows any more stands for itself."""
    wanted = list(dict.fromkeys(words))
    with override(language or get_language()):
        found = _READERS[dimension](wanted) if dimension in _READERS else _categories(dimension, wanted)
        return {word: str(found.get(word) or word) for word in wanted}


def unit_title(unit: str, language: str | None = None) -> str:
    """A unit of counting or a currency, in words."""
    with override(language or get_language()):
        if unit in catalogue.currencies():
            return str(catalogue.currencies()[unit].title)
        return str(title_of(catalogue.units(), unit)) if unit else ""


def reason_title(word: str, language: str | None = None) -> str:
    """Why a value is absent: a reason of the definitions, or a state."""
    with override(language or get_language()):
        return str(STATES[State(word)]) if word in set(State) else str(title_of(catalogue.missing_reasons(), word))


def _defined(read: Callable[[], dict[str, Any]]) -> Callable[[list[str]], dict[str, Any]]:
    return lambda words: {word: title_of(read(), word) for word in words}


def _registered(model: Any) -> Callable[[list[str]], dict[str, Any]]:
    name = "title" if model is Plan else "name"
    return lambda words: dict(model.objects.filter(pk__in=words).values_list("pk", name))


def _territories(words: list[str]) -> dict[str, Any]:
    return {**_registered(Territory)(words), "": NATIONAL}


def _indicators(words: list[str]) -> dict[str, Any]:
    known = indicators()
    own = [word for word in words if word not in known]
    found = dict(PlannedIndicator.objects.filter(key__in=own).values_list("key", "name"))
    return {word: known[word].title if word in known else found.get(word) for word in words}


def _measures(words: list[str]) -> dict[str, Any]:
    ids = [int(word) for word in words if word.isdecimal()]
    rows = Measure.objects.filter(pk__in=ids).select_related("node")
    return {str(row.pk): f"{row.code} {row.title}" for row in rows}


def _units(words: list[str]) -> dict[str, Any]:
    return {word: unit_title(word) for word in words}


def _categories(dimension: str, words: list[str]) -> dict[str, Any]:
    way = catalogue.dimensions().get(dimensions()[dimension].breakdown)
    known = {category.key: category.title for category in way.categories} if way else {}
    return {word: known.get(word) or title_of(catalogue.communities(), word) for word in words}


_READERS: dict[str, Callable[[list[str]], dict[str, Any]]] = {
    "region": lambda words: dict.fromkeys(words, REGION_TITLE),
    "economy": _defined(catalogue.economies),
    "territory": _territories,
    "organisation": _registered(Organisation),
    "plan": _registered(Plan),
    "measure": _measures,
    "sector": _defined(catalogue.sectors),
    "indicator": _indicators,
    "frame": lambda words: {word: frame_title(word) for word in words},
    "target": lambda words: {word: frame_title(word) for word in words},
    "year": lambda words: {},
    "period": lambda words: {},
    "period_kind": lambda words: dict(PERIOD_KINDS),
    "stage": _defined(money_stages),
    "source": _defined(money_sources),
    "breakdown": lambda words: {word: catalogue.breakdown_title(word) if word else TOTAL for word in words},
    "unit": _units,
    "state": lambda words: {word: reason_title(word) for word in words},
    "reason": lambda words: {word: reason_title(word) for word in words if word},
    "level": lambda words: dict(LEVELS),
}

"""The question: one object for page, API, workbook, report and command. It says what is asked, not how it is found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from urllib.parse import parse_qsl, urlencode

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from barabar.access.models import Organisation
from barabar.plans.catalogue import indicators, money_sources, money_stages
from barabar.plans.models import Measure, Plan, PlannedIndicator
from barabar.reference import catalogue
from barabar.reference.models import Territory
from barabar.reference.periods import KINDS, Period, PeriodError
from barabar.reference.verdicts import Problem, Problems
from barabar.statistics.values import State
from barabar.warehouse.dimensions import REGION, Dimension, dimensions
from barabar.warehouse.words import OTHER, OWN, PART

VALUE, COVERAGE, REPORTERS, MEDIAN, LARGEST = "value", "coverage", "reporters", "median", "largest"
MEASURES = {
    VALUE: _("Value"),
    COVERAGE: _("Values reported of those owed"),
    REPORTERS: _("Institutions that reported of those asked"),
    MEDIAN: _("Median of the single values"),
    LARGEST: _("Largest single value"),
}
LEVELS = {OWN: _("Municipality as a whole"), PART: _("Directorates"), OTHER: _("Other institutions")}
SUBJECTS = ("values", "money")
REFUSE, MARK = "refuse", "mark"
AS_REPORTED, TODAY = "as_reported", "today"
MOST_AXES = 3
_SINGLE = ("measures", "period", "level", "breakdown", "as_of", "breaks", "places", "subject")
YEARS = (1990, 2100)


@dataclass(frozen=True)
class Question:
    """What is asked of the approved facts.

    `rows` and `columns` are dimensions; `filters` narrow by the words of dimensions. `periods` are period keys, of which
    everything within counts ("2025" holds its quarters); none means all. `level` takes only bodies that speak for a
    municipality as a whole (`own`), for a part of it (`part`) or others (`other`). `breakdown` names the dimensions by
    which values must be broken down; none takes totals only. `as_of` is a position of the ledger. `breaks` says whether
    a comparison across a break in a series is refused or marked; `places` whether places count as they were when they
    reported or as they are today.
    """

    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    measures: tuple[str, ...] = (VALUE,)
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    periods: tuple[str, ...] = ()
    level: str = ""
    breakdown: tuple[str, ...] = ()
    as_of: int | None = None
    breaks: str = REFUSE
    places: str = AS_REPORTED
    subject: str = ""

    @property
    def axes(self) -> tuple[str, ...]:
        return (*self.rows, *self.columns)

    @property
    def used(self) -> tuple[str, ...]:
        """Every dimension that the answer depends on."""
        return tuple(dict.fromkeys((*self.axes, *self.filters)))

    @property
    def broken_down_by(self) -> tuple[str, ...] | None:
        """The dimensions values must be broken down by; None where each breakdown stands for itself."""
        if "breakdown" in self.used:
            return None
        known = dimensions()
        implied = [known[name].breakdown for name in self.used if name in known and known[name].breakdown]
        return tuple(dict.fromkeys((*self.breakdown, *implied)))

    @property
    def about(self) -> str:
        """`values` or `money`: what has a stage or a source is money."""
        if self.subject:
            return self.subject
        return "money" if {"stage", "source"} & set(self.used) else "values"

    def narrowed(self, **words: str | tuple[str, ...]) -> Question:
        """The same question about less: one word of a dimension, or several."""
        added = {name: (word,) if isinstance(word, str) else word for name, word in words.items()}
        return replace(self, filters={**self.filters, **added})

    def as_pairs(self) -> list[tuple[str, str]]:
        """The question as an address has it; what is not said is as it is by default."""
        pairs = [("rows", name) for name in self.rows] + [("columns", name) for name in self.columns]
        if self.measures != (VALUE,):
            pairs += [("measures", name) for name in self.measures]
        pairs += [(name, word) for name in sorted(self.filters) for word in self.filters[name]]
        pairs += [("period", period) for period in self.periods]
        pairs += [("breakdown", name) for name in self.breakdown]
        told = (("level", self.level, ""), ("breaks", self.breaks, REFUSE), ("places", self.places, AS_REPORTED))
        pairs += [(name, said) for name, said, usual in (*told, ("subject", self.subject, "")) if said != usual]
        return [*pairs, *([("as_of", str(self.as_of))] if self.as_of is not None else [])]

    def as_address(self) -> str:
        return urlencode(self.as_pairs())


def question_from(pairs: Iterable[tuple[str, str]], *, ignore: Iterable[str] = ()) -> Question:
    """The question of an address or of a command's options. Raises Problems: all that is wrong with it, at once."""
    given: dict[str, list[str]] = {}
    for name, words in pairs:
        if name not in ignore:
            given.setdefault(name, []).extend(word.strip() for word in words.split(",") if word.strip())
    problems: list[Problem] = []
    periods = _periods(given.pop("period", []), problems)
    as_of = _position(given.pop("as_of", []), problems)
    known = {"rows", "columns", *_SINGLE, *dimensions()}
    for name in [name for name in given if name not in known]:
        problems.append(_unknown(name, name, known, _("a filter or setting of a question")))
        del given[name]
    question = Question(
        rows=tuple(given.pop("rows", [])),
        columns=tuple(given.pop("columns", [])),
        measures=tuple(given.pop("measures", [])) or (VALUE,),
        periods=periods,
        level=_one(given, "level", "", problems),
        breakdown=tuple(given.pop("breakdown", [])) if _names_dimensions(given.get("breakdown", [])) else (),
        as_of=as_of,
        breaks=_one(given, "breaks", REFUSE, problems),
        places=_one(given, "places", AS_REPORTED, problems),
        subject=_one(given, "subject", "", problems),
        filters={name: tuple(dict.fromkeys(words)) for name, words in given.items() if words},
    )
    problems += problems_of(question)
    if problems:
        raise Problems(problems)
    return question


def question_of_address(address: str, *, ignore: Iterable[str] = ()) -> Question:
    return question_from(parse_qsl(address.lstrip("?")), ignore=ignore)


def _names_dimensions(words: list[str]) -> bool:
    """`breakdown=sex` names a dimension, `breakdown=sex=female` is a filter on a single one."""
    return not any("=" in word for word in words)


def _one(given: dict[str, list[str]], name: str, usual: str, problems: list[Problem]) -> str:
    words = given.pop(name, [])
    if len(words) > 1:
        problems.append(
            Problem("one-only", _("say only one of them: %(words)s."), {"words": ", ".join(words)}, where=name)
        )
    return words[0] if words else usual


def _position(words: list[str], problems: list[Problem]) -> int | None:
    if not words:
        return None
    if len(words) == 1 and words[0].isdecimal():
        return int(words[0])
    problems.append(
        Problem("position", _("“%(word)s” is not a position of the ledger; give one whole number."), {"word": ", ".join(words)}, where="as_of")
    )  # fmt: skip
    return None


def _periods(words: list[str], problems: list[Problem]) -> tuple[str, ...]:
    """Keys of periods; `2020..2024` is every year of them."""
    found: list[str] = []
    for word in words:
        first, dots, last = word.partition("..")
        try:
            if dots:
                start, end = Period.parse(first), Period.parse(last)
                if start.kind != "year" or end.kind != "year" or start > end:
                    raise PeriodError(
                        _("“%(word)s”: write a span as two years, the earlier first: 2020..2024.") % {"word": word}
                    )
                found += [str(year) for year in range(start.year, end.year + 1)]
            else:
                found.append(Period.parse(first).key)
        except PeriodError as error:
            problems.append(Problem("period", "%(said)s", {"said": str(error)}, where="period"))
    wrong = [key for key in found if not YEARS[0] <= int(key[:4]) <= YEARS[1]]
    problems += [
        Problem("period-far", _("%(period)s lies outside the years that are kept, %(first)s to %(last)s."),
                {"period": key, "first": YEARS[0], "last": YEARS[1]}, where="period")
        for key in wrong
    ]  # fmt: skip
    return tuple(dict.fromkeys(key for key in found if key not in wrong))


def problems_of(question: Question) -> list[Problem]:
    """Everything that is wrong with a question; nothing where it can be asked."""
    known = dimensions()
    problems = [_unknown(name, "rows", known, _("a dimension")) for name in question.rows if name not in known]
    problems += [_unknown(name, "columns", known, _("a dimension")) for name in question.columns if name not in known]
    problems += [_unknown(name, "filters", known, _("a dimension")) for name in question.filters if name not in known]
    problems += [
        _unknown(name, "measures", MEASURES, _("a measure")) for name in question.measures if name not in MEASURES
    ]
    for name in {name for name in question.axes if question.axes.count(name) > 1}:
        problems.append(Problem("twice", _("“%(name)s” stands twice among rows and columns; keep it once."), {"name": name}, where="rows"))  # fmt: skip
    if len(question.axes) > MOST_AXES + 1:
        problems.append(Problem("axes-many", _("at most %(most)s dimensions in rows and columns together."), {"most": MOST_AXES + 1}, where="rows"))  # fmt: skip
    for name, said, allowed in (
        ("level", question.level, ("", *LEVELS)),
        ("breaks", question.breaks, (REFUSE, MARK)),
        ("places", question.places, (AS_REPORTED, TODAY)),
        ("subject", question.subject, ("", *SUBJECTS)),
    ):
        if said not in allowed:
            problems.append(_unknown(said, name, [one for one in allowed if one], _("one of the choices")))
    problems += _breakdown_problems(question, known)
    for name, words in question.filters.items():
        if name in known:
            problems += _word_problems(known[name], words)
    return problems


def _breakdown_problems(question: Question, known: dict[str, Dimension]) -> list[Problem]:
    ways = catalogue.dimensions()
    problems = [_unknown(name, "breakdown", ways, _("a way of breaking values down")) for name in question.breakdown if name not in ways]  # fmt: skip
    shown = {known[name].breakdown for name in question.axes if name in known}
    for name in question.broken_down_by or ():
        if name in ways and not ways[name].additive and name not in shown and len(question.filters.get(name, ())) != 1:
            problems.append(
                Problem(
                    "not-additive",
                    _("the categories of “%(title)s” may hold the same persons and never add; put it into rows or columns, or choose one category."),
                    {"title": ways[name].title}, where="breakdown",
                )
            )  # fmt: skip
    return problems


def _word_problems(dimension: Dimension, words: tuple[str, ...]) -> list[Problem]:
    if dimension.name in ("year", "period"):
        return [problem for word in words for problem in _time_problems(dimension, word)]
    found = _known_words(dimension, words)
    if found is None:
        return []
    return [_unknown(word, dimension.name, found, dimension.title) for word in words if word not in found]


def _time_problems(dimension: Dimension, word: str) -> list[Problem]:
    problems: list[Problem] = []
    keys = _periods([word], problems)
    if not problems and dimension.name == "year" and keys != (word[:4],):
        problems.append(Problem("year", _("“%(word)s” is not a year."), {"word": word}, where="year"))
    return problems


def _known_words(dimension: Dimension, words: tuple[str, ...]) -> Iterable[str] | None:
    """The words that a dimension may be narrowed by: of the definitions, or those of these that the database knows."""
    if dimension.breakdown:
        ways = catalogue.dimensions()[dimension.breakdown]
        groups = {c.part_of for c in catalogue.communities().values()} if dimension.name == "community_group" else set()
        return [*(category.key for category in ways.categories), *sorted(groups - {""})]
    fixed = {
        "region": lambda: [REGION], "economy": catalogue.economies, "sector": catalogue.sectors, "unit": lambda: [*catalogue.units(), *catalogue.currencies()],
        "state": lambda: [state.value for state in State], "reason": lambda: ["", *catalogue.missing_reasons()], "level": lambda: LEVELS,
        "stage": money_stages, "source": money_sources, "period_kind": lambda: KINDS,
    }  # fmt: skip
    if dimension.name in fixed:
        return list(fixed[dimension.name]())  # type: ignore[operator]
    if dimension.name == "indicator":
        own = PlannedIndicator.objects.filter(key__in=words).values_list("key", flat=True)
        deleted = [word for word in words if word.startswith("indicator:")]
        return [*indicators(), *own, *deleted, *_former(words)]
    models = {"territory": Territory, "organisation": Organisation, "plan": Plan}
    if dimension.name in models:
        return models[dimension.name].objects.filter(pk__in=words).values_list("pk", flat=True)
    if dimension.name == "measure":
        numbers = [word for word in words if word.isdecimal()]
        known = Measure.objects.filter(Q(key__in=words) | Q(pk__in=numbers)).values_list("pk", "key")
        return [str(word) for pair in known for word in pair]
    return None


def _former(words: tuple[str, ...]) -> list[str]:
    """Catalogue keys that are no longer defined but under which something was planned."""
    return list(PlannedIndicator.objects.filter(catalogue_key__in=words).values_list("catalogue_key", flat=True))


def _unknown(word: str, where: str, known: Iterable[str], what: object) -> Problem:
    listed = sorted(known)
    near = get_close_matches(word, listed, n=3, cutoff=0.5)
    if near:
        sentence = _("“%(word)s” is not known (%(what)s). Did you mean %(near)s?")
    elif listed and len(listed) <= 30:
        sentence = _("“%(word)s” is not known (%(what)s); known are %(known)s.")
    else:
        sentence = _("“%(word)s” is not known (%(what)s).")
    return Problem(
        "unknown",
        sentence,
        {"word": word, "what": what, "near": ", ".join(near), "known": ", ".join(listed)},
        where=where,
    )


def months_within(periods: Iterable[str]) -> list[tuple[int, int]]:
    """First and last month of each period, counted from year 0."""
    found = []
    for key in periods:
        start, end = Period.parse(key).start, Period.parse(key).end
        found.append((_month(start), _month(end)))
    return found


def _month(day: dt.date) -> int:
    return day.year * 12 + day.month

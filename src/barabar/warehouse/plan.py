"""From a question to what is read: axes, narrowings, and the smallest kept roll-up that suffices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q

from barabar.engine.additive import Narrowing, Shape
from barabar.plans.models import Measure
from barabar.warehouse.dimensions import Resolved, codes_of, dimensions, parts_of, resolve
from barabar.warehouse.kept import KEPT, PLACE, STOCK_PLACE, Kept
from barabar.warehouse.questions import TODAY, Question, months_within
from barabar.warehouse.words import Words, months_of

_SLOTS = 25
FEW = 8


@dataclass(frozen=True)
class Reading:
    """What a question needs: the shape for the engine, the words back, and which columns it stands on."""

    question: Question
    axes: tuple[Resolved, ...]
    shape: Shape
    columns: frozenset[str]
    whole_years: bool

    @property
    def kept(self) -> Kept | None:
        """The smallest roll-up that suffices. For a few municipalities the events are, for they are sorted by them."""
        found = next((one for one in KEPT if self.columns <= set(one.columns)), None)
        return None if found is PLACE and self._of_few_places() else found

    def _of_few_places(self) -> bool:
        return any(
            column == "territory" and len(codes) <= FEW
            for one in self.shape.narrowings
            if len(one.alternatives) == 1
            for column, codes in one.alternatives
        )

    @property
    def has_pairs(self) -> bool:
        return any(one.axis.pairs is not None for one in self.axes)

    @property
    def stocks_stand_alone(self) -> bool:
        """With each period in its own row a stock is the sum of its places; else each place's newest value counts."""
        return "period" in self.question.axes

    @property
    def stocks_kept(self) -> bool:
        """Whether the kept yearly stocks suffice."""
        used = set(self.question.used)
        loose = {"unit", "period_kind"} & used or {"period"} & set(self.question.filters)
        return self.whole_years and not loose and self.columns - {"profile", "kind"} <= set(STOCK_PLACE)


def reading_of(question: Question, words: Words, *, broken_down: bool = True) -> Reading:
    """`broken_down=False` takes values however they are broken down: for who reported at all."""
    known = dimensions()
    todays = question.places == TODAY
    axes = tuple(resolve(known[name], words, todays_places=todays) for name in question.axes)
    narrowings = [*_filters(question, words, todays), *_subject(question, words)]
    if broken_down and question.broken_down_by is not None:
        wanted = set(question.broken_down_by)
        codes = [code for code, word in enumerate(words.lists["breakdown"]) if set(parts_of(word)) == wanted]
        narrowings.append(Narrowing((("breakdown", tuple(codes)),)))
    if question.level:
        narrowings.append(Narrowing(codes_of(known["level"], [question.level], words)))
    periods, whole_years = _periods(question)
    narrowings += periods
    checks = ("stage",) if question.about == "money" and "stage" not in question.axes else ()
    shape = Shape(tuple(one.axis for one in axes), tuple(narrowings), checks, kinds="period" not in question.axes)
    columns = {"indicator", "profile", *checks, *(["kind"] if shape.kinds else [])}
    columns |= {column for name in question.axes for column in known[name].columns}
    columns |= {column for one in narrowings for column, codes in one.alternatives if codes}
    return Reading(question, axes, shape, frozenset(columns), whole_years)


def also_by(reading: Reading, *narrowings: Narrowing) -> Reading:
    """The same reading of fewer rows."""
    columns = reading.columns | {column for one in narrowings for column, _codes in one.alternatives}
    shape = replace(reading.shape, narrowings=(*reading.shape.narrowings, *narrowings))
    return replace(reading, shape=shape, columns=columns)


def _filters(question: Question, words: Words, todays: bool) -> Iterable[Narrowing]:
    known = dimensions()
    for name, wanted in question.filters.items():
        if name == "measure":
            numbers = [word for word in wanted if word.isdecimal()]
            ids = Measure.objects.filter(Q(key__in=wanted) | Q(pk__in=numbers)).values_list("pk", flat=True)
            yield Narrowing((("measure", tuple(ids) or (-1,)),))
            continue
        alternatives = codes_of(known[name], wanted, words, todays_places=todays)
        yield Narrowing(tuple((column, codes or (-1,)) for column, codes in alternatives))


def _subject(question: Question, words: Words) -> Iterable[Narrowing]:
    if question.about == "values":
        yield Narrowing((("stage", (0,)),))
    else:
        yield Narrowing((("stage", tuple(range(1, len(words.lists["stage"]))) or (-1,)),))


def _periods(question: Question) -> tuple[list[Narrowing], bool]:
    """The years, where whole years are asked; else every period that lies within one that is asked."""
    if not question.periods:
        return [], True
    if all(len(key) == 4 for key in question.periods):
        return [Narrowing((("year", tuple(int(key) for key in question.periods)),))], True
    asked = months_within(question.periods)
    years = {int(key[:4]) for key in question.periods}
    codes = [year * 100 + slot for year in sorted(years) for slot in range(_SLOTS)]
    within = tuple(
        c for c in codes if any(first <= months_of(c)[0] and months_of(c)[1] <= last for first, last in asked)
    )
    return [Narrowing((("period", within),))], False

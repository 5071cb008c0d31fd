"""What may answer a recommendation, found by words: measures, their indicators, commitments, public issues."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.http import Http404

from barabar.advocacy.models import Issue
from barabar.coordination.models import Commitment
from barabar.plans.models import Measure, PlannedIndicator
from barabar.reference.slugs import fold
from barabar.reference.text import Text

SHOWN = 30


@dataclass(frozen=True)
class Found:
    """A thing with the words by which a person knows it; `searched` are those of every language."""

    key: int
    title: str
    below: str
    searched: str


def _found(key: int, code: str, title: Text, below: Text, more: Text = Text()) -> Found:  # noqa: B008 - frozen
    said = f"{below}: {more}" if more else str(below)
    words = " ".join([code, *title.values(), *below.values(), *more.values()])
    return Found(key, f"{code} {title}".strip(), said, fold(words))


def _measures(economies: list[str]) -> QuerySet:
    found = Measure.objects.filter(node__plan__economy__in=economies).exclude(node__plan__status="draft")
    return found.order_by("node__plan_id", "node__path")


def _of_measures(economies: list[str]) -> Iterator[Found]:
    for key, code, title, plan in _measures(economies).values_list(
        "pk", "node__code", "node__title", "node__plan__title"
    ):
        yield _found(key, code, Text(title), Text(plan))


def _of_indicators(economies: list[str]) -> Iterator[Found]:
    rows = PlannedIndicator.objects.filter(measure__in=_measures(economies).order_by().values("pk")).order_by("measure_id", "position")  # fmt: skip
    for key, name, code, title, plan in rows.values_list("pk", "name", "measure__node__code", "measure__node__title", "measure__node__plan__title"):  # fmt: skip
        yield _found(key, code, Text(name), Text(title), Text(plan))


def _of_commitments(economies: list[str]) -> Iterator[Found]:
    for one in Commitment.objects.filter(economy__in=economies).select_related("organisation"):
        yield _found(one.pk, "", one.what, one.who)


def _of_issues(economies: list[str]) -> Iterator[Found]:
    for one in Issue.objects.filter(economy__in=economies, state__in=Issue.PUBLIC).select_related("territory"):
        yield _found(one.pk, "", one.title, one.territory.name if one.territory else Text())


KINDS: dict[str, tuple[type[Model], Callable[[list[str]], Iterator[Found]]]] = {
    "measure": (Measure, _of_measures),
    "indicator": (PlannedIndicator, _of_indicators),
    "commitment": (Commitment, _of_commitments),
    "issue": (Issue, _of_issues),
}


def found_things(kind: str, words: str, economies: Iterable[str]) -> tuple[list[Found], int]:
    """Those that hold every word, without case and diacritics; the first of them, and how many more there are."""
    wanted = fold(words[:120]).split()
    own = [one for one in KINDS[kind][1](list(economies)) if all(word in one.searched for word in wanted)]  # fmt: skip
    return own[:SHOWN], max(0, len(own) - SHOWN)


def thing_of(kind: str, key: str):
    model = KINDS[kind][0]
    rows = model._default_manager.all()
    if model is Measure:
        rows = rows.select_related("node__plan")
    elif model is PlannedIndicator:
        rows = rows.select_related("measure__node__plan")
    found = rows.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 18 else None
    if found is None:
        raise Http404
    return found

"""The plan register: which plans there are, filtered, searched and sorted; one frozen row a plan."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields

from django.db.models import Count, QuerySet

from barabar.plans.models import Plan
from barabar.reference.catalogue import communities, economies
from barabar.reference.slugs import fold
from barabar.reference.text import Text

SORTS = ("title", "economy", "period", "adopted", "status", "measures")


@dataclass(frozen=True)
class Row:
    key: str
    title: Text
    level: str
    economy: str
    territory: str
    territory_name: Text | None
    starts_year: int | None
    ends_year: int | None
    period: str
    communities: tuple[str, ...]
    focus: str
    status: str
    programme: str
    act: str
    body: str
    adopted_on: object
    measures: int
    is_demonstration: bool
    is_model: bool

    @property
    def adopted_year(self) -> str:
        return str(self.adopted_on.year) if self.adopted_on else ""


@dataclass(frozen=True)
class Wanted:
    """What is asked of the register; empty is everything. `sort` with "-" before it turns the order."""

    economy: str = ""
    level: str = ""
    territory: str = ""
    year: str = ""
    community: str = ""
    focus: str = ""
    status: str = ""
    programme: str = ""
    adopted: str = ""
    words: str = ""
    sort: str = ""

    @classmethod
    def of(cls, asked) -> "Wanted":
        """From an address; an unknown sort order is left out."""
        given = {one.name: str(asked.get(one.name, "")).strip()[:120] for one in fields(cls)}
        if given["sort"].lstrip("-") not in SORTS:
            given["sort"] = ""
        return cls(**given)

    @property
    def is_narrowed(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self) if one.name != "sort")


@dataclass(frozen=True)
class Choices:
    """What the filters offer: only what the register holds."""

    economies: list[str] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)
    territories: list[tuple[str, Text]] = field(default_factory=list)
    years: list[str] = field(default_factory=list)
    communities: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    programmes: list[str] = field(default_factory=list)
    adopted: list[str] = field(default_factory=list)


def register(plans: QuerySet[Plan]) -> list[Row]:
    """Every plan that may be seen, in two queries."""
    plans = plans.select_related("territory").prefetch_related("acts").annotate(measure_count=Count("nodes__measure"))
    return [_row(plan) for plan in plans]


def _row(plan: Plan) -> Row:
    act = next(iter(plan.acts.all()), None)
    return Row(
        key=plan.pk,
        title=plan.title,
        level=plan.level,
        economy=plan.economy,
        territory=plan.territory_id or "",
        territory_name=plan.territory.name if plan.territory else None,
        starts_year=plan.starts_year,
        ends_year=plan.ends_year,
        period=plan.period,
        communities=tuple(plan.communities),
        focus=plan.focus,
        status=plan.status,
        programme=plan.programme,
        act=act.number if act else "",
        body=act.body if act else "",
        adopted_on=act.adopted_on if act else None,
        measures=plan.measure_count,
        is_demonstration=plan.is_demonstration,
        is_model=plan.is_model,
    )


def choose(rows: Iterable[Row], wanted: Wanted) -> list[Row]:
    """The rows asked for, in the order asked for."""
    kept = [row for row in rows if _fits(row, wanted)]
    name = wanted.sort.lstrip("-") or "economy"
    return sorted(kept, key=lambda row: _order(row, name), reverse=wanted.sort.startswith("-"))


def _fits(row: Row, wanted: Wanted) -> bool:
    exact = ("economy", "level", "territory", "focus", "status", "programme")
    if any(getattr(wanted, name) and getattr(row, name) != getattr(wanted, name) for name in exact):
        return False
    if wanted.community and wanted.community not in row.communities:
        return False
    if wanted.adopted and row.adopted_year != wanted.adopted:
        return False
    return _covers(row, wanted.year) and _holds(row, wanted.words)


def _covers(row: Row, year: str) -> bool:
    if not year:
        return True
    start, end = row.starts_year or row.ends_year, row.ends_year or row.starts_year
    return bool(year.isdigit() and start and start <= int(year) <= end)


def _holds(row: Row, words: str) -> bool:
    """Every word, in title, place, programme or act, with or without diacritics."""
    names = [*row.title.values(), *(row.territory_name or {}).values(), row.programme, row.act, row.body, row.key]
    text = fold(" ".join(names))
    return all(word in text for word in fold(words).split())


def _order(row: Row, name: str) -> tuple:
    title = fold(str(row.title))
    orders = {
        "title": (title,),
        "period": (row.starts_year or 0, row.ends_year or 0, title),
        "adopted": (str(row.adopted_on or ""), title),
        "status": (row.status, title),
        "measures": (row.measures, title),
        "economy": (
            list(economies()).index(row.economy) if row.economy in economies() else -1,
            row.level != "national",
            title,
        ),
    }
    return orders[name]


def choices(rows: Iterable[Row]) -> Choices:
    rows = list(rows)
    years = {
        year for row in rows if row.starts_year and row.ends_year for year in range(row.starts_year, row.ends_year + 1)
    }
    places = {row.territory: row.territory_name for row in rows if row.territory}
    return Choices(
        economies=[key for key in economies() if any(row.economy == key for row in rows)],
        levels=sorted({row.level for row in rows}),
        territories=sorted(places.items(), key=lambda pair: fold(str(pair[1]))),
        years=[str(year) for year in sorted(years, reverse=True)],
        communities=[key for key in communities() if any(key in row.communities for row in rows)],
        statuses=sorted({row.status for row in rows}),
        programmes=sorted({row.programme for row in rows if row.programme}),
        adopted=sorted({row.adopted_year for row in rows if row.adopted_year}, reverse=True),
    )

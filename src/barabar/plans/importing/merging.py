"""What a file changes in a stored plan: entries are met by code; fields that the file has no column for stay."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from barabar.plans.content import IndicatorContent, MeasureContent, NodeContent
from barabar.reference.slugs import fold
from barabar.reference.text import Text

# Which columns speak of which fields of a measure.
SPOKEN_BY = {
    "sectors": ("sector", "goal"),
    "responsible": ("responsible",),
    "partners": ("partners", "responsible"),
    "deadline": ("deadline",),
    "notes": ("note",),
    "budget": ("money",),
}
FIELDS_OF = {
    "sectors": ("sectors",),
    "responsible": ("responsible", "responsible_as_written"),
    "partners": ("partners", "partners_as_written"),
    "deadline": ("deadline", "deadline_as_written"),
    "notes": ("notes",),
    "budget": ("budget",),
}


@dataclass(frozen=True)
class Difference:
    """One field of an entry before and after, in short words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """`kind` is added, changed or removed."""

    kind: str
    code: str
    title: Text
    is_measure: bool
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Merged:
    nodes: tuple[NodeContent, ...]
    changes: tuple[Change, ...]

    @property
    def removed(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.kind == "removed")


def merge(stored: Iterable[NodeContent], read: Iterable[NodeContent], spoken: frozenset[str]) -> Merged:
    """The plan as it will stand, and what changes by it."""
    before = {fold(node.code): node for node in stored}
    nodes, changes = [], []
    for node in read:
        old = before.pop(fold(node.code), None)
        new = _merged(old, node, spoken) if old else node
        nodes.append(new)
        if old is None:
            changes.append(Change("added", new.code, new.title, new.measure is not None))
        elif differences := tuple(differences_of(old, new)):
            changes.append(Change("changed", new.code, new.title, new.measure is not None, differences))
    changes += [Change("removed", old.code, old.title, old.measure is not None) for old in before.values()]
    return Merged(tuple(nodes), tuple(changes))


def _merged(old: NodeContent, new: NodeContent, spoken: frozenset[str]) -> NodeContent:
    return replace(
        old,
        title=_words(old.title, new.title),
        parent=new.parent,
        level=new.level,
        description=_words(old.description, new.description) if "description" in spoken else old.description,
        stated_total=new.stated_total if "goal_total" in spoken else old.stated_total,
        measure=_merged_measure(old.measure, new.measure, spoken) if new.measure else None,
    )


def _words(old: Text, new: Text) -> Text:
    """The file's words in its language; words that stand here already, in whatever language, change nothing."""
    return old if set(new.values()) <= set(old.values()) else Text({**old, **new})


def _merged_measure(old: MeasureContent | None, new: MeasureContent, spoken: frozenset[str]) -> MeasureContent:
    if old is None:
        return new
    taken: dict[str, object] = {}
    for name, columns in SPOKEN_BY.items():
        if not spoken.intersection(columns) or (name == "sectors" and not new.sectors):
            continue
        # A body that the file only names stays the institution that was chosen for it.
        if name == "responsible" and old.responsible and not new.responsible and new.responsible_as_written:
            continue
        if (
            name == "partners"
            and old.partners
            and not new.partners
            and new.partners_as_written == old.partners_as_written
        ):
            continue
        taken.update({field: getattr(new, field) for field in FIELDS_OF[name]})
    if "indicators" in spoken:
        taken["indicators"] = tuple(_indicators(old.indicators, new.indicators, spoken))
    return replace(old, **taken)


def _indicators(
    old: tuple[IndicatorContent, ...], new: tuple[IndicatorContent, ...], spoken: frozenset[str]
) -> Iterator:
    """An indicator of the same name keeps its key and everything the file says nothing of."""
    by_name = {fold(words): indicator for indicator in old for words in indicator.name.values()}
    for one in new:
        known = next((by_name[fold(words)] for words in one.name.values() if fold(words) in by_name), None)
        if known is None:
            yield one
            continue
        yield replace(
            known,
            unit=one.unit if "unit" in spoken and one.unit != "unstated" else known.unit,
            baseline=one.baseline if "baseline" in spoken else known.baseline,
            baseline_year=one.baseline_year if "baseline_year" in spoken else known.baseline_year,
            targets=one.targets if "target" in spoken else known.targets,
        )


def differences_of(old: NodeContent, new: NodeContent) -> Iterator[Difference]:
    for name in ("code", "title", "parent", "description", "stated_total"):
        yield from _differs(name, getattr(old, name), getattr(new, name))
    if (old.measure is None) != (new.measure is None):
        yield Difference(
            "kind", "goal" if old.measure is None else "measure", "goal" if new.measure is None else "measure"
        )
    elif old.measure is not None:
        for name in MeasureContent.__dataclass_fields__:
            yield from _differs(name, getattr(old.measure, name), getattr(new.measure, name))


def _differs(name: str, old: object, new: object) -> Iterator[Difference]:
    if name in {"budget", "notes"}:
        same = sorted(old, key=repr) == sorted(new, key=repr) if name == "notes" else _money(old) == _money(new)
    else:
        same = _comparable(old) == _comparable(new)
    if not same:
        yield Difference(name, in_words(old), in_words(new))


def _money(lines: object) -> dict:
    return {line.place: Decimal(line.amount) for line in lines}


def _comparable(value: object) -> object:
    """Indicators by what they say: 150 and 150.0000 are one target."""
    if isinstance(value, tuple) and value and isinstance(value[0], IndicatorContent):
        return [
            (dict(i.name), i.unit, i.aggregation, i.baseline, i.baseline_year, sorted(i.targets), i.catalogue_key)
            for i in value
        ]
    return dict(value) if isinstance(value, Text) else value


def in_words(value: object) -> str:
    """A value in a few words, for a list of changes and for the journal."""
    if isinstance(value, tuple):
        return "; ".join(in_words(one) for one in value)
    if isinstance(value, IndicatorContent):
        targets = ", ".join(f"{year}: {_plain(amount)}" for year, amount in value.targets)
        said = [f"{_plain(value.baseline)}" if value.baseline is not None else "", targets]
        return f"{value.name} ({' → '.join(filter(None, said))})" if any(said) else str(value.name)
    if hasattr(value, "source_as_written"):
        return " ".join(
            filter(None, [str(value.year or ""), value.source_as_written or value.source, _plain(value.amount)])
        )
    if isinstance(value, Decimal):
        return _plain(value)
    return "" if value is None else str(value)


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"

"""The gate for counts of people: nothing that is published passes by it.

Small counts, and what would give them away, are hidden by `decisions`; the same figure is hidden or shown alike in
every page, file, chart and language, and no later one gives an earlier one away. Zero is published: it says of nobody
that somebody belongs to a group.
"""

from collections.abc import Iterable
from dataclasses import replace

from barabar.analysis.actions.decide_figures import decide_figures
from barabar.analysis.additions import Asked, figures_of, is_protected, key_of, parts_of
from barabar.analysis.decisions import Decision
from barabar.analysis.measures import IndicatorStanding, MeasureStanding
from barabar.analysis.models import FigureDecision
from barabar.statistics.rollup import Total
from barabar.statistics.values import State
from barabar.warehouse.facts import facts_at

AT_ONCE = 500


def published(standings: list[MeasureStanding]) -> list[MeasureStanding]:
    """The same standings with everything hidden that must be."""
    asked = [Asked(i.total, i.parts) for one in standings for i in one.indicators if _is_protected(i)]
    decisions = decisions_on(asked)
    return [
        replace(one, indicators=tuple(_published(i, decisions) if _is_protected(i) else i for i in one.indicators))
        for one in standings
    ]


def decisions_on(asked: list[Asked]) -> dict[str, Decision]:
    """The decisions on all figures of these totals; those that nobody has seen yet are decided now."""
    found = decided_on(asked)
    new = [one for one in asked if any(key not in found for total in one.totals.values() for key in _keys(total))]
    if new:
        positions = {int(p) for one in new for total in one.totals.values() for p in total.origins}
        facts = {fact.position: fact for fact in facts_at(positions)}
        found |= decide_figures(figure for one in new for figure in figures_of(one, facts))
    return found


def decided_on(asked: list[Asked]) -> dict[str, Decision]:
    """The decisions that there are on figures of these totals; nothing is decided anew."""
    return _decided({key for one in asked for total in one.totals.values() for key in _keys(total)})


def shown(total: Total | None, decisions: dict[str, Decision]) -> Total | None:
    """A total as it may be printed."""
    if total is None or total.state is not State.REPORTED:
        return total
    return hide(total) if any(decisions[key].hidden for key in _keys(total)) else total


def hidden_answers(positions: Iterable[int]) -> set[int]:
    """Which approved answers' numbers must not be printed: of people, and hidden or not yet decided."""
    facts = {fact.position: fact for fact in facts_at(positions)}
    people = {p: f for p, f in facts.items() if is_protected(f.unit, share=f.numerator is not None) and not f.is_money}
    keys = {p: [key_of((p,), part) for part in parts_of(f)] for p, f in people.items() if f.state == State.REPORTED}
    decided = _decided({key for own in keys.values() for key in own})
    return {p for p, own in keys.items() if any(key not in decided or decided[key].hidden for key in own)}


def hide(total: Total) -> Total:
    """A total without its number; whom it covers and what it is made of stay known to the office, not to the reader."""
    return replace(
        total, state=State.SUPPRESSED, amount=None, numerator=None, denominator=None, low=None, high=None, origins=()
    )


def _is_protected(indicator: IndicatorStanding) -> bool:
    return is_protected(indicator.unit, share=indicator.aggregation == "ratio")


def _published(indicator: IndicatorStanding, decisions: dict[str, Decision]) -> IndicatorStanding:
    total = shown(indicator.total, decisions)
    parts = {key: shown(part, decisions) for key, part in indicator.parts.items()}
    progress = indicator.progress if total is indicator.total else None
    return replace(indicator, total=total, parts=parts, progress=progress)


def _keys(total: Total) -> list[str]:
    return [key_of((int(p) for p in total.origins), part) for part in parts_of(total)]


def _decided(keys: set[str]) -> dict[str, Decision]:
    wanted = sorted(keys)
    rows = (
        row
        for start in range(0, len(wanted), AT_ONCE)
        for row in FigureDecision.objects.filter(pk__in=wanted[start : start + AT_ONCE]).values_list(
            "key", "hidden", "reason"
        )
    )
    return {key: Decision(hidden, reason) for key, hidden, reason in rows}

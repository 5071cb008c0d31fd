"""Which of a scope's figures may be printed, given what was decided before: protected, then attacked by the auditor.

What was printed stays known and what was hidden stays hidden, so that no later page, file or report gives an earlier
figure away. The protector hides as few of the new figures as it can; the auditor, which shares no code with it, then
attacks everything printed so far, and a figure of which it can say too much is hidden with all that is new.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from barabar.analysis.additions import RANGE, UNSTATED, Figure
from barabar.analysis.protection_rule import ProtectionRule
from barabar.statistics.disclosure.auditor import Ask, Knowledge, Sum, attack_sums
from barabar.statistics.disclosure.earlier import Told
from barabar.statistics.disclosure.errors import DisclosureError
from barabar.statistics.disclosure.protector import COMPLEMENTARY, PRIMARY, Asked, protect
from barabar.statistics.disclosure.rules import Rule
from barabar.statistics.disclosure.tables import Cell, Equation, TableSet

NOT_PRINTED, UNSAFE = "not_printed", "unsafe"
OPEN = "open"
# Dimensions only say "more than two": the additions here are no two-way table.
DIMENSIONS = ("figure", "period", "part")
SECONDS = 0.5


@dataclass(frozen=True)
class Decision:
    hidden: bool
    reason: str = ""


def decide(figures: Mapping[str, Figure], before: Mapping[str, Decision], rule: ProtectionRule) -> dict[str, Decision]:
    """A decision for each figure that has none. `figures` are all of the scope, old and new."""
    numbers = {key: one for key, one in figures.items() if one.part != RANGE}
    found = _decided(numbers, {key: one for key, one in before.items() if key in numbers}, rule)
    together = {**before, **found}
    for key, figure in figures.items():
        if figure.part == RANGE and key not in before:
            answers = [together[part] for parts in figure.sums for part in parts]
            hidden = any(one.hidden for one in answers)
            found[key] = Decision(hidden, COMPLEMENTARY if hidden else "")
    return found


def _decided(
    figures: Mapping[str, Figure], before: Mapping[str, Decision], rule: ProtectionRule
) -> dict[str, Decision]:
    new = [key for key in figures if key not in before]
    if not any(_is_small(one, rule) for one in figures.values()) and not any(d.hidden for d in before.values()):
        return {key: Decision(hidden=figures[key].part == UNSTATED, reason=_unstated(figures[key])) for key in new}
    forced: set[str] = set()
    for _ in range(len(figures) + 1):
        found = _protected(figures, before, rule, forced)
        if found is None:
            break
        together = {**before, **found}
        narrow = _first_narrowed(figures, together, new, rule)
        if narrow is None:
            return found if audit_of(figures, together, rule) else _everything_hidden(figures, new)
        forced.add(narrow)
    return _everything_hidden(figures, new)


def _unstated(figure: Figure) -> str:
    return NOT_PRINTED if figure.part == UNSTATED else ""


def _is_small(figure: Figure, rule: ProtectionRule) -> bool:
    return figure.part != UNSTATED and 0 < figure.value < rule.frequency


def _everything_hidden(figures: Mapping[str, Figure], new: Iterable[str]) -> dict[str, Decision]:
    return {key: Decision(True, _unstated(figures[key]) or UNSAFE) for key in new}


def _protected(
    figures: Mapping[str, Figure], before: Mapping[str, Decision], rule: ProtectionRule, forced: set[str]
) -> dict[str, Decision] | None:
    """The protector's decisions for new figures; None where what was printed leaves it no way."""
    keys = list(figures)
    at = {key: position for position, key in enumerate(keys)}
    shown = {key for key, decision in before.items() if not decision.hidden and key in at}
    hidden = {key for key, decision in before.items() if decision.hidden and key in at and _told(figures[key])} | forced
    cells = tuple(_cell(figures[key], printed=key in shown) for key in keys)
    equations = tuple(
        Equation(at[key], tuple(at[part] for part in parts), "figure")
        for key in keys
        for parts in figures[key].sums
        if all(part in at for part in parts)
    )
    earlier = {cells[at[key]].key: Told(float(figures[key].value), "", 0) for key in shown}
    earlier |= {cells[at[key]].key: Told(None, "", 0) for key in hidden}
    asked = Asked((Rule("frequency", (float(rule.frequency),)),), float(rule.interval), ("figure",), seconds=SECONDS)
    try:
        reasons = protect(TableSet(DIMENSIONS, cells, equations), asked, earlier=earlier).reasons
    except DisclosureError:
        return None
    found = {}
    for key in keys:
        if key not in before:
            reason = reasons.get(at[key], "")
            reason = COMPLEMENTARY if reason and key in forced else reason
            found[key] = Decision(True, NOT_PRINTED) if not _told(figures[key]) else Decision(bool(reason), reason)
    return found


def _told(figure: Figure) -> bool:
    return figure.part != UNSTATED


def _cell(figure: Figure, *, printed: bool) -> Cell:
    """A figure printed before stays printed, whatever the rule has become since; what nobody states is nobody's count."""
    many = float("inf") if printed or not _told(figure) else None
    return Cell((("figure", figure.key),), float(figure.value), respondents=many)


def _first_narrowed(
    figures: Mapping[str, Figure], decisions: Mapping[str, Decision], new: list[str], rule: ProtectionRule
) -> str | None:
    """A figure to hide where an addition narrows small counts for readers who know that they are small.

    Who knows that each of k hidden parts is from 1 to `frequency` - 1 knows more than that they are not negative:
    what remains of a printed total must leave each of them its whole span.
    """
    top = rule.frequency - 1
    for key, figure in figures.items():
        for parts in figure.sums:
            if key not in decisions or decisions[key].hidden or any(part not in decisions for part in parts):
                continue
            hidden = [part for part in parts if decisions[part].hidden]
            if not hidden or any(decisions[part].reason != PRIMARY for part in hidden):
                continue
            left, k = sum(figures[part].value for part in hidden), len(hidden)
            if not k - 1 + top <= left <= top * (k - 1) + 1:
                return _to_hide(key, parts, figures, decisions, new)
    return None


def _to_hide(
    total: str, parts: Iterable[str], figures: Mapping[str, Figure], decisions: Mapping[str, Decision], new: list[str]
) -> str | None:
    """The smallest other part that is new, or else the total."""
    others = [part for part in parts if part in new and not decisions[part].hidden and figures[part].value > 0]
    if others:
        return min(others, key=lambda part: (figures[part].value, part))
    return total if total in new else None


def audit_of(figures: Mapping[str, Figure], decisions: Mapping[str, Decision], rule: ProtectionRule) -> bool:
    """May it be published? Only when the auditor's attack on all that is printed is finished and found nothing.

    What no part of a total states may be computed: it is nobody's count.
    """
    names = {key: (("figure", key),) for key in figures}
    printed = {names[k]: None if decisions[k].hidden else float(one.value) for k, one in figures.items()}
    knowledge = Knowledge(["figure"], printed, {name: "" for name in printed})
    sums = [
        Sum(names[key], tuple(names[part] for part in parts), "figure")
        for key, one in figures.items()
        for parts in one.sums
        if all(part in names for part in parts)
    ]
    small = {
        names[key]: float(rule.interval)
        for key, one in figures.items()
        if decisions[key].hidden and _is_small(one, rule) and decisions[key].reason == PRIMARY
    }
    audit = attack_sums(knowledge, sums, Ask(float(rule.interval), float(rule.frequency), small))
    unstated = {names[key] for key, one in figures.items() if not _told(one)}
    bad = [finding for finding in audit.findings if finding.verdict != OPEN and finding.cell not in unstated]
    return audit.finished and not bad


def revalued(figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """Figures read back from the store: what no part of a total states is the total less its parts."""
    found = dict(figures)
    for figure in figures.values():
        for parts in figure.sums:
            unknown = [part for part in parts if part in found and found[part].part == UNSTATED]
            if len(unknown) == 1 and all(part in found for part in parts):
                known = sum(found[part].value for part in parts if part != unknown[0])
                found[unknown[0]] = replace(found[unknown[0]], value=figure.value - known)
    return found

"""What an analysis asks about two populations: gaps, targets and decompositions; read from its YAML, checked by line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from barabar.statistics.surveys.decomposition import REFERENCES
from barabar.statistics.surveys.errors import SurveyError
from barabar.statistics.surveys.targets import DIRECTIONS, EXISTENCE, KINDS, Target

from .lines import Checker, Lines, names_of

GAP = ("indicators", "group", "reference", "by", "comparison", "universe", "change")
TARGET = (
    "name", "indicator", "kind", "amount", "better", "deadline", "of", "reference", "by", "wave", "now", "baseline",
    "year", "baseline_year", "alternatives", "state",
)  # fmt: skip
DECOMPOSITION = ("indicator", "group", "reference", "covariates", "by", "fold", "coefficients")
NEEDS_BASELINE = ("cut_level", "raise_level", "cut_gap")
NEEDS_REFERENCE = ("cut_gap", "proportional", "equal")


@dataclass(frozen=True)
class GapWords:
    """A gap to measure: whose, against whom, in which parts, and between which waves."""

    indicators: tuple[str, ...]
    group: Mapping[str, Any]
    reference: Mapping[str, Any]
    by: tuple[str, ...] = ()
    comparison: str = ""
    universe: str = ""
    change: Mapping[str, Any] | None = None

    @property
    def columns(self) -> list[str]:
        wave = [str(self.change["wave"])] if self.change else []
        return list(dict.fromkeys([*self.group, *self.reference, *self.by, *wave]))


@dataclass(frozen=True)
class TargetWords:
    """A target to judge: which indicator, whose (`of`), against whom (`reference`), and in which waves.

    `now` and `baseline` are values of the column `wave`; without `wave` all rows are now. `year` and `baseline_year`
    are those values where they are years.
    """

    name: str
    target: Target
    indicator: str = ""
    of: Mapping[str, Any] | None = None
    reference: Mapping[str, Any] | None = None
    by: tuple[str, ...] = ()
    wave: str | None = None
    now: Any = None
    baseline: Any = None
    year: int | None = None
    baseline_year: int | None = None
    alternatives: tuple["TargetWords", ...] = ()
    state: str | None = None

    @property
    def columns(self) -> list[str]:
        own = [*(self.of or {}), *(self.reference or {}), *self.by, *([self.wave] if self.wave else [])]
        return list(dict.fromkeys(own + [name for one in self.alternatives for name in one.columns]))


@dataclass(frozen=True)
class DecompositionWords:
    """A gap to split by differences in circumstances; see `statistics.surveys.decomposition`."""

    indicator: str
    group: Mapping[str, Any]
    reference: Mapping[str, Any]
    covariates: tuple[str, ...]
    by: tuple[str, ...] = ()
    fold: int = 2
    coefficients: str = "reference"

    @property
    def columns(self) -> list[str]:
        return list(dict.fromkeys([*self.group, *self.reference, *self.covariates, *self.by]))


def read_gaps(check: Checker, held: Lines) -> tuple[GapWords, ...]:
    given = held.get("gaps", [])
    found = []
    line = held.lines.get("gaps", 1)
    for one in given if isinstance(given, list) else [given]:
        if not isinstance(one, Lines) or not all(isinstance(one.get(k), Lines) for k in ("group", "reference")):
            check.wrong(line, "each gap needs indicators, group and reference (column: value)")
            continue
        check.keys("a gap", one, GAP)
        names = names_of(one.get("indicators"))
        known = held.get("indicators") if isinstance(held.get("indicators"), Lines) else {}
        for name in names:
            if name not in known:
                check.wrong(one.lines.get("indicators", line), f"there is no indicator {name!r}")
        change = one.get("change")
        if change is not None and not (isinstance(change, Lines) and {"wave", "from", "to"} <= set(change)):
            check.wrong(one.lines["change"], "change needs wave (a column), from and to (its values)")
            change = None
        found.append(
            GapWords(
                indicators=names or tuple(known),
                group=dict(one["group"]),
                reference=dict(one["reference"]),
                by=names_of(one.get("by")),
                comparison=str(one.get("comparison", "")),
                universe=str(one.get("universe", "")),
                change=change,
            )
        )
    return tuple(found)


def _entries(check: Checker, held: Lines, section: str) -> list[Lines]:
    given = held.get(section, [])
    found = given if isinstance(given, list) else [given]
    if not all(isinstance(one, Lines) for one in found):
        check.wrong(held.lines[section], f"{section} must be a list of mappings")
        return []
    return found


def read_targets(check: Checker, held: Lines) -> tuple[TargetWords, ...]:
    """The section `targets`."""
    found = [_target(check, held, one) for one in _entries(check, held, "targets")]
    return tuple(one for one in found if one is not None)


def _target(check: Checker, held: Lines, given: Lines) -> TargetWords | None:
    line = min(given.lines.values(), default=held.lines["targets"])
    before = len(check.problems)
    check.keys("a target", given, TARGET)
    kind = str(given.get("kind", ""))
    check.choice(given.lines.get("kind", line), "the kind of target", kind, KINDS)
    better = str(given.get("better", "up"))
    check.choice(given.lines.get("better", line), "better", better, DIRECTIONS)
    state = given.get("state")
    if kind == "exists":
        check.choice(given.lines.get("state", line), "the state", state, EXISTENCE)
    alternatives = tuple(
        one for one in (_target(check, held, part) for part in given.get("alternatives") or []) if one is not None
    )
    if kind not in ("either", "exists"):
        _check_figures(check, held, given, kind, line)
    amount, deadline = check.number(given, "amount", "a target"), check.number(given, "deadline", "a target")
    if len(check.problems) > before:
        return None
    try:
        target = Target(
            kind, amount, better, None if deadline is None else int(deadline), tuple(a.target for a in alternatives)
        )
    except SurveyError as error:
        check.wrong(line, str(error))
        return None
    return TargetWords(
        name=str(given.get("name", given.get("indicator", kind))),
        target=target,
        indicator=str(given.get("indicator", "")),
        of=given.get("of"),
        reference=given.get("reference"),
        by=names_of(given.get("by")),
        wave=given.get("wave"),
        now=given.get("now"),
        baseline=given.get("baseline"),
        year=_year(given.get("year", given.get("now"))),
        baseline_year=_year(given.get("baseline_year", given.get("baseline"))),
        alternatives=alternatives,
        state=state,
    )


def _year(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _check_figures(check: Checker, held: Lines, given: Lines, kind: str, line: int) -> None:
    """A target with figures needs an indicator, and what its kind compares with."""
    known = held.get("indicators") if isinstance(held.get("indicators"), Lines) else {}
    if given.get("indicator") not in known:
        check.wrong(given.lines.get("indicator", line), f"there is no indicator {given.get('indicator')!r}")
    for name in ("of", "reference"):
        if name in given and not isinstance(given[name], Lines):
            check.wrong(given.lines[name], f"{name} must be a mapping (column: value)")
    if kind in NEEDS_REFERENCE and "reference" not in given:
        check.wrong(line, f"a target of kind {kind} needs a reference (column: value)")
    if kind in NEEDS_BASELINE and "baseline" not in given:
        check.wrong(line, f"a target of kind {kind} needs a baseline (a value of wave)")
    waves = [name for name in ("wave", "now", "baseline") if name in given]
    if waves and not {"wave", "now"} <= set(waves):
        check.wrong(given.lines[waves[0]], "waves need wave (a column) and now (its value), and baseline where wanted")


def read_decompositions(check: Checker, held: Lines) -> tuple[DecompositionWords, ...]:
    """The section `decompositions`."""
    found = [_decomposition(check, held, one) for one in _entries(check, held, "decompositions")]
    return tuple(one for one in found if one is not None)


def _decomposition(check: Checker, held: Lines, given: Lines) -> DecompositionWords | None:
    line = min(given.lines.values(), default=held.lines["decompositions"])
    before = len(check.problems)
    check.keys("a decomposition", given, DECOMPOSITION)
    known = held.get("indicators") if isinstance(held.get("indicators"), Lines) else {}
    if given.get("indicator") not in known:
        check.wrong(given.lines.get("indicator", line), f"there is no indicator {given.get('indicator')!r}")
    if not all(isinstance(given.get(name), Lines) for name in ("group", "reference")):
        check.wrong(line, "a decomposition needs group and reference (column: value)")
    if not given.get("covariates"):
        check.wrong(line, "a decomposition needs covariates (columns)")
    fold, coefficients = given.get("fold", 2), str(given.get("coefficients", "reference"))
    check.choice(given.lines.get("fold", line), "fold", fold, (2, 3))
    check.choice(given.lines.get("coefficients", line), "coefficients", coefficients, REFERENCES)
    if len(check.problems) > before:
        return None
    return DecompositionWords(
        indicator=str(given["indicator"]),
        group=dict(given["group"]),
        reference=dict(given["reference"]),
        covariates=names_of(given["covariates"]),
        by=names_of(given.get("by")),
        fold=int(fold),
        coefficients=coefficients,
    )

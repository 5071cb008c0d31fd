"""Agreement with answers computed elsewhere: reads `cases.jsonl` and `data/` and compares case by case.

The form of a case is described in docs/methods/surveys/truth.md. Nothing here knows a particular case.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .domains import same_level
from .errors import SurveyError, refusal
from .truth_answers import ANSWERS
from .truth_refusals import missing_refusal
from .truth_tables import Case, Tables

PRECISE, ITERATED, FITTED, ROOT_FINDING = 1e-9, 1e-6, 1e-7, 1e-3
FLOOR = 1e-9  # of the estimate, for its standard error, limits and covariance
HAS_FLOOR = re.compile(r"(^|\.)(estimate|se\w*|cv|ci95\w*|diff\w*|cov_ab|vcov)(\[\d+\])*$")


@dataclass(frozen=True)
class Disagreement:
    """One number that differs, or a case that could not be computed."""

    case: str
    where: str
    expected: object
    found: object

    def __str__(self) -> str:
        return f"{self.case}: {self.where}: expected {self.expected}, found {self.found}"


@dataclass(frozen=True)
class Agreement:
    """The outcome of all cases: for each group how many agree, and every disagreement."""

    groups: Mapping[str, tuple[int, int]]
    disagreements: tuple[Disagreement, ...]

    @property
    def complete(self) -> bool:
        return not self.disagreements

    def lines(self) -> list[str]:
        """A line for each group, each disagreement and the sum."""
        width = max((len(g) for g in self.groups), default=0)
        lines = [f"{g:<{width}}  {agree:>5} of {number:>5} agree" for g, (agree, number) in self.groups.items()]
        lines += [str(d) for d in self.disagreements]
        agree, number = (sum(v[i] for v in self.groups.values()) for i in (0, 1))
        return [*lines, f"{agree} of {number} cases agree"]


def compare_directory(directory: Path) -> Agreement:
    """Compute every case of a directory and compare. Raises SurveyError where the files cannot be read."""
    groups: dict[str, tuple[int, int]] = {}
    disagreements: list[Disagreement] = []
    tables = Tables(directory / "data")
    for case in _cases(directory / "cases.jsonl"):
        found = disagreements_of(case, tables)
        agree, number = groups.get(case["group"], (0, 0))
        groups[case["group"]] = (agree + (not found), number + 1)
        disagreements += found
    if not groups:
        raise refusal("file", path=str(directory / "cases.jsonl"), reason="it holds no case")
    return Agreement(groups, tuple(disagreements))


def _cases(path: Path) -> Iterable[Case]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise refusal("file", path=str(path), reason=error.strerror or "it is not there") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                raise refusal("yaml", path=str(path), line=number, reason=str(error)) from error


def disagreements_of(case: Case, tables: Tables) -> list[Disagreement]:
    """What differs in one case; nothing where all numbers agree."""
    expected = case.get("result_survey_4_5") or case["result"]
    try:
        if case["stat"] == "error":
            missed = missing_refusal(case, tables)
            return [Disagreement(case["id"], " ".join(case["y"]), *missed)] if missed else []
        found = ANSWERS[case["stat"]](case, tables)
    except (SurveyError, KeyError) as error:
        reason = str(error) if isinstance(error, SurveyError) else f"not known here: {error}"
        if _is_nothing(expected):
            return []
        return [Disagreement(case["id"], "the case", "an answer", reason)]
    differences: list[Disagreement] = []
    _compare(case, "", expected, found, differences)
    return differences


def _no_answer(case: Case, expected: Mapping[str, Any], found: Any) -> bool:
    """Where the reference has nothing sensible to say and we do not repeat it: the mean of no rows (0 there, no
    estimate here); limits for a proportion of exactly 0 or 1 (none there, those of the exact method here)."""
    if not isinstance(found, Mapping):
        return False
    if case["stat"] != "total" and expected.get("n") == 0:
        return found.get("n") == 0
    return case["stat"] == "proportion_ci" and found.get("estimate") in (0, 1) and found.get("n") == expected.get("n")


def _is_nothing(expected: object) -> bool:
    """An answer without any row to estimate from, which is refused here."""
    rows = expected if isinstance(expected, list) else [expected]
    return all(isinstance(r, dict) and not r.get("n", 0 if r.get("df") == 0 else 1) for r in rows)


def _compare(case: Case, where: str, expected: Any, found: Any, out: list[Disagreement], size: float = 0.0) -> None:
    """`size`: how large the estimate is that a standard error or covariance belongs to."""
    if isinstance(expected, dict):
        if _no_answer(case, expected, found):
            return
        size = max(size, _size(expected))
        for key, value in expected.items():
            if key == "tie":
                continue
            if not isinstance(found, Mapping) or key not in found:
                out.append(Disagreement(case["id"], f"{where}.{key}".lstrip("."), value, "nothing"))
                continue
            _compare(case, f"{where}.{key}".lstrip("."), value, found[key], out, size**2 if key == "vcov" else size)
    elif isinstance(expected, list):
        if len(expected) != len(found):
            out.append(Disagreement(case["id"], where, f"{len(expected)} values", f"{len(found)} values"))
            return
        for i, (one, other) in enumerate(zip(expected, found, strict=True)):
            if isinstance(one, dict) and one.get("tie"):
                continue
            _compare(case, f"{where}[{i}]", one, other, out, size)
    elif not _same(expected, found, _tolerance(case, where), size if HAS_FLOOR.search(where) else 0.0):
        out.append(Disagreement(case["id"], where, expected, found))


def _size(row: Mapping[str, Any]) -> float:
    """The largest estimate in a row, or in the rows of a table."""
    rows = row.get("rows") or [row]
    held = [r.get(k) for r in rows for k in ("estimate", "a", "b", "diff")]
    return max((abs(v) for v in held if isinstance(v, int | float)), default=0.0)


def _tolerance(case: Case, where: str) -> float:
    """Relative tolerance of a number: coarser where the reference fits a model, iterates or searches for a root."""
    arguments = case.get("args") or {}
    if "totals" in arguments or "margins" in arguments:
        return ITERATED
    if case["stat"] == "proportion_ci" and arguments.get("method") in ("logit", "likelihood"):
        return FITTED if where.endswith(("estimate", "]")) else PRECISE
    if "quantile" in case["stat"] and not where.endswith(("estimate", "df")):
        return ROOT_FINDING if arguments.get("interval_type") == "score" else ITERATED
    return PRECISE


def _same(expected: Any, found: Any, tolerance: float, size: float) -> bool:
    if expected is None:
        return found is None or (isinstance(found, float) and not math.isfinite(found))
    if expected in ("Inf", "-Inf"):
        expected = math.copysign(math.inf, -1 if expected == "-Inf" else 1)
        return bool(found == expected)
    if isinstance(expected, bool | str):
        return same_level(expected, found)
    if found is None or isinstance(found, str):
        return False
    return bool(abs(expected - found) <= max(tolerance * abs(expected), FLOOR * max(size, FLOOR)))

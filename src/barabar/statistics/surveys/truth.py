"""Agreement with answers computed elsewhere: reads `cases.jsonl` and `data/` and compares case by case.

The form of a case is described in docs/methods/surveys/truth.md. Nothing here knows a particular case.
"""

import csv
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from .arrays import BoolArray, Column, FloatArray
from .calibration import calibrate, rake
from .contrasts import Contrast
from .design import SurveyDesign, survey_design
from .domains import Domains, by_columns, same_level, select, whole
from .errors import SurveyError, refusal
from .estimates import Estimates, level_proportions, mean, proportion, ratio, total
from .gap import Gap, gap, gap_change
from .intervals import likelihood_interval, proportion_interval
from .quantiles import quantile
from .replication import Replicates, replicates_by_key
from .sampling import Lonely
from .testing import chi_square, t_test

Case = Mapping[str, Any]
Table = Mapping[str, Column]
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


class Tables:
    """The data sets of a directory, each read once."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.read = lru_cache(maxsize=None)(self._read)

    def _read(self, name: str) -> Table:
        path = self._directory / name
        if path.exists():
            return read_csv(path)
        note = self._directory / f"NOTE_{path.stem}.txt"
        if note.exists():
            return self._noted(note.read_text(encoding="utf-8"), path.stem)
        raise refusal("file", path=str(path), reason="it is not there")

    def _noted(self, note: str, name: str) -> Table:
        """A data set described as another one without a stratum: "A is B.csv without stratum S."."""
        words = note.split()
        source, stratum = words[words.index("is") + 1], words[words.index("stratum") + 1].rstrip(".")
        whole_table = self.read(source)
        kept = np.array([not same_level(v, stratum) for v in whole_table["stratum"]])
        assert kept.any(), f"nothing is left of {source} for {name}"
        return {column: values[kept] for column, values in whole_table.items()}


def read_csv(path: Path) -> Table:
    """A CSV file by column: numbers as float with NaN for blanks, anything else as text with None for blanks."""
    try:
        with path.open(newline="", encoding="utf-8") as stream:
            reader = csv.reader(stream)
            head = next(reader)
            rows = list(reader)
    except (OSError, StopIteration) as error:
        raise refusal("file", path=str(path), reason="it is not there or empty") from error
    return {name: _typed([row[i] for row in rows]) for i, name in enumerate(head)}


def _typed(values: list[str]) -> Column:
    try:
        return np.array([math.nan if v in ("", "NA") else float(v) for v in values])
    except ValueError:
        return np.array([None if v in ("", "NA") else v for v in values], dtype=object)


def disagreements_of(case: Case, tables: Tables) -> list[Disagreement]:
    """What differs in one case; nothing where all numbers agree."""
    expected = case.get("result_survey_4_5") or case["result"]
    try:
        if case["stat"] == "error":
            return _expect_refusal(case, tables)
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


# ── building designs and answers from the fields of a case ──────────────────────────────────────────────────────────


def _design(case: Case, table: Table, tables: Tables) -> SurveyDesign:
    described, arguments = case["design"], case.get("args") or {}
    options = case.get("options") or {}
    rows = len(next(iter(table.values())))
    names = {f"{kind}{i}": n for kind in ("ids", "strata", "fpc") for i, n in enumerate(described.get(kind) or [])}
    pps = described.get("pps") or arguments.get("pps") or ("brewer" if "brewer" in case["group"] else None)
    design = survey_design(
        rows=rows,
        weights=table[described["weights"]] if described.get("weights") else None,
        ids=[table[name] for name in described.get("ids") or []],
        strata=[table[name] for name in described.get("strata") or []],
        fpc=[table[name] for name in described.get("fpc") or []],
        nest=bool(described.get("nest")),
        pps=pps,
        lonely=Lonely(options.get("lonely_psu", "fail"), bool(options.get("adjust_domain_lonely", False))),
        names=names | {"weights": described.get("weights") or ""},
    )
    if "replicates" in arguments:
        design = design.with_replicates(_replicates(arguments, table, tables, design.weights))
    if "margins" in arguments:
        margins = {name: (table[name], totals) for name, totals in arguments["margins"].items()}
        design = design.calibrated(rake(design.weights, margins))
    elif "totals" in arguments:
        totals = arguments["totals"]
        auxiliaries = model_columns(table, totals)
        low, high = arguments.get("bounds") or (-math.inf, math.inf)
        design = design.calibrated(
            calibrate(
                design.weights,
                auxiliaries,
                np.array(list(totals.values()), dtype=np.float64),
                distance=arguments["method"],
                bounds=(low, high),
                names=list(totals),
            )
        )
    return design


def model_columns(table: Table, names: Iterable[str]) -> FloatArray:
    """Columns by the names of a linear model: (Intercept), a numeric column, or a column and one of its levels."""
    rows = len(next(iter(table.values())))
    columns = []
    for name in names:
        if name == "(Intercept)":
            columns.append(np.ones(rows))
        elif name in table:
            columns.append(table[name].astype(np.float64))
        else:
            variable = max((c for c in table if name.startswith(c)), key=len)
            level = name[len(variable) :]
            columns.append(np.array([float(same_level(v, level)) for v in table[variable]]))
    return np.column_stack(columns)


def _replicates(arguments: Mapping[str, Any], table: Table, tables: Tables, weights: FloatArray) -> Replicates:
    held = tables.read(arguments["replicates"])
    parts = [table[name] for name in arguments["key"].split(":")]
    keys = [":".join(_text(part[row]) for part in parts) for row in range(len(parts[0]))]
    multipliers = np.column_stack([held[c].astype(np.float64) for c in held if c != "key"])
    replicates = replicates_by_key(
        keys,
        [_text(k) for k in held["key"]],
        multipliers,
        scale=arguments["scale"],
        rscales=arguments["rscales"] if isinstance(arguments["rscales"], list) else [arguments["rscales"]],
        mse=bool(arguments["mse"]),
        kind=arguments["type"],
    )
    if not arguments.get("combined"):
        return replicates
    by_row = replicates.multipliers[replicates.key_of_row] / np.where(weights > 0, weights, 1.0)[:, None]
    return replace(replicates, multipliers=by_row, key_of_row=np.arange(len(weights)))


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _mask(case: Case, table: Table) -> BoolArray:
    rows = len(next(iter(table.values())))
    return select(table, case["domain"]) if case.get("domain") else np.ones(rows, dtype=np.bool_)


def _domains(case: Case, table: Table) -> Domains:
    mask = _mask(case, table)
    if case.get("by"):
        return by_columns({name: table[name] for name in case["by"]}, mask)
    return whole(len(mask)).within(mask)


def _opened(case: Case, tables: Tables) -> tuple[Table, SurveyDesign]:
    table = tables.read(f"{case['dataset']}.csv")
    return table, _design(case, table, tables)


def _plain_rows(estimates: Estimates, by: bool) -> list[dict[str, Any]]:
    t, z = estimates.interval(), estimates.interval(normal=True)
    rows = []
    for k in range(len(estimates)):
        row = {
            "estimate": float(estimates.values[k]),
            "se": float(estimates.se[k]),
            "cv": float(estimates.cv[k]),
            "df": int(estimates.df[k]),
            "ci95_t": [float(v) for v in t[k]],
            "ci95_z": [float(v) for v in z[k]],
            "n": int(estimates.n[k]),
            "deff": float(estimates.deff[k]),
            "deff_replace": float(estimates.deff_replace[k]),
        }
        rows.append(row | ({"by": dict(estimates.domains[k])} if by else {}))
    return rows


def _answer_estimate(kind: Callable[..., Estimates]) -> Callable[[Case, Tables], Any]:
    def answer(case: Case, tables: Tables) -> Any:
        table, design = _opened(case, tables)
        estimates = kind(design, *(table[name] for name in case["y"]), domains=_domains(case, table))
        rows = _plain_rows(estimates, bool(case.get("by")))
        if not case.get("by"):
            return rows
        expected = case["result"]
        wanted = expected["rows"] if isinstance(expected, dict) else expected
        order = [_position(estimates, w["by"]) for w in wanted]
        chosen = [rows[i] for i in order]
        if isinstance(expected, list):
            return chosen
        return {"rows": chosen, "vcov": estimates.covariance[np.ix_(order, order)].tolist()}

    return answer


def _position(estimates: Estimates, wanted: Mapping[str, Any]) -> int:
    for k, labels in enumerate(estimates.domains):
        if all(same_level(labels[name], level) for name, level in wanted.items()):
            return k
    raise KeyError(f"no domain {dict(wanted)}")


def _answer_levels(case: Case, tables: Tables) -> Any:
    table, design = _opened(case, tables)
    name = case["y"][0]
    estimates = level_proportions(design, table[name], mask=_mask(case, table), name=name)
    rows = _plain_rows(estimates, by=False)
    order = [_position(estimates, {name: r["level"]}) for r in case["result"]["rows"]]
    labelled = [rows[i] | {"level": estimates.domains[i][name]} for i in order]
    return {"rows": labelled, "vcov": estimates.covariance[np.ix_(order, order)].tolist()}


def _answer_interval(case: Case, tables: Tables) -> Any:
    table, design = _opened(case, tables)
    y, mask = table[case["y"][0]], _mask(case, table)
    estimates = proportion(design, y, domains=whole(design.rows).within(mask))
    p, variance = float(estimates.values[0]), float(estimates.variance[0])
    method = case["args"]["method"]
    if method in ("likelihood", "likelihood-exact"):
        present = mask & ~np.isnan(y.astype(np.float64))
        limits = likelihood_interval(design, y, present, p, variance, exact=method == "likelihood-exact")
    else:
        limits = proportion_interval(p, variance, int(estimates.n[0]), int(estimates.df[0]), method)
    return [_plain_rows(estimates, by=False)[0] | {"ci95": list(limits)}]


def _answer_quantile(case: Case, tables: Tables) -> Any:
    table, design = _opened(case, tables)
    arguments = case["args"]
    probabilities = [row["p"] for row in case["result"]]
    found = quantile(
        design,
        table[case["y"][0]],
        probabilities,
        mask=_mask(case, table),
        rule=arguments["qrule"],
        interval=arguments["interval_type"],
        as_reference=True,
    )
    return [{"p": q.p, "estimate": q.value, "ci95": [q.low, q.high], "se": q.se, "df": q.df} for q in found]


def _sides(case: Case, table: Table) -> tuple[BoolArray, BoolArray]:
    arguments = case["args"]
    name = arguments["population"]
    return select(table, {name: arguments["a"]}), select(table, {name: arguments["b"]})


def _gaps(case: Case, tables: Tables) -> list[Gap]:
    table, design = _opened(case, tables)
    group, reference = _sides(case, table)
    mask, by = _mask(case, table), None
    if case.get("by"):
        by = {name: table[name] for name in case["by"]}
        answered = [row["by"] for row in case["result"]["rows"] if row["a"] is not None and row["b"] is not None]
        mask &= np.any([select(table, labels) for labels in answered], axis=0)
    return gap(design, table[case["y"][0]], group=group, reference=reference, by=by, mask=mask)


def _answer_gap(case: Case, tables: Tables) -> Any:
    found = _gaps(case, tables)
    rows = []
    for wanted in case["result"]["rows"]:
        if wanted["a"] is None or wanted["b"] is None:  # a side without rows: no gap there, nor here
            rows.append(wanted)
            continue
        chosen = next(g for g in found if all(same_level(g.domain[k], v) for k, v in wanted["by"].items()))
        rows.append(_gap_row(chosen))
    return {"rows": rows}


def _gap_row(one: Gap) -> dict[str, Any]:
    return {
        "by": dict(one.domain),
        "a": one.a,
        "se_a": one.se_a,
        "b": one.b,
        "se_b": one.se_b,
        "cov_ab": float(one.covariance[0, 1]),
        "diff": one.difference.value,
        "se_diff": one.difference.se,
        "se_diff_if_independent": one.se_if_independent,
        "ratio": one.ratio.value,
        "se_ratio": one.ratio.se,
        "log_ratio": one.log_ratio.value,
        "se_log_ratio": one.log_ratio.se,
        "df": one.difference.df,
        "diff_ci95_t": list(one.difference.interval()),
        "p_diff_t": one.difference.p_value,
    }


def _answer_replicated_gap(case: Case, tables: Tables) -> Any:
    return _gap_row(_gaps(case, tables)[0])


def _answer_gap_change(case: Case, tables: Tables) -> Any:
    table, design = _opened(case, tables)
    arguments = case["args"]
    group, reference = _sides(case, table)
    before = select(table, {arguments["wave"]: arguments["from"]})
    after = select(table, {arguments["wave"]: arguments["to"]})
    change = gap_change(
        design,
        table[case["y"][0]],
        group=group,
        reference=reference,
        before=before,
        after=after,
        mask=_mask(case, table),
    ).change
    return [_contrast_row(change)]


def _contrast_row(one: Contrast) -> dict[str, Any]:
    z = replace(one, df=math.inf)
    return {
        "estimate": one.value,
        "se": one.se,
        "cv": one.se / abs(one.value) if one.value else math.nan,
        "df": one.df,
        "ci95_t": list(one.interval()),
        "ci95_z": list(z.interval()),
    }


def _answer_t_test(case: Case, tables: Tables) -> Any:
    table, design = _opened(case, tables)
    difference, t = t_test(design, table[case["y"][0]], table[case["args"]["group"]], mask=_mask(case, table))
    return {
        "diff": difference.value,
        "t": t,
        "df": difference.df,
        "p": difference.p_value,
        "ci95": list(difference.interval()),
    }


def _answer_chi_square(case: Case, tables: Tables) -> Any:
    table, design = _opened(case, tables)
    arguments = case["args"]
    test = chi_square(
        design,
        table[case["y"][0]],
        table[arguments["with"]],
        statistic=arguments["statistic"],
        mask=_mask(case, table),
    )
    return {"statistic": test.statistic, "df": list(test.df), "p": test.p}


ANSWERS: dict[str, Callable[[Case, Tables], Any]] = {
    "mean": _answer_estimate(mean),
    "total": _answer_estimate(total),
    "ratio": _answer_estimate(ratio),
    "rep_mean": _answer_estimate(mean),
    "rep_total": _answer_estimate(total),
    "rep_ratio": _answer_estimate(ratio),
    "proportion_levels": _answer_levels,
    "proportion_ci": _answer_interval,
    "quantile": _answer_quantile,
    "rep_quantile": _answer_quantile,
    "gap": _answer_gap,
    "rep_gap": _answer_replicated_gap,
    "gap_change": _answer_gap_change,
    "ttest": _answer_t_test,
    "chisq": _answer_chi_square,
}


def _expect_refusal(case: Case, tables: Tables) -> list[Disagreement]:
    """A case that must be refused: by its design and variable where it names them, else by a sound design spoiled as the
    case says in words."""
    described = " ".join(case["y"])
    table = tables.read(f"{case['dataset']}.csv")
    try:
        if case["design"].get("ids") or case["design"].get("weights"):
            codes: tuple[str, ...] = ()
            mean(_design(case, table, tables), table[case["y"][0]], domains=_domains(case, table))
        else:
            codes = _spoiled(described, table)
    except SurveyError as error:
        codes = _expected_codes(described) if not case["design"] else ()
        if not codes or set(codes) & {p.code for p in error.problems}:
            return []
        return [Disagreement(case["id"], described, f"a refusal: {' or '.join(codes)}", error.code)]
    return [Disagreement(case["id"], described, "a refusal", "an estimate")]


WEIGHTS, STRATA, UNITS = ("weight", "pw", "wt"), ("stratum", "stype"), ("psu", "dnum", "snum")
# Words of a description, and the code of the refusal they call for; the first that fits counts.
MISTAKES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("missing",), "missing"),
    (("negative",), "negative_weight"),
    (("one PSU", "single PSU", "lonely", "only one"), "one_psu"),
    (("below its sample size", "population size", "fpc", "100%"), "fpc_too_small"),
    (("nest", "more than one strat", "two strata", "across strata", "several strata", "repeated"), "not_nested"),
    (("all weights zero", "weights are zero", "zero weight"), "all_weights_zero"),
    (("empty domain", "no row"), "empty_domain"),
    (("text", "not a number", "non-numeric"), "not_number"),
    (("unknown", "no such", "does not exist"), "unknown_column"),
)


def _expected_codes(described: str) -> tuple[str, ...]:
    return next(((code,) for words, code in MISTAKES if any(w.lower() in described.lower() for w in words)), ())


def _first_of(table: Table, names: tuple[str, ...]) -> str:
    return next(name for name in names if name in table)


def _spoiled(described: str, table: Table) -> tuple[str, ...]:
    """Build a design with the mistake described, and estimate from it; returns only if nothing refused."""
    codes = _expected_codes(described)
    if not codes:
        raise KeyError(described)
    rows = len(next(iter(table.values())))
    weight, stratum, unit = (_first_of(table, names) for names in (WEIGHTS, STRATA, UNITS))
    inputs: dict[str, Any] = {"weights": table[weight].astype(object)}
    inputs |= {"ids": [table[unit].astype(object)], "strata": [table[stratum].astype(object)]}
    _spoil(codes[0], described, inputs, table)
    design = survey_design(rows=rows, lonely=Lonely(), **inputs)
    mean(design, np.ones(rows))
    return codes


def _spoil(code: str, described: str, inputs: dict[str, Any], table: Table) -> None:
    """Put the mistake into the inputs of a design, or make it at once where it is not one of the design."""
    row = len(inputs["weights"]) // 2
    if code == "missing":
        targets = [values for word, values in _by_word(inputs) if word in described.lower()]
        if not targets:
            raise KeyError(described)
        targets[0][row] = None
    elif code == "negative_weight":
        inputs["weights"][row] = -1.0
    elif code == "not_number":
        inputs["weights"][row] = "many"
    elif code == "all_weights_zero":
        inputs["weights"][:] = 0.0
    elif code == "fpc_too_small":
        inputs["fpc"] = [np.full(len(inputs["weights"]), 1.5)]
    elif code == "not_nested":
        inputs["strata"][0][0] = next(v for v in inputs["strata"][0] if v != inputs["strata"][0][0])
    elif code == "one_psu":
        unit = inputs["ids"][0][0]
        inputs["strata"] = [np.array(["alone" if v == unit else "rest" for v in inputs["ids"][0]], dtype=object)]
    elif code == "empty_domain":
        level_proportions(survey_design(rows=row), np.ones(row), mask=np.zeros(row, dtype=np.bool_))
    else:
        select(table, {"no such column": 1})


def _by_word(inputs: dict[str, Any]) -> list[tuple[str, Column]]:
    strata, ids = inputs["strata"][0], inputs["ids"][0]
    return [("strat", strata), ("psu", ids), ("cluster", ids), ("weight", inputs["weights"])]

"""The answer to a reference case, computed by this package, in the form the case's own answer has."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from .arrays import BoolArray
from .contrasts import Contrast
from .domains import same_level, select, whole
from .estimates import Estimates, level_proportions, mean, proportion, ratio, total
from .gap import Gap, gap, gap_change
from .intervals import likelihood_interval, proportion_interval
from .quantiles import quantile
from .testing import chi_square, t_test
from .truth_tables import Case, Table, Tables, case_domains, case_mask, opened


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
        table, design = opened(case, tables)
        estimates = kind(design, *(table[name] for name in case["y"]), domains=case_domains(case, table))
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
    table, design = opened(case, tables)
    name = case["y"][0]
    estimates = level_proportions(design, table[name], mask=case_mask(case, table), name=name)
    rows = _plain_rows(estimates, by=False)
    order = [_position(estimates, {name: r["level"]}) for r in case["result"]["rows"]]
    labelled = [rows[i] | {"level": estimates.domains[i][name]} for i in order]
    return {"rows": labelled, "vcov": estimates.covariance[np.ix_(order, order)].tolist()}


def _answer_interval(case: Case, tables: Tables) -> Any:
    table, design = opened(case, tables)
    y, mask = table[case["y"][0]], case_mask(case, table)
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
    table, design = opened(case, tables)
    arguments = case["args"]
    probabilities = [row["p"] for row in case["result"]]
    found = quantile(
        design,
        table[case["y"][0]],
        probabilities,
        mask=case_mask(case, table),
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
    table, design = opened(case, tables)
    group, reference = _sides(case, table)
    mask, by = case_mask(case, table), None
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
    table, design = opened(case, tables)
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
        mask=case_mask(case, table),
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
    table, design = opened(case, tables)
    difference, t = t_test(design, table[case["y"][0]], table[case["args"]["group"]], mask=case_mask(case, table))
    return {
        "diff": difference.value,
        "t": t,
        "df": difference.df,
        "p": difference.p_value,
        "ci95": list(difference.interval()),
    }


def _answer_chi_square(case: Case, tables: Tables) -> Any:
    table, design = opened(case, tables)
    arguments = case["args"]
    test = chi_square(
        design,
        table[case["y"][0]],
        table[arguments["with"]],
        statistic=arguments["statistic"],
        mask=case_mask(case, table),
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

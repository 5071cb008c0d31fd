"""Reference cases that must be refused: a sound design is spoiled as the case says in words."""

from typing import Any

import numpy as np

from .arrays import Column
from .design import survey_design
from .domains import select
from .errors import SurveyError
from .estimates import level_proportions, mean
from .sampling import Lonely
from .truth_tables import Case, Table, Tables, case_design, case_domains


def missing_refusal(case: Case, tables: Tables) -> tuple[str, str] | None:
    """None where a case that must be refused is, by its design and variable where it names them, else by a sound design
    spoiled as the case says in words; otherwise what was expected and what came instead."""
    described = " ".join(case["y"])
    table = tables.read(f"{case['dataset']}.csv")
    try:
        if case["design"].get("ids") or case["design"].get("weights"):
            codes: tuple[str, ...] = ()
            mean(case_design(case, table, tables), table[case["y"][0]], domains=case_domains(case, table))
        else:
            codes = _spoiled(described, table)
    except SurveyError as error:
        codes = _expected_codes(described) if not case["design"] else ()
        if not codes or set(codes) & {p.code for p in error.problems}:
            return None
        return f"a refusal: {' or '.join(codes)}", error.code
    return "a refusal", "an estimate"


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

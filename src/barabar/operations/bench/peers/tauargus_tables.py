"""Stands alone, for an interpreter with pytauargus: tables as JSON lines in, hidden cells as JSON lines out."""

import json
import sys
import tempfile
import time
from pathlib import Path

from pytauargus.arb import micro_arb
from pytauargus.engine import run_batch
from pytauargus.micro import micro_asc_rda
from pytauargus.result import TableResult

TOTAL = "Total"


def hrc(tree, code, depth=0):
    return [line for child in tree.get(code, []) for line in ["@" * depth + child, *hrc(tree, child, depth + 1)]]


def protect(task, how, folder):
    names = list(task["trees"])
    people = {name: [] for name in names} | {"one": []}
    for codes, count in task["leaves"]:
        for name, code in zip(names, codes, strict=True):
            people[name] += [code] * count
        people["one"] += [1] * count
    trees = {}
    for name, tree in task["trees"].items():
        if len(tree) > 1:
            path = folder / f"{name}.hrc"
            path.write_text("\n".join(hrc(tree, "*")) + "\n")
            trees[name] = str(path)
    asc, rda, arb, hst, out = (str(folder / f"t.{end}") for end in ("asc", "rda", "arb", "hst", "tab"))
    micro_asc_rda(people, asc_filename=asc, rda_filename=rda, hrc=trees or None, hierleadstring="@" if trees else None)
    lines = [";".join([*[""] * len(names), "C", "1"])]
    for codes, lower, upper in task["needs"]:
        place = ["" if code == "*" else code for code in codes]
        lines += [";".join([*place, "U"]), ";".join([*place, "PL", str(lower), str(upper)])]
    lines += [";".join(["" if c == "*" else c for c in codes] + ["C", "1"]) for codes in task["cells"]]
    Path(hst).write_text("\n".join(lines) + "\n")
    micro_arb(
        arb_filename=arb,
        asc_filename=asc,
        rda_filename=rda,
        explanatory_vars=[names],
        response_var="one",
        safety_rules=f"FREQ({task['frequency']},30)",
        suppress=how,
        output_names=[out],
        output_type="5",
        output_options="SO+",
        apriori={"hst": [hst], "sep": ";", "ignore_err": 1, "exp_triv": 0},
    )
    start = time.perf_counter()
    run_batch(arb)
    took = time.perf_counter() - start
    rows = TableResult(path=out, exp_vars=names, response="one").rows
    hidden = [[("*" if r[n] in (TOTAL, "") else r[n]) for n in names] for r in rows if r["status"] in ("U", "M")]
    return {"hidden": hidden, "seconds": took}


for line in sys.stdin:
    task = json.loads(line)
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = protect(task, task["how"], Path(folder))
        except Exception as error:
            found = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(found), flush=True)

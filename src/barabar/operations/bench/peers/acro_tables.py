"""Stands alone, for an interpreter with acro: two-way tables as JSON lines in, hidden cells as JSON lines out."""

import contextlib
import io
import json
import logging
import sys
import time

import pandas as pd
from acro import ACRO

logging.disable(logging.CRITICAL)


def protect(task):
    first, second = task["trees"]
    rows = [codes for codes, count in task["leaves"] for _ in range(count)]
    people = pd.DataFrame(rows, columns=[first, second])
    with contextlib.redirect_stdout(io.StringIO()):
        session = ACRO(suppress=True)
        session.config["safe_threshold"] = task["frequency"]
        start = time.perf_counter()
        found = session.crosstab(people[first], people[second])
        took = time.perf_counter() - start
    hidden = [
        [a, b]
        for (a, b), count in task["leaves"]
        if count and (a not in found.index or b not in found.columns or pd.isna(found.loc[a, b]))
    ]
    return {"hidden": hidden, "seconds": took}


for line in sys.stdin:
    try:
        found = protect(json.loads(line))
    except Exception as error:
        found = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(found), flush=True)

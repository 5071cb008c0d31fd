"""`barabar bench surveys`: our speed against R's survey package in one run, and how cost grows.

R is asked when it is there (Debian: r-cran-survey); each of its questions runs in a child process of its own, and what
is compared is the time of the estimates alone (R) with the time from file to estimates (ours, reading included).
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from barabar.statistics.surveys.cell_gaps import Pairs, cell_gaps
from barabar.statistics.surveys.cell_replicates import replicate_variances
from barabar.statistics.surveys.design import SurveyDesign, survey_design
from barabar.statistics.surveys.domains import Domains, by_columns
from barabar.statistics.surveys.expressions import Name
from barabar.statistics.surveys.replication import bootstrap
from barabar.statistics.surveys.rows import RowCells, domain_quantiles, in_parallel, means_of_columns
from barabar.statistics.surveys.sampling import Lonely
from barabar.surveys.analysis import Analysis, DesignWords, Indicator
from barabar.surveys.engine_run import estimate_by_engine
from barabar.surveys.reading import SurveyFile
from barabar.surveys.running import estimate_analysis

from .surveys_data import INDICATORS, KEYS, synthetic

DOMAIN_KEYS = KEYS[:4]
R_SCRIPT = Path(__file__).with_name("surveys.R")
REPLICATES = 500
WORKER = "import sys; from barabar.operations.bench.surveys import run; sys.exit(run(sys.argv[1:]))"
WANTED = {"means": 100, "means, 1 million": 100, "bootstrap": 200, "gaps": 100, "medians": 20}


def run(arguments: list[str]) -> int:
    """Print the measurements; 0 when every ratio asked for is reached (or R is absent), else 1."""
    parser = argparse.ArgumentParser(prog="barabar bench surveys")
    parser.add_argument("--rows", nargs="+", type=int, default=[50_000, 1_000_000, 10_000_000])
    parser.add_argument("--without-r", action="store_true", help="measure ours only")
    parser.add_argument(
        "--repeat", type=int, default=7, help="runs of ours, of which the best counts (others share the machine)"
    )
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.worker:
        return _worker(json.loads(options.worker))
    with tempfile.TemporaryDirectory(prefix="barabar-bench-") as folder:
        return _measure(Path(folder), options)


def _measure(folder: Path, options: argparse.Namespace) -> int:
    files = {}
    for rows in options.rows:
        files[rows] = folder / f"survey-{rows}.parquet"
        synthetic(rows).write_parquet(files[rows])
        print(f"{rows:>10,} rows: {files[rows].stat().st_size / 1e6:.0f} MB of Parquet")
    print("\nours, from the file to estimates with intervals (best of the runs, their median, the first)")
    for rows, path in files.items():
        found = _ask_worker(path, "means", options.repeat if rows < 5_000_000 else 2)
        times = found["seconds"] / found["reading"]
        print(
            f"{rows:>10,} rows: 40 means × {found['domains']} domains {found['seconds']:.3f} s "
            f"(median {found['median']:.3f}, first {found['first']:.3f} s, processor {found['processor']:.3f} s), peak {found['peak_mb']:,.0f} MB; "
            f"reading the columns alone {found['reading']:.3f} s, {times:.1f} times that"
        )
    small = min(files)
    asked = [(small, what) for what in ("in memory", "bootstrap", "gaps", "medians", "engine")]
    if 1_000_000 in files:
        asked.append((1_000_000, "in memory"))
    for rows, what in asked:
        found = _ask_worker(files[rows], what, options.repeat)
        print(f"{rows:>10,} rows: {found['title']} {found['seconds']:.3f} s, peak {found['peak_mb']:,.0f} MB")
    if 1_000_000 in files:
        found = _ask_worker(files[1_000_000], "engine", 1)
        print(f" 1,000,000 rows: {found['title']} {found['seconds']:.3f} s, peak {found['peak_mb']:,.0f} MB")
    _growth(files)
    if options.without_r or shutil.which("Rscript") is None:
        print("\nR was not asked." if options.without_r else "\nR is not installed: no comparison.")
        return 0
    return _against_r(folder, files)


def _ask_worker(path: Path, what: str, repeat: int, **more: int) -> dict:
    """Measure in a process of its own, so that memory is that of the one task."""
    task = json.dumps({"path": str(path), "what": what, "repeat": repeat, **more})
    found = subprocess.run(
        [sys.executable, "-c", WORKER,
         "--worker", task],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if found.returncode:
        raise SystemExit(f"The measurement {what!r} failed:\n{found.stderr}")
    return json.loads(found.stdout.splitlines()[-1])


def _worker(task: dict) -> int:
    path, what = Path(task["path"]), task["what"]
    work, facts = TASKS[what](path, task)
    times, processor = [], []
    for _ in range(max(1, task["repeat"]) + 1):
        begun, spent = time.perf_counter(), time.process_time()
        work()
        times.append(time.perf_counter() - begun)
        processor.append(time.process_time() - spent)
    peak = _peak_megabytes()
    again = times[1:]
    print(
        json.dumps(
            {
                "first": times[0],
                "seconds": min(again),
                "median": float(np.median(again)),
                "processor": min(processor[1:]),
                "peak_mb": peak,
                **facts(),
            }  # fmt: skip
        )
    )
    return 0


def _peak_megabytes() -> float:
    """The most memory this process has held. (What the system counts for a child includes its parent's.)"""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return float("nan")


Task = tuple[Callable[[], object], Callable[[], dict]]


def _analysis(path: Path, indicators: int = 40, domains: tuple[str, ...] = DOMAIN_KEYS) -> Analysis:
    return Analysis(
        data=path,
        design=DesignWords(weights="weight", strata=("stratum",), ids=("psu",), lonely_psu="remove"),
        indicators=tuple(Indicator(name, Name(name)) for name in INDICATORS[:indicators]),
        domains=(domains,),
    )


def _means(path: Path, task: dict) -> Task:
    domains = DOMAIN_KEYS[: task.get("keys", 4)]
    analysis = _analysis(path, task.get("indicators", 40), domains)
    held: dict = {}

    def work() -> None:
        held["rows"] = estimate_analysis(analysis)

    def facts() -> dict:
        begun = time.perf_counter()
        with SurveyFile(path) as file:
            file.prepare(analysis.columns)
            in_parallel(lambda name: file.read([name]), list(analysis.columns))
        return {"domains": len(held["rows"]) // len(analysis.indicators), "reading": time.perf_counter() - begun}

    return work, facts


def _loaded(path: Path, indicators: tuple[str, ...] = INDICATORS) -> tuple[dict, SurveyDesign, Domains]:
    with SurveyFile(path) as file:
        columns = file.read([*KEYS, "weight", *indicators])
    design = survey_design(
        rows=len(columns["weight"]),
        weights=columns["weight"],
        ids=[columns["psu"]],
        strata=[columns["stratum"]],
        lonely=Lonely("remove"),
    )
    return columns, design, by_columns({name: columns[name] for name in DOMAIN_KEYS})


def _bootstrap(path: Path, task: dict) -> Task:
    number = task.get("replicates", REPLICATES)

    def work() -> None:
        columns, design, domains = _loaded(path)
        placed = RowCells.of(design, domains)
        sums = [placed.sums(columns[name]) for name in INDICATORS]
        replicates = bootstrap(design.units.stages[0].stratum, design.unit_of_row, number, seed=1)
        replicate_variances(placed.cells, sums, replicates)

    return work, lambda: {"title": f"40 means × 192 domains by {number} bootstrap replicates, weights made"}


def _gaps(path: Path, _: dict) -> Task:
    def work() -> None:
        columns, design, domains = _loaded(path, INDICATORS[:1])
        placed = RowCells.of(design, domains)
        place = {tuple(label.values()): k for k, label in enumerate(placed.cells.labels)}
        wanted = [
            (place[e, 1, *rest], place[e, 0, *rest]) for e, p, *rest in place if p == 1 and (e, 0, *rest) in place
        ]
        pairs = Pairs(placed.cells, wanted)
        assert len(cell_gaps(placed.cells, pairs, placed.sums(columns[INDICATORS[0]])).se) == len(wanted)

    return work, lambda: {"title": "the gap of one indicator in 96 domains with its covariance"}


def _medians(path: Path, _: dict) -> Task:
    def work() -> None:
        columns, design, domains = _loaded(path, INDICATORS[-1:])
        domain_quantiles(RowCells.of(design, domains), columns[INDICATORS[-1]], 0.5)

    return work, lambda: {"title": "medians in 192 domains, Woodruff"}


def _engine(path: Path, _: dict) -> Task:
    analysis = Analysis(**{**_analysis(path).__dict__, "engine": "duckdb"})
    return lambda: estimate_by_engine(analysis), lambda: {"title": "40 means × 192 domains on the embedded engine"}


def _in_memory(path: Path, _: dict) -> Task:
    columns, design, domains = _loaded(path)

    def work() -> None:
        found = means_of_columns(RowCells.of(design, domains), {name: columns[name] for name in INDICATORS})
        assert all(np.isfinite(one.interval()).all() for one in found.values())

    return work, lambda: {"title": "40 means × 192 domains, data in memory and design made, as R"}


TASKS = {
    "means": _means,
    "in memory": _in_memory,
    "bootstrap": _bootstrap,
    "gaps": _gaps,
    "medians": _medians,
    "engine": _engine,
}


def _growth(files: dict[int, Path]) -> None:
    """How cost grows with each thing alone."""
    middle = sorted(files)[len(files) // 2]
    path = files[middle]
    print(f"\nhow cost grows, at {middle:,} rows")
    for indicators in (10, 20, 40):
        found = _ask_worker(path, "means", 3, indicators=indicators)
        print(f"  {indicators:>3} indicators × {found['domains']} domains: {found['seconds']:.3f} s")
    for keys in (1, 2, 3, 4):
        found = _ask_worker(path, "means", 3, keys=keys)
        print(f"   40 indicators × {found['domains']:>3} domains: {found['seconds']:.3f} s")
    for number in (100, 200, 500):
        found = _ask_worker(files[min(files)], "bootstrap", 3, replicates=number)
        print(f"  {number} replicates at {min(files):,} rows: {found['seconds']:.3f} s")


def _against_r(folder: Path, files: dict[int, Path]) -> int:
    print("\nagainst R survey (its time: estimates only, data in memory, design made; ours: from the file)")
    print(
        "(where ours takes as long as its processor time, the second processor was busy with something else)",
        flush=True,
    )
    small = min(files)
    asked = [
        ("means", small, "means"),
        ("bootstrap", small, "bootstrap"),
        ("gaps", small, "gaps"),
        ("medians", small, "medians"),
    ]
    if 1_000_000 in files:
        asked.insert(1, ("means", 1_000_000, "means, 1 million"))
    short = 0
    for what, rows, title in asked:
        raw = folder / f"raw-{rows}"
        if not raw.exists():
            synthetic(rows).write_for_r(raw)
        # Ours is asked again on both sides of R, so that both meet the machine in one state.
        before = _ask_worker(files[rows], what, 5)["seconds"]
        alone = [_ask_worker(files[rows], "in memory", 5)["seconds"]] if what == "means" else []
        found = subprocess.run(["Rscript", str(R_SCRIPT), str(raw), what], capture_output=True, text=True, check=False)
        if found.returncode:
            print(f"  {title}: R failed: {found.stderr.strip().splitlines()[-1] if found.stderr.strip() else ''}")
            short += 1
            continue
        seconds, peak = (float(v) for v in found.stdout.split()[-2:])
        after = _ask_worker(files[rows], what, 5)
        mine = min(before, after["seconds"])
        times = seconds / mine
        also = f"; in memory, as R: {alone[0]:.3f} s, {seconds / alone[0]:,.0f} times" if alone else ""
        reached = times >= WANTED[title]
        short += not reached
        print(
            f"  {title:<17} R {seconds:>8.2f} s ({peak / 1024:,.0f} MB)   ours {mine:.4f} s (processor {after['processor']:.3f})   {times:>7,.0f} times"
            f"   wanted {WANTED[title]}: {'reached' if reached else 'NOT reached'}{also}"
        )
    return 1 if short else 0

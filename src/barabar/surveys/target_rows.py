"""How far the targets of an analysis are, as rows: what is left, the share done, the pace needed and the pace so far."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from barabar.statistics.surveys import estimates as exact
from barabar.statistics.surveys.domains import Domains, by_columns, select, whole
from barabar.statistics.surveys.errors import refusal
from barabar.statistics.surveys.targets import Progress, Standing, either_progress, existence, progress

from .comparisons import TargetWords
from .estimation import Run
from .intervals import contrast_row
from .rows import EstimateRow, number


def target_rows(run: Run) -> Iterator[EstimateRow]:
    """Every target of the analysis, in each of its parts."""
    for words in run.analysis.targets:
        yield from _rows_of(run, words)
        run.say(f"target {words.name}")


def _rows_of(run: Run, words: TargetWords) -> Iterator[EstimateRow]:
    if words.target.kind == "exists":
        yield _verdict_row(words, existence(str(words.state)))
        return
    if words.target.kind == "either":
        held = [_standing(run, one, np.ones(run.design.rows, dtype=np.bool_)) for one in words.alternatives]
        found = either_progress(words.target, [standing for standing, _ in held])
        via = words.alternatives[found.via or 0].name
        yield from _progress_rows(run, words, {}, found, min(n for _, n in held), {"via": via})
        return
    for labels, inside in _parts(run, words):
        standing, n = _standing(run, words, inside)
        found = progress(words.target, standing, run.analysis.confidence)
        yield from _progress_rows(run, words, labels, found, n, {})


def _parts(run: Run, words: TargetWords) -> Iterator[tuple[Mapping[str, Any], np.ndarray]]:
    """The parts a target is judged in; only those in which each figure has rows, where parts are asked for."""
    parts = by_columns({n: run.shared[n] for n in words.by}) if words.by else whole(run.design.rows)
    for k, labels in enumerate(parts.labels):
        inside = parts.codes == k
        if not words.by or all((rows & inside).any() for rows in _cells(run, words)):
            yield labels, inside


def _cells(run: Run, words: TargetWords) -> list[np.ndarray]:
    """Rows of each figure a target is judged by: now, then reference now, then the same at the baseline."""
    everyone = np.ones(run.design.rows, dtype=np.bool_)
    sides = [select(run.shared, words.of) if words.of else everyone]
    if words.reference:
        sides.append(select(run.shared, words.reference))
    waves = [select(run.shared, {words.wave: words.now}) if words.wave else everyone]
    if words.wave and words.baseline is not None:
        waves.append(select(run.shared, {words.wave: words.baseline}))
    return [side & wave for wave in waves for side in sides]


def _standing(run: Run, words: TargetWords, inside: np.ndarray) -> tuple[Standing, int]:
    """The figures with their joint covariance, and the rows behind the least of them."""
    indicator = next(one for one in run.analysis.indicators if one.name == words.indicator)
    y = run.variable(indicator.node).astype(np.float64)
    codes = np.full(run.design.rows, -1, dtype=np.int64)
    for number_of_cell, rows in enumerate(cells := _cells(run, words)):
        if (codes[rows & inside] >= 0).any():
            raise refusal("overlap", name=words.name)
        codes[rows & inside] = number_of_cell
    domains = Domains(codes, tuple({"figure": k} for k in range(len(cells))))
    if indicator.over is not None:
        over = run.variable(indicator.over).astype(np.float64)
        found = exact.ratio(run.design, y, over, domains=domains, name=words.indicator)
    else:
        found = exact.mean(run.design, y, domains=domains, name=words.indicator)
    if not found.n.all():
        figure = ("now", "the reference now", "the baseline", "the reference at the baseline")[int(np.argmin(found.n))]
        raise refusal("empty_domain", variable=words.indicator, domain=f"{figure} of target {words.name}")
    df = float(run.design.degrees_of_freedom((codes >= 0) & ~np.isnan(y)))
    standing = Standing(found.values, found.covariance, df, words.year, words.baseline_year)
    return standing, int(found.n.min())


def _verdict_row(words: TargetWords, found: Progress) -> EstimateRow:
    extra = {"target": words.name, "kind": words.target.kind, "verdict": found.verdict}
    return EstimateRow("target", words.name, {}, *(None,) * 7, 0, None, (), extra)


def _progress_rows(
    run: Run, words: TargetWords, labels: Mapping[str, Any], found: Progress, n: int, more: Mapping[str, Any]
) -> Iterator[EstimateRow]:
    told = {"target": words.name, "kind": words.target.kind, "verdict": found.verdict, "aim": number(found.target)}
    if words.target.deadline is not None:
        told["deadline"] = words.target.deadline
    for kind, one in (
        ("target_to_go", found.to_go),
        ("target_share_done", found.share_done),
        ("target_pace_needed", found.pace_needed),
        ("target_pace_so_far", found.pace_so_far),
    ):
        if one is not None:
            yield contrast_row(run.analysis, kind, words.indicator or words.name, labels, one, n, {**told, **more})

"""What the auditor was asked, what it found, and in what words."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from .attacker import Attacker
from .blocks import NEAR, Block
from .knowledge import ALL, Name, said
from .solver import programme, solve

EXPLAIN_SECONDS = 10.0
VERDICTS = ("recovered", "narrow", "open", "not finished")


@dataclass(frozen=True)
class Ask:
    """What must hold: width of sensitive cells, the counts that are sensitive, which cells are (None: not told).

    `sensitive`: the width that each sensitive cell needs. `reach`: the figure that what an attacker can say of a cell
    must reach upwards (dominance and its kin). `respondent`: the attacker may be one of the people counted.
    `rounded`: the base of rounded files. `fits`: a table said to fit what is printed, to start from; it is checked.
    """

    interval: float = 0.0
    frequency: float | None = None
    sensitive: Mapping[Name, float] | None = None
    respondent: bool = False
    seconds: float = 600.0
    rounded: float | None = None
    reach: Mapping[Name, float] = field(default_factory=dict)
    fits: Mapping[Name, float] = field(default_factory=dict)

    def needed(self, name: Name) -> float:
        """How wide the interval of a cell must be; 0 where the list of sensitive cells does not have it."""
        if self.sensitive is None:
            return self.interval
        return max(self.sensitive[name], self.interval) if name in self.sensitive else 0.0

    def is_sensitive(self, name: Name) -> bool:
        return self.sensitive is None or name in self.sensitive


@dataclass(frozen=True)
class Finding:
    """What an attacker can say about one hidden cell. `exact`: these are the ends; otherwise at least this is open."""

    cell: Name
    low: float
    high: float
    exact: bool
    sensitive: bool
    verdict: str
    equations: tuple[str, ...] = ()

    @property
    def width(self) -> float:
        return self.high - self.low


@dataclass(frozen=True)
class Audit:
    """Everything found. Only a finished audit without recovered or narrow cells lets a table be published."""

    findings: tuple[Finding, ...]
    finished: bool
    problems: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()

    def with_verdict(self, verdict: str) -> list[Finding]:
        return [finding for finding in self.findings if finding.verdict == verdict]

    @property
    def publishable(self) -> bool:
        return self.finished and not any(finding.verdict in ("recovered", "narrow") for finding in self.findings)


def finding_of(attacker: Attacker, cell: int, ask: Ask, member: tuple[Name, float] | None) -> Finding:
    """What was found on one cell; `member` is where one of the people counted sees it narrowed, and how far."""
    name = attacker.block.cells[cell]
    low, high = float(attacker.seen_low[cell]), float(attacker.seen_high[cell])
    if low > high:
        low, high = float(attacker.end_low[cell]), float(attacker.end_high[cell])
        return Finding(name, low, high, False, False, "not finished")
    verdict = _verdict(low, high, name, ask)
    why: tuple[str, ...] = ()
    if verdict in ("recovered", "narrow"):
        why = explain(attacker.block, cell)
    elif member is not None:
        verdict, why = "narrow", (f"one of those in [{said(member[0])}] narrows it to {member[1]:g}",)
    return Finding(name, low, high, attacker.is_exact(cell), ask.is_sensitive(name), verdict, why)


def _verdict(low: float, high: float, name: Name, ask: Ask) -> str:
    if high - low <= NEAR:
        return "recovered"
    if high < ask.reach.get(name, -math.inf) - NEAR:
        return "narrow"
    if not ask.is_sensitive(name) or high - low >= ask.needed(name) - NEAR:
        return "open"
    return "open" if cannot_be_small(low, high, ask) else "narrow"


def cannot_be_small(low: float, high: float, ask: Ask) -> bool:
    """Whether what is known of a cell shows that the rule does not ask for anything."""
    return ask.sensitive is None and ask.frequency is not None and (low >= ask.frequency or high < 1)


def explain(block: Block, cell: int) -> tuple[str, ...]:
    """The additions whose prices are not zero when the cell is pushed to its ends: together they give it away."""
    guilty: dict[int, None] = {}
    sides = block.right - block.slack, block.right + block.slack
    bounds = np.zeros(len(block.cells)), np.full(len(block.cells), np.inf)
    for sign in (1.0, -1.0):
        cost = np.zeros(len(block.cells))
        cost[cell] = -sign
        solver = programme(block.matrix, sides, bounds, cost)
        if solve(solver, EXPLAIN_SECONDS) is not None:
            prices = np.array(solver.getSolution().row_dual)
            guilty |= dict.fromkeys(np.flatnonzero(np.abs(prices) > 1e-7).tolist())
    return tuple(_told(block, row) for row in guilty)


def _told(block: Block, row: int) -> str:
    entry = block.sums[row]
    span = slice(block.matrix.indptr[row], block.matrix.indptr[row + 1])
    hidden = block.matrix.indices[span]
    terms = [f"[{said(block.cells[c])}]" for c, s in zip(hidden, block.matrix.data[span], strict=True) if s > 0]
    minus = [f"[{said(block.cells[c])}]" for c, s in zip(hidden, block.matrix.data[span], strict=True) if s < 0]
    left = " + ".join(terms) or "0"
    rest = "".join(f" - {term}" for term in minus)
    return f"{left}{rest} = {block.right[row]:g} ({said(entry.total)}, over {entry.over})"


def as_json(audit: Audit, ask: Ask) -> dict[str, object]:
    """What `audit.json` says."""
    counted = {verdict: len(audit.with_verdict(verdict)) for verdict in VERDICTS}
    return {
        "publishable": audit.publishable,
        "finished": audit.finished,
        "interval": ask.interval,
        "frequency": ask.frequency,
        "respondent": ask.respondent,
        "suppressed": len(audit.findings),
        "recovered": counted["recovered"],
        "narrow": counted["narrow"],
        "problems": list(audit.problems),
        "cells": [_finding_json(finding, audit.dimensions) for finding in audit.findings],
    }


def _finding_json(finding: Finding, dimensions: Sequence[str]) -> dict[str, object]:
    about = dict(finding.cell)
    return {
        "cell": {dimension: about.get(dimension, ALL) for dimension in dimensions},
        "low": finding.low,
        "high": finding.high if math.isfinite(finding.high) else None,
        "exact": finding.exact,
        "sensitive": finding.sensitive,
        "verdict": finding.verdict,
        "equations": list(finding.equations),
    }

"""The attack: every hidden cell, block by block, for the outsider and for each of the people counted."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from .attacker import Attacker
from .blocks import NEAR, Block, blocks_of, rounded_block
from .findings import Ask, Audit, Finding, cannot_be_small, finding_of
from .knowledge import Knowledge, Name, read_published, read_trees, said
from .large import look_around
from .solver import Impossible
from .sums import Sum, sums_of

ALL_EXACT_UP_TO = 150
LEAST = 1e-5


def audit_files(
    paths: Sequence[Path], *, hierarchies: Mapping[str, Path], ask: Ask, progress: Callable[[str], None] | None = None
) -> Audit:
    """Attack all files together."""
    knowledge = read_published(paths)
    return attack(knowledge, read_trees(knowledge, hierarchies), ask, progress or (lambda _: None))


def attack(
    knowledge: Knowledge,
    trees: Mapping[str, Mapping[str, Sequence[str]]],
    ask: Ask,
    progress: Callable[[str], None] = lambda _: None,
) -> Audit:
    """Every hidden cell of tables, whose additions follow from their layout."""
    return attack_sums(knowledge, sums_of(knowledge, trees), ask, progress)


def attack_sums(
    knowledge: Knowledge, sums: Sequence[Sum], ask: Ask, progress: Callable[[str], None] = lambda _: None
) -> Audit:
    """Every hidden cell under additions that the caller names: for figures outside of any table."""
    until = time.monotonic() + ask.seconds
    whole = all(figure is None or figure == round(figure) for figure in knowledge.figures.values())
    problems = [] if ask.rounded else list(_contradictions(knowledge, sums))
    blocks = [rounded_block(knowledge, sums, ask.rounded)] if ask.rounded else blocks_of(knowledge, sums)
    findings: list[Finding] = []
    finished = True
    for block in blocks:
        try:
            attacker = Attacker(block, whole=whole, until=until)
            narrowed = _attack_block(attacker, ask)
        except Impossible:
            problems.append(f"No table fits what is printed around {said(block.cells[0])}.")
            findings += [_unfinished(block, cell) for cell in range(len(block.cells))]
            continue
        finished = finished and not attacker.late
        findings += [finding_of(attacker, cell, ask, narrowed.get(cell)) for cell in range(len(block.cells))]
        progress(f"{len(findings)} hidden cells attacked")
    return Audit(tuple(findings), finished and not problems, tuple(problems), tuple(knowledge.dimensions))


def _unfinished(block: Block, cell: int) -> Finding:
    return Finding(block.cells[cell], float(block.low[cell]), float(block.high[cell]), False, False, "not finished")


def _contradictions(knowledge: Knowledge, sums: Sequence[Sum]) -> Iterable[str]:
    for entry in sums:
        total = knowledge.figures[entry.total]
        parts = [knowledge.figures[part] for part in entry.parts]
        known = [part for part in parts if part is not None]
        if total is not None and len(known) == len(parts) and abs(sum(known) - total) > NEAR * max(1.0, total):
            place = knowledge.places[entry.total]
            yield f"{place} says {total:g}, but its parts over {entry.over} add up to {sum(known):g}."


def _attack_block(attacker: Attacker, ask: Ask) -> dict[int, tuple[Name, float]]:
    """Small blocks: each end of each interval. Large: until what must be open is seen to be open."""
    names = attacker.block.cells
    large = len(names) > ALL_EXACT_UP_TO
    least = 1.0 if attacker.whole else LEAST
    needed = np.array([max(ask.needed(name), least) for name in names])
    reach = np.array([ask.reach.get(name, 0.0) for name in names])
    if large:
        look_around(attacker, needed, reach, ask.fits)
    for cell in range(len(names)):
        open_ = attacker.seen_width(cell) >= needed[cell] - NEAR and attacker.seen_high[cell] >= reach[cell] - NEAR
        if not (large and open_):
            attacker.push(cell, 1.0)
            attacker.push(cell, -1.0)
    return _narrowed_for_members(attacker, ask) if ask.respondent and attacker.whole else {}


def _narrowed_for_members(attacker: Attacker, ask: Ask) -> dict[int, tuple[Name, float]]:
    """Sensitive cells that somebody counted in some hidden cell narrows too far: he knows that it holds at least one."""
    found: dict[int, tuple[Name, float]] = {}
    names = attacker.block.cells
    tables = np.array(attacker.tables)
    for member in np.flatnonzero(attacker.seen_high >= 1).tolist():
        among = tables[tables[:, member] >= 1]
        if not len(among):
            continue
        widths = among.max(axis=0) - among.min(axis=0)
        for cell, name in enumerate(names):
            needed = ask.needed(name)
            if cell in found or not needed or widths[cell] >= needed - NEAR:
                continue
            if cannot_be_small(attacker.seen_low[cell], attacker.seen_high[cell], ask):
                continue
            width = attacker.span_if(cell, member)
            if width < needed - NEAR:
                found[cell] = (names[member], width)
    return found

"""Decide and keep, once for all channels, which new figures may be printed."""

from collections.abc import Iterable

from django.db import connection, transaction

from barabar.access.actors import SYSTEM
from barabar.analysis.additions import Figure, value_of
from barabar.analysis.decisions import Decision, decide, revalued
from barabar.analysis.models import FigureDecision
from barabar.analysis.protection_rule import protection_rule
from barabar.journal.actions.record import record
from barabar.warehouse.facts import facts_at

LOCK = 7_203_116


@transaction.atomic
def decide_figures(figures: Iterable[Figure]) -> dict[str, Decision]:
    """Decisions for figures that are about to be shown; those that have one keep it.

    A reader asks for this by looking: what nobody could see needs no decision. It runs alone, so two readers of the
    same new figure get one decision.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    scopes: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        scopes.setdefault(figure.scope, {})[figure.key] = figure
    found: dict[str, Decision] = {}
    rows: list[FigureDecision] = []
    kept = _kept(scopes)
    for scope, asked in scopes.items():
        before = kept.get(scope, {})
        everything = revalued({**{key: figure for key, (figure, _d) in before.items()}, **asked})
        decided = {key: decision for key, (_figure, decision) in before.items()}
        new = decide(everything, decided, protection_rule())
        found |= decided | new
        rows += [_row(asked[key], decision) for key, decision in new.items()]
    if rows:
        FigureDecision.objects.bulk_create(rows)
        facts = {"figures": len(rows), "hidden": sum(row.hidden for row in rows)}
        record(by=SYSTEM, action="figures.decide", kind="figures", subject=len(scopes), facts=facts)
    return found


def _kept(scopes: Iterable[str]) -> dict[str, dict[str, tuple[Figure, Decision]]]:
    """What was decided before in these scopes, with its numbers from the ledger."""
    rows = list(FigureDecision.objects.filter(scope__in=list(scopes)))
    facts = {fact.position: fact for fact in facts_at({p for row in rows for p in row.positions})}
    found: dict[str, dict[str, tuple[Figure, Decision]]] = {}
    for row in rows:
        value = value_of([facts[p] for p in row.positions], row.part)
        sums = tuple(tuple(parts) for parts in row.sums)
        figure = Figure(row.key, row.scope, row.part, tuple(row.positions), value, sums)
        found.setdefault(row.scope, {})[row.key] = (figure, Decision(row.hidden, row.reason))
    return found


def _row(figure: Figure, decision: Decision) -> FigureDecision:
    return FigureDecision(
        key=figure.key, scope=figure.scope, part=figure.part, positions=sorted(figure.positions),
        sums=[list(parts) for parts in figure.sums], hidden=decision.hidden, reason=decision.reason,
    )  # fmt: skip

"""The end of the way down: the approved answers that a cell stands on, each with its way home."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from barabar.analysis.protection import hidden_answers
from barabar.publishing.explore.site import ASIDE, Site
from barabar.publishing.explore.trail import Step, trail_of
from barabar.publishing.models import Reference
from barabar.publishing.references import code_of
from barabar.reference.verdicts import Problem, Problems
from barabar.statistics.values import State
from barabar.warehouse.behind import positions_of
from barabar.warehouse.origins import Origin, origins
from barabar.warehouse.questions import MARK, Question, question_from

AT_ONCE = 25
MOST = 5_000
TOO_MANY = _("this table stands on %(count)s answers; choose an institution, an indicator or a year.")


@dataclass(frozen=True)
class FactsPage:
    """Some of the answers behind a question, in the order of the ledger. `code` is the reference of all, if printed."""

    question: Question
    trail: list[Step]
    origins: list[Origin]
    count: int
    first: int
    last: int
    code: str
    table_url: str
    previous_url: str
    next_url: str


def facts_page(pairs: Iterable[tuple[str, str]], site: Site, *, page: int = 1, gated: bool = True) -> FactsPage:
    """Raises Problems. `gated` hides the numbers that may not be published."""
    question = site.narrow(question_from(pairs, ignore=ASIDE))
    positions = positions_of(question)
    if len(positions) > MOST:
        raise Problems([Problem("too-many", TOO_MANY, {"count": len(positions)})])
    pages = max(1, -(-len(positions) // AT_ONCE))
    page = min(max(page, 1), pages)
    # What may be printed of these answers is decided before any of them is.
    site.ask(replace(question, rows=(), columns=(), breaks=MARK))
    own = positions[(page - 1) * AT_ONCE : page * AT_ONCE]
    code = code_of(tuple(positions)) if positions else ""
    above = replace(question, rows=("organisation",), columns=("year",))
    return FactsPage(
        question=question,
        trail=[*(Step(step.title, step.url) for step in _steps(above, site)), Step(_("Answers"))],
        origins=_origins(own, gated),
        count=len(positions),
        first=(page - 1) * AT_ONCE + 1 if positions else 0,
        last=(page - 1) * AT_ONCE + len(own),
        code=code if Reference.objects.filter(pk=code).exists() else "",
        table_url=site.address(above),
        previous_url=_paged(site, question, page - 1) if page > 1 else "",
        next_url=_paged(site, question, page + 1) if page < pages else "",
    )


def _steps(above: Question, site: Site) -> list[Step]:
    steps = trail_of(above, site)
    return [*steps[:-1], Step(steps[-1].title, site.address(above))]


def _origins(positions: list[int], gated: bool) -> list[Origin]:
    found = origins(positions)
    hidden = hidden_answers(positions) if gated else set()
    return [replace(one, state=State.SUPPRESSED, shown="") if one.position in hidden else one for one in found]


def _paged(site: Site, question: Question, page: int) -> str:
    return f"{site.facts_address(question)}&page={page}"

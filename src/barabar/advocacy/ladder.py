"""Who can be asked at a rung of the ladder, and which rung comes next."""

from barabar.access.models import Organisation
from barabar.advocacy.catalogue import Rung, issue_rungs
from barabar.advocacy.models import Issue
from barabar.plans.models import Measure


def next_rung(issue: Issue) -> Rung | None:
    """The rung above the one where the issue stands; None at the top, the first where it stands nowhere yet."""
    order = list(issue_rungs().values())
    if not issue.rung:
        return order[0]
    at = [one.key for one in order].index(issue.rung)
    return order[at + 1] if at + 1 < len(order) else None


def addressees(issue: Issue, rung: Rung) -> list[Organisation]:
    """The institutions that may be asked: of the first of the rung's kinds that exists for the issue's place."""
    found = Organisation.objects.filter(economy=issue.economy, closed_on=None)
    if rung.place:
        if issue.territory_id is None:
            return []
        found = Organisation.objects.filter(territory=issue.territory_id, closed_on=None)
    for kind in rung.kinds:
        own = list(found.filter(kind=kind).order_by("path"))
        if own:
            return own
    return []


def likely(issue: Issue, rung: Rung) -> list[Organisation]:
    """The addressees, narrowed where several could answer: who answers for a measure of the issue, else of its sector."""
    own = addressees(issue, rung)
    if len(own) < 2 or not rung.by_measure:
        return own
    linked = set(issue.measures.values_list("responsible", flat=True))
    return _among(own, linked) or _among(own, _responsible_in_sector(issue, own)) or own


def _among(own: list[Organisation], wanted: set[str]) -> list[Organisation]:
    return [one for one in own if one.pk in wanted]


def _responsible_in_sector(issue: Issue, own: list[Organisation]) -> set[str]:
    measures = Measure.objects.filter(node__plan__economy=issue.economy, responsible__in=own)
    return {key for key, sectors in measures.values_list("responsible", "sectors") if issue.sector in sectors}

"""Who was asked, who reported, who is missing: what every total says of whom it covers."""

from dataclasses import dataclass

from barabar.collection.catalogue import routes
from barabar.collection.models import Cycle, Return
from barabar.reference.text import Text

APPROVED = ("approved", "locked")


@dataclass(frozen=True)
class Reporter:
    """An institution asked in a cycle whose return goes straight to the last step: a ministry, a municipal committee.

    `state` is its return's; a return that is not approved is not published, whatever it holds.
    """

    organisation: str
    name: Text
    kind: str
    territory: str
    territory_name: Text | None
    state: str

    @property
    def has_reported(self) -> bool:
        return self.state in APPROVED


def reporters(*, economy: str, period: str) -> list[Reporter]:
    """Everybody whose figures a report of this economy and period should hold, in the order of the tree."""
    returns = (
        Return.objects.filter(request__cycle__economy=economy, request__cycle__period=period)
        .select_related("request__organisation__territory", "request__organisation__parent__territory")
        .order_by("request__organisation__path")
    )
    return [_reporter(return_) for return_ in returns if _goes_to_the_last_step(return_)]


def _goes_to_the_last_step(return_: Return) -> bool:
    route = routes()[return_.request.route]
    return route.index(return_.step) == len(route.steps) - 2


def _reporter(return_: Return) -> Reporter:
    organisation = return_.request.organisation
    territory = organisation.territory or (organisation.parent.territory if organisation.parent else None)
    return Reporter(
        organisation.pk,
        organisation.name,
        organisation.kind,
        territory.pk if territory else "",
        territory.name if territory else None,
        return_.state,
    )


def reported_periods(economy: str) -> list[str]:
    """The periods that were asked in an economy, newest first."""
    return list(Cycle.objects.filter(economy=economy).order_by("-period").values_list("period", flat=True))

"""How far each annual report is: told by what was asked, approved, built and released, never typed in."""

import datetime as dt
from dataclasses import dataclass

from barabar.publishing.catalogue import ReportStateKind, report_states
from barabar.publishing.models import Release
from barabar.reference.catalogue import economies
from barabar.reference.text import Text
from barabar.warehouse.coverage import reported_periods, reporters

ANNUAL = "annual"


@dataclass(frozen=True)
class ReportState:
    """An annual report on a day. `reported` of `owed` institutions have an approved return; days are those of the newest files."""

    economy: str
    economy_title: Text
    period: str
    state: ReportStateKind
    reported: int
    owed: int
    built_on: dt.date | None
    released_on: dt.date | None
    release: str


def states_of_reports(economy: str = "") -> list[ReportState]:
    """Every annual report that was asked for, of one economy or of all; the newest period first."""
    asked = [(one, period) for one in ([economy] if economy else economies()) for period in reported_periods(one)]
    return sorted((_state(*one) for one in asked), key=lambda one: (one.period, one.economy), reverse=True)


def _state(economy: str, period: str) -> ReportState:
    everybody = reporters(economy=economy, period=period)
    reported = sum(one.has_reported for one in everybody)
    built = list(Release.objects.filter(economy=economy, period=period, outline=ANNUAL).order_by("-built_at"))
    released = next((one for one in sorted(built, key=lambda one: str(one.released_at), reverse=True) if one.released_at), None)  # fmt: skip
    holds = {
        "asked": True, "answered": reported > 0, "complete": bool(everybody) and reported == len(everybody),
        "drafted": bool(built), "released": released is not None,
    }  # fmt: skip
    state = next(one for one in reversed(report_states().values()) if holds[one.when])
    return ReportState(
        economy, economies()[economy].title, period, state, reported, len(everybody),
        built[0].built_at.date() if built else None, released.released_at.date() if released else None,
        released.pk if released else "",
    )  # fmt: skip

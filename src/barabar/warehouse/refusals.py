"""Why a cell has no total: each reason's sentence, once."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "units_differ": _("different counting units never add; narrow to one unit, or put the unit into rows or columns."),
    "rules_differ": _("the values are combined by different rules; show the indicators one by one."),
    "stages_differ": _("money planned, adopted and spent never add; put the stage into rows or columns, or choose one."),
    "no_combining": _("values of this indicator are not to be combined; show them one by one."),
    "rates_differ": _("rates of different indicators never combine; show the indicators one by one."),
    "rate_without_parts": _("a rate without its numerator and denominator cannot be added to others."),
    "rate_with_amounts": _("a rate cannot be added to plain amounts."),
    "own_and_parts": _("a municipality's own total and its directorates' values are both here and would be counted twice; choose one level."),
    "period_within_period": _("values of a year and of its parts are both here and would be counted twice; choose one kind of period."),
    "places_twice": _("a place and the one it became part of both report the same time and would be counted twice; show them one by one."),
    "median_of_rates": _("there is no median of rates without their parts."),
}  # fmt: skip
BREAK = _(
    "“%(indicator)s” (%(economy)s) is counted otherwise from %(period)s on: %(title)s. Years before and after do not compare; ask for one side, or ask to compare them with the break marked."
)
MERGED = _("%(old)s became part of %(new)s on %(date)s: %(title)s.")
NO_LONGER_DEFINED = _("“%(indicator)s” is no longer defined; its facts are kept as they were approved.")
FUTURE = _("the newest position of the ledger is %(newest)s; ask as of that or an earlier one.")
FRAMES = _("One value may serve several frames: rows or columns of frames never add up.")

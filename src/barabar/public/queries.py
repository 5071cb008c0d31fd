"""What the public site shows beside the analysis: releases, economies at a glance."""

from dataclasses import dataclass

from django.db.models import Count

from barabar.plans.models import Plan
from barabar.publishing.models import Release
from barabar.reference.catalogue import economies
from barabar.reference.models import Territory
from barabar.reference.text import Text
from barabar.warehouse.coverage import reported_periods


@dataclass(frozen=True)
class Glance:
    """One economy in a row: how many plans and municipalities are registered, what was reported last."""

    key: str
    title: Text
    plans: int
    municipalities: int
    period: str


def economies_at_a_glance() -> list[Glance]:
    plans = dict(
        Plan.objects.exclude(status="draft").values_list("economy").annotate(n=Count("pk")).values_list("economy", "n")
    )
    places = dict(
        Territory.objects.filter(kind="municipality")
        .values_list("economy")
        .annotate(n=Count("pk"))
        .values_list("economy", "n")
    )
    return [
        Glance(e.key, e.title, plans.get(e.key, 0), places.get(e.key, 0), next(iter(reported_periods(e.key)), ""))
        for e in economies().values()
    ]


def newest_release(economy: str, period: str) -> Release | None:
    """The newest released annual report of an economy and period."""
    return (
        Release.objects.filter(economy=economy, period=period, outline="annual", released_at__isnull=False)
        .prefetch_related("files")
        .first()
    )


def released() -> list[Release]:
    return list(Release.objects.filter(released_at__isnull=False).prefetch_related("files"))

"""Where a fact came from: return, version, who by role, when, from which cell, with what evidence."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from barabar.collection.models import Evidence, ReturnVersion
from barabar.reference.catalogue import breakdown_title
from barabar.reference.text import Text
from barabar.review.models import ApprovedValue


@dataclass(frozen=True)
class Origin:
    """The way home of one fact. Persons appear by role only; `cell` is the workbook cell, empty for the web form.

    `evidence` are names and hashes; the files themselves are for those who may read the return.
    """

    position: int
    is_standing: bool
    question: Text
    breakdown: str
    measure: str
    measure_code: str
    measure_title: Text
    plan: str
    plan_title: Text
    state: str
    shown: str
    period: str
    organisation: Text
    organisation_key: str
    return_id: int
    version: int
    sent_at: dt.datetime | None
    sent_by_role: str
    sha256: str
    cell: str
    through: Text | None
    approved_at: dt.datetime
    approved_by_role: str
    evidence: tuple[tuple[str, str], ...]

    @property
    def breakdown_in_words(self) -> str:
        return breakdown_title(self.breakdown)


def origins(positions: Iterable[int]) -> list[Origin]:
    """The origins of facts, in the order of the ledger."""
    rows = list(
        ApprovedValue.objects.filter(position__in=list(positions))
        .select_related("measure__node__plan", "indicator", "organisation", "origin_organisation", "superseded_by")
        .order_by("position")
    )
    versions = {
        (version.of_id, version.number): version
        for version in ReturnVersion.objects.filter(of__in={row.origin_return_id for row in rows}).defer("content")
    }
    files: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for evidence in Evidence.objects.filter(of__in={row.origin_return_id for row in rows}):
        files.setdefault((evidence.of_id, evidence.measure_id), []).append((evidence.name, evidence.sha256))
    return [_origin(row, versions, files) for row in rows]


def _origin(row: ApprovedValue, versions: dict, files: dict) -> Origin:
    version = versions.get((row.origin_return_id, row.origin_version))
    plan = row.measure.node.plan
    return Origin(
        position=row.position,
        is_standing=not hasattr(row, "superseded_by") and not row.withdrawn,
        question=row.indicator.name if row.indicator else Text({"en": row.stage}),
        breakdown=row.breakdown,
        measure=row.measure.key,
        measure_code=row.measure.code,
        measure_title=row.measure.title,
        plan=plan.pk,
        plan_title=plan.title,
        state=row.state,
        shown=_shown(row),
        period=row.period,
        organisation=row.origin_organisation.name,
        organisation_key=row.origin_organisation_id,
        return_id=row.origin_return_id,
        version=row.origin_version,
        sent_at=version.sent_at if version else None,
        sent_by_role=version.sent_by_role if version else "",
        sha256=version.sha256 if version else "",
        cell=row.origin_cell,
        through=row.organisation.name if row.organisation_id != row.origin_organisation_id else None,
        approved_at=row.approved_at,
        approved_by_role=row.approved_by_role,
        evidence=tuple(files.get((row.origin_return_id, row.measure_id), ())),
    )


def _shown(row: ApprovedValue) -> str:
    """The number as it was given, plain: the page formats it."""
    if row.numerator is not None:
        return f"{row.numerator.normalize():f}/{row.denominator.normalize():f}"
    return f"{row.amount.normalize():f}" if row.amount is not None else ""

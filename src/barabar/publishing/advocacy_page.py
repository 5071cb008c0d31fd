"""What the pages on practices, civil society's readings and projects show, public and in the office alike."""

from collections.abc import Mapping

from django.core.paginator import Paginator
from django.db.models import QuerySet

from barabar.advocacy.catalogue import evidence_grades, practice_kinds
from barabar.advocacy.models import Practice, Project
from barabar.advocacy.queries import standing_readings
from barabar.plans.models import Measure
from barabar.reference.catalogue import economies, economy_asked, sectors

SHOWN = 25


def practices_context(asked: Mapping[str, str], seen: QuerySet[Practice]) -> dict:
    """Practices by economy (made or taken over there), kind, sector and grade; unknown words filter nothing."""
    economy, kind, sector, grade = (asked.get(name, "") for name in ("economy", "kind", "sector", "grade"))
    found = seen.select_related("organisation", "territory").prefetch_related("takeovers")
    if economy in economies():
        found = found.filter(pk__in=[*found.filter(economy=economy).values_list("pk", flat=True), *found.filter(takeovers__economy=economy).values_list("pk", flat=True)])  # fmt: skip
    if kind in practice_kinds():
        found = found.filter(kind=kind)
    if grade in evidence_grades():
        found = found.filter(grade=grade)
    rows = list(found)
    if sector in sectors():
        rows = [one for one in rows if sector in one.sectors]
    return {
        "page": Paginator(rows, SHOWN).get_page(asked.get("page")), "economies": economies().values(),
        "kinds": practice_kinds().values(), "sectors": sectors().values(), "grades": evidence_grades().values(),
        "chosen_economy": economy, "chosen_kind": kind, "chosen_sector": sector, "chosen_grade": grade,
    }  # fmt: skip


def practice_context(practice: Practice) -> dict:
    return {"practice": practice, "takeovers": practice.takeovers.select_related("organisation")}


def readings_context(measure: Measure) -> dict:
    """What stands beside the official account of a measure: newest period first."""
    found = standing_readings(measures=[measure.pk])
    return {"readings": sorted(found, key=lambda one: (one.period, one.pk), reverse=True)}


def projects_context(asked: Mapping[str, str]) -> dict:
    economy = asked.get("economy", "")
    found = Project.objects.select_related("organisation").prefetch_related("partners__organisation")
    if (wanted := economy_asked(economy)) is not None:
        found = found.filter(economy=wanted)
    return {"page": Paginator(found, SHOWN).get_page(asked.get("page")), "economies": economies().values(), "chosen_economy": economy}  # fmt: skip


def project_context(project: Project) -> dict:
    return {
        "project": project, "results": project.results.all(), "partners": project.partners.select_related("organisation"),
        "campaigns": project.campaigns.all(), "materials": project.materials.all(),
    }  # fmt: skip

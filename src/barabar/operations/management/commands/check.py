"""`barabar check`: read every definition file, count the entries of each kind, name every fault with file and line."""

from django.core.management.base import BaseCommand, CommandError

from barabar.access import catalogue as access
from barabar.access import changes as institutions
from barabar.advocacy import catalogue as advocacy
from barabar.advocacy import recommendation_catalogue as recommendations
from barabar.analysis import protection_rule
from barabar.chasing import catalogue as chasing
from barabar.collection import catalogue as collection
from barabar.collection import data_value_maps
from barabar.coordination import catalogue as coordination
from barabar.coordination import reminding
from barabar.money import catalogue as money
from barabar.plans import catalogue as plans
from barabar.plans.importing import column_maps, deadlines
from barabar.publishing import catalogue as publishing
from barabar.publishing import letters, outlines
from barabar.reference import catalogue as reference
from barabar.reference.definitions import DefinitionsRejected, Fault, forget_definitions
from barabar.surveys import precision
from barabar.warehouse import changes

# Kind of definition (its file or folder) → what reads it. A new kind needs its line here; a test says so.
KINDS = {
    "economies": reference.economies,
    "sectors": reference.sectors,
    "communities": reference.communities,
    "currencies": reference.currencies,
    "languages": reference.languages,
    "dimensions": reference.dimensions,
    "missing_reasons": reference.missing_reasons,
    "units": reference.units,
    "roles": access.roles,
    "organisation_kinds": access.organisation_kinds,
    "institution_changes": institutions.institution_changes,
    "indicators": plans.indicators,
    "frames": plans.frames,
    "money_stages": plans.money_stages,
    "money_sources": plans.money_sources,
    "plan_levels": plans.plan_levels,
    "measure_statuses": plans.measure_statuses,
    "column_maps": column_maps.column_maps,
    "deadline_words": deadlines.deadline_words,
    "routes": collection.routes,
    "overlap": collection.overlaps,
    "quality_rules": collection.quality_rules,
    "outlines": outlines.outlines,
    "publication_kinds": publishing.publication_kinds,
    "bulletin_rhythms": publishing.bulletin_rhythms,
    "report_states": publishing.report_states,
    "money_links": money.money_links,
    "share_methods": money.share_methods,
    "budget_documents": money.budget_documents,
    "body_kinds": coordination.body_kinds,
    "mandates": coordination.mandates,
    "body_areas": coordination.body_areas,
    "body_roles": coordination.body_roles,
    "party_kinds": coordination.party_kinds,
    "meeting_rhythms": coordination.meeting_rhythms,
    "event_kinds": coordination.event_kinds,
    "minutes_stages": coordination.minutes_stages,
    "event_documents": coordination.event_documents,
    "conclusion_kinds": coordination.conclusion_kinds,
    "commitment_states": coordination.commitment_states,
    "training_fields": coordination.training_fields,
    "finding_kinds": coordination.finding_kinds,
    "drafting_parts": coordination.drafting_parts,
    "footings": coordination.footings,
    "commitment_reminders": reminding.commitment_reminders,
    "issue_rungs": advocacy.issue_rungs,
    "issue_limits": advocacy.issue_limits,
    "issue_refusals": advocacy.issue_refusals,
    "rights": advocacy.rights,
    "personal_hints": advocacy.personal_hints,
    "slurs": advocacy.slurs,
    "evidence_grades": advocacy.evidence_grades,
    "practice_kinds": advocacy.practice_kinds,
    "reading_ratings": advocacy.reading_ratings,
    "project_kinds": advocacy.project_kinds,
    "action_levels": advocacy.action_levels,
    "campaign_channels": advocacy.campaign_channels,
    "recommendation_sources": recommendations.recommendation_sources,
    "recommendation_addressees": recommendations.recommendation_addressees,
    "recommendation_heads": recommendations.recommendation_heads,
    "fulfilment_states": recommendations.fulfilment_states,
    "frame_tags": recommendations.frame_families,
    "data_value_maps": data_value_maps.data_value_maps,
    "letters": letters.letters,
    "reminders": chasing.levels,
    "reminder_schedule": chasing.schedule,
    "series_breaks": changes.series_breaks,
    "territory_changes": changes.territory_changes,
    "protection": protection_rule.protection_rules,
    "precision": precision.precision_definitions,
}


def check_definitions() -> tuple[dict[str, int], list[Fault]]:
    """Entries by kind, and every fault once; files are read afresh."""
    forget_definitions()
    counts: dict[str, int] = {}
    faults: dict[Fault, None] = {}
    for kind, read in KINDS.items():
        try:
            counts[kind] = len(read())
        except DefinitionsRejected as rejected:
            faults.update(dict.fromkeys(rejected.faults))
    return counts, list(faults)


class Command(BaseCommand):
    help = "Read every definition file; name every fault with file and line."
    requires_system_checks = ()

    def handle(self, **options):
        counts, faults = check_definitions()
        for kind, count in counts.items():
            self.stdout.write(f"{kind}: {count}")
        if faults:
            lines = "\n".join(map(str, faults))
            raise CommandError(f"{len(faults)} to mend:\n{lines}")
        self.stdout.write(f"All {sum(counts.values())} definitions are in order.")

"""Take in a plan from a workbook: everything or nothing; the same file twice changes nothing."""

import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.journal.actions.record import record
from barabar.plans.content import NodeContent, content_of
from barabar.plans.importing.column_maps import ColumnMap
from barabar.plans.importing.merging import Change, Merged, merge
from barabar.plans.importing.reading import Read, read_plan
from barabar.plans.importing.table import read_table_of
from barabar.plans.models import Measure, Plan
from barabar.plans.permissions import may_edit_plan
from barabar.plans.queries import indicators_in_use, measures_in_use, organisations_by_name
from barabar.plans.rules import measure_problems
from barabar.plans.storing import store_nodes
from barabar.reference.slugs import fold
from barabar.reference.verdicts import Problem, Problems


@dataclass(frozen=True)
class ImportedPlan:
    """What a file says, and what it changed or, in a dry run, would change. `errors` keep it from being stored."""

    nodes: tuple[NodeContent, ...]
    changes: tuple[Change, ...]
    notices: tuple[Problem, ...]
    errors: tuple[Problem, ...]
    stored: bool
    sha256: str


def import_plan(
    *, by: Actor, plan: Plan, name: str, content: bytes, mapped: ColumnMap, dry_run: bool = False
) -> ImportedPlan:
    """Read the file by the map and make the plan's tree what it says.

    Raises `Problems` where the file is not stored: what cannot be read, all at once, and measures that institutions were
    already asked for and the file no longer holds. A dry run raises only where the file cannot be opened at all.
    """
    may_edit_plan(by, plan).require()
    mapped = mapped.for_currency(plan.currency)
    table = read_table_of(name, content, mapped)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        before = content_of(plan)
        known = {fold(words): node.code for node in before.nodes for words in node.title.values()}
        read = read_plan(table, mapped, bodies=organisations_by_name(plan.economy), years=plan.years, known=known)
        merged = merge(before.nodes, read.nodes, read.spoken)
        errors = [*read.errors, *_rule_problems(merged, read), *_loss_problems(plan, merged)]
        stored = not dry_run and not errors
        if errors and not dry_run:
            raise Problems(errors)
        if stored and merged.changes:
            store_nodes(plan, merged.nodes)
            if not plan.level_names and mapped.level_names:
                plan.level_names = [dict(name) for name in mapped.level_names]
                plan.save(update_fields=["level_names"])
            facts = {"file": name, "sha256": digest, "map": mapped.key, "changes": _counted(merged)}
            record(by=by, action="plan.import", kind="plan", subject=plan.pk, facts=facts)
    return ImportedPlan(merged.nodes, merged.changes, tuple(read.notices), tuple(errors), stored, digest)


def _counted(merged: Merged) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for change in merged.changes:
        kinds.setdefault(change.kind, []).append(change.code)
    return kinds


def _rule_problems(merged: Merged, read: Read) -> list[Problem]:
    """The rules that a measure of any origin must pass, at the place of the measure."""
    organisations = set(Organisation.objects.values_list("pk", flat=True))
    found = []
    for node in merged.nodes:
        if node.measure is not None:
            for problem in measure_problems(node.measure, organisations):
                place = read.places.get(node.code, node.code)
                found.append(Problem(problem.code, problem.template, problem.facts, where=place))
    return found


def _loss_problems(plan: Plan, merged: Merged) -> list[Problem]:
    """Measures and indicators that the file lacks but institutions were asked for: they are never deleted."""
    kept = {fold(node.code): node for node in merged.nodes if node.measure is not None}
    stored = list(Measure.objects.filter(node__plan=plan).select_related("node").prefetch_related("indicators"))
    gone = [measure for measure in stored if fold(measure.code) not in kept]
    used = measures_in_use(measure.pk for measure in gone)
    found = [
        Problem(
            "measure-answered",
            _(
                "institutions were already asked for the measure %(code)s “%(title)s”, but the file no "
                "longer holds it. It is not deleted: add its row again with the same code."
            ),
            {"code": measure.code, "title": str(measure.title)[:100]},
        )
        for measure in gone
        if measure.pk in used
    ]
    lost = {
        indicator.pk: (measure, indicator)
        for measure in stored
        if fold(measure.code) in kept
        for indicator in measure.indicators.all()
        if indicator.code not in {one.key for one in kept[fold(measure.code)].measure.indicators}
    }
    for pk in sorted(indicators_in_use(lost)):
        measure, indicator = lost[pk]
        found.append(
            Problem(
                "indicator-answered",
                _(
                    "institutions have already answered the indicator “%(name)s” of measure %(code)s, but the "
                    "file no longer holds it. It is not deleted: write its name as before, or change it on "
                    "the measure's page."
                ),
                {"name": str(indicator.name), "code": measure.code},
            )
        )
    return found

"""Register a plan as a draft, and edit its head."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.journal.actions.record import record
from barabar.plans.content import PlanContent
from barabar.plans.models import Plan
from barabar.plans.permissions import may_edit_plan
from barabar.plans.rules import plan_problems
from barabar.reference.models import Territory
from barabar.reference.slugs import slug
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems


@dataclass(frozen=True)
class Head:
    """Everything about a plan but its tree. `parent` and `predecessor` are keys of plans."""

    title: Text
    level: str
    economy: str = ""
    territory: str = ""
    owner: str = ""
    starts_year: int | None = None
    ends_year: int | None = None
    communities: tuple[str, ...] = ()
    focus: str = "targeted"
    currency: str = ""
    parent: str = ""
    predecessor: str = ""
    programme: str = ""
    level_names: tuple[Text, ...] = ()
    is_model: bool = False
    note: str = ""
    source: str = ""


@transaction.atomic
def create_plan(*, by: Actor, head: Head, key: str = "") -> Plan:
    """A draft with this head. Without a key, one is made of place, title and years."""
    problems = head_problems(head)
    key = slug(key)[:80] if key else _free_key(head)
    if Plan.objects.filter(pk=key).exists():
        problems.append(
            Problem(
                "key-taken",
                _("a plan with the key “%(key)s” is already registered. Give another key."),
                {"key": key},
                anchor="id_key",
            )
        )
    if problems:
        raise Problems(problems)
    plan = Plan(key=key, status="draft")
    _put(plan, head)
    may_edit_plan(by, plan).require()
    plan.save(force_insert=True)
    record(
        by=by,
        action="plan.create",
        kind="plan",
        subject=plan.pk,
        facts={"title": dict(head.title), "level": head.level},
    )
    return plan


@transaction.atomic
def edit_plan(*, by: Actor, plan: Plan, head: Head) -> list[str]:
    """Give the plan this head; the names of the fields that changed are returned and kept in the journal."""
    may_edit_plan(by, plan).require()
    problems = head_problems(head, plan)
    if problems:
        raise Problems(problems)
    before = head_of(plan)
    _put(plan, head)
    may_edit_plan(by, plan).require()
    changed = [name for name in Head.__dataclass_fields__ if getattr(before, name) != getattr(head, name)]
    if changed:
        plan.save()
        record(by=by, action="plan.edit", kind="plan", subject=plan.pk, facts={"fields": changed})
    return changed


def head_of(plan: Plan) -> Head:
    return Head(
        title=plan.title, level=plan.level, economy=plan.economy, territory=plan.territory_id or "",
        owner=plan.owner_id or "", starts_year=plan.starts_year, ends_year=plan.ends_year,
        communities=tuple(plan.communities), focus=plan.focus, currency=plan.currency, parent=plan.parent_id or "",
        predecessor=plan.predecessor_id or "", programme=plan.programme,
        level_names=tuple(Text(name) for name in plan.level_names), is_model=plan.is_model, note=plan.note,
        source=plan.source,
    )  # fmt: skip


def head_problems(head: Head, plan: Plan | None = None) -> list[Problem]:
    content = PlanContent(
        key=plan.pk if plan else "", title=head.title, level=head.level, economy=head.economy, territory=head.territory,
        starts_year=head.starts_year, ends_year=head.ends_year, communities=head.communities, currency=head.currency,
    )  # fmt: skip
    found = list(plan_problems(content, head.focus))
    found += _missing(Territory, head.territory, "id_territory") + _missing(Organisation, head.owner, "id_owner")
    for name in ("parent", "predecessor"):
        key = getattr(head, name)
        found += _missing(Plan, key, f"id_{name}")
        if plan is not None and key and key in _below(plan, name):
            found.append(
                Problem(
                    "plan-circle",
                    _("the plan cannot stand under or after itself. Choose another plan."),
                    anchor=f"id_{name}",
                )
            )
    place = Territory.objects.filter(pk=head.territory).first() if head.territory else None
    if place is not None and head.economy and place.economy != head.economy:
        found.append(
            Problem(
                "territory-economy",
                _("%(place)s lies in another economy than the plan's. Correct one of the two."),
                {"place": place.name},
                anchor="id_territory",
            )
        )
    return found


def _missing(model, key: str, anchor: str) -> list[Problem]:
    if not key or model.objects.filter(pk=key).exists():
        return []
    return [Problem("not-there", _("“%(key)s” does not exist. Choose from the list."), {"key": key}, anchor=anchor)]


def _below(plan: Plan, name: str) -> set[str]:
    """The plan and all that hang on it by this relation."""
    found, wave = {plan.pk}, {plan.pk}
    while wave:
        wave = set(Plan.objects.filter(**{f"{name}__in": wave}).values_list("pk", flat=True)) - found
        found |= wave
    return found


def _put(plan: Plan, head: Head) -> None:
    plan.title, plan.level, plan.economy = head.title, head.level, head.economy
    plan.territory_id, plan.owner_id = head.territory or None, head.owner or None
    plan.starts_year, plan.ends_year = head.starts_year, head.ends_year
    plan.communities, plan.focus, plan.currency = list(head.communities), head.focus, head.currency
    plan.parent_id, plan.predecessor_id = head.parent or None, head.predecessor or None
    plan.programme, plan.is_model, plan.note, plan.source = head.programme, head.is_model, head.note, head.source
    plan.level_names = [dict(name) for name in head.level_names]
    plan.territory = Territory.objects.filter(pk=plan.territory_id).first()
    plan.owner = Organisation.objects.filter(pk=plan.owner_id).first()


def _free_key(head: Head) -> str:
    years = "-".join(str(year) for year in (head.starts_year, head.ends_year) if year)
    place = head.territory or slug(head.economy or "region")
    words = (
        f"{place} {years}" if head.territory and years else f"{place} {next(iter(head.title.values()), 'plan')} {years}"
    )
    key = slug(words)[:70].strip("-")
    taken = set(Plan.objects.filter(pk__startswith=key).values_list("pk", flat=True))
    return next(one for one in (key, *(f"{key}-{n}" for n in range(2, 1000))) if one not in taken)

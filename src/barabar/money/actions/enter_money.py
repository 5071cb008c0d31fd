"""Enter, correct and withdraw an amount at a stage."""

from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.journal.actions.record import record
from barabar.money.models import BudgetItem, MoneyEntry
from barabar.money.permissions import may_edit_document, may_edit_money_of
from barabar.money.queries import standing_entries
from barabar.money.rules import Given, problems_of, published_problems
from barabar.plans.models import Measure
from barabar.reference.verdicts import Problem, Problems


@transaction.atomic
def enter_money(
    *, by: Actor, of: BudgetItem | Measure, given: Given, reporter: Organisation | None = None
) -> MoneyEntry:
    """A further amount of a budget line or a measure."""
    _require(by, of)
    problems = problems_of(given, list(standing_entries(of)))
    if problems:
        raise Problems(problems)
    return _keep(by, of, given, reporter, "money.enter")


@transaction.atomic
def enter_published(*, by: Actor, item: BudgetItem, given: Given) -> MoneyEntry | None:
    """An amount as a document printed it, also where it lacks what an institution must give (the day of a revision).

    None where the same amount stands already.
    """
    _require(by, item)
    same = {"stage": given.stage, "year": given.year, "period_as_written": given.period_as_written}
    if standing_entries(item).filter(**same, amount=given.amount).exists():
        return None
    problems = published_problems(given)
    if problems:
        raise Problems(problems)
    return _keep(by, item, given, None, "money.load")


@transaction.atomic
def correct_money(*, by: Actor, entry: MoneyEntry, given: Given) -> MoneyEntry:
    """Put another amount in the place of one; the old one stays in the history."""
    of = entry.item or entry.measure
    _require(by, of)
    _must_stand(entry)
    others = [one for one in standing_entries(of) if one.pk != entry.pk]
    problems = problems_of(given, others)
    if problems:
        raise Problems(problems)
    return _keep(by, of, given, entry.reporter, "money.correct", replaces=entry)


@transaction.atomic
def withdraw_money(*, by: Actor, entry: MoneyEntry, reason: str) -> MoneyEntry:
    """Take an amount back, with the reason."""
    of = entry.item or entry.measure
    _require(by, of)
    _must_stand(entry)
    if not reason.strip():
        raise Problems([Problem("reason-missing", _("say why the amount is withdrawn."), anchor="id_reason")])
    given = Given(entry.stage, entry.amount, entry.currency, entry.year, entry.source, entry.decided_on, entry.act)
    return _keep(by, of, given, entry.reporter, "money.withdraw", replaces=entry, withdrawn=True, reason=reason)


def _require(by: Actor, of: BudgetItem | Measure) -> None:
    verdict = may_edit_document(by, of.document) if isinstance(of, BudgetItem) else may_edit_money_of(by, of)
    verdict.require()


def _must_stand(entry: MoneyEntry) -> None:
    if entry.withdrawn or MoneyEntry.objects.filter(replaces=entry).exists():
        said = _("somebody corrected or withdrew this amount in the meantime. Load the page again.")
        raise Problems([Problem("entry-replaced", said)])


def _keep(
    by: Actor, of: BudgetItem | Measure, given: Given, reporter: Organisation | None, action: str, *,
    replaces: MoneyEntry | None = None, withdrawn: bool = False, reason: str = "",
) -> MoneyEntry:  # fmt: skip
    whose = {"item": of} if isinstance(of, BudgetItem) else {"measure": of}
    entry = MoneyEntry.objects.create(
        **whose, **asdict(given), reporter=reporter, withdrawn=withdrawn, replaces=replaces, entered_by=by.role_title
    )
    facts = {"of": str(of.pk), "stage": given.stage, "amount": str(given.amount), "currency": given.currency}
    record(by=by, action=action, kind="money", subject=entry.pk, facts=facts, reason=reason)
    return entry

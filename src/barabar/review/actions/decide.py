"""What all decisions share: hold the return, ask who and whether, write the decision once, write the journal."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.collection.actions.save_answers import lock_return
from barabar.collection.models import Return
from barabar.collection.states import BY_VERB, is_possible
from barabar.journal.actions.record import record
from barabar.reference.verdicts import refused
from barabar.review.models import Decision
from barabar.review.permissions import may_decide, reviewer_of

ALREADY = refused("decided", _("This version has been decided already; load the page again to see by whom."))


def decide(*, by: Actor, return_: Return, verb: str, version: int | None, reason: str = "") -> tuple[Return, Decision]:
    """Move a return by one verb of the table. `version`, where given, is the one the reviewer saw.

    The database's constraint makes sure that one version is decided once at a step, whoever else is at it.
    """
    may_decide(by, return_, verb).require()
    held = lock_return(return_)
    if version is not None and version != held.version:
        refused(
            "version",
            _(
                "A newer version of this return has come in since you opened it. Load the page again and look at it first."
            ),
        ).require()
    is_possible(held, verb).require()
    step, organisation = reviewer_of(held)
    acting = by.acting_for(organisation.pk)
    try:
        with transaction.atomic():
            decision = Decision.objects.create(
                of=held, version=held.version, step=step, verdict=verb, reason=reason,
                by=acting.name, by_role=acting.role_title, by_organisation=organisation.pk,
            )  # fmt: skip
    except IntegrityError:
        ALREADY.require()
    held.state = BY_VERB[verb].to_state
    held.save(update_fields=["state", "changed_at"])
    record(
        by=acting, action=f"return.{verb.replace('_', '-')}", kind="return", subject=held.pk,
        facts={"version": held.version, "step": step}, reason=reason,
    )  # fmt: skip
    return held, decision


def undo(*, by: Actor, return_: Return, verb: str, reason: str) -> Return:
    """Take back a standing decision: it stays in the record, marked as undone."""
    may_decide(by, return_, verb).require()
    held = lock_return(return_)
    is_possible(held, verb).require()
    step, organisation = reviewer_of(held)
    acting = by.acting_for(organisation.pk)
    Decision.objects.filter(of=held, version=held.version, step=step, undone=False).update(undone=True)
    held.state = BY_VERB[verb].to_state
    held.save(update_fields=["state", "changed_at"])
    record(
        by=acting, action=f"return.{verb.replace('_', '-')}", kind="return", subject=held.pk,
        facts={"version": held.version, "step": step}, reason=reason,
    )  # fmt: skip
    return held

"""Choose between two people's answers to one question: what was delivered later, what stands, or what was approved last."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.collection.actions.save_answers import lock_return, save_answers
from barabar.collection.fields import (
    alike,
    fields_of_unit,
    given_from,
    narratives_from,
    questions_by_name,
    stored_units,
)
from barabar.collection.models import Clash, Return
from barabar.collection.permissions import may_fill
from barabar.collection.queries import filled
from barabar.collection.states import is_fillable
from barabar.journal.actions.record import record
from barabar.reference.verdicts import Problem, refused

CHOICES = ("mine", "theirs", "approved")


@transaction.atomic
def settle_clash(
    *, by: Actor, clash: Clash, chosen: str, seen: Mapping[str, str], approved: Mapping[str, str] | None = None
) -> tuple[Problem, ...]:
    """Put the chosen answer into the draft and end the clash. `seen` is what the page showed as standing there now.

    Refused where somebody saved another answer since, or settled it already. Gives the problems of the answer chosen.
    """
    may_fill(by, clash.of).require()
    held = lock_return(clash.of)
    is_fillable(held).require()
    clash = Clash.objects.select_for_update(of=("self",)).get(pk=clash.pk)
    if clash.chosen:
        refused("clash-settled", _("This was settled already by %(by)s."), by=clash.chosen_by).require()
    problems = _put(by, held, clash, {"mine": clash.mine, "theirs": None, "approved": approved}[chosen], seen)
    clash.chosen, clash.chosen_by, clash.chosen_at = chosen, by.name, timezone.now()
    clash.save(update_fields=["chosen", "chosen_by", "chosen_at", "at"])
    facts = {"unit": clash.unit, "measure": clash.measure.key if clash.measure else "", "chosen": chosen}
    record(by=by, action="return.settle", kind="return", subject=held.pk, facts=facts)
    return problems


def _put(
    by: Actor, held: Return, clash: Clash, parts: Mapping[str, str] | None, seen: Mapping[str, str]
) -> tuple[Problem, ...]:
    """Save the chosen parts; nothing where what stands is kept, which is all that is left once nobody asks for it."""
    content, language = filled(held), held.organisation.language
    measure = next((one for one in content.form.pages if one.stored_id == clash.measure_id), None)
    standing = stored_units(content, measure, language).get(clash.unit) if measure else None
    if measure is None or standing is None:
        if parts is not None:
            said = _("This question is no longer asked: leave it as it stands. What was delivered stays on record.")
            refused("clash-gone", said).require()
        return ()
    if not alike(questions_by_name(measure).get(clash.unit), standing, seen):
        refused("clash-moved", _("Somebody saved another answer meanwhile. Look at both again, then choose.")).require()
    if parts is None:
        return ()
    posted = fields_of_unit(clash.unit, {**dict.fromkeys(standing, ""), **parts})
    return save_answers(
        by=by, return_=held, given=given_from(posted, content, measure),
        narratives=narratives_from(posted, content, measure, language), form=content.form,
    ).problems  # fmt: skip

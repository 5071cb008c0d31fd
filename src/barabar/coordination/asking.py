"""Open commitments as questions of the next return; what is approved of the answers becomes their next state.

Taken over at approval, not when a return is sent: what an institution says of itself is public only once it was reviewed,
like its figures. An approval that is taken back puts the state before it in force again.
"""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.collection.further import ASKED, Choice, FurtherQuestion, Said
from barabar.collection.models import Cycle, Request, Return
from barabar.coordination.actions.tell_state import Told, add_row
from barabar.coordination.carrying import answered_by, asked_for
from barabar.coordination.catalogue import commitment_states
from barabar.coordination.models import Commitment, CommitmentState
from barabar.design.figures import day
from barabar.reference.definitions import title_of

KIND = "commitment"
GROUP = gettext_lazy("Commitments")


def key_of(commitment: int) -> str:
    return f"{KIND}|{commitment}"


def _numbers(keys: Iterable[str]) -> list[int]:
    parts = [key.partition("|")[2] for key in keys]
    return [int(one) for one in parts if one.isdecimal()]


def register() -> None:
    ASKED[KIND] = Commitments()


class Commitments:
    """What coordination registers with collection (collection/further.py)."""

    def open_questions(self, request: Request) -> list[FurtherQuestion]:
        waiting = Commitment.objects.filter(organisation__in=answered_by(request), ended_on=None)
        return _questions(waiting)

    def questions(self, keys: Iterable[str]) -> list[FurtherQuestion]:
        return _questions(Commitment.objects.filter(pk__in=_numbers(keys)))

    def institutions(self, cycle: Cycle) -> list[Organisation]:
        owing = Commitment.objects.filter(ended_on=None, organisation__economy=cycle.economy)
        promised_by = Organisation.objects.filter(pk__in=owing.values("organisation")).select_related("parent")
        return [one for own in promised_by for one in asked_for(own, cycle)]

    def take(self, *, by: Actor, said: Sequence[Said]) -> None:
        held = _locked(_numbers(one.key for one in said))
        for one in said:
            commitment = held.get(_numbers([one.key])[0])
            if commitment is None or commitment.has_ended or one.state not in commitment_states():
                continue  # ended meanwhile by those who keep it; what was said stays in the kept version
            own = one.of.request.organisation
            told = Told(
                one.state, note=one.note, language=own.language, said_by=own, of=one.of, version=one.of.version,
                cell=one.cell,
            )  # fmt: skip
            add_row(by=by, held=commitment, told=told)

    def take_back(self, *, by: Actor, returns: Sequence[Return], reason: str) -> None:
        told = CommitmentState.objects.filter(of__in=returns, taken_back=False)
        for commitment in _locked(list(told.values_list("commitment", flat=True).distinct())).values():
            rows = list(commitment.states.order_by("pk"))
            numbers = {one.pk for one in returns}
            last = rows[-1]
            if last.taken_back or last.of_id not in numbers:
                continue  # something newer was said since
            before = next((row for row in reversed(rows) if row.of_id not in numbers or row.taken_back), rows[0])
            add_row(by=by, held=commitment, told=Told(before.state, note=reason, of=last.of, version=last.version), taken_back=True)  # fmt: skip


def _locked(numbers: list[int]) -> dict[int, Commitment]:
    rows = Commitment.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk")
    return {one.pk: one for one in rows}


def _standing(state: str) -> str:
    return str(title_of(commitment_states(), state))


def _questions(commitments: QuerySet[Commitment]) -> list[FurtherQuestion]:
    rows = list(commitments.select_related("conclusion__event", "organisation", "partner"))
    last: dict[int, CommitmentState] = {}
    for row in CommitmentState.objects.filter(commitment__in=[one.pk for one in rows]).order_by("pk"):
        last[row.commitment_id] = row
    choices = tuple(Choice(one.key, one.title, one.reason) for one in commitment_states().values())
    return [
        FurtherQuestion(
            key_of(one.pk), GROUP, one.what, about(one), one.due_on, choices, standing(one.state),
            last[one.pk].note if one.pk in last else "",
        )
        for one in rows
    ]  # fmt: skip


def _about(one: Commitment) -> str:
    """Where it was promised, by whom and with whom, by when."""
    parts = []
    if one.conclusion is not None:
        event = one.conclusion.event
        parts.append(f"{event.title}{f', {day(event.starts)}' if event.starts else ''}")
    elif one.source:
        parts.append(one.source)
    parts.append(_("promised by %(who)s") % {"who": one.who})
    if one.partner or one.partner_as_written:
        parts.append(_("with %(partner)s") % {"partner": one.partner.name if one.partner else one.partner_as_written})
    parts.append(_("due on %(day)s") % {"day": day(one.due_on)} if one.due_on else one.date_note)
    return " · ".join(part for part in parts if part)


# In the language of whoever reads, not of whoever asked.
about, standing = lazy(_about, str), lazy(_standing, str)

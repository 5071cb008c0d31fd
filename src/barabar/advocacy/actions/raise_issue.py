"""Raise an issue: from the public form without an account, or by an organisation on somebody's behalf."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import PUBLIC, Actor
from barabar.access.models import Organisation
from barabar.advocacy.catalogue import form_limits, rights
from barabar.advocacy.links import kept, token_of
from barabar.advocacy.models import Issue, Raising, RaisingFile
from barabar.advocacy.permissions import may_enter
from barabar.journal.actions.record import record
from barabar.reference.catalogue import economies, sectors
from barabar.reference.models import Territory
from barabar.reference.sent_files import AcceptedFile, SentFile, accept_files
from barabar.reference.verdicts import Problem, Problems

SHORTEST = 20


@dataclass(frozen=True)
class Told:
    """What is told: in which economy and municipality, the settlement, the words, sector and right where they are known."""

    text: str
    economy: str
    territory: Territory | None = None
    settlement: str = ""
    sector: str = ""
    right: str = ""
    language: str = ""


@dataclass(frozen=True)
class Raised:
    """`again`: the same form came before, and led to the same issue; `changed`: its words differed, and the first stand."""

    raising: Raising
    token: str
    again: bool = False
    changed: bool = False


@transaction.atomic
def raise_issue(
    *, sending: str, told: Told, files: Sequence[SentFile] = (), by: Actor = PUBLIC,
    organisation: Organisation | None = None,
) -> Raised:  # fmt: skip
    """Nothing of who raised it is kept. The journal says that an issue was raised, never what or by whom.

    `sending` is the id that the form carried: the same id raises once. With an organisation it is entered on behalf.
    """
    if organisation is not None:
        may_enter(by, organisation).require()
    accepted, file_problems = accept_files(files, form_limits())
    problems = [*_problems(told), *file_problems]
    if problems:
        raise Problems(problems)
    known = _known(sending)
    if known is None:
        try:
            with transaction.atomic():
                raising = _kept(sending, told, accepted, organisation)
        except IntegrityError:  # the same form, twice at the same moment
            known = _known(sending)
    if known is not None:
        return Raised(known, token_of(sending), again=True, changed=known.text not in ("", told.text.strip()))
    channel = "on behalf" if organisation else "form"
    record(by=by if organisation else PUBLIC, action="issue.raise", kind="issue", subject=raising.issue_id, facts={"channel": channel})  # fmt: skip
    return Raised(raising, token_of(sending))


def _known(sending: str) -> Raising | None:
    return Raising.objects.filter(sending=kept(sending)).select_related("issue").first()


def _kept(sending: str, told: Told, files: Iterable[AcceptedFile], organisation: Organisation | None) -> Raising:
    issue = Issue.objects.create(
        economy=told.economy, territory=told.territory, sector=told.sector, right=told.right, state="waiting"
    )
    raising = Raising.objects.create(
        issue=issue, sending=kept(sending), link=kept(token_of(sending)), text=told.text.strip(),
        settlement=told.settlement.strip(), language=told.language, raised_on=timezone.localdate(),
        entered_for=organisation,
    )  # fmt: skip
    for number, one in enumerate(files, 1):
        file = RaisingFile(raising=raising, number=number, **one.facts())
        file.file.save(f"{one.sha256[:24]}{one.extension}", ContentFile(one.content), save=False)
        file.save()
    return raising


def _problems(told: Told) -> Iterable[Problem]:
    limits, length = form_limits(), len(told.text.strip())
    if length < SHORTEST:
        facts = {"least": SHORTEST}
        yield Problem("text-short", _("say in a sentence or two what happened (at least %(least)s letters)."), facts, anchor="id_text")  # fmt: skip
    if length > limits.longest:
        facts = {"most": limits.longest, "length": length}
        yield Problem("text-long", _("the text has %(length)s letters; at most %(most)s are taken. Shorten it, or attach the rest as a file."), facts, anchor="id_text")  # fmt: skip
    if "\x00" in told.text or "\x00" in told.settlement:
        yield Problem("text-signs", _("the text holds a sign that is no letter. Type it again."), anchor="id_text")
    if len(told.settlement.strip()) > 120:
        yield Problem("settlement-long", _("the settlement's name has at most 120 letters."), anchor="id_settlement")
    if told.economy not in economies():
        yield Problem("place-missing", _("choose the municipality where it happens, or “not in this list”."), anchor="id_place")  # fmt: skip
    if told.territory and told.territory.economy != told.economy:
        yield Problem("place", _("the municipality lies in another economy. Choose it again."), anchor="id_place")
    if told.sector and told.sector not in sectors():
        yield Problem("sector", _("this sector is not known here. Choose it again."), anchor="id_sector")
    right = rights().get(told.right)
    if told.right and (right is None or right.economy not in ("", told.economy)):
        yield Problem("right", _("this right is not known here. Choose it again."), anchor="id_right")

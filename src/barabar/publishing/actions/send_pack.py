"""Send a cycle's pack: a message with letter and workbook to each institution; who has no address is told."""

from dataclasses import dataclass

from django.db import transaction

from barabar.access.actors import Actor
from barabar.chasing.permissions import may_send_pack
from barabar.chasing.requests import Cycle
from barabar.journal.actions.record import record
from barabar.messages.actions.write_message import Draft, write_message
from barabar.publishing.packs import parcels
from barabar.reference.text import Text


@dataclass(frozen=True)
class PackSent:
    """How many messages were written now, and the institutions without an office e-mail."""

    written: int
    without_address: tuple[Text, ...]


@transaction.atomic
def send_pack(*, by: Actor, cycle: Cycle, protocol: str = "") -> PackSent:
    """Write the messages; `send_messages` sends them. Asked again, only those are written that were not yet."""
    may_send_pack(by, cycle).require()
    written, lacking = 0, []
    for one in parcels(cycle, protocol=protocol):
        if not one.to:
            lacking.append(one.request.organisation.name)
            continue
        draft = Draft(
            kind="pack", occasion=f"pack {one.request.pk}", to=one.to, language=one.language, subject=one.subject,
            text=one.text, to_name=str(one.request.organisation.name), about=f"request {one.request.pk}",
        )  # fmt: skip
        files = [file for file in one.files if not file.name.endswith(".docx")]
        written += write_message(draft, files) is not None
    facts = {"messages": written, "without_address": len(lacking)}
    record(by=by, action="pack.send", kind="cycle", subject=cycle.pk, facts=facts)
    return PackSent(written, tuple(lacking))

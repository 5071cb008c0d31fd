"""Write one entry, in the same transaction as the action that it tells of."""

from django.db import connection
from django.utils import timezone

from barabar.journal.chain import START, entry_hash
from barabar.journal.models import Entry

JOURNAL_LOCK = 7_203_115


def record(*, by, action: str, kind: str, subject: object, facts: dict | None = None, reason: str = "") -> Entry:
    """Append to the journal. `by` is an actor with `name`, `role_title` and `organisation_key`.

    Must run inside the action's transaction: an action without its entry, or an entry without its action, cannot be.
    """
    assert connection.in_atomic_block, (
        f"journal entry {action!r} outside a transaction; put @transaction.atomic on the action"
    )
    if connection.vendor == "postgresql":
        # One writer at a time until commit; SQLite's IMMEDIATE transactions already are.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [JOURNAL_LOCK])
    last = Entry.objects.order_by("-number").first()
    entry = Entry(
        number=last.number + 1 if last else 1,
        at=timezone.now(),
        actor=by.name,
        role=by.role_title,
        organisation=by.organisation_key,
        action=action,
        subject_kind=kind,
        subject=str(subject),
        facts=facts or {},
        reason=reason,
        previous_hash=last.hash if last else START,
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    return entry

"""The hash chain: what an entry's hash covers, and where the chain first breaks."""

import hashlib
import json
from dataclasses import dataclass

from barabar.journal.models import Entry

START = "0" * 64
COVERED = (
    "number",
    "actor",
    "role",
    "organisation",
    "action",
    "subject_kind",
    "subject",
    "facts",
    "reason",
    "previous_hash",
)


def entry_hash(entry: Entry) -> str:
    """SHA-256 over the entry's fields in canonical JSON, the previous entry's hash among them."""
    content = {name: getattr(entry, name) for name in COVERED}
    content["at"] = entry.at.isoformat(timespec="microseconds")
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Broken:
    """The first entry that does not fit: its number and what is wrong with it."""

    number: int
    what: str


def verify_chain(expected_head: tuple[int, str] | None = None) -> tuple[int, Broken | None]:
    """Check every link; return how many entries were read and the first broken one, if any.

    `expected_head` is a number and hash kept outside (a checkpoint): only it can show a cut tail or a full rewrite.
    """
    previous, count = START, 0
    for entry in Entry.objects.order_by("number").iterator(chunk_size=2000):
        count += 1
        if entry.number != count:
            return count, Broken(count, f"entry {count} is missing; the next one is {entry.number}")
        if entry.previous_hash != previous:
            return count, Broken(entry.number, "does not follow from the entry before it")
        if entry_hash(entry) != entry.hash:
            return count, Broken(entry.number, "was changed after it was written")
        if expected_head and expected_head[0] == entry.number and expected_head[1] != entry.hash:
            return count, Broken(entry.number, "differs from the checkpoint kept outside")
        previous = entry.hash
    if expected_head and expected_head[0] > count:
        return count, Broken(
            count + 1, f"is missing: the checkpoint kept outside says {expected_head[0]} entries existed"
        )
    return count, None

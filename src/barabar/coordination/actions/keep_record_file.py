"""Files beside a commitment's state, a finding, a document or minutes: judged by content, pictures without their notes."""

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.coordination.actions.keep_visit import may_edit_visit
from barabar.coordination.catalogue import minutes_stages
from barabar.coordination.models import CommitmentState, EventDocument, Finding, Minutes, RecordFile
from barabar.coordination.permissions import may_edit_event, may_tell_state
from barabar.journal.actions.record import record
from barabar.reference.sent_files import FileLimits, SentFile, accept_files
from barabar.reference.verdicts import Problem, Problems, Verdict

Owner = CommitmentState | Finding | EventDocument | Minutes
OWNERS: dict[str, type] = {"state": CommitmentState, "finding": Finding, "document": EventDocument, "minutes": Minutes}
LIMITS = FileLimits(files=1, file_megabytes=10)
MOST = 20


def kind_of(owner: Owner) -> str:
    return next(name for name, model in OWNERS.items() if isinstance(owner, model))


def may_attach(actor: Actor, owner: Owner) -> Verdict:
    """Whoever may write what the file stands beside."""
    if isinstance(owner, CommitmentState):
        return may_tell_state(actor, owner.commitment)
    if isinstance(owner, Finding):
        return may_edit_visit(actor, owner.visit)
    return may_edit_event(actor, owner.event)


def is_open_to_all(file: RecordFile) -> bool:
    """Marked as public, and what it belongs to is read by everybody."""
    owner = file.owner
    if not file.is_public:
        return False
    if isinstance(owner, CommitmentState):
        return owner.commitment.is_public
    if isinstance(owner, Finding):
        return owner.visit.is_public
    stage = minutes_stages().get(owner.stage) if isinstance(owner, Minutes) else None
    return owner.event.is_public and (stage is None or stage.public)


@transaction.atomic
def add_record_file(*, by: Actor, owner: Owner, sent: SentFile, caption: str, is_public: bool = False) -> RecordFile:
    """One file. The same file at the same place is kept once."""
    may_attach(by, owner).require()
    accepted, problems = accept_files([sent], LIMITS)
    if not caption.strip():
        problems.append(Problem("caption-missing", _("say in a few words what the file is; no names of persons."), anchor="id_caption"))  # fmt: skip
    if owner.files.count() >= MOST:
        problems.append(Problem("files-many", _("%(most)s files stand here already; take one out first."), {"most": MOST}, anchor="id_files"))  # fmt: skip
    if problems:
        raise Problems(problems)
    one = accepted[0]
    known = owner.files.filter(sha256=one.sha256).first()
    if known is not None:
        return known
    kind = kind_of(owner)
    made = RecordFile(
        caption=caption.strip()[:200], is_public=is_public, added_by=by.role_title, **{kind: owner}, **one.facts()
    )  # fmt: skip
    made.file.save(f"{kind}-{owner.pk}-{one.sha256[:12]}{one.extension}", ContentFile(one.content), save=False)
    made.save()
    record(
        by=by, action="record-file.add", kind=kind, subject=owner.pk, facts={"sha256": made.sha256, "public": is_public}
    )
    return made


@transaction.atomic
def remove_record_file(*, by: Actor, file: RecordFile) -> None:
    """Taken out, as where a person can be seen on it; the journal keeps its hash."""
    may_attach(by, file.owner).require()
    record(by=by, action="record-file.remove", kind=file.kind, subject=file.owner.pk, facts={"sha256": file.sha256})
    kept = file.file
    file.delete()
    transaction.on_commit(lambda: kept.storage.delete(kept.name))

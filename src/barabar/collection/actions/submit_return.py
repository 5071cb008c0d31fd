"""Send a return: only when nothing is open, as a new version that is kept for ever."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.collection.actions.save_answers import lock_return
from barabar.collection.content import snapshot, stored_answers, stored_narratives
from barabar.collection.models import Return, ReturnVersion
from barabar.collection.permissions import may_submit
from barabar.collection.questions import form_of
from barabar.collection.routing import next_step
from barabar.collection.rules import check, check_complete
from barabar.collection.states import is_possible
from barabar.journal.actions.record import record
from barabar.reference.verdicts import Problem, Problems


def problems_before_sending(return_: Return) -> list[Problem]:
    """Everything that stands between this draft and sending it, warnings included."""
    form = form_of(return_)
    answers = stored_answers(return_)
    complete = check_complete(form, answers, stored_narratives(return_), return_.unread)
    return [*complete, *check(form, answers), *clash_problems(return_)]


def clash_problems(return_: Return) -> list[Problem]:
    """Answers of two people that differ: one of them is chosen before the return is sent."""
    number = return_.clashes.filter(chosen="").count()
    if not number:
        return []
    said = _("Answers that differ from what a colleague saved: %(number)s. Choose for each which one counts.")
    return [Problem("clash-open", said, {"number": number}, anchor="clashes")]


@transaction.atomic
def submit_return(*, by: Actor, return_: Return) -> ReturnVersion:
    """Send to the next step of the route. Raises all blocking problems at once; nothing is sent then."""
    may_submit(by, return_).require()
    held = lock_return(return_)
    is_possible(held, "submit").require()
    blocking = [problem for problem in problems_before_sending(held) if problem.blocks]
    if blocking:
        raise Problems(blocking)
    after = next_step(held)
    if after is None:
        raise Problems(
            [
                Problem(
                    "nobody-next",
                    _("Nobody stands at the next step of the route; tell the contact point. Your draft is kept."),
                )
            ]
        )
    held.version += 1
    held.state = "submitted"
    held.submitted_at = timezone.now()
    held.save(update_fields=["version", "state", "submitted_at", "changed_at"])
    content, digest = snapshot(held)
    version = ReturnVersion.objects.create(
        of=held, number=held.version, content=content, sha256=digest, sent_at=held.submitted_at,
        sent_by=by.name, sent_by_role=by.role_title,
    )  # fmt: skip
    facts = {"version": held.version, "sha256": digest, "to": after[1].pk}
    record(by=by, action="return.submit", kind="return", subject=held.pk, facts=facts)
    return_.refresh_from_db()
    return version

"""Who may moderate, enter and answer issues."""

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.access.permissions import may
from barabar.advocacy.models import Issue, IssueStep
from barabar.reference.verdicts import Verdict


def may_moderate(actor: Actor, issue: Issue) -> Verdict:
    """Read the original words, write the public ones, send the issue up, close it."""
    return may(actor, "issue.moderate", economy=issue.economy)


def may_enter(actor: Actor, organisation: Organisation) -> Verdict:
    """Enter an issue on somebody's behalf, as this organisation."""
    return may(actor, "issue.enter", organisation=organisation)


def may_answer(actor: Actor, step: IssueStep) -> Verdict:
    """Answer as the institution that was asked; a moderator may write down an answer that came as a letter."""
    own = may(actor, "issue.answer", organisation=step.organisation)
    return own if own else (may_moderate(actor, step.issue) or own)

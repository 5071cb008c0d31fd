"""Who may moderate, enter and answer issues, keep practices and projects, write and answer readings."""

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.access.permissions import may
from barabar.advocacy.models import Issue, IssueStep, Reading
from barabar.plans.models import Measure
from barabar.reference.catalogue import REGION
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


def may_keep(actor: Actor, organisation: Organisation | None, economy: str) -> Verdict:
    """Keep practices and projects of an organisation and an economy; without either, of the region."""
    if organisation is None or organisation.economy == economy:
        return may(actor, "practice.edit", organisation=organisation, economy=economy or REGION)
    return may(actor, "practice.edit", organisation=organisation) & may(actor, "practice.edit", economy=economy or REGION)  # fmt: skip


def may_read_critically(actor: Actor, organisation: Organisation, measure: Measure) -> Verdict:
    """Write this organisation's reading of a measure of its economy's plans."""
    return may_write_readings(actor, organisation, measure.node.plan.economy)


def may_write_readings(actor: Actor, organisation: Organisation, economy: str) -> Verdict:
    """Write this organisation's readings of measures of an economy's plans."""
    return may(actor, "reading.write", organisation=organisation) & may(actor, "reading.write", economy=economy)


def may_see_proofs(actor: Actor, reading: Reading) -> Verdict:
    """Read the files that prove a reading: its organisation, and the institution that may reply."""
    own = may_read_critically(actor, reading.organisation, reading.measure)
    return own or may_reply(actor, reading.measure.responsible)


def may_reply(actor: Actor, organisation: Organisation | None) -> Verdict:
    """Answer a reading for the institution that is responsible for the measure."""
    return may(actor, "reading.reply", organisation=organisation) if organisation else may(actor, "reading.reply", economy=REGION)  # fmt: skip

"""Answers, actions and stages in the reader's words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from barabar.collection.fields import Question
from barabar.collection.further import FurtherQuestion
from barabar.collection.questions import Earlier, MoneyQuestion, ValueQuestion
from barabar.collection.reading import Read, state_title
from barabar.design.figures import NO_VALUE, amount, percent, share
from barabar.plans.catalogue import measure_statuses, money_sources, money_stages
from barabar.reference import catalogue as reference


def title_of(things: dict, key: str) -> str:
    return str(things[key].title) if key in things else key


def source_title(key: str) -> str:
    return title_of(money_sources(), key)


def question_title(question: Question) -> str:
    """What a question asks, without its measure: the part, else the indicator; stage and source of money."""
    if isinstance(question, FurtherQuestion):
        return str(question.name)
    if isinstance(question, MoneyQuestion):
        return f"{title_of(money_stages(), question.stage)}: {source_title(question.source)}"
    part = reference.breakdown_title(question.breakdown)
    return f"{question.name}: {part}" if part else str(question.name)


def short_title(question: Question) -> str:
    """The same as a label beside its indicator or source: "Women and girls", "Total", "Spent"."""
    if isinstance(question, FurtherQuestion):
        return str(question.name)
    if isinstance(question, MoneyQuestion):
        return title_of(money_stages(), question.stage)
    title = reference.breakdown_title(question.breakdown) or _("Total")
    return title[:1].upper() + title[1:]


def unit_of(question: Question) -> str:
    if isinstance(question, MoneyQuestion):
        return title_of(reference.currencies(), question.currency)
    return title_of(reference.units(), question.unit)


def shown(answer: Read | Earlier | None) -> str:
    """An answer as one short text; a state in words, never a blank or a nought for what is not known."""
    if answer is None:
        return NO_VALUE
    if answer.state != "reported":
        return str(state_title(answer.state))
    if answer.numerator is not None:
        return _("%(part)s of %(whole)s (%(share)s)") % {
            "part": amount(answer.numerator),
            "whole": amount(answer.denominator),
            "share": share(answer.numerator, answer.denominator),
        }
    return amount(answer.amount)


def target_of(total: ValueQuestion) -> str:
    """The target of a total for this period; that of a share is a percentage."""
    if total.target is None:
        return ""
    return percent(total.target) if total.is_ratio or total.unit == "percent" else amount(total.target)


def reason_of(answer: Read | Earlier | None) -> str:
    return title_of(reference.missing_reasons(), answer.reason) if answer and answer.reason else ""


def status_title(key: str) -> str:
    return title_of(measure_statuses(), key)


TEXT_TITLES = {
    "status": gettext_lazy("State of the measure"),
    "achievements": gettext_lazy("What was achieved"),
    "setbacks": gettext_lazy("What stood in the way"),
    "next_steps": gettext_lazy("Next steps"),
}

TEXT_HINTS = {
    "achievements": gettext_lazy("Keep it short, no names of persons."),
    "setbacks": gettext_lazy("What delayed or prevented it, and why."),
    "next_steps": gettext_lazy("What comes next, and until when."),
}
PEOPLE = ("persons", "children", "pupils", "officials")

# Stages of the chase view, in the order of a return's way; then the shape and tone under which each is drawn.
STAGES = {
    "not_opened": pgettext_lazy("stage", "Not opened"),
    "started": pgettext_lazy("stage", "Started"),
    "sent": pgettext_lazy("stage", "Sent"),
    "returned": pgettext_lazy("stage", "Returned for correction"),
    "accepted": pgettext_lazy("stage", "Accepted or gathered"),
    "approved": pgettext_lazy("stage", "Approved"),
}
STAGE_STATES = {
    "not_opened": "not_started",
    "started": "partly",
    "sent": "submitted",
    "returned": "returned",
    "accepted": "on_track",
    "approved": "approved",
}
# A return's state as a key of the design room's states.
RETURN_STATES = {
    "draft": "draft",
    "submitted": "submitted",
    "returned": "returned",
    "accepted": "on_track",
    "approved": "approved",
    "locked": "completed",
}

ACTIONS = {
    "account.language": pgettext_lazy("journal", "Language of an account chosen"),
    "account.password": pgettext_lazy("journal", "Password changed"),
    "budget.add": pgettext_lazy("journal", "Budget document added"),
    "budget.edit": pgettext_lazy("journal", "Budget document edited"),
    "budget.line-add": pgettext_lazy("journal", "Budget line added"),
    "budget.line-edit": pgettext_lazy("journal", "Budget line edited"),
    "budget.shares": pgettext_lazy("journal", "Allocation key entered"),
    "account.absent": pgettext_lazy("journal", "Absence noted"),
    "account.back": pgettext_lazy("journal", "Absence taken out"),
    "body.add": pgettext_lazy("journal", "Body added"),
    "body.edit": pgettext_lazy("journal", "Body edited"),
    "body.member-add": pgettext_lazy("journal", "Seat in a body given"),
    "body.member-end": pgettext_lazy("journal", "Seat in a body ended"),
    "chase.contact": pgettext_lazy("journal", "Contact noted"),
    "chase.remind": pgettext_lazy("journal", "Reminder written"),
    "visit.add": pgettext_lazy("journal", "Field visit added"),
    "visit.edit": pgettext_lazy("journal", "Field visit edited"),
    "visit.finding": pgettext_lazy("journal", "Finding of a field visit written down"),
    "commitment.add": pgettext_lazy("journal", "Commitment taken down"),
    "commitment.remind": pgettext_lazy("journal", "Reminded of a commitment"),
    "commitment.state": pgettext_lazy("journal", "State of a commitment told"),
    "commitment.take-back": pgettext_lazy("journal", "State of a commitment taken back"),
    "conclusion.add": pgettext_lazy("journal", "Conclusion of an event written down"),
    "cycle.close": pgettext_lazy("journal", "Cycle closed"),
    "cycle.open": pgettext_lazy("journal", "Cycle opened"),
    "event.add": pgettext_lazy("journal", "Event added"),
    "event.agenda": pgettext_lazy("journal", "Point of an agenda added"),
    "event.document": pgettext_lazy("journal", "Document of an event added"),
    "event.edit": pgettext_lazy("journal", "Event edited"),
    "event.participants": pgettext_lazy("journal", "Participants of an event noted"),
    "event.session": pgettext_lazy("journal", "Session of an event added"),
    "evidence.attach": pgettext_lazy("journal", "File attached"),
    "evidence.remove": pgettext_lazy("journal", "File removed"),
    "figures.decide": pgettext_lazy("journal", "Which new figures may be printed: decided"),
    "issue.answer": pgettext_lazy("journal", "Institution's answer to an issue"),
    "issue.ask": pgettext_lazy("journal", "Institution asked about an issue"),
    "issue.close": pgettext_lazy("journal", "Issue closed"),
    "issue.forget": pgettext_lazy("journal", "Original words of an issue destroyed"),
    "issue.link-end": pgettext_lazy("journal", "Private link of an issue ended"),
    "issue.merge": pgettext_lazy("journal", "Issue joined with another"),
    "issue.publish": pgettext_lazy("journal", "Issue made public"),
    "issue.raise": pgettext_lazy("journal", "Issue raised"),
    "issue.refuse": pgettext_lazy("journal", "Issue not made public"),
    "issue.reword": pgettext_lazy("journal", "Public words of an issue edited"),
    "issue.silence": pgettext_lazy("journal", "No answer within the agreed time"),
    "practice.add": pgettext_lazy("journal", "Practice added"),
    "practice.consent-end": pgettext_lazy("journal", "Consent to a story ended"),
    "practice.edit": pgettext_lazy("journal", "Practice edited"),
    "practice.takeover": pgettext_lazy("journal", "Takeover of a practice noted"),
    "project.add": pgettext_lazy("journal", "Project added"),
    "project.campaign": pgettext_lazy("journal", "Campaign of a project added"),
    "project.edit": pgettext_lazy("journal", "Project edited"),
    "project.material": pgettext_lazy("journal", "Material of a project added"),
    "project.partner": pgettext_lazy("journal", "Partner of a project added"),
    "publication.add": pgettext_lazy("journal", "Publication added"),
    "publication.copy-add": pgettext_lazy("journal", "Copy of a publication added"),
    "publication.copy-remove": pgettext_lazy("journal", "Copy of a publication taken out"),
    "publication.edit": pgettext_lazy("journal", "Publication edited"),
    "bulletin.edit": pgettext_lazy("journal", "Bulletin edited"),
    "bulletin.prepare": pgettext_lazy("journal", "Bulletin begun"),
    "bulletin.publish": pgettext_lazy("journal", "Bulletin published"),
    "bulletin.send": pgettext_lazy("journal", "Bulletin sent to the institutions"),
    "project.result": pgettext_lazy("journal", "Result of a project added"),
    "reading.reply": pgettext_lazy("journal", "Reply to civil society's reading"),
    "reading.withdraw": pgettext_lazy("journal", "Civil society's reading taken back"),
    "reading.write": pgettext_lazy("journal", "Civil society's reading written"),
    "minutes.write": pgettext_lazy("journal", "Minutes written"),
    "money.correct": pgettext_lazy("journal", "Amount corrected"),
    "money.enter": pgettext_lazy("journal", "Amount entered"),
    "money.load": pgettext_lazy("journal", "Published amount loaded"),
    "money.withdraw": pgettext_lazy("journal", "Amount withdrawn"),
    "organisation.add": pgettext_lazy("journal", "Institution added"),
    "pack.send": pgettext_lazy("journal", "Reporting pack sent"),
    "plan.adopt": pgettext_lazy("journal", "Adoption of a plan recorded"),
    "plan.copy": pgettext_lazy("journal", "Plan copied as a model"),
    "plan.create": pgettext_lazy("journal", "Plan registered"),
    "plan.document-add": pgettext_lazy("journal", "Document attached to a plan"),
    "measure.footing": pgettext_lazy("journal", "Told how firmly a measure stands"),
    "plan.drafted-by": pgettext_lazy("journal", "Who drafted a plan was added"),
    "plan.drafted-by-removed": pgettext_lazy("journal", "Who drafted a plan was taken out"),
    "record.collect": pgettext_lazy("journal", "Record taken in from a field form"),
    "record-file.add": pgettext_lazy("journal", "File attached to a record"),
    "record-file.remove": pgettext_lazy("journal", "File of a record taken out"),
    "plan.edit": pgettext_lazy("journal", "Plan edited"),
    "plan.end": pgettext_lazy("journal", "Plan ended or replaced"),
    "plan.import": pgettext_lazy("journal", "Plan's table imported"),
    "plan.load": pgettext_lazy("journal", "Plan loaded from a register"),
    "plan.measure-edit": pgettext_lazy("journal", "Measure edited"),
    "plan.node-add": pgettext_lazy("journal", "Entry of a plan added"),
    "plan.node-edit": pgettext_lazy("journal", "Entry of a plan edited"),
    "plan.node-move": pgettext_lazy("journal", "Entry of a plan moved"),
    "plan.node-remove": pgettext_lazy("journal", "Entry of a plan removed"),
    "rates.enter": pgettext_lazy("journal", "Exchange rates entered"),
    "recommendation.add": pgettext_lazy("journal", "Recommendation entered"),
    "recommendation.edit": pgettext_lazy("journal", "Recommendation altered"),
    "recommendation.import": pgettext_lazy("journal", "Table of recommendations brought in"),
    "recommendation.link": pgettext_lazy("journal", "Answer linked to a recommendation"),
    "recommendation.state": pgettext_lazy("journal", "Fulfilment of a recommendation told"),
    "recommendation.unlink": pgettext_lazy("journal", "Link taken from a recommendation"),
    "recommendation.withdraw": pgettext_lazy("journal", "Recommendation withdrawn"),
    "recommendation-source.add": pgettext_lazy("journal", "Source of recommendations added"),
    "recommendation-source.edit": pgettext_lazy("journal", "Source of recommendations edited"),
    "follow-up.build": pgettext_lazy("journal", "Follow-up table built"),
    "remark.add": pgettext_lazy("journal", "Remark written"),
    "request.open": pgettext_lazy("journal", "Request opened for the first time"),
    "return.accept": pgettext_lazy("journal", "Return accepted"),
    "return.approve": pgettext_lazy("journal", "Return approved"),
    "return.clash": pgettext_lazy("journal", "Two people answered differently"),
    "return.gather": pgettext_lazy("journal", "Returns gathered"),
    "return.import-workbook": pgettext_lazy("journal", "Workbook read"),
    "return.lock": pgettext_lazy("journal", "Return locked"),
    "return.save": pgettext_lazy("journal", "Draft saved"),
    "return.send-back": pgettext_lazy("journal", "Return sent back"),
    "return.settle": pgettext_lazy("journal", "Chosen between two answers"),
    "return.submit": pgettext_lazy("journal", "Return sent"),
    "return.undo-accept": pgettext_lazy("journal", "Acceptance taken back"),
    "return.undo-approve": pgettext_lazy("journal", "Approval taken back"),
    "token.make": pgettext_lazy("journal", "API token made"),
    "token.revoke": pgettext_lazy("journal", "API token revoked"),
    "role.give": pgettext_lazy("journal", "Role given"),
    "role.hand-over": pgettext_lazy("journal", "Role handed over"),
}
DECISIONS = {
    "accept": pgettext_lazy("decision", "Accepted"),
    "approve": pgettext_lazy("decision", "Approved"),
    "send_back": pgettext_lazy("decision", "Sent back"),
}
SUBJECTS = {
    "account": pgettext_lazy("subject", "Account"),
    "body": pgettext_lazy("subject", "Body"),
    "cycle": pgettext_lazy("subject", "Cycle"),
    "event": pgettext_lazy("subject", "Event"),
    "measure": pgettext_lazy("subject", "Measure"),
    "organisation": pgettext_lazy("subject", "Institution"),
    "plan": pgettext_lazy("subject", "Plan"),
    "request": pgettext_lazy("subject", "Request"),
    "return": pgettext_lazy("subject", "Return"),
}

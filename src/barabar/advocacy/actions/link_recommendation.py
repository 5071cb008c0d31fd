"""Link to a recommendation what answers it, or take a link away; both stay in the history."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.advocacy.models import AnswerLink, Issue, Recommendation
from barabar.advocacy.recommendation_permissions import may_tell_fulfilment
from barabar.advocacy.recommendation_queries import standing_links
from barabar.coordination.models import Commitment
from barabar.journal.actions.record import record
from barabar.plans.models import Measure, PlannedIndicator
from barabar.reference.catalogue import economies
from barabar.reference.verdicts import Problem, Problems

Thing = Measure | PlannedIndicator | Commitment | Issue
KINDS: dict[type, str] = {Measure: "measure", PlannedIndicator: "indicator", Commitment: "commitment", Issue: "issue"}


def economy_of(thing: Thing) -> str:
    """The economy to which a measure, indicator, commitment or issue belongs; "" is regional."""
    if isinstance(thing, Measure):
        return thing.node.plan.economy
    return thing.measure.node.plan.economy if isinstance(thing, PlannedIndicator) else thing.economy


@transaction.atomic
def link_answer(*, by: Actor, recommendation: Recommendation, thing: Thing, note: str = "") -> AnswerLink:
    """It answers the recommendation from now on. Linked already, the standing link is given back."""
    economy = economy_of(thing)
    may_tell_fulfilment(by, economy).require()
    Recommendation.objects.select_for_update(of=("self",)).get(pk=recommendation.pk)
    problems = []
    if recommendation.withdrawn_on is not None:
        problems.append(Problem("withdrawn", _("this recommendation is withdrawn; nothing more is linked to it.")))
    if economy and not recommendation.addressed.filter(economy=economy).exists():
        facts = {"economy": economies()[economy].title if economy in economies() else economy}
        problems.append(Problem("elsewhere", _("this belongs to %(economy)s, to which the recommendation is not addressed. Choose another."), facts, anchor="id_thing"))  # fmt: skip
    if isinstance(thing, Issue) and not thing.is_public:
        problems.append(
            Problem("issue-not-public", _("only an issue that is public can be linked."), anchor="id_thing")
        )
    if problems:
        raise Problems(problems)
    kind = KINDS[type(thing)]
    standing = standing_links([recommendation.pk]).get(recommendation.pk, [])
    held = next((one for one in standing if one.target == (kind, thing.pk)), None)
    return held or _row(by, recommendation, kind, thing.pk, economy, note, removed=False)


@transaction.atomic
def unlink_answer(*, by: Actor, link: AnswerLink, note: str = "") -> AnswerLink:
    """It answers no longer: a further row says so."""
    may_tell_fulfilment(by, link.economy).require()
    recommendation = Recommendation.objects.select_for_update(of=("self",)).get(pk=link.recommendation_id)
    standing = standing_links([recommendation.pk]).get(recommendation.pk, [])
    if link.target not in [one.target for one in standing]:
        raise Problems([Problem("not-linked", _("this is not linked any more."))])
    kind, key = link.target
    return _row(by, recommendation, kind, key, link.economy, note, removed=True)


def _row(by: Actor, recommendation: Recommendation, kind: str, key: int, economy: str, note: str, *, removed: bool) -> AnswerLink:  # fmt: skip
    made = AnswerLink.objects.create(
        recommendation=recommendation, economy=economy, note=note.strip(), removed=removed, by=by.name,
        by_role=by.role_title, **{f"{kind}_id": key},
    )  # fmt: skip
    action = "recommendation.unlink" if removed else "recommendation.link"
    record(by=by, action=action, kind="recommendation", subject=recommendation.pk, facts={"kind": kind, "key": key})
    return made

"""Who may keep documents and recommendations, tell how far one is fulfilled, and link what answers it."""

from barabar.access.actors import Actor
from barabar.access.permissions import may
from barabar.reference.catalogue import REGION
from barabar.reference.verdicts import Verdict


def may_keep_recommendations(actor: Actor, economy: str) -> Verdict:
    """Keep a document about this economy ("" is several), and what it recommends."""
    return may(actor, "recommendation.edit", economy=economy or REGION)


def may_tell_fulfilment(actor: Actor, economy: str) -> Verdict:
    """Say how a recommendation stands in this economy, whoever keeps its document, and link what answers it there."""
    return may(actor, "recommendation.edit", economy=economy or REGION)

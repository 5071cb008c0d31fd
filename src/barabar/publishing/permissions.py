from barabar.access.actors import Actor
from barabar.access.permissions import may
from barabar.publishing.models import Release
from barabar.reference.verdicts import Verdict


def may_build(actor: Actor, economy: str) -> Verdict:
    return may(actor, "report.build", economy=economy)


def may_release(actor: Actor, release: Release) -> Verdict:
    return may(actor, "report.release", economy=release.economy)

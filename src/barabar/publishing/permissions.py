"""Who may build and release reports, keep publications, prepare, publish and send bulletins."""

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.access.permissions import may
from barabar.publishing.models import Release
from barabar.reference.catalogue import REGION
from barabar.reference.verdicts import Verdict


def may_build(actor: Actor, economy: str) -> Verdict:
    return may(actor, "report.build", economy=economy)


def may_release(actor: Actor, release: Release) -> Verdict:
    return may(actor, "report.release", economy=release.economy)


def may_keep_publication(actor: Actor, organisation: Organisation | None, economy: str) -> Verdict:
    """Keep publications of an organisation and an economy; without either, of the region."""
    own = may(actor, "publication.edit", economy=economy or REGION)
    return own & may(actor, "publication.edit", organisation=organisation) if organisation else own


def may_prepare_bulletin(actor: Actor, economy: str) -> Verdict:
    return may(actor, "report.build", economy=economy or REGION)


def may_publish_bulletin(actor: Actor, economy: str) -> Verdict:
    return may(actor, "report.release", economy=economy or REGION)

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.catalogue import organisation_kinds
from barabar.access.models import Organisation
from barabar.access.permissions import may
from barabar.journal.actions.record import record
from barabar.reference.models import Territory
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems


@transaction.atomic
def add_organisation(
    *,
    by: Actor,
    key: str,
    kind: str,
    name: Text,
    parent: Organisation | None = None,
    economy: str = "",
    territory: Territory | None = None,
    language: str = "sq",
    email: str = "",
) -> Organisation:
    """Place an organisation in the tree, below `parent`."""
    may(by, "organisation.edit", organisation=parent, economy=economy or None).require()
    problems = []
    if kind not in organisation_kinds():
        problems.append(
            Problem(
                "organisation-kind",
                _("“%(kind)s” is not a kind of organisation; use one of %(known)s."),
                {"kind": kind, "known": ", ".join(organisation_kinds())},
            )
        )
    if Organisation.objects.filter(pk=key).exists():
        problems.append(
            Problem("organisation-exists", _("An organisation with the key “%(key)s” exists already."), {"key": key})
        )
    if problems:
        raise Problems(problems)
    organisation = Organisation.objects.create(
        key=key,
        kind=kind,
        name=name,
        parent=parent,
        path=f"{parent.path if parent else '/'}{key}/",
        economy=economy or (parent.economy if parent else ""),
        territory=territory,
        language=language,
        email=email,
    )
    record(by=by, action="organisation.add", kind="organisation", subject=key, facts={"kind": kind})
    return organisation

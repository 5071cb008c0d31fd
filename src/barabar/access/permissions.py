"""The one function behind every "may I?". Rooms' own permissions.py call it; button, page, API and command show its reason."""

from django.utils.translation import gettext_lazy as _

from barabar.access.actors import SYSTEM, Actor, Part
from barabar.access.catalogue import roles
from barabar.access.models import Organisation
from barabar.reference.verdicts import ALLOWED, Verdict, refused


def may(
    actor: Actor, permission: str, *, organisation: Organisation | None = None, economy: str | None = None
) -> Verdict:
    """May this person do this, to a thing of `organisation` (or of an `economy`, or anywhere when neither is given)?

    With both, the thing must be within reach of its organisation *and* belong to that organisation's economy.
    """
    if actor == SYSTEM:
        return ALLOWED
    if not actor.parts:
        return refused("sign-in", _("Sign in with an account of your institution to do this."))
    holding = [part for part in actor.parts if part.role in roles() and permission in roles()[part.role].permissions]
    if not holding:
        return refused(
            "role",
            _(
                "Your role, %(role)s, does not include this. Ask the person who administers your institution's accounts."
            ),
            role=role_in_words(actor.parts[0]),
        )
    if any(_reaches(part, organisation, economy) for part in holding):
        return ALLOWED
    return refused(
        "reach",
        _("This belongs to another institution; your role reaches only %(reach)s."),
        reach=_reach_in_words(holding[0]),
    )


def role_in_words(part: Part) -> object:
    role = roles().get(part.role)
    return role.title if role else part.role


def _reach_in_words(part: Part) -> object:
    return {
        "own": _("your own institution"),
        "subtree": _("your institution and those below it"),
        "economy": _("institutions of your economy"),
        "everything": _("everything"),
    }[roles()[part.role].reach]


def _reaches(part: Part, organisation: Organisation | None, economy: str | None) -> bool:
    reach = roles()[part.role].reach
    if reach == "everything" or (organisation is None and economy is None):
        return True
    if organisation is None:
        return reach in {"economy", "subtree"} and part.economy == economy
    if economy is not None and organisation.economy and organisation.economy != economy:
        return False  # naming an institution of one's own opens no other economy
    if reach == "economy":
        return part.economy == organisation.economy and bool(part.economy)
    if reach == "subtree":
        return organisation.path.startswith(part.path)
    return organisation.pk == part.organisation

"""Who acts: an account in its roles, as one frozen value that actions take as `by=`."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from barabar.access.catalogue import roles
from barabar.access.models import Account, Membership, Organisation


@dataclass(frozen=True)
class Part:
    """One membership: a role in an organisation."""

    role: str
    organisation: str
    path: str
    economy: str


@dataclass(frozen=True)
class Actor:
    """A person as the system sees one: name, and the parts held today. `parts[0]` is the part acted in."""

    name: str
    parts: tuple[Part, ...] = ()
    account_id: int | None = None
    language: str = "en"

    @property
    def role_title(self) -> str:
        """The role in words, in English, as the journal keeps it."""
        if not self.parts:
            return "public"
        role = roles().get(self.parts[0].role)
        return role.title.in_language("en").text if role else self.parts[0].role

    @property
    def organisation_key(self) -> str:
        return self.parts[0].organisation if self.parts else ""

    def acting_for(self, organisation: str) -> "Actor":
        """The same person, acting in the part held in `organisation` where there is one."""
        parts = sorted(self.parts, key=lambda part: part.organisation != organisation)
        return Actor(self.name, tuple(parts), self.account_id, self.language)


PUBLIC = Actor("public")
SYSTEM = Actor("Barabar", (Part("system", "", "", ""),))


def reporter_of(organisation: Organisation, name: str) -> Actor:
    """Who reports for an institution where no account is at work: a file, a token, a folder, by its `name`."""
    return Actor(
        name, (Part("reporter", organisation.pk, organisation.path, organisation.economy),), None, organisation.language
    )


def actor_of(account: Account, on: dt.date | None = None) -> Actor:
    """The actor of an account, with the memberships that are open on a day (today)."""
    day = on or timezone.localdate()
    held = (
        Membership.objects.filter(account=account, since__lte=day)
        .filter(Q(until=None) | Q(until__gt=day))
        .select_related("organisation")
    )
    parts = tuple(Part(m.role, m.organisation_id, m.organisation.path, m.organisation.economy) for m in held)
    return Actor(account.name, parts if account.is_active else (), account.pk, account.language)

"""Make and revoke an institution's API tokens, and recognise one."""

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor, reporter_of
from barabar.access.models import ApiToken, Organisation
from barabar.access.permissions import may
from barabar.journal.actions.record import record
from barabar.reference.verdicts import Problem, Problems

PREFIX = "bb_"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_token(*, by: Actor, organisation: Organisation, label: str) -> str:
    """The token, shown once. `label` says which system uses it."""
    may(by, "account.edit", organisation=organisation).require()
    if not label.strip():
        raise Problems([Problem("label", _("say which system will use the token."), anchor="id_label")])
    token = PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(
        organisation=organisation, label=label.strip()[:120], digest=_digest(token), made_by=by.name
    )
    record(by=by, action="token.make", kind="organisation", subject=organisation.pk, facts={"label": label.strip()})
    return token


@transaction.atomic
def revoke_token(*, by: Actor, token: ApiToken) -> None:
    may(by, "account.edit", organisation=token.organisation).require()
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        facts = {"label": token.label}
        record(by=by, action="token.revoke", kind="organisation", subject=token.organisation_id, facts=facts)


def actor_of_token(written: str) -> tuple[Actor, Organisation] | None:
    """Who acts with this token: the institution's system, as a reporter of it. None where it is unknown or revoked."""
    if not written.startswith(PREFIX):
        return None
    token = ApiToken.objects.select_related("organisation").filter(digest=_digest(written), revoked_at=None).first()
    if token is None:
        return None
    ApiToken.objects.filter(pk=token.pk).update(used_at=timezone.now())
    own = token.organisation
    return reporter_of(own, f"System: {token.label}"), own

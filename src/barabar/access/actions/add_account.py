"""Add an account for a person of an institution, with a first password that is shown once and to be changed."""

import secrets

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actions.give_role import give_role
from barabar.access.actors import Actor
from barabar.access.models import Account, Organisation
from barabar.access.permissions import may
from barabar.journal.actions.record import record
from barabar.reference.verdicts import Problem, Problems


@transaction.atomic
def add_account(
    *, by: Actor, email: str, name: str, organisation: Organisation, role: str, language: str = "sq"
) -> tuple[Account, str]:
    """Returns the account and its first password. An e-mail that has an account keeps it and gets the role."""
    may(by, "account.edit", organisation=organisation).require()
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Problems(
            [
                Problem(
                    "email",
                    _("“%(email)s” is not an e-mail address; write it like name@office.example."),
                    {"email": email},
                )
            ]
        ) from None
    if not name.strip():
        raise Problems([Problem("name", _("Give the name by which colleagues know this person."))])
    known = Account.objects.filter(email=email).first()
    if known:
        give_role(by=by, account=known, organisation=organisation, role=role)
        return known, ""
    password = secrets.token_urlsafe(12)
    account = Account.objects.create_account(email=email, name=name.strip(), password=password, language=language)
    give_role(by=by, account=account, organisation=organisation, role=role)
    record(by=by, action="account.add", kind="organisation", subject=organisation.pk, facts={"account": account.name})
    return account, password

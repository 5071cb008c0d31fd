"""What people change of their own account: the language and the password."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Account
from barabar.journal.actions.record import record
from barabar.reference.verdicts import Problem, Problems, refused

NOT_YOURS = refused("not-own-account", _("Only the person who holds an account changes its language and password."))


def _own(by: Actor) -> Account:
    if by.account_id is None:
        NOT_YOURS.require()
    return Account.objects.select_for_update().get(pk=by.account_id)


@transaction.atomic
def choose_language(*, by: Actor, language: str) -> Account:
    """The language in which pages, notices and workbooks come to this person."""
    account = _own(by)
    if language not in dict(settings.LANGUAGES):
        known = ", ".join(name for _code, name in settings.LANGUAGES)
        raise Problems([Problem("language-unknown", _("Choose one of these languages: %(known)s."), {"known": known})])
    account.language = language
    account.save(update_fields=["language"])
    record(by=by, action="account.language", kind="account", subject=account.pk, facts={"language": language})
    return account


@transaction.atomic
def change_password(*, by: Actor, password: str) -> Account:
    """The caller has asked for the old password and checked the new one against the rules."""
    account = _own(by)
    account.set_password(password)
    account.save(update_fields=["password"])
    record(by=by, action="account.password", kind="account", subject=account.pk)
    return account

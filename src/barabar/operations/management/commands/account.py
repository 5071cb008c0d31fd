"""`barabar account add`: a first account, or any later one."""

from django.core.management.base import BaseCommand, CommandError

from barabar.access.actions.add_account import add_account
from barabar.access.actors import SYSTEM
from barabar.access.catalogue import roles
from barabar.access.models import Organisation
from barabar.reference.verdicts import Problems


class Command(BaseCommand):
    help = "Add an account with a role in an institution; prints its first password once."

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add")
        add.add_argument("email")
        add.add_argument("name")
        add.add_argument("organisation", help="key of the institution; `barabar organisation list` shows them")
        add.add_argument("role", help="a key of definitions/roles.yaml")
        add.add_argument("--language", default="sq")

    def handle(self, *, verb, email, name, organisation, role, language, **options):
        own = Organisation.objects.filter(pk=organisation).first()
        if own is None:
            raise CommandError(
                f"There is no institution with the key {organisation!r}; see `barabar organisation list`."
            )
        if role not in roles():
            raise CommandError(f"{role!r} is not a role; use one of {', '.join(roles())}.")
        try:
            account, password = add_account(
                by=SYSTEM, email=email, name=name, organisation=own, role=role, language=language
            )
        except Problems as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{account.email} is {role} at {own.pk}.")
        if password:
            self.stdout.write(f"First password, shown only now: {password}")

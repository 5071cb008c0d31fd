"""`barabar account add|password`: a first account or any later one; a new password for one who forgot it."""

from django.core.management.base import BaseCommand, CommandError

from barabar.access.actions.add_account import add_account
from barabar.access.actions.reset_password import reset_password
from barabar.access.actors import SYSTEM
from barabar.access.catalogue import roles
from barabar.access.models import Membership, Organisation
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
        password = verbs.add_parser("password")
        password.add_argument("email")

    def handle(self, *, verb, email, **options):
        if verb == "password":
            self.give_password(email)
        else:
            self.add(email, options["name"], options["organisation"], options["role"], options["language"])

    def give_password(self, email: str) -> None:
        membership = Membership.objects.filter(account__email=email.lower(), until=None).first()
        if membership is None:
            raise CommandError(f"{email} has no account with an open role; see `barabar account add`.")
        self.stdout.write(f"New password, shown only now: {reset_password(by=SYSTEM, membership=membership)}")

    def add(self, email: str, name: str, organisation: str, role: str, language: str) -> None:
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

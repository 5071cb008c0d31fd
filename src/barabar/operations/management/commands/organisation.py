"""`barabar organisation add|list`: the tree of institutions."""

from django.core.management.base import BaseCommand, CommandError

from barabar.access.actions.add_organisation import add_organisation
from barabar.access.actors import SYSTEM
from barabar.access.models import Organisation
from barabar.reference.models import Territory
from barabar.reference.text import Text
from barabar.reference.verdicts import Problems


class Command(BaseCommand):
    help = "List the institutions, or add one below another."

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list")
        add = verbs.add_parser("add")
        add.add_argument("key", help="short and stable: letters, digits, dashes")
        add.add_argument("kind", help="a key of definitions/organisation_kinds.yaml")
        add.add_argument("name", help="name in Albanian")
        add.add_argument("--name-en", default="")
        add.add_argument("--below", default="", help="key of the institution above it")
        add.add_argument("--economy", default="")
        add.add_argument("--municipality", default="", help="key of its place in the gazetteer")

    def handle(self, *, verb, **options):
        if verb == "list":
            for one in Organisation.objects.order_by("path"):
                self.stdout.write(f"{'  ' * (one.path.count('/') - 2)}{one.pk}  {one.name}  ({one.kind})")
            return
        above = self.find(Organisation, options["below"], "institution")
        place = self.find(Territory, options["municipality"], "place")
        names = Text({"sq": options["name"], "en": options["name_en"]})
        try:
            made = add_organisation(
                by=SYSTEM, key=options["key"], kind=options["kind"], name=names, parent=above, territory=place,
                economy=options["economy"],
            )  # fmt: skip
        except Problems as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Added {made.pk} at {made.path}")

    def find(self, model, key: str, what: str):
        if not key:
            return None
        found = model.objects.filter(pk=key).first()
        if found is None:
            raise CommandError(f"There is no {what} with the key {key!r}.")
        return found

"""`barabar journal verify|head`: is the journal whole?"""

from django.core.management.base import BaseCommand, CommandError

from barabar.journal.chain import verify_chain
from barabar.journal.models import Entry


class Command(BaseCommand):
    help = "Verify the journal's hash chain, or print its head to keep outside."

    def add_arguments(self, parser):
        parser.add_argument("verb", choices=["verify", "head"])
        parser.add_argument(
            "--against",
            metavar="NUMBER:HASH",
            help="a head kept outside; only it can show a cut tail or a full rewrite",
        )

    def handle(self, *, verb, against, **options):
        if verb == "head":
            last = Entry.objects.order_by("-number").first()
            self.stdout.write(f"{last.number}:{last.hash}" if last else "0:")
            return
        count, broken = verify_chain(self.read(against) if against else None)
        if broken:
            raise CommandError(
                f"The journal is broken: entry {broken.number} {broken.what}. {count} entries were read."
            )
        self.stdout.write(f"The journal is whole: {count} entries.")

    def read(self, against: str) -> tuple[int, str]:
        number, _colon, digest = against.partition(":")
        if not number.isdigit() or len(digest) != 64:
            raise CommandError("--against takes what `barabar journal head` printed: a number, a colon and 64 letters.")
        return int(number), digest

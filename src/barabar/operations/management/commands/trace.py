"""`barabar trace REF`: from a printed figure to the answers it stands on."""

from django.core.management.base import BaseCommand, CommandError

from barabar.publishing.tracing import trace


class Command(BaseCommand):
    help = "Show what a figure's reference leads to: return, version, role, date, cell, evidence."

    def add_arguments(self, parser):
        parser.add_argument("reference", help="the code printed with the figure, such as F-7QK2M4XWA")

    def handle(self, *, reference, **options):
        traced = trace(reference)
        if traced is None:
            raise CommandError(
                f"{reference} is not a reference of any report built here. Check the letters; a reference starts with F-."
            )
        self.stdout.write(f"{traced.code}: {traced.titles.get('en') or next(iter(traced.titles.values()), '')}")
        self.stdout.write(f"printed as {traced.shown.get('en') or '–'}; ledger position {traced.position}")
        for origin in traced.origins:
            value = origin.shown or origin.state
            self.stdout.write(f"- {value}  {origin.question} {origin.breakdown_in_words}".rstrip())
            self.stdout.write(f"    measure {origin.measure_code} {origin.measure_title} ({origin.plan})")
            sent = f"{origin.sent_at:%Y-%m-%d %H:%M}" if origin.sent_at else "not sent"
            self.stdout.write(
                f"    return {origin.return_id} of {origin.organisation_key}, version {origin.version}, "
                f"sent {sent} by {origin.sent_by_role}, sha256 {origin.sha256[:16]}"
            )
            if origin.cell:
                self.stdout.write(f"    workbook cell {origin.cell}")
            if origin.through:
                self.stdout.write(f"    through {origin.through}")
            self.stdout.write(f"    approved {origin.approved_at:%Y-%m-%d %H:%M} by {origin.approved_by_role}")
            for name, digest in origin.evidence:
                self.stdout.write(f"    evidence {name}, sha256 {digest[:16]}")
            if not origin.is_standing:
                self.stdout.write("    this fact was corrected since; the figure is as printed then")

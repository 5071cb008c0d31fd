"""`barabar collect`: workbooks and field forms of a cycle, out and in."""

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from barabar.access.actors import SYSTEM
from barabar.advocacy import field_readings
from barabar.chasing.actions.read_mailbox import read_mailbox
from barabar.collection.actions.import_submissions import import_submissions
from barabar.collection.field_forms import make_field_form
from barabar.collection.field_forms.read import Collected, read_submissions
from barabar.collection.field_forms.records import make_record_form
from barabar.collection.inbox import take_in_folder
from barabar.collection.models import Cycle, Return
from barabar.coordination import field_visits
from barabar.messages.actions.send_messages import can_send, send_messages
from barabar.publishing.actions.send_pack import send_pack
from barabar.publishing.packs import pack, write_workbooks
from barabar.reference.catalogue import economy_of_code
from barabar.reference.verdicts import Problems


class Command(BaseCommand):
    help = "Make the pack of a cycle (workbooks, letters, e-mails), or take in workbooks from a folder or a mailbox."

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        packing = verbs.add_parser("pack", help="workbook, letter and e-mail for each institution")
        packing.add_argument("cycle", help="key of the cycle, such as al-2025")
        packing.add_argument("--protocol", default="", help="number of the letter; institutions follow as NUMBER/1 …")
        packing.add_argument("--out", type=Path, help="write all as one ZIP with a send list")
        packing.add_argument("--send", action="store_true", help="send by e-mail (BARABAR_MAIL)")
        alone = verbs.add_parser("workbooks", help="only the workbooks, into a folder")
        alone.add_argument("cycle", help="key of the cycle")
        alone.add_argument("--out", type=Path, required=True, help="the folder; it is made where it is not there")
        field = verbs.add_parser(
            "form", help="field forms (XLSForm) for KoboToolbox and ODK, a file for each institution"
        )
        field.add_argument("cycle", help="key of the cycle")
        field.add_argument("--institution", action="append", default=[], help="only this one; may be repeated")
        field.add_argument("--out", type=Path, required=True, help="the folder; it is made where it is not there")
        visit = verbs.add_parser("visit-form", help="the field form of a visit, for an economy and who goes")
        visit.add_argument("economy", help="code of the economy, such as AL")
        visit.add_argument("institution", help="key of the institution that goes")
        visit.add_argument("--out", type=Path, required=True, help="the file, .xlsx")
        reading = verbs.add_parser("reading-form", help="the field form of civil society's reading of a plan")
        reading.add_argument("plan", help="key of the plan")
        reading.add_argument("organisation", help="key of the organisation that reads it")
        reading.add_argument("--out", type=Path, required=True, help="the file, .xlsx")
        came = verbs.add_parser("submissions", help="take in what field forms collected: CSV, XLSX, JSON, XML or ZIP")
        came.add_argument("files", type=Path, nargs="+")
        came.add_argument("--media", type=Path, help="folder with the photos and documents of the export")
        folder = verbs.add_parser("inbox", help="read every workbook of a folder, answer in its folder answers/")
        folder.add_argument("folder", type=Path)
        verbs.add_parser("mailbox", help="read the mailbox named by BARABAR_INBOX (imaps://user:password@host/INBOX)")

    def handle(self, *, verb, **options):
        getattr(self, f"do_{verb.replace('-', '_')}")(**options)

    def _cycle(self, key):
        own = Cycle.objects.filter(pk=key).first()
        if own is None:
            known = ", ".join(Cycle.objects.values_list("pk", flat=True)) or "none"
            raise CommandError(f"There is no cycle “{key}”. Known: {known}.")
        return own

    def do_workbooks(self, *, cycle, out, **options):
        self._made(out)
        made = write_workbooks(self._cycle(cycle), out)
        self.stdout.write(f"{made} workbooks in {out}.")

    def do_form(self, *, cycle, institution, out, **options):
        rows = Return.objects.filter(request__cycle=self._cycle(cycle), request__measures__isnull=False)
        known = rows.select_related("request__organisation", "request__cycle").distinct()
        found = [one for one in known if not institution or one.request.organisation_id in institution]
        missing = set(institution) - {one.request.organisation_id for one in found}
        if missing:
            raise CommandError(f"Nothing is asked of {', '.join(sorted(missing))} in this cycle.")
        self._made(out)
        for return_ in found:
            (out / f"{return_.request.organisation_id}-{return_.request.cycle_id}-form.xlsx").write_bytes(
                make_field_form(return_)
            )
        self.stdout.write(f"{len(found)} field forms in {out}.")

    def do_visit_form(self, *, economy, institution, out, **options):
        found = economy_of_code(economy)
        self._record_form(field_visits.KIND, field_visits.place_for(found.key if found else economy, institution), out)

    def do_reading_form(self, *, plan, organisation, out, **options):
        self._record_form(field_readings.KIND, field_readings.place_for(plan, organisation), out)

    def _record_form(self, kind, place, out):
        try:
            content = make_record_form(kind, place)
        except Problems as found:
            raise CommandError(str(found)) from None
        self._made(out.parent)
        out.write_bytes(content)
        self.stdout.write(f"{out}: {len(content):,} bytes")

    def do_submissions(self, *, files, media, **options):
        try:
            own = {path.name: path.read_bytes() for path in sorted(media.iterdir()) if path.is_file()} if media else {}
            contents = [(path, path.read_bytes()) for path in files]
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error.strerror}.") from error
        taken = refused = 0
        for path, content in contents:
            try:
                collected = read_submissions(path.name, content)
            except Problems as found:
                self.stdout.write(f"{path.name}: not taken in\n  {found}")
                refused += 1
                continue
            collected = Collected(collected.submissions, {**own, **collected.media})
            for one in import_submissions(collected=collected, sender=f"File {path.name}"):
                said = "was taken in before" if one.again else f"{one.answers} answers" if one.taken else "not taken in"
                self.stdout.write(f"{one.submission.where}: {said}, {len(one.problems)} to look at")
                self.stdout.write("".join(f"  {problem.sentence}\n" for problem in one.problems), ending="")
                taken, refused = taken + one.taken, refused + (not one.taken)
        self.stdout.write(f"{taken} submissions taken in, {refused} refused.")
        if refused:
            raise CommandError("Not everything was taken in; the sentences above say why. The rest is kept.")

    def _made(self, out):
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"The folder {out} cannot be made: {error.strerror}.") from error

    def do_pack(self, *, cycle, protocol, out, send, **options):
        own = self._cycle(cycle)
        if out is None and not send:
            raise CommandError("Say what to do with the pack: --out FILE.zip, --send, or both.")
        if send and not can_send():
            raise CommandError(str(can_send().sentence))
        if out is not None:
            content = pack(own, protocol=protocol)
            out.write_bytes(content)
            self.stdout.write(f"{out}: {len(content):,} bytes")
        if send:
            done = send_pack(by=SYSTEM, cycle=own, protocol=protocol)
            for name in done.without_address:
                self.stdout.write(f"No office e-mail: {name}")
            sent = send_messages(most=10_000)
            self.stdout.write(f"{done.written} messages written, {sent.sent} sent, {sent.failed} failed.")

    def do_inbox(self, *, folder, **options):
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        for one in (made := take_in_folder(folder)):
            self._tell(one.name, one.taken, one.read, one.sentences)
        self.stdout.write(f"{len(made)} workbooks, {sum(one.taken for one in made)} taken in.")

    def do_mailbox(self, **options):
        address = os.environ.get("BARABAR_INBOX", "")
        if not address:
            raise CommandError("Set BARABAR_INBOX to imaps://user:password@host/INBOX.")
        read = read_mailbox(address)
        self._told(read.workbooks)
        self.stdout.write(f"{read.seen} mails, {read.answered} answered, {read.passed_over} from unknown senders.")

    def _told(self, answers):
        for one in answers:
            self._tell(one.name, one.taken, one.read, [problem.sentence for problem in one.problems])
        self.stdout.write(f"{len(answers)} workbooks, {sum(one.taken for one in answers)} taken in.")

    def _tell(self, name, taken, read, sentences):
        self.stdout.write(f"{name}: {read} answers, {len(sentences)} to look at" if taken else f"{name}: not taken in")
        if not taken:
            self.stdout.write("\n".join(f"  {sentence}" for sentence in sentences))

"""`barabar collect pack | workbooks | inbox | mailbox`: the workbooks of a cycle, out and in."""

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from barabar.access.actors import SYSTEM
from barabar.chasing.actions.read_mailbox import read_mailbox
from barabar.collection.inbox import take_in_folder
from barabar.collection.models import Cycle
from barabar.messages.actions.send_messages import can_send, send_messages
from barabar.publishing.actions.send_pack import send_pack
from barabar.publishing.packs import pack, write_workbooks


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
        folder = verbs.add_parser("inbox", help="read every workbook of a folder, answer in its folder answers/")
        folder.add_argument("folder", type=Path)
        verbs.add_parser("mailbox", help="read the mailbox named by BARABAR_INBOX (imaps://user:password@host/INBOX)")

    def handle(self, *, verb, **options):
        getattr(self, f"do_{verb}")(**options)

    def _cycle(self, key):
        own = Cycle.objects.filter(pk=key).first()
        if own is None:
            known = ", ".join(Cycle.objects.values_list("pk", flat=True)) or "none"
            raise CommandError(f"There is no cycle “{key}”. Known: {known}.")
        return own

    def do_workbooks(self, *, cycle, out, **options):
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"The folder {out} cannot be made: {error.strerror}.") from error
        made = write_workbooks(self._cycle(cycle), out)
        self.stdout.write(f"{made} workbooks in {out}.")

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

"""`barabar chase remind | digest | send`: what a machine does once a day, and what it wrote."""

from django.core.management.base import BaseCommand, CommandError

from barabar.chasing.actions.remind import remind_by_schedule
from barabar.chasing.actions.write_digests import write_digests
from barabar.coordination.actions.remind_promised import remind_promised
from barabar.messages.actions.send_messages import can_send, send_messages


class Command(BaseCommand):
    help = "Write the reminders that the schedule asks for, write the digests, send what waits; all: the three in turn."

    def add_arguments(self, parser):
        parser.add_argument("verb", choices=("remind", "digest", "send", "all"))

    def handle(self, *, verb, **options):
        if verb in ("remind", "all"):
            written = remind_by_schedule()
            for one in written:
                self.stdout.write(f"{one.level}: {one.request.organisation.name}")
            promised = remind_promised()
            self.stdout.write(f"{len(written)} reminders written; {len(promised)} of commitments.")
        if verb in ("digest", "all"):
            self.stdout.write(f"{len(write_digests())} digests written.")
        if verb == "send" and not can_send():
            raise CommandError(can_send().sentence)
        if verb in ("send", "all"):
            done = send_messages()
            self.stdout.write(f"{done.sent} messages sent, {done.failed} failed, {done.waiting} wait.")

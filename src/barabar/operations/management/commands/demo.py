"""`barabar demo`: make the data folder, load the demonstration year, serve it."""

import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from barabar.access.models import Organisation
from barabar.operations.demo.load import PASSWORD, load_demonstration, mark_data_folder, read
from barabar.operations.serving import Server, free_port


class Command(BaseCommand):
    help = "Load the demonstration year into an empty data folder and serve it."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, help="port to serve on (default: the first free one from 8000)")
        parser.add_argument("--data", type=Path, help="data folder (default: data/)")
        parser.add_argument("--no-serve", action="store_true", help="load only")

    def handle(self, *, port, data, no_serve, **options):
        call_command("migrate", verbosity=0)
        if Organisation.objects.exists() and not settings.DEMONSTRATION:
            raise CommandError(
                f"{settings.DATA} already holds an installation's own data; the demonstration is never loaded over it. "
                "Give another folder: ./run demo --data FOLDER"
            )
        if not Organisation.objects.exists():
            started = time.perf_counter()
            self.stdout.write("Loading the demonstration year …")
            mark_data_folder(settings.DATA)
            settings.DEMONSTRATION = True
            load_demonstration()
            self.stdout.write(f"Loaded in {time.perf_counter() - started:.1f} s.")
        if no_serve:
            return
        port = port or free_port()
        Server(f"127.0.0.1:{port}", lambda: self.say_ready(port)).run()

    def say_ready(self, port: int) -> None:
        self.stdout.write(f"Ready: http://127.0.0.1:{port}/")
        self.stdout.write(f"Sign in at http://127.0.0.1:{port}/office/ with the password {PASSWORD} as:")
        for account in read("accounts"):
            self.stdout.write(f"  {account['email']:26} {account['role'].replace('_', ' ')}, {account['organisation']}")
        self.stdout.write("Stop with Ctrl-C. Everything shown is invented for demonstration.")
        self.stdout.flush()

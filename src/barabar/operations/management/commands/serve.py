"""`barabar serve`: bring the database up to date and serve."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from barabar.operations.serving import Server, free_port


class Command(BaseCommand):
    help = "Serve Barabar: one process with threads, behind your own TLS proxy when reached from outside."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, help="port to serve on (default: the first free one from 8000)")
        parser.add_argument("--address", default="127.0.0.1", help="address to listen on (default: this machine only)")
        parser.add_argument("--threads", type=int, default=8)

    def handle(self, *, port, address, threads, **options):
        call_command("migrate", verbosity=0)
        port = port or free_port()
        Server(f"{address}:{port}", lambda: self.say_ready(address, port), threads).run()

    def say_ready(self, address: str, port: int) -> None:
        self.stdout.write(f"Ready: http://{address}:{port}/")
        self.stdout.flush()

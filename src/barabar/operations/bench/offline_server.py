"""The real server with a trigger: it kills itself (SIGKILL) before, after or shortly around the commit of what a page sends.

    python -m barabar.operations.bench.offline_server PORT FOLDER    (started by the benchmark, with its own data folder)

The trigger is a file FOLDER/kill that says "before", "after" or a number of milliseconds; it is used up by the first
request that it hits. The worker is forked anew at once, as it is in service.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import django
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from barabar.operations.serving import Server

SENDING = ("/deliver/", "/files/")
request = threading.local()
_commit = BaseDatabaseWrapper._commit


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def commit(connection: BaseDatabaseWrapper) -> object:
    """A commit that the trigger may stop before it begins, or after the disk has it."""
    trigger = getattr(request, "trigger", "")
    if trigger == "before":
        die()
    done = _commit(connection)
    if trigger == "after":
        die()
    return done


class Fatal:
    """The application; takes the trigger for requests that carry answers or files."""

    def __init__(self, application: Callable, folder: Path):
        self.application, self.trigger = application, folder / "kill"

    def __call__(self, environ: dict, start_response: Callable) -> object:
        sends = environ["REQUEST_METHOD"] == "POST" and any(one in environ["PATH_INFO"] for one in SENDING)
        request.trigger = self._taken() if sends else ""
        if request.trigger.isdigit():
            threading.Thread(target=lambda wait=int(request.trigger): (time.sleep(wait / 1000), die())).start()
        return self.application(environ, start_response)

    def _taken(self) -> str:
        try:
            wanted = self.trigger.read_text()
            self.trigger.unlink()
        except FileNotFoundError:
            return ""
        return wanted


class Killable(Server):
    """Loaded once, forked for each life of the worker."""

    def __init__(self, address: str, folder: Path):
        self.folder = folder
        super().__init__(address, lambda: (folder / "ready").touch(), threads=4)

    def load_config(self) -> None:
        super().load_config()
        self.cfg.set("preload_app", True)
        self.cfg.set("graceful_timeout", 1)

    def load(self) -> Callable:
        application = Fatal(super().load(), self.folder)
        connections.close_all()
        return application


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barabar.config.settings")
    django.setup()
    BaseDatabaseWrapper._commit = commit
    Killable(f"127.0.0.1:{int(sys.argv[1])}", Path(sys.argv[2])).run()


if __name__ == "__main__":
    main()

"""Serve with gunicorn: one process, threads; says "Ready" when it really listens."""

import logging
import socket
from collections.abc import Callable

from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication

from barabar.reference.private import HidePrivateAddresses

FIRST_PORT = 8000


def free_port(start: int = FIRST_PORT) -> int:
    """The first port from `start` on which nothing listens."""
    for port in range(start, start + 200):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise OSError(f"no free port between {start} and {start + 199}; give one with --port")


class Server(BaseApplication):
    """gunicorn without its command line. `ready` is called once the socket accepts connections."""

    def __init__(self, address: str, ready: Callable[[], None], threads: int = 8):
        self.address, self.ready, self.threads = address, ready, threads
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": self.address, "workers": 1, "threads": self.threads, "worker_class": "gthread",
            "loglevel": "warning", "control_socket_disable": True, "timeout": 120,
            "when_ready": lambda server: self.ready(),
        }  # fmt: skip
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self):
        logging.getLogger("gunicorn.error").addFilter(HidePrivateAddresses())
        return get_wsgi_application()

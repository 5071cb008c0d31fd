"""A bad connection: a proxy that loses requests and answers as it is told, one request a connection."""

import contextlib
import random
import socket
import threading
from collections.abc import Callable

SENDING = (b"/deliver/", b"/files/")
# refuse: nothing gets through; half: the request breaks off; answer: the server did it, but its answer is lost;
# part: the answer breaks off.
FAULTS = ("refuse", "half", "answer", "part")


class Line:
    """Listens on `port` and passes requests on to the server at `target`. `faults` hit the next sending requests."""

    def __init__(self, target: int, seed: int = 0):
        self.target, self.random = target, random.Random(seed)
        self.faults: list[str] = []
        self.cut = False
        self.lock = threading.Lock()
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self.listening.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self.listening.accept()
            except OSError:
                return
            threading.Thread(target=self._safely, args=(connection,), daemon=True).start()

    def _safely(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.settimeout(30)
            self._pass(connection)

    def _pass(self, browser: socket.socket) -> None:
        if self.cut:
            return
        request = read_request(browser)
        if not request:
            return
        head = request.partition(b"\r\n")[0]
        fault = self._next() if head.startswith(b"POST") and any(one in head for one in SENDING) else ""
        if fault == "refuse":
            return
        with socket.create_connection(("127.0.0.1", self.target), timeout=30) as server:
            if fault == "half":
                server.sendall(request[: self.random.randrange(1, len(request))])
                return
            server.sendall(request)
            if fault == "answer":
                while server.recv(65536):
                    pass
                return
            self._answer(server, browser.sendall, 20 if fault == "part" else None)

    def _next(self) -> str:
        with self.lock:
            return self.faults.pop(0) if self.faults else ""

    @staticmethod
    def _answer(server: socket.socket, send: Callable[[bytes], None], most: int | None) -> None:
        while True:
            piece = server.recv(65536)
            if not piece:
                return
            send(piece[:most])
            if most is not None:
                return


def read_request(browser: socket.socket) -> bytes:
    """One whole request; the server is told to end the connection after its answer."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = browser.recv(65536)
        if not piece:
            return b""
        data += piece
    head, _end, body = data.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        piece = browser.recv(65536)
        if not piece:
            return b""
        body += piece
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body

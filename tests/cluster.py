"""A private PostgreSQL cluster in a temporary folder, run as a user that is not root."""

import contextlib
import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path


def _binary(name: str) -> str | None:
    """Debian keeps the server's programs outside the path; the newest version wins."""
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), key=lambda p: int(p.split("/")[4]))
    return found[-1] if found else shutil.which(name)


def available() -> bool:
    return bool(_binary("initdb") and _binary("postgres"))


def _as_user(command: list[str]) -> list[str]:
    if os.getuid() != 0:
        return command
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Start a cluster, give its address for BARABAR_DATABASE, and remove it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="barabar-pg-", dir="/tmp"))
    if os.getuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
    data = folder / "data"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder}
    try:
        initdb = [_binary("initdb"), "-D", str(data), "-U", "barabar", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run(_as_user([*initdb, "--no-sync"]), **quiet)
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"
        control = [_binary("pg_ctl"), "-D", str(data), "-w"]
        subprocess.run(_as_user([*control, "-l", str(folder / "log"), "-o", options, "start"]), **quiet)
        try:
            yield f"postgresql://barabar@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run(_as_user([*control, "-m", "immediate", "stop"]), **quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)

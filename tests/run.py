"""What `./run test` does: checks first, then the whole suite on SQLite, then all that touches a database on PostgreSQL.

Without BARABAR_CI a missing PostgreSQL, Chromium or LibreOffice is said and skipped; with it a skip is a failure.
Arguments go to pytest, on SQLite only.
"""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests import cluster

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-q"]
CHECKS = [
    [sys.executable, "-m", "ruff", "check", "."],
    [sys.executable, "-m", "ruff", "format", "--check", "."],
    [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
    [sys.executable, "-m", "mypy"],
]


def step(title: str, command: list[str], **environment: str) -> bool:
    print(f"\n== {title}", flush=True)
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}).returncode == 0


def main() -> int:
    if len(sys.argv) > 1:
        return 0 if step("tests on SQLite", [*PYTEST, *sys.argv[1:]]) else 1
    good = all([step(" ".join(Path(part).name for part in check[:4]), check) for check in CHECKS])
    good &= step("tests on SQLite", [*PYTEST, "-n", "2"])
    if not cluster.available():
        print("\nPostgreSQL is not installed: its half of the tests did not run.", flush=True)
        return 1 if os.environ.get("BARABAR_CI") else int(not good)
    with cluster.running() as address:
        good &= step("tests on PostgreSQL", [*PYTEST, "-n", "2"], BARABAR_DATABASE=address, BARABAR_TESTS="database")
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())

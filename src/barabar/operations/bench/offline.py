"""The return form without a connection: nothing that a page says is saved is lost or doubled, whatever breaks.

    barabar bench offline [--runs 200] [--seed 1]

Needs Chromium. Prints each run that failed and, at the end, runs, faults, promises made and promises broken; the exit code
is 1 where one was broken.
"""

import argparse
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path

from playwright.sync_api import sync_playwright

from barabar.operations.bench.offline_runs import Machine, Run, Town


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="barabar bench offline", description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1, help="of the first run; the next ones follow")
    given = parser.parse_args(arguments)
    if not shutil.which("chromium"):
        print("Chromium is not installed: nothing can be measured.")
        return 1
    began, faults, promises, broken, done = time.monotonic(), Counter(), 0, 0, 0
    with tempfile.TemporaryDirectory(prefix="barabar-offline-") as folder, sync_playwright() as play:
        town = Town(Path(folder) / "data", given.seed)
        try:
            machine = Machine(play, town, Path(folder) / "profile")
            for seed in range(given.seed, given.seed + given.runs):
                told = Run(machine, town, seed).go()
                faults.update(told.faults)
                promises += told.promises
                broken += bool(told.failures)
                done += 1
                for failure in told.failures:
                    print(f"run {seed} ({', '.join(told.faults)}): {failure}", flush=True)
            machine.browser.close()
        except KeyboardInterrupt:
            print("stopped; what was done so far:")
        finally:
            town.close()
    print(
        f"{done} runs, {sum(faults.values())} faults, {promises} answers and files said saved, {broken} runs broke it"
    )
    print("faults: " + ", ".join(f"{name} {count}" for name, count in sorted(faults.items())))
    print(f"{time.monotonic() - began:.0f} s")
    return 1 if broken else 0

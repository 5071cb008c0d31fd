"""Work on many files, shared among as many processes as the machine has processors.

Below a handful it is done in this process: starting others takes longer than the work.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

import django

ALONE = 24
AT_ONCE = 8


Task, Made = TypeVar("Task"), TypeVar("Made")


def in_processes(work: Callable[[Task], Made], tasks: Sequence[Task]) -> Iterator[Made]:
    """What `work` makes of each task, in their order. `work` is a function of a module; tasks and results can be sent."""
    processes = min(os.cpu_count() or 1, 4)
    if processes < 2 or len(tasks) < ALONE:
        yield from map(work, tasks)
        return
    # Fresh processes rather than copies of this one: a copy would share its connection to the database.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=fresh, initializer=django.setup) as pool:
        yield from pool.map(work, tasks, chunksize=AT_ONCE)

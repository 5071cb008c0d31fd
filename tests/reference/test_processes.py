"""Work shared among processes: each task once, in order, in processes of their own where there are enough tasks."""

import os

from barabar.reference.processes import ALONE, in_processes


def test_few_tasks_stay_in_this_process_and_many_are_shared_in_their_order():
    few = list(in_processes(whose, list(range(ALONE - 1))))
    assert few == [(number, os.getpid()) for number in range(ALONE - 1)]
    if (os.cpu_count() or 1) > 1:
        many = list(in_processes(whose, list(range(ALONE + 20))))
        assert [number for number, _ in many] == list(range(ALONE + 20))
        assert os.getpid() not in {process for _, process in many}


def whose(number: int) -> tuple[int, int]:
    return number, os.getpid()

"""Keep an answer as long as nothing has been written: every write leaves a journal entry, so the journal's head is its key.

Frozen answers only. The head's hash is part of the key, so a number that a rolled-back transaction gave back is no risk.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

from barabar.journal.models import Entry

Answer = TypeVar("Answer")
MOST = 64
_kept: "OrderedDict[tuple, object]" = OrderedDict()
_lock = Lock()


def kept(key: Hashable, compute: Callable[[], Answer]) -> Answer:
    """The answer computed since the last write, else computed now."""
    head = Entry.objects.order_by("-number").values_list("number", "hash").first()
    full = (head, key)
    with _lock:
        if full in _kept:
            _kept.move_to_end(full)
            return _kept[full]  # type: ignore[return-value]
    answer = compute()
    with _lock:
        _kept[full] = answer
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return answer


def forget() -> None:
    with _lock:
        _kept.clear()

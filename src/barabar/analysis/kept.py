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


class Shelf:
    """The newest answers asked for, by key; the key says everything that an answer depends on."""

    def __init__(self, most: int):
        self.most = most
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()
        _shelves.append(self)

    def get(self, key: Hashable, compute: Callable[[], Answer]) -> Answer:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]  # type: ignore[return-value]
        answer = compute()
        with self._lock:
            self._kept[key] = answer
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return answer

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


_shelves: list[Shelf] = []
_since_the_last_write = Shelf(MOST)


def kept(key: Hashable, compute: Callable[[], Answer]) -> Answer:
    """The answer computed since the last write, else computed now."""
    head = Entry.objects.order_by("-number").values_list("number", "hash").first()
    return _since_the_last_write.get((head, key), compute)


def forget() -> None:
    for shelf in _shelves:
        shelf.clear()

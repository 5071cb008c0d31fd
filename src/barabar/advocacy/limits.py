"""How many forms are taken an hour. Addresses are not kept: counts stand under a hash whose salt lives in memory for a day."""

import hashlib
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable

HOUR = 3600
DAY = 24 * HOUR
EVERYBODY = b""


class Counter:
    """Counts of the last hour by keyed hash, in this process's memory alone; a restart forgets them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._lock = threading.Lock()
        self._salt, self._salted_at = secrets.token_bytes(32), clock()
        self._seen: dict[bytes, deque[float]] = {}

    def take(self, address: str, *, each: int, together: int) -> int:
        """0 where one more is taken, else in how many seconds it would be."""
        with self._lock:
            now = self._clock()
            self._forget(now)
            own, everybody = self._of(self._key(address)), self._of(EVERYBODY)
            waits = [times[-most] + HOUR - now for times, most in ((own, each), (everybody, together)) if len(times) >= most]  # fmt: skip
            if waits:
                return max(1, round(max(waits)))
            own.append(now)
            everybody.append(now)
            return 0

    def _key(self, address: str) -> bytes:
        return hashlib.blake2b(address.encode(), key=self._salt, digest_size=16).digest()

    def _of(self, key: bytes) -> deque[float]:
        return self._seen.setdefault(key, deque())

    def _forget(self, now: float) -> None:
        if now - self._salted_at > DAY:
            everybody = self._seen.get(EVERYBODY, deque())
            self._salt, self._salted_at, self._seen = secrets.token_bytes(32), now, {EVERYBODY: everybody}
        for key, times in list(self._seen.items()):
            while times and times[0] <= now - HOUR:
                times.popleft()
            if not times:
                del self._seen[key]


counter = Counter()

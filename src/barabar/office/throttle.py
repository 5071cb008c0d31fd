"""Against guessing passwords: few failures for one account from one address, more for an account, many for an address.

A whole ministry may sit behind one address: its limit is high and every count forgets itself after five minutes.
"""

from django.core.cache import cache
from django.http import HttpRequest

from barabar.access.visitor import address_of

MINUTES = 5
PER_PAIR, PER_ACCOUNT, PER_ADDRESS = 5, 20, 100


def _counts(request: HttpRequest, account: str) -> dict[str, int]:
    name, address = account.strip().lower()[:254].encode().hex(), address_of(request)
    return {
        f"sign-in:{name[:100]}:{address}": PER_PAIR,
        f"sign-in:{name[:100]}": PER_ACCOUNT,
        f"sign-in::{address}": PER_ADDRESS,
    }


def must_wait(request: HttpRequest, account: str) -> bool:
    counts = _counts(request, account)
    held = cache.get_many(counts)
    return any(held.get(key, 0) >= most for key, most in counts.items())


def note_failure(request: HttpRequest, account: str) -> None:
    for key in _counts(request, account):
        if not cache.add(key, 1, MINUTES * 60):
            try:
                cache.incr(key)
            except ValueError:  # forgotten between the two calls
                cache.set(key, 1, MINUTES * 60)


def forget_failures(request: HttpRequest, account: str) -> None:
    """After a sign-in that worked: this person's own mistakes no longer count; the address keeps its count."""
    pair, *_rest = _counts(request, account)
    cache.delete(pair)

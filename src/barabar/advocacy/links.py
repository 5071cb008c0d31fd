"""The author's private link: who holds the token sees the issue's way, and nobody can make the token from what is kept.

The form carries a signed random id. The token is an HMAC of that id under the installation's secret key, so that sending the
same form again leads to the same link; the database keeps hashes of both, from which neither follows.
"""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode

from django.conf import settings
from django.core import signing

SALT = "barabar.advocacy.raising"
LIVES = 7 * 24 * 3600
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class Stale(Exception):
    """The stamp is too old or not ours: the form needs a fresh one."""


def new_stamp() -> str:
    """A fresh id for a form, signed with its time."""
    return signing.dumps(secrets.token_urlsafe(24), salt=SALT, compress=False)


def sending_of(stamp: str) -> str:
    """The id in a stamp that this installation gave within a week."""
    try:
        return signing.loads(stamp, salt=SALT, max_age=LIVES)
    except signing.BadSignature:
        raise Stale from None


def token_of(sending: str) -> str:
    """The private link's token of a sending: 43 letters, 256 bits."""
    made = hmac.new(settings.SECRET_KEY.encode(), f"{SALT}.link:{sending}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(made).rstrip(b"=").decode()


def kept(secret: str) -> str:
    """What the database keeps of an id or a token."""
    return hashlib.sha256(f"{SALT}:{secret}".encode()).hexdigest()

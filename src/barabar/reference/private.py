"""Private addresses stay out of every log: who reads a log learns that a link was opened, not which."""

import logging
import re

# What follows these words in an address is a secret: the link of an issue's author, a person's own calendar.
_PRIVATE = re.compile(r"(/(?:follow|calendar)/)[^/\s'\"?.]+")


def without_secrets(text: str) -> str:
    return _PRIVATE.sub(r"\1…", text)


class HidePrivateAddresses(logging.Filter):
    """Filters nothing out; rewrites what a record says."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        hidden = without_secrets(said)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True

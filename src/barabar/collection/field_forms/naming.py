"""Names in a field form. A question's key holds signs that no form may; its name is made of it and is the same always."""

import hashlib

IDENTITY = "barabar_form"
LANGUAGES = {"sq": "Shqip (sq)", "en": "English (en)"}
# What is asked of a question beside its figure, as the end of a name.
WHOLE, WHY, OVERLAP, NOTE, CHECK = "_whole", "_why", "_overlap", "_note", "_check"
STATUS, ACHIEVEMENTS, SETBACKS, NEXT_STEPS, FILE = "_status", "_achievements", "_setbacks", "_next_steps", "_file"


def name_of(key: str) -> str:
    """A name that forms accept, for the key of a question or a measure."""
    return "q" + hashlib.sha256(key.encode()).hexdigest()[:14]


def choice_of(key: str) -> str:
    """A choice's name: keys such as "missing:refused" hold a colon, which forms do not like."""
    return key.replace(":", "-")


def key_of(choice: str) -> str:
    return choice.replace("-", ":", 1)


def identity_of(organisation: str, cycle: str, version: int) -> str:
    return f"{organisation} {cycle} {version}"

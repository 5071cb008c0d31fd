"""Definitions of the advocacy room: the ladder, limits, rights, and what a moderator is shown."""

import re
from dataclasses import dataclass

from barabar.access.catalogue import organisation_kinds
from barabar.reference.catalogue import economies
from barabar.reference.definitions import Row, definitions
from barabar.reference.slugs import fold
from barabar.reference.text import Text


@dataclass(frozen=True)
class Rung:
    """A rung of the ladder. `days`: within how many an answer is agreed; `kinds`: which institutions are asked."""

    key: str
    title: Text
    days: int
    kinds: tuple[str, ...]
    place: bool
    by_measure: bool


@dataclass(frozen=True)
class Limits:
    """What the public form takes: longest text in characters, files and their size, raisings an hour, days until forgotten."""

    key: str
    longest: int
    files: int
    file_megabytes: int
    an_hour: int
    all_an_hour: int
    forget_days: int


@dataclass(frozen=True)
class Refusal:
    key: str
    title: Text
    advice: Text


@dataclass(frozen=True)
class Right:
    """A right with the law it stands in; of one economy where `economy` is given."""

    key: str
    title: Text
    law: Text
    economy: str


@dataclass(frozen=True)
class PersonalHint:
    key: str
    title: Text
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Slurs:
    """Beginnings of insulting words of a language, folded."""

    key: str
    title: Text
    words: tuple[str, ...]


def _above_nothing(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{value!r} must be a whole number of 1 or more.")
    return value


def _rung(row: Row) -> Rung:
    kinds = row.words("kinds")
    for kind in kinds or ():
        if kind not in organisation_kinds():
            row.fault("kinds", f"{kind!r} is not a kind of organisation; known are {', '.join(organisation_kinds())}.")
    return Rung(
        row.word("key"), row.text("title"), row.take("days", _above_nothing), kinds, row.take("place", bool, False),
        row.take("by_measure", bool, False),
    )  # fmt: skip


def _expression(value: object) -> re.Pattern[str]:
    if not isinstance(value, str):
        raise ValueError("must be a regular expression in quotes.")
    try:
        return re.compile(value)
    except re.error as error:
        raise ValueError(f"is not a regular expression: {error}.") from None


def _right(row: Row) -> Right:
    economy = row.word("economy", "")
    if economy and economy not in economies():
        row.fault("economy", f"{economy!r} is not an economy; known are {', '.join(economies())}.")
    return Right(row.word("key"), row.text("title"), row.text("law"), economy)


def issue_rungs() -> dict[str, Rung]:
    """The ladder from below."""
    return definitions("issue_rungs", _rung)


def issue_limits() -> dict[str, Limits]:
    names = ("longest", "files", "file_megabytes", "an_hour", "all_an_hour", "forget_days")
    return definitions(
        "issue_limits", lambda row: Limits(row.word("key"), *(row.take(name, _above_nothing) for name in names))
    )


def form_limits() -> Limits:
    return issue_limits()["form"]


def issue_refusals() -> dict[str, Refusal]:
    return definitions(
        "issue_refusals", lambda row: Refusal(row.word("key"), row.text("title"), row.text("advice", Text()))
    )


def rights() -> dict[str, Right]:
    return definitions("rights", _right)


def personal_hints() -> dict[str, PersonalHint]:
    return definitions(
        "personal_hints",
        lambda row: PersonalHint(row.word("key"), row.text("title"), row.take("pattern", _expression)),
    )


def slurs() -> dict[str, Slurs]:
    return definitions(
        "slurs", lambda row: Slurs(row.word("key"), row.text("title"), tuple(map(fold, row.words("words") or ())))
    )


@dataclass(frozen=True)
class Named:
    """`words` are the expressions by which a record in free text names this."""

    key: str
    title: Text
    words: tuple[str, ...] = ()


def _named(row: Row) -> Named:
    return Named(row.word("key"), row.text("title"), tuple(map(fold, row.words("words") or ())))


def evidence_grades() -> dict[str, Named]:
    """From the weakest."""
    return definitions("evidence_grades", _named)


def practice_kinds() -> dict[str, Named]:
    return definitions("practice_kinds", _named)


def reading_ratings() -> dict[str, Named]:
    return definitions("reading_ratings", _named)


def project_kinds() -> dict[str, Named]:
    return definitions("project_kinds", _named)


def action_levels() -> dict[str, Named]:
    return definitions("action_levels", _named)


def campaign_channels() -> dict[str, Named]:
    return definitions("campaign_channels", _named)

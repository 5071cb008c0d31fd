"""Definitions of the coordination room: kinds of bodies, mandates, roles, rhythms."""

from dataclasses import dataclass

from barabar.reference.definitions import Row, definitions
from barabar.reference.text import Text

LEVELS = ("regional", "national", "local")


@dataclass(frozen=True)
class Named:
    """`words` are the expressions by which a record in free text names this."""

    key: str
    title: Text
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class BodyKind:
    key: str
    title: Text
    level: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class PartyKind:
    """`protected`: people of the communities sit here, so that their small counts are not published; `official`: they count
    as officials."""

    key: str
    title: Text
    words: tuple[str, ...]
    protected: bool
    official: bool


@dataclass(frozen=True)
class Rhythm:
    """`days`: the longest time between two meetings that keeps the rhythm; 0 where no time is promised."""

    key: str
    title: Text
    days: int
    words: tuple[str, ...]


def _named(row: Row) -> Named:
    return Named(row.word("key"), row.text("title"), row.words("words"))


def body_kinds() -> dict[str, BodyKind]:
    return definitions(
        "body_kinds",
        lambda row: BodyKind(row.word("key"), row.text("title"), row.one_of("level", LEVELS), row.words("words")),
    )


def meeting_rhythms() -> dict[str, Rhythm]:
    return definitions(
        "meeting_rhythms",
        lambda row: Rhythm(row.word("key"), row.text("title"), row.take("days", int), row.words("words")),
    )


def mandates() -> dict[str, Named]:
    return definitions("mandates", _named)


def body_areas() -> dict[str, Named]:
    return definitions("body_areas", _named)


def body_roles() -> dict[str, Named]:
    return definitions("body_roles", _named)


def party_kinds() -> dict[str, PartyKind]:
    return definitions(
        "party_kinds",
        lambda row: PartyKind(
            row.word("key"),
            row.text("title"),
            row.words("words"),
            row.take("protected", bool, False),
            row.take("official", bool, False),
        ),
    )


@dataclass(frozen=True)
class EventKind:
    """`trains`: the people who took part count as trained."""

    key: str
    title: Text
    words: tuple[str, ...]
    trains: bool


@dataclass(frozen=True)
class MinutesStage:
    """`again`: may come several times; `public`: its text is read by everybody."""

    key: str
    title: Text
    again: bool
    public: bool


def event_kinds() -> dict[str, EventKind]:
    return definitions(
        "event_kinds",
        lambda row: EventKind(row.word("key"), row.text("title"), row.words("words"), row.take("trains", bool, False)),
    )


def minutes_stages() -> dict[str, MinutesStage]:
    return definitions(
        "minutes_stages",
        lambda row: MinutesStage(
            row.word("key"), row.text("title"), row.take("again", bool, False), row.take("public", bool, False)
        ),
    )


def training_fields() -> dict[str, Named]:
    return definitions("training_fields", _named)


def event_documents() -> dict[str, Named]:
    return definitions("event_documents", _named)


@dataclass(frozen=True)
class ConclusionKind:
    """`binds`: an institution answers for it; `leads`: it may be turned into a commitment."""

    key: str
    title: Text
    binds: bool
    leads: bool
    words: tuple[str, ...]


@dataclass(frozen=True)
class CommitmentStateKind:
    """`ends`: nothing more is asked; `reason`: only with words; `kept`: the promise was kept."""

    key: str
    title: Text
    ends: bool
    reason: bool
    kept: bool
    words: tuple[str, ...]


def conclusion_kinds() -> dict[str, ConclusionKind]:
    return definitions(
        "conclusion_kinds",
        lambda row: ConclusionKind(
            row.word("key"),
            row.text("title"),
            row.take("binds", bool, False),
            row.take("leads", bool, False),
            row.words("words"),
        ),
    )


def commitment_states() -> dict[str, CommitmentStateKind]:
    return definitions(
        "commitment_states",
        lambda row: CommitmentStateKind(
            row.word("key"), row.text("title"), row.take("ends", bool, False), row.take("reason", bool, False),
            row.take("kept", bool, False), row.words("words"),
        ),
    )  # fmt: skip


def open_states() -> list[str]:
    """The states in which something is still owed, in the order of the way; a new commitment stands at the first."""
    return [key for key, one in commitment_states().items() if not one.ends]


@dataclass(frozen=True)
class FindingKind:
    """`compares`: something reported stands beside it; `differs`: it contradicts that, with evidence."""

    key: str
    title: Text
    compares: bool
    differs: bool


def finding_kinds() -> dict[str, FindingKind]:
    return definitions(
        "finding_kinds",
        lambda row: FindingKind(
            row.word("key"), row.text("title"), row.take("compares", bool, False), row.take("differs", bool, False)
        ),
    )


@dataclass(frozen=True)
class FootingState:
    """How firmly a measure stands in its institution; `proof`: told only with evidence."""

    key: str
    title: Text
    proof: bool


def drafting_parts() -> dict[str, Named]:
    return definitions("drafting_parts", _named)


def footings() -> dict[str, FootingState]:
    """From the weakest."""
    return definitions(
        "footings", lambda row: FootingState(row.word("key"), row.text("title"), row.take("proof", bool, False))
    )

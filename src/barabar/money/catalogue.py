"""Definitions of the money room: how a line serves the communities, methods of estimating shares, kinds of documents."""

from dataclasses import dataclass

from barabar.reference.definitions import Row, definitions
from barabar.reference.text import Text

LEDGERS = ("targeted", "mainstream")


@dataclass(frozen=True)
class LinkKind:
    """`ledger` says in which of the two ledgers a line's money stands; they are never added."""

    key: str
    title: Text
    ledger: str


@dataclass(frozen=True)
class Named:
    key: str
    title: Text


def _link(row: Row) -> LinkKind:
    return LinkKind(row.word("key"), row.text("title"), row.one_of("ledger", LEDGERS))


def _named(row: Row) -> Named:
    return Named(row.word("key"), row.text("title"))


def money_links() -> dict[str, LinkKind]:
    return definitions("money_links", _link)


def share_methods() -> dict[str, Named]:
    return definitions("share_methods", _named)


def budget_documents() -> dict[str, Named]:
    return definitions("budget_documents", _named)

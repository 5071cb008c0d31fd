"""Roles and kinds of organisation: definitions."""

from dataclasses import dataclass

from barabar.reference.definitions import Row, definitions
from barabar.reference.text import Text

# Everything a role may be given. A permission that no role names, or a role that names another, is a fault.
PERMISSIONS = (
    "plan.edit", "plan.adopt", "cycle.open", "cycle.close", "request.read", "return.read", "return.fill",
    "return.submit", "return.review", "return.approve", "return.lock", "remark.write", "chase.read", "report.build", "money.edit", "coordination.edit",
    "report.release", "organisation.edit", "account.edit", "journal.read", "reading.write",
    "issue.moderate", "issue.enter", "issue.answer", "practice.edit", "reading.reply",
    "recommendation.edit",
    "publication.edit",
)  # fmt: skip
REACHES = ("own", "subtree", "economy", "everything")


@dataclass(frozen=True)
class Role:
    """What a person of this role may do, and how far it reaches: own organisation, all below it, the economy, all."""

    key: str
    title: Text
    description: Text
    reach: str
    permissions: frozenset[str]


@dataclass(frozen=True)
class OrganisationKind:
    key: str
    title: Text
    reports: bool


def _role(row: Row) -> Role:
    permissions = row.words("permissions")
    for permission in permissions or ():
        if permission not in PERMISSIONS:
            row.fault("permissions", f"{permission!r} is not a permission; known are {', '.join(PERMISSIONS)}.")
    return Role(
        row.word("key"),
        row.text("title"),
        row.text("description"),
        row.one_of("reach", REACHES),
        frozenset(permissions or ()),
    )


def roles() -> dict[str, Role]:
    return definitions("roles", _role)


def organisation_kinds() -> dict[str, OrganisationKind]:
    return definitions(
        "organisation_kinds",
        lambda row: OrganisationKind(row.word("key"), row.text("title"), row.take("reports", bool, False)),
    )

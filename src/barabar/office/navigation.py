"""The office's main menu: each entry appears when its page exists and the person's role needs it."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import pgettext_lazy

from barabar.access.actors import Actor
from barabar.access.catalogue import roles


@dataclass(frozen=True)
class Entry:
    """One page of the menu; any one of `permissions` is enough to need it. All pages under its address belong to it."""

    title: object
    url_name: str
    permissions: tuple[str, ...]


ENTRIES = (
    Entry(pgettext_lazy("menu", "Overview"), "office:overview", ("return.read", "chase.read", "report.build")),
    Entry(pgettext_lazy("menu", "Requests"), "office:requests", ("return.fill",)),
    Entry(pgettext_lazy("menu", "Review desk"), "office:review", ("return.review",)),
    Entry(pgettext_lazy("menu", "Chase"), "office:chase", ("chase.read",)),
    Entry(pgettext_lazy("menu", "Plans"), "office:plans", ("plan.edit", "request.read", "reading.write")),
    Entry(pgettext_lazy("menu", "Money"), "office:money", ("money.edit", "report.build")),
    Entry(pgettext_lazy("menu", "Coordination"), "office:coordination", ("coordination.edit",)),
    Entry(pgettext_lazy("menu", "Issues"), "office:issues", ("issue.moderate", "issue.enter", "issue.answer")),
    Entry(pgettext_lazy("menu", "Recommendations"), "office:recommendations", ("recommendation.edit",)),
    Entry(pgettext_lazy("menu", "Practices"), "office:practices", ("practice.edit",)),
    Entry(pgettext_lazy("menu", "Tables"), "office:explore", ("return.read",)),
    Entry(pgettext_lazy("menu", "Reports"), "office:reports", ("report.build",)),
    Entry(pgettext_lazy("menu", "Publications"), "office:publications", ("publication.edit",)),
    Entry(pgettext_lazy("menu", "Cycles"), "office:cycles", ("cycle.open",)),
    Entry(pgettext_lazy("menu", "Institutions"), "office:institutions", ("account.edit",)),
    Entry(pgettext_lazy("menu", "Journal"), "office:journal", ("journal.read",)),
)


def permissions_of(actor: Actor) -> frozenset[str]:
    """Everything that any of the person's roles includes, whatever its reach."""
    held = [roles()[part.role].permissions for part in actor.parts if part.role in roles()]
    return frozenset().union(*held)


def navigation_for(actor: Actor, path: str) -> list[dict]:
    held = permissions_of(actor)
    made = []
    for entry in ENTRIES:
        if not held.intersection(entry.permissions):
            continue
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        made.append({"title": entry.title, "url": url})
    here = max((one["url"] for one in made if path.startswith(one["url"])), key=len, default="")
    return [{**one, "current": one["url"] == here} for one in made]


def start_page(actor: Actor) -> str:
    """Where a person's work begins: their requests, the review desk or the overview, or the account where no role needs any."""
    entries = navigation_for(actor, "")
    own = {entry.url_name: entry for entry in ENTRIES}
    order = ("office:overview", "office:requests", "office:review", "office:chase", "office:plans", "office:journal")
    held = permissions_of(actor)
    if "return.approve" in held:
        order = ("office:overview", "office:chase", *order)
    elif "return.review" in held:
        order = ("office:review", *order)
    elif "return.fill" in held:
        order = ("office:requests", *order)
    known = {one["url"] for one in entries}
    for name in order:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        if url in known and held.intersection(own[name].permissions):
            return url
    return reverse("office:account")

"""Practices and stories made in the economy, or taken over there: what, where, for whom, how well known to work."""

from django.utils.translation import gettext as _

from barabar.advocacy.catalogue import evidence_grades, practice_kinds
from barabar.advocacy.models import Practice
from barabar.advocacy.queries import practices_of
from barabar.publishing.document.model import (
    Block,
    Column,
    DefinitionList,
    Heading,
    Notice,
    NoticeKind,
    Paragraph,
    Row,
    Table,
)
from barabar.publishing.report import Page
from barabar.publishing.wording import place_named
from barabar.reference.catalogue import communities
from barabar.reference.definitions import title_of

TOLD = 12


def build(page: Page) -> list[Block]:
    """A table of all, then the words of the newest. Only what is public stands here, so a name only with consent."""
    report = page.report
    heading = Heading(1, _("Practices and stories"), "practices")
    found = list(practices_of(economy=report.scope.economy, until=report.built_on))
    if report.scope.territory:
        found = [one for one in found if one.territory_id == report.scope.territory]
    if not found:
        return [heading, Notice(NoticeKind.NO_DATA, page.said(_("No practice is published for this report.")))]
    heads = (Column(_("Practice"), width=3), Column(_("Kind")), Column(_("Where"), width=2), Column(_("Evidence"), width=2), Column(_("Taken over by"), width=2))  # fmt: skip
    blocks: list[Block] = [heading, Table(heads, tuple(_row(page, one) for one in found), _("Practices and stories"), "practices-list")]  # fmt: skip
    for one in found[:TOLD]:
        blocks += [Heading(2, page.said(one.title), f"practice-{one.pk}"), Paragraph(page.said(one.done)), _facts(page, one)]  # fmt: skip
    return blocks


def _where(page: Page, one: Practice):
    if one.territory:
        return page.named(one.territory.name)
    return page.said(place_named(one.economy))


def _row(page: Page, one: Practice) -> Row:
    kind, grade = title_of(practice_kinds(), one.kind), title_of(evidence_grades(), one.grade)
    takers = "; ".join(_taker(page, other) for other in one.takeovers.select_related("organisation")) or "–"
    return Row((page.said(one.title), page.said(kind), _where(page, one), page.said(grade), page.said(takers)))


def _taker(page: Page, other) -> str:
    name = page.plain(other.organisation.name) if other.organisation else other.as_written
    return f"{name} ({other.year})" if other.year else name


def _facts(page: Page, one: Practice) -> DefinitionList:
    whom = [page.plain(one.for_whom), *(page.plain(communities()[key].title) for key in one.communities if key in communities())]  # fmt: skip
    cost = "" if one.cost is None else page.numbers.money(one.cost, one.currency)
    after = "; ".join(filter(None, (page.plain(other.after) for other in one.takeovers.all())))
    pairs = [
        (_("For whom"), page.said("; ".join(filter(None, whom)))), (_("Cost"), page.said(cost)),
        (_("What it needs"), page.said(one.preconditions)), (_("Evidence"), page.said(one.evidence)),
        (_("What happened after"), page.said(after)),
    ]  # fmt: skip
    if one.tells_of_person:
        pairs.insert(0, (_("Who tells"), page.said(one.person or _("told without a name"))))
    return DefinitionList(tuple((page.said(head), value) for head, value in pairs))

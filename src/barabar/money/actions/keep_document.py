"""Keep a budget document, its lines and its allocation key."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.access.permissions import may
from barabar.journal.actions.record import record
from barabar.money.catalogue import budget_documents, money_links, share_methods
from barabar.money.models import AllocationShare, BudgetDocument, BudgetItem
from barabar.money.permissions import may_edit_document
from barabar.plans.catalogue import money_sources
from barabar.plans.models import Measure
from barabar.reference.catalogue import economies, sectors
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems


@dataclass(frozen=True)
class DocumentContent:
    key: str
    title: Text
    kind: str
    economy: str = ""
    economy_as_written: str = ""
    starts_year: int | None = None
    ends_year: int | None = None
    owner: Organisation | None = None
    source_title: str = ""
    source_address: str = ""
    is_demonstration: bool = False


@dataclass(frozen=True)
class ItemContent:
    title: Text
    code: str = ""
    parent: BudgetItem | None = None
    sector: str = ""
    source: str = "unspecified"
    link: str = "targeted"
    share: Decimal | None = None
    method: str = ""
    method_note: str = ""
    organisation: Organisation | None = None
    measures: Sequence[Measure] = field(default_factory=tuple)
    indicators: Sequence[str] = field(default_factory=tuple)


@transaction.atomic
def keep_document(*, by: Actor, content: DocumentContent) -> BudgetDocument:
    """A new document, or new words for one that stands."""
    owner_may = may(by, "money.edit", organisation=content.owner, economy=content.economy or None)
    owner_may.require()
    standing = BudgetDocument.objects.filter(pk=content.key).first()
    if standing is not None:
        may_edit_document(by, standing).require()
    problems = list(_document_problems(content))
    if problems:
        raise Problems(problems)
    values = {name: getattr(content, name) for name in DocumentContent.__dataclass_fields__ if name != "key"}
    document, is_new = BudgetDocument.objects.update_or_create(key=content.key, defaults=values)
    record(by=by, action="budget.add" if is_new else "budget.edit", kind="budget", subject=document.pk)
    return document


def _document_problems(content: DocumentContent):
    if not content.title:
        yield Problem("title-missing", _("the document has no title. Give it in at least one language."), anchor="id_title")  # fmt: skip
    if content.kind not in budget_documents():
        facts = {"key": content.kind, "known": ", ".join(budget_documents())}
        yield Problem("kind-unknown", _("“%(key)s” is not a kind of document; use %(known)s."), facts, anchor="id_kind")
    if content.economy and content.economy not in economies():
        facts = {"key": content.economy, "known": ", ".join(economies())}
        yield Problem("economy-unknown", _("“%(key)s” is not an economy; use one of %(known)s."), facts, anchor="id_economy")  # fmt: skip
    if content.starts_year and content.ends_year and content.ends_year < content.starts_year:
        facts = {"start": content.starts_year, "end": content.ends_year}
        yield Problem("years-turned", _("it ends in %(end)s, before it starts in %(start)s."), facts, anchor="id_ends_year")  # fmt: skip


@transaction.atomic
def keep_item(
    *, by: Actor, document: BudgetDocument, content: ItemContent, item: BudgetItem | None = None
) -> BudgetItem:
    """A new line of a document, or new words for one that stands."""
    may_edit_document(by, document).require()
    problems = list(_item_problems(document, content, item))
    if problems:
        raise Problems(problems)
    is_new = item is None
    if item is None:
        last = BudgetItem.objects.filter(document=document).aggregate(last=Max("number"))["last"] or 0
        item = BudgetItem(document=document, number=last + 1)
    for name in ItemContent.__dataclass_fields__:
        if name not in ("measures", "indicators"):
            setattr(item, name, getattr(content, name))
    item.indicators = list(content.indicators)
    item.save()
    item.measures.set(content.measures)
    facts = {"line": item.number, "link": item.link}
    record(by=by, action="budget.line-add" if is_new else "budget.line-edit", kind="budget", subject=document.pk, facts=facts)  # fmt: skip
    return item


def _item_problems(document: BudgetDocument, content: ItemContent, item: BudgetItem | None):
    if not content.title:
        yield Problem("title-missing", _("the line has no title. Give it in at least one language."), anchor="id_title")
    known = (
        ("link", content.link, money_links(), _("“%(key)s” is not a link of a budget line; use %(known)s.")),
        ("source", content.source, money_sources(), _("“%(key)s” is not a source of money; use %(known)s.")),
        ("sector", content.sector, ("", *sectors()), _("“%(key)s” is not a sector; use %(known)s.")),
        ("method", content.method, ("", *share_methods()), _("“%(key)s” is not a method of estimating; use %(known)s.")),
    )  # fmt: skip
    for name, value, allowed, template in known:
        if value not in allowed:
            facts = {"key": value, "known": ", ".join(filter(None, allowed))}
            yield Problem(f"{name}-unknown", template, facts, anchor=f"id_{name}")
    if content.share is not None and not 0 <= content.share <= 100:
        yield Problem("share", _("%(share)s is not a share: from 0 to 100 per cent."), {"share": content.share}, anchor="id_share")  # fmt: skip
    if content.share is not None and not content.method:
        yield Problem("method-missing", _("a share of the communities is only kept with the method by which it was estimated."), anchor="id_method")  # fmt: skip
    if content.share is not None and content.link in ("targeted", "none"):
        yield Problem("share-link", _("a share belongs to mainstream money with a direct or indirect link."), anchor="id_share")  # fmt: skip
    if content.parent is not None and (content.parent.document_id != document.pk or _above(content.parent, item)):
        yield Problem("parent", _("the line above must be another line of the same document, not below this one."), anchor="id_parent")  # fmt: skip


def _above(parent: BudgetItem | None, item: BudgetItem | None) -> bool:
    while parent is not None and item is not None:
        if parent.pk == item.pk:
            return True
        parent = parent.parent
    return False


@transaction.atomic
def keep_shares(
    *, by: Actor, document: BudgetDocument, shares: Sequence[tuple[Text, Decimal, Organisation | None]]
) -> None:
    """The document's allocation key, whole: its shares make 100 per cent."""
    may_edit_document(by, document).require()
    total = sum((percent for _title, percent, _whose in shares), Decimal(0))
    problems = [
        Problem("share", _("%(share)s is not a share: from 0 to 100 per cent."), {"share": percent})
        for _title, percent, _whose in shares
        if not 0 <= percent <= 100
    ]
    if shares and total != 100:
        problems.append(Problem("shares-100", _("the shares make %(total)s per cent, not 100."), {"total": total}))
    if problems:
        raise Problems(problems)
    document.shares.all().delete()
    for number, (title, percent, whose) in enumerate(shares, 1):
        AllocationShare.objects.create(
            document=document, number=number, title=title, percent=percent, organisation=whose
        )
    record(by=by, action="budget.shares", kind="budget", subject=document.pk, facts={"shares": len(shares)})

"""Load published budgets as they were printed: totals, parts, stages, allocation keys, with their source and note."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.money.actions.enter_money import enter_published
from barabar.money.actions.keep_document import DocumentContent, ItemContent, keep_document, keep_item, keep_shares
from barabar.money.models import BudgetDocument, BudgetItem
from barabar.money.rules import Given
from barabar.plans.catalogue import money_sources, money_stages
from barabar.reference.catalogue import economies, sectors
from barabar.reference.slugs import fold, slug
from barabar.reference.tables import Record, read_table
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems

COLUMNS = (
    "case", "economy", "document", "year_or_period", "line", "stage", "amount", "currency", "source_title",
    "source_url", "note",
)  # fmt: skip
SHARE = "allocation key"
WHOLE = ("total", "whole ")
# The kind of a document by a word of its title; a project where none fits.
KINDS = (("decision", "decision"), ("programme", "programme"), ("plan", "plan"))


@dataclass(frozen=True)
class Line:
    record: Record
    amount: Decimal
    stage: str
    year: int | None

    @property
    def is_whole(self) -> bool:
        return self.record["line"].lower().startswith(WHOLE)


def recognises(head: list[str]) -> bool:
    return all(column in head for column in COLUMNS)


@transaction.atomic
def load_published_budgets(path: Path, *, by: Actor) -> int:
    """Every document of the file or none; how many. Loading again changes nothing that stands already."""
    problems: list[Problem] = []
    lines = [line for record in read_table(path, COLUMNS) if (line := _line(record, problems))]
    if problems:
        raise Problems(problems)
    documents: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        documents.setdefault((line.record["case"], line.record["document"]), []).append(line)
    for own in documents.values():
        _load(own, by)
    return len(documents)


def _line(record: Record, problems: list[Problem]) -> Line | None:
    before = len(problems)
    amount = Decimal(0)
    try:
        amount = Decimal(record["amount"].strip())
    except InvalidOperation:
        said = _("“%(text)s” is not an amount; write it as 24200000.")
        problems.append(record.problem("amount", said, text=record["amount"]))
    stage = record["stage"].strip() if record["stage"].strip() == SHARE else stage_of(record["stage"])
    if not stage:
        said = _("“%(word)s” is not a word for a stage of money; use %(known)s, or add it in money_stages.yaml.")
        problems.append(record.problem("stage-unknown", said, word=record["stage"], known=", ".join(money_stages())))
    years = re.findall(r"\d{4}", record["year_or_period"])
    if not years:
        problems.append(record.problem("year", _("“%(text)s” holds no year."), text=record["year_or_period"]))
    if len(problems) > before:
        return None
    is_one_year = re.match(r"^\d{4}(?!\s*[-–]\s*\d)", record["year_or_period"].strip())
    return Line(record, amount, stage, int(years[0]) if is_one_year else None)


def stage_of(word: str) -> str:
    """The stage that a published word names, "" where none does."""
    wanted = fold(word)
    for stage in money_stages().values():
        if wanted in (stage.key, fold(stage.title.in_language("en").text), *map(fold, stage.words)):
            return stage.key
    return ""


def _load(lines: list[Line], by: Actor) -> None:
    document = _document(lines, by)
    items: dict[str, BudgetItem] = {fold(str(item.title)): item for item in document.items.all()}
    money = [line for line in lines if line.stage != SHARE]
    for line in sorted(money, key=lambda line: not line.is_whole):
        name = fold(line.record["line"])
        if name not in items:
            whole = next((item for item in items.values() if item.parent_id is None), None)
            items[name] = keep_item(by=by, document=document, content=_item(line, whole))
        enter_published(by=by, item=items[name], given=_given(line))
    shares = [(Text({"en": one.record["line"]}), one.amount, None) for one in lines if one.stage == SHARE]
    if shares and not document.shares.exists():
        keep_shares(by=by, document=document, shares=shares)


def _document(lines: list[Line], by: Actor) -> BudgetDocument:
    first = lines[0].record
    key = slug(f"{first['case']} {first['document']}")[:80].strip("-")
    standing = BudgetDocument.objects.filter(pk=key).first()
    if standing is not None:
        return standing
    years = [int(year) for line in lines for year in re.findall(r"\d{4}", line.record["year_or_period"])]
    economy = next((e.key for e in economies().values() if fold(e.name.in_language("en").text) == fold(first["economy"])), "")  # fmt: skip
    content = DocumentContent(
        key=key, title=Text({"en": first["document"]}), kind=_kind(first["document"]), economy=economy,
        economy_as_written=first["economy"], starts_year=min(years), ends_year=max(years),
        source_title=first["source_title"], source_address=first["source_url"],
    )  # fmt: skip
    return keep_document(by=by, content=content)


def _kind(title: str) -> str:
    return next((kind for word, kind in KINDS if word in title.lower()), "project")


def _item(line: Line, whole: BudgetItem | None) -> ItemContent:
    name = line.record["line"]
    source = _named(name, ((s.key, s.words) for s in money_sources().values())) or "unspecified"
    sector = _named(name, ((s.key, (s.title.in_language("en").text,)) for s in sectors().values()))
    return ItemContent(title=Text({"en": name}), parent=None if line.is_whole else whole, source=source, sector=sector)


def _named(text: str, things: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    wanted = fold(text)
    return next((key for key, words in things if any(wanted.startswith(fold(word)) for word in words)), "")


def _given(line: Line) -> Given:
    note = line.record["note"]
    return Given(
        stage=line.stage, amount=line.amount, currency=line.record["currency"], year=line.year,
        period_as_written=line.record["year_or_period"], about=note.startswith('"about"'), note=note,
    )  # fmt: skip

"""Money of the demonstration: the real published budgets and fixed rates, and invented lines marked as such."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

from barabar.access.actors import SYSTEM, Actor
from barabar.money.actions.enter_money import enter_money
from barabar.money.actions.enter_rates import load_rates
from barabar.money.actions.keep_document import DocumentContent, ItemContent, keep_document, keep_item
from barabar.money.actions.load_published_budgets import load_published_budgets
from barabar.money.rules import Given
from barabar.plans.models import Measure
from barabar.reference.text import Text


def load_money(content: dict, facts: Path, *, officer: Actor) -> None:
    """`content` is demo/money.yaml."""
    load_published_budgets(facts / "published_budgets.csv", by=SYSTEM)
    load_rates(facts / "fixed_exchange_rates.csv", by=SYSTEM)
    budget = content["mainstream"]
    document = keep_document(
        by=officer,
        content=DocumentContent(
            key=budget["key"], title=Text(budget["title"]), kind="medium_term", economy="AL",
            starts_year=budget["years"][0], ends_year=budget["years"][-1], is_demonstration=True,
        ),
    )  # fmt: skip
    for line in budget["lines"]:
        item = keep_item(
            by=officer, document=document,
            content=ItemContent(
                title=Text(line["title"]), code=line["code"], sector=line["sector"], source="state", link=line["link"],
                share=Decimal(str(line["share"])) if "share" in line else None, method=line.get("method", ""),
            ),
        )  # fmt: skip
        for year, amount in zip(budget["years"], line["planned"], strict=True):
            enter_money(by=officer, of=item, given=_given("planned", amount, year, "state"))
    for one in content["revisions"]:
        measure = Measure.objects.get(key=one["measure"])
        for step in one["steps"]:
            day = dt.date.fromisoformat(str(step["day"]))
            given = _given(step["stage"], step["amount"], one["year"], one["source"], day)
            enter_money(by=officer, of=measure, given=given)


def _given(stage: str, amount: int, year: int, source: str, day: dt.date | None = None) -> Given:
    return Given(stage=stage, amount=Decimal(amount), currency="ALL", year=year, source=source, decided_on=day)

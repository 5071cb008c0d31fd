"""The sentences of the importer that several modules need: what was found in a cell, and what to write there."""

from django.utils.translation import gettext_lazy as _

from barabar.plans.catalogue import money_sources
from barabar.plans.importing.money import Refusal
from barabar.reference.verdicts import Problem

MONEY = {
    "money-unread": _(
        "“%(found)s” cannot be read surely as %(amounts)s amount(s) in the order %(order)s, with "
        "a donor's name after the "
        "last. Write the amounts apart, such as “0 130%(mark)s250 IPA 2012”, or one amount in each column."
    ),
    "money-unread-one": _(
        "“%(found)s” is not one amount of money. Write figures only, such as 130250; a donor's name may follow."
    ),
    "money-thousands": _(
        "in “%(found)s” the mark may divide thousands or be a decimal mark; the map does not say. Add the line "
        "“thousands:” to the map's money, or write the amount without a mark."
    ),
    "money-many": _(
        "“%(found)s” can be read as %(readings)s. Write the amounts in columns of their own, or divide them with “/”."
    ),
    "money-currency": _(
        "“%(found)s” names another currency (%(readings)s) than the plan's. Convert it, or import "
        "it as a plan of its own."
    ),
    "money-fraction": _(
        "the cell holds the number %(found)s, which a spreadsheet may have made of %(readings)s. "
        "Set the cell's format to "
        "“Text” and type the amount again."
    ),
    "money-one": _(
        "the cell holds one number, %(found)s, but the map expects %(amounts)s amounts in the "
        "order %(order)s. Write them "
        "all, with 0 for none."
    ),
    "money-negative": _("%(found)s is below zero; a plan's money is zero or more."),
    "money-long": _("the text is too long for amounts: “%(found)s”. Move the explanation to a column of its own."),
}


def money_problem(refusal: Refusal, order: tuple[str, ...], mark: str, place: str) -> Problem:
    facts = {
        "found": refusal.found, "readings": "; ".join(refusal.readings), "amounts": len(order),
        "order": ", ".join(str(money_sources()[one].title) for one in order), "mark": mark or "",
    }  # fmt: skip
    only_one = refusal.code == "money-unread" and len(order) == 1
    return Problem(refusal.code, MONEY["money-unread-one" if only_one else refusal.code], facts, where=place)

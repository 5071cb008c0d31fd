"""What differs between the office's and the public site's pages of tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from barabar.warehouse.answering import answer
from barabar.warehouse.answers import Answer, Keys
from barabar.warehouse.questions import COVERAGE, Question

# Settings of the page that are no part of the question.
ASIDE = ("language", "page", "part")


def nothing_hidden(question: Question) -> frozenset[Keys]:
    return frozenset()


def unchanged(question: Question) -> Question:
    return question


@dataclass(frozen=True)
class Site:
    """Addresses of the pages; `ask` answers as this site may print it.

    `narrow` keeps a question within a person's reach. `unpublished` are the cells that are shown here and nowhere public.
    """

    page: str
    facts: str
    files: Mapping[str, str]
    ask: Callable[[Question], Answer]
    narrow: Callable[[Question], Question] = unchanged
    unpublished: Callable[[Question], frozenset[Keys]] = nothing_hidden

    def address(self, question: Question, **more: object) -> str:
        return f"{self.page}?{urlencode([*question.as_pairs(), *more.items()])}"

    def facts_address(self, question: Question) -> str:
        return f"{self.facts}?{question.as_address()}"

    def pairs(self, question: Question, *names: str) -> list[Keys]:
        """The words of several dimensions that occur together. Whether something was asked is no secret; values are."""
        asked = Question(rows=names, measures=(COVERAGE,), filters=question.filters, subject=question.subject)
        return sorted(answer(self.narrow(asked)).cells)

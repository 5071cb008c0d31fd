"""Every number in the methods pages is what the code gives."""

import doctest
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[3] / "docs"
PAGES = [*sorted((DOCS / "methods" / "disclosure").glob("*.md")), DOCS / "protect.md"]


def test_there_are_pages():
    assert len(PAGES) >= 6


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_worked_examples_of_the_page(page):
    text = page.read_text(encoding="utf-8").replace("```", "\n```")
    blocks = "\n".join(part for i, part in enumerate(text.split("```")) if i % 2)
    example = doctest.DocTestParser().get_doctest(blocks.replace("python\n", "\n", -1), {}, page.name, str(page), 0)
    told: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example, out=told.append)
    assert result.failed == 0, "".join(told)
    assert result.attempted

"""Which heads a table of recommendations may have, as a column map of its own."""

from barabar.advocacy.recommendation_catalogue import recommendation_heads
from barabar.plans.importing.column_maps import ColumnMap, ColumnMeaning
from barabar.reference.catalogue import languages
from barabar.reference.text import Text

TEXT, IN = "text", ":"


def map_of_recommendations() -> ColumnMap:
    """A column a head; the text once for each language, and once without one."""
    return ColumnMap(key="recommendations", title=Text({"en": "Recommendations", "sq": "Rekomandime"}), language="en", columns=_columns())  # fmt: skip


def _columns() -> tuple[ColumnMeaning, ...]:
    made = []
    for key, head in recommendation_heads().items():
        made.append(ColumnMeaning(head.words[0], key, tuple(head.words[1:]), optional=True))
        if key == TEXT:
            made += [_in_language(language, head.words) for language in languages()]
    return tuple(made)


def _in_language(language: str, words: tuple[str, ...]) -> ColumnMeaning:
    tag = language.lower()
    spellings = [spelling for word in words for spelling in (f"{word} ({tag})", f"{word} {tag}")]
    return ColumnMeaning(spellings[0], f"{TEXT}{IN}{language}", tuple(spellings[1:]), optional=True)

"""The reference definitions: economies, sectors, communities, currencies, languages, dimensions, reasons.

Each `…s()` gives a dictionary of key to a frozen definition, in the file's order.
"""

from dataclasses import dataclass

from barabar.reference.definitions import Row, definitions
from barabar.reference.text import Text

# In addresses and questions of reach, what belongs to no economy: its rows carry "". Only those who reach everything reach it.
REGION = "region"


@dataclass(frozen=True)
class Economy:
    """A participant. `mark` and `footnote` travel with the name wherever it appears; `forms` are the inflected
    names by which free text is recognised."""

    key: str
    name: Text
    accepted_codes: tuple[str, ...]
    currency: str
    languages: tuple[str, ...]
    mark: str = ""
    footnote: Text = Text()
    forms: tuple[str, ...] = ()

    @property
    def title(self) -> Text:
        return Text({code: name + self.mark for code, name in self.name.items()})


@dataclass(frozen=True)
class Sector:
    key: str
    title: Text
    regional_area: str
    priority: bool


@dataclass(frozen=True)
class Community:
    key: str
    title: Text
    part_of: str


@dataclass(frozen=True)
class Currency:
    key: str
    title: Text
    digits: int


@dataclass(frozen=True)
class Language:
    key: str
    title: Text
    direction: str
    interface: bool


@dataclass(frozen=True)
class Category:
    key: str
    title: Text


@dataclass(frozen=True)
class Dimension:
    """A way of breaking a value down. Where `additive`, the categories' values add up to the total."""

    key: str
    title: Text
    additive: bool
    categories: tuple[Category, ...]


@dataclass(frozen=True)
class Reason:
    """Why a value is missing or refused."""

    key: str
    title: Text


@dataclass(frozen=True)
class Unit:
    """What a value counts or measures. Counting units never add to one another.

    `protected` units count people of the communities: their small counts are not published.
    """

    key: str
    title: Text
    symbol: str
    protected: bool


def _economy(row: Row) -> Economy:
    return Economy(
        key=row.word("key"),
        name=row.text("name"),
        accepted_codes=row.words("accepted_codes"),
        currency=row.one_of("currency", currencies()),
        languages=row.words("languages"),
        mark=row.word("mark", ""),
        footnote=row.text("footnote", Text()),
        forms=row.words("forms"),
    )


def economies() -> dict[str, Economy]:
    return definitions("economies", _economy)


def sectors() -> dict[str, Sector]:
    return definitions(
        "sectors",
        lambda row: Sector(
            row.word("key"), row.text("title"), row.word("regional_area"), row.take("priority", bool, False)
        ),
    )


def communities() -> dict[str, Community]:
    return definitions(
        "communities", lambda row: Community(row.word("key"), row.text("title"), row.word("part_of", ""))
    )


def currencies() -> dict[str, Currency]:
    return definitions(
        "currencies", lambda row: Currency(row.word("key"), row.text("title"), row.take("digits", int, 2))
    )


def languages() -> dict[str, Language]:
    return definitions(
        "languages",
        lambda row: Language(
            row.word("key"),
            row.text("title"),
            row.one_of("direction", ["ltr", "rtl"], "ltr"),
            row.take("interface", bool, False),
        ),
    )


def _dimension(row: Row) -> Dimension:
    made = []
    for inner in row.rows("categories"):
        made.append(Category(inner.word("key"), inner.text("title")))
        inner.finish()
    return Dimension(row.word("key"), row.text("title"), row.take("additive", bool, True), tuple(made))


def dimensions() -> dict[str, Dimension]:
    return definitions("dimensions", _dimension)


def missing_reasons() -> dict[str, Reason]:
    return definitions("missing_reasons", lambda row: Reason(row.word("key"), row.text("title")))


def units() -> dict[str, Unit]:
    return definitions(
        "units",
        lambda row: Unit(
            row.word("key"), row.text("title"), row.word("symbol", ""), row.take("protected", bool, False)
        ),
    )


def economy_asked(asked: str) -> str | None:
    """The economy that an address asks for, "" where that is the region; None where it asks for neither."""
    return asked if asked in economies() else "" if asked == REGION else None


def economy_of_code(code: str) -> Economy | None:
    """The economy of a code as institutions write it: `XK`, `XKX` or `KOS` are one."""
    wanted = code.strip().upper()
    for economy in economies().values():
        if wanted in {economy.key, *economy.accepted_codes}:
            return economy
    return None


def breakdown_title(breakdown: str, language: str | None = None) -> str:
    """`sex=female;community=roma` in words: "Women and girls, Roma". The total is empty."""
    words = []
    for part in filter(None, breakdown.split(";")):
        dimension_key, _, category_key = part.partition("=")
        dimension = dimensions().get(dimension_key)
        category = next((c for c in dimension.categories if c.key == category_key), None) if dimension else None
        words.append(category.title.in_language(language).text if category else part)
    return ", ".join(words)

"""The fixed words of a document, as data: one `Labels` per language, and nothing else to write for a new language.

Words in braces are filled in by the formats and must stay: {number}, {count}, {language}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from barabar.publishing.document.blocks import NoticeKind
from barabar.publishing.document.runs import State


@dataclass(frozen=True, slots=True)
class Labels:
    """`language` is the BCP 47 tag written into files; `locale` is the CLDR locale that formats numbers and dates.

    `points` maps each CLDR plural form of the language to the words for percentage points; "other" is always there.
    """

    language: str
    locale: str
    page: str
    contents: str
    figure: str
    table: str
    source: str
    notes: str
    footnotes: str
    demonstration: str
    reference: str
    references: str
    no_data: str
    table_twin: str
    unit: str
    other_language: str
    footnote_mark: str
    footnote_text: str
    points: Mapping[str, str]
    states: Mapping[State, str]
    notices: Mapping[NoticeKind, str]
    languages: Mapping[str, str]


LABELS_EN = Labels(
    language="en",
    locale="en_GB",
    page="Page {number} of {count}",
    contents="Contents",
    figure="Figure {number}",
    table="Table {number}",
    source="Source",
    notes="Notes",
    footnotes="Note on names",
    demonstration="Demonstration: every figure in this document is invented.",
    reference="Reference",
    references="References",
    no_data="no data",
    table_twin="The same as a table",
    unit="Unit",
    other_language="only in {language}",
    footnote_mark="Footnote mark",
    footnote_text="Footnote text",
    points=MappingProxyType({"one": "{number} percentage point", "other": "{number} percentage points"}),
    states=MappingProxyType(
        {
            State.MISSING: "not reported",
            State.NOT_APPLICABLE: "not applicable",
            State.NOT_DUE: "not yet due",
            State.REFUSED: "answer refused",
            State.SUPPRESSED: "withheld to protect persons",
        }
    ),
    notices=MappingProxyType(
        {
            NoticeKind.COVERAGE: "Whom this covers",
            NoticeKind.NO_DATA: "No data",
            NoticeKind.DEMONSTRATION: "Demonstration",
            NoticeKind.WARNING: "Read with care",
        }
    ),
    languages=MappingProxyType(
        {
            "sq": "Albanian",
            "sr": "Serbian",
            "mk": "Macedonian",
            "bs": "Bosnian",
            "cnr": "Montenegrin",
            "tr": "Turkish",
            "en": "English",
            "rom": "Romani",
        }
    ),
)

LABELS_SQ = Labels(
    language="sq",
    locale="sq",
    page="Faqja {number} nga {count}",
    contents="Përmbajtja",
    figure="Figura {number}",
    table="Tabela {number}",
    source="Burimi",
    notes="Shënime",
    footnotes="Shënim për emërtimet",
    demonstration="Version demonstrues: të gjitha shifrat në këtë dokument janë të shpikura.",
    reference="Referenca",
    references="Referencat",
    no_data="nuk ka të dhëna",
    table_twin="E njëjta gjë si tabelë",
    unit="Njësia",
    other_language="vetëm në gjuhën {language}",
    footnote_mark="Shenja e shënimit",
    footnote_text="Teksti i shënimit",
    points=MappingProxyType({"other": "{number} pikë përqindjeje"}),
    states=MappingProxyType(
        {
            State.MISSING: "nuk është raportuar",
            State.NOT_APPLICABLE: "nuk zbatohet",
            State.NOT_DUE: "ende pa afat",
            State.REFUSED: "refuzim përgjigjeje",
            State.SUPPRESSED: "nuk jepet, për mbrojtjen e personave",
        }
    ),
    notices=MappingProxyType(
        {
            NoticeKind.COVERAGE: "Kë përfshin",
            NoticeKind.NO_DATA: "Nuk ka të dhëna",
            NoticeKind.DEMONSTRATION: "Version demonstrues",
            NoticeKind.WARNING: "Lexoni me kujdes",
        }
    ),
    languages=MappingProxyType(
        {
            "sq": "shqipe",
            "sr": "serbe",
            "mk": "maqedonase",
            "bs": "boshnjake",
            "cnr": "malazeze",
            "tr": "turke",
            "en": "angleze",
            "rom": "rome",
        }
    ),
)

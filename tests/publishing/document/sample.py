"""One rich document: every block, every state, every alphabet, and text that tries to break out of each format."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from barabar.publishing.document.model import (
    LABELS_EN,
    LABELS_SQ,
    BulletList,
    Chart,
    Column,
    Contents,
    DefinitionList,
    Document,
    Emphasis,
    Fallback,
    Heading,
    Labels,
    Link,
    Name,
    Notice,
    NoticeKind,
    Orientation,
    PageBreak,
    Paragraph,
    Section,
    State,
    Strong,
    Table,
    row,
)
from barabar.publishing.document.numbers import Numbers

FOOTNOTE = "This designation is without prejudice to positions on status, and is in line with UNSCR 1244/1999."
FOOTNOTE_SQ = "Ky emërtim nuk ndikon në qëndrimin për statusin dhe është në përputhje me Rezolutën 1244."
HOSTILE = 'R&D <b>bold</b> #include "x" $x^2$ @ref *star* _under_ \\back\\slash `code` [a](b) {{t}} {% x %} ~ %s'
FORMULA = "=SUM(A1:A9)"
LONG_WORD = "Nichtdiskriminierungsüberwachungsverantwortlichkeitsbereichsabgrenzungsfragebogen"
LETTERS = "Çerravë Gjirokastër ëË; Ђурђевдан Љубиња њега џак; Ѓорче Ќустендил ѕид; Iğdır İstanbul şğüöç; Romane čhave"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 120" width="760" height="120" font-family="Noto Sans">'
    '<rect x="200" y="20" width="300" height="30" fill="#0f4c5c"/><text x="0" y="40" font-size="15">Kosovo*</text>'
    "</svg>"
)
BASE = "https://monitor.example.org/"


def labels_for(language: str) -> Labels:
    return {"en": LABELS_EN, "sq": LABELS_SQ}[language]


def states_table(numbers: Numbers) -> Table:
    """One row for each state; the reported ones are large, negative, fractional and zero."""
    values = [("412600000", 0), ("-2.5", 1), ("0", 0), ("82", 0)]
    reported = [
        row(f"reported {text}", numbers.figure(Decimal(text), places=places, ref=f"F-{at:04d}"), "✓")
        for at, (text, places) in enumerate(values)
    ]
    others = [
        row(state.value, numbers.figure(None, state=state, ref=f"S-{state}"), FORMULA)
        for state in State
        if state is not State.REPORTED
    ]
    return Table(
        columns=(
            Column("State", width=2),
            Column("Amount spent in the reporting year", align="right", unit="ALL", width=2),
            Column(["Remark of ", Name("Kosovo", "xk")], width=3),
        ),
        rows=(
            row("Group of rows", group=True),
            *reported,
            *others,
            row("Total", numbers.figure(1234567), "", total=True),
        ),
        caption=["Every state, also in ", Name("Kosovo", "xk")],
        key="states",
        notes=("A note under the table.", HOSTILE),
        source="Returns of 45 institutions.",
    )


def long_table(numbers: Numbers, length: int = 400) -> Table:
    return Table(
        columns=("Code", "Municipality", *(Column(f"{year}", align="right") for year in range(2021, 2026))),
        rows=tuple(
            row(
                f"M{at:03d}",
                f"Municipality {at}",
                *(numbers.figure(at * year, ref=f"L{at}-{year}") for year in range(2021, 2026)),
            )
            for at in range(length)
        ),
        caption="A long table",
        key="long",
        row_heads=2,
    )


def hostile_table() -> Table:
    return Table(
        columns=("Text", HOSTILE, Column("C", align="centre")),
        rows=((FORMULA, LONG_WORD, LETTERS), ("+1", " -1+2", "\t@cmd\nsecond line =1"), ("a\x00b", HOSTILE, "")),
        caption=f"Text that bites: {HOSTILE}",
        key="hostile",
    )


def sample(language: str = "en", *, rows: int = 400, demonstration: bool = True, marked: bool = True) -> Document:
    """`marked=False` leaves the name with the footnote out altogether."""
    labels = labels_for(language)
    numbers = Numbers(labels)
    kosovo = Name("Kosovo", "xk") if marked else Name("Serbia")
    states = states_table(numbers)
    twin = Table(("Economy", Column("Share", align="right", unit="%")), ((kosovo, "82"),), "Twin", "twin")
    blocks = (
        Contents(),
        PageBreak(),
        Heading(1, "1 Institutional arrangement", "institutions"),
        DefinitionList((("Contact point", "Office of the Prime Minister"), ("Deputy", ()), (LETTERS, HOSTILE))),
        Heading(2, ["Measures in ", kosovo], "measures"),
        Paragraph(
            [
                "In ",
                kosovo,
                ", ",
                Strong(["spending reached ", numbers.figure(412_600_000, unit="ALL", ref="F-0001")]),
                ", ",
                Emphasis("more than planned"),
                "; the rest was ",
                numbers.figure(None, state="missing", ref="F-0002"),
                ". See ",
                Link("the plan", "/plans/3/"),
                " and ",
                Link("the states", "#states"),
                ". ",
                Fallback("Ovo postoji samo na srpskom.", "sr"),
            ]
        ),
        Paragraph([kosovo, " once more. ", HOSTILE, "\n", FORMULA]),
        Paragraph(LETTERS),
        BulletList((["First in ", kosovo], LONG_WORD, HOSTILE)),
        Heading(3, "Coverage", "coverage"),
        *(Notice(kind, ["37 of 40 municipalities; ", Strong("3 missing"), "."]) for kind in NoticeKind),
        *([states] if marked else []),
        Heading(4, "Detail", "detail"),
        Chart(
            SVG, "Share insured, bar of 82 percent.", twin, ["Share insured, ", kosovo], "insured", source="Survey 2024"
        ),
        hostile_table(),
        Section((Heading(1, "2 Annex", "annex"), long_table(numbers, rows)), Orientation.LANDSCAPE),
        Heading(1, "3 After the annex", "after"),
        Paragraph("Upright again."),
    )
    return Document(
        title=["Annual report 2025: ", kosovo] if marked else "Annual report 2025 <&>",
        subtitle="Implementation of the strategy & action plan",
        language=language,
        date=date(2026, 3, 31),
        blocks=blocks,
        labels=labels,
        footnotes={"xk": ("*", FOOTNOTE_SQ if language == "sq" else FOOTNOTE)},
        demonstration=demonstration,
        author="National contact point",
    )

"""The cells of one measure's row: bodies, deadline, indicators with baseline and targets, money, sectors, notes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from barabar.plans.catalogue import indicators as catalogue
from barabar.plans.catalogue import money_sources
from barabar.plans.content import IndicatorContent, Line, MeasureContent
from barabar.plans.importing.column_maps import ColumnMap, ColumnMeaning
from barabar.plans.importing.deadlines import read_deadline
from barabar.plans.importing.money import Marks, Refusal, read_money
from barabar.plans.importing.sentences import money_problem
from barabar.plans.importing.table import Cell, TableRow, key_by_title
from barabar.plans.importing.wording import foreign_letters, lacks_diacritics, mixed_words
from barabar.reference.catalogue import sectors, units
from barabar.reference.numbers import Ambiguous, Blank, Number, read_number
from barabar.reference.slugs import fold
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem

LONGEST_BODY, LONGEST_DEADLINE, LONGEST_SOURCE = 1000, 300, 200


class CellReader:
    """Reads cells and gathers what is wrong. What is odd in the same way is said once, with the first place."""

    def __init__(self, mapped: ColumnMap, bodies: Mapping[str, str], years: range):
        self.mapped, self.bodies, self.years = mapped, bodies, years
        self.problems: list[Problem] = []
        self._said: set[tuple] = set()

    def refuse(self, code: str, template: object, place: str, /, **facts: object) -> None:
        self.problems.append(Problem(code, template, facts, where=place))

    def notice(self, code: str, template: object, place: str, about: object = None, /, **facts: object) -> None:
        if about is not None and (code, about) in self._said:
            return
        self._said.add((code, about))
        self.problems.append(Problem(code, template, facts, severity="warning", where=place))

    def look_at_text(self, text: str, place: str) -> None:
        mixed = mixed_words(text) or foreign_letters(text, self.mapped.language)
        if mixed:
            self.notice(
                "scripts-mixed",
                _(
                    "Latin and Cyrillic letters stand together in “%(words)s”. Type the word again in one "
                    "script, or it will not be found."
                ),
                place,
                words=", ".join(mixed[:3]),
            )
        if lacks_diacritics(text, self.mapped.language):
            self.notice(
                "diacritics-missing",
                _("the text seems to be typed without diacritics: “%(text)s …”. It was taken as it is."),
                place,
                text=text[:40],
            )

    def measure(self, row: TableRow, goals: tuple[str, ...]) -> MeasureContent:
        lead, lead_written, partners, partners_written = self.bodies_of(row)
        deadline = self.deadline(row.get("deadline"))
        return MeasureContent(
            sectors=self.sectors(row.get("sector"), goals),
            responsible=lead,
            responsible_as_written=lead_written,
            partners=partners,
            partners_as_written=partners_written,
            deadline=deadline[0],
            deadline_as_written=deadline[1],
            notes=tuple(self.notes(row)),
            indicators=tuple(self.indicators(row)),
            budget=tuple(self.budget(row)),
        )

    # ---------------------------------------------------------------------------------------------------- bodies

    def bodies_of(self, row: TableRow) -> tuple[str, str, tuple[str, ...], str]:
        """The first body named leads; the others, and those of the partners' column, take part."""
        lead, *others = self._split(row.get("responsible")) or [""]
        partners = [*others, *self._split(row.get("partners"))]
        found = {
            name: self._body(name, row.get("responsible") if i == 0 else row.get("partners"))
            for i, name in enumerate([lead, *partners])
        }
        keys = dict.fromkeys(found[name] for name in partners if found[name] and found[name] != found[lead])
        unknown = [name for name in partners if not found[name]]
        return found[lead], "" if found[lead] else lead, tuple(sorted(keys)), "; ".join(unknown)

    def _body(self, name: str, cell: Cell) -> str:
        if not name:
            return ""
        if len(name) > LONGEST_BODY:
            self.refuse(
                "body-long",
                _("the name of a body has more than %(most)s characters. Divide several bodies with “;”."),
                cell.place,
                most=LONGEST_BODY,
            )
            return ""
        aliases = {fold(words): key for words, key in self.mapped.bodies}
        found = self.bodies.get(fold(name)) or self.bodies.get(fold(aliases.get(fold(name), "")))
        if not found:
            self.notice(
                "body-unknown",
                _(
                    "“%(name)s” is not in the register of institutions; the name was kept as written. Choose "
                    "the institution on the measure's page, or add it to the register."
                ),
                cell.place,
                fold(name),
                name=name[:120],
            )
        return found or ""

    def _split(self, cell: Cell) -> list[str]:
        """The parts of a cell, by the map's marks."""
        if not cell:
            return []
        pattern = "|".join(re.escape(mark) for mark in self.mapped.separators)
        raw = str(cell.value) if isinstance(cell.value, str) else cell.text
        return [part for piece in re.split(pattern, raw) if (part := Cell(piece, "").text.strip(" ;"))]

    # -------------------------------------------------------------------------------------- deadline, sectors, notes

    def deadline(self, cell: Cell) -> tuple[str, str]:
        read = read_deadline(cell.value)
        if len(read.as_written) > LONGEST_DEADLINE:
            self.refuse(
                "deadline-long",
                _(
                    "the deadline has more than %(most)s characters. Write a quarter or a year, and move the "
                    "rest to the notes."
                ),
                cell.place,
                most=LONGEST_DEADLINE,
            )
            return "", ""
        if read.is_reading and read.quarter:
            self.notice(
                "deadline-period",
                _("the deadline “%(text)s” is a period; its last year, %(year)s, was taken."),
                cell.place,
                read.as_written,
                text=read.as_written,
                year=read.quarter,
            )
        elif read.is_open:
            self.notice(
                "deadline-open",
                _("“%(text)s” is no deadline; it was kept as written."),
                cell.place,
                read.as_written,
                text=read.as_written,
            )
        elif read.is_reading:
            self.notice(
                "deadline-unread",
                _(
                    "the deadline “%(text)s” was not understood and was kept as written. Write it as “IV "
                    "2014” with the word for quarter, “31.12.2014” or “2014”."
                ),
                cell.place,
                read.as_written,
                text=read.as_written,
            )
        return read.quarter, read.as_written

    def sectors(self, cell: Cell, goals: tuple[str, ...]) -> tuple[str, ...]:
        found = []
        for name in self._split(cell):
            key = key_by_title(sectors(), name) or self._sector_by_word(name)
            if key:
                found.append(key)
            else:
                self.notice(
                    "sector-unknown",
                    _("“%(name)s” is no sector; use one of %(known)s. The measure was left without it."),
                    cell.place,
                    fold(name),
                    name=name[:80],
                    known=", ".join(str(s.title) for s in sectors().values()),
                )
        if not found:
            found = [key for goal in reversed(goals) if (key := self._sector_by_word(goal))][:1]
        return tuple(dict.fromkeys(found))

    def _sector_by_word(self, text: str) -> str:
        folded = fold(text)
        return next((key for words, key in self.mapped.sectors if fold(words) in folded), "")

    def notes(self, row: TableRow) -> Iterator[tuple[str, str]]:
        for column, cell in row.all("note"):
            if cell:
                self.look_at_text(cell.text, cell.place)
                yield column.head, cell.text
        for means in ("baseline", "target", "unit"):
            for column, cell in row.all(means):
                if cell and not self._is_value(means, cell):
                    yield column.head, cell.text

    def _is_value(self, means: str, cell: Cell) -> bool:
        if means == "unit":
            return all(key_by_title(units(), part) for part in self._split(cell))
        return all(not hasattr(read_number(part), "text") for part in self._parts_of_number(cell))

    # ------------------------------------------------------------------------------------------------- indicators

    def indicators(self, row: TableRow) -> list[IndicatorContent]:
        names = self._split(row.get("indicators"))
        cell = row.get("indicators")
        self.look_at_text(cell.text, cell.place)
        units_of = self._beside(row.get("unit"), len(names))
        baselines = self._numbers(row.get("baseline"), len(names))
        years = self._numbers(row.get("baseline_year"), len(names))
        targets = [(column, self._numbers(c, len(names)), c) for column, c in row.all("target")]
        made: dict[str, IndicatorContent] = {}
        for at, name in enumerate(names):
            if fold(name) in made:
                self.notice(
                    "indicator-twice",
                    _("the indicator “%(name)s” stands twice in this cell; it was taken once."),
                    cell.place,
                    name=name[:80],
                )
                continue
            made[fold(name)] = replace(
                self._named(name, units_of[at], row.get("unit").place),
                baseline=baselines[at],
                baseline_year=int(years[at]) if years[at] is not None else None,
                targets=tuple(self._targets(targets, at)),
            )
        if not names and any(cell for means in ("baseline", "target") for _column, cell in row.all(means)):
            self.refuse(
                "indicator-missing",
                _("a baseline or a target stands here without an indicator. Name the indicator in its column."),
                row.place,
            )
        return list(made.values())

    def _named(self, name: str, unit: str, place: str) -> IndicatorContent:
        """The catalogue's indicator of this name, in any language, else the plan's own."""
        for entry in catalogue().values():
            if fold(name) in {fold(words) for words in entry.name.values()}:
                return IndicatorContent(
                    name=entry.name, key=entry.key, catalogue_key=entry.key, definition=entry.definition, kind=entry.kind,
                    unit=entry.unit, aggregation=entry.aggregation, direction=entry.direction, breakdowns=entry.breakdowns,
                )  # fmt: skip
        key = key_by_title(units(), unit) if unit else ""
        if unit and not key:
            self.notice(
                "unit-unknown",
                _("“%(unit)s” is no unit; use one of %(known)s. It was kept in the notes."),
                place,
                fold(unit),
                unit=unit[:60],
                known=", ".join(str(u.title) for u in units().values()),
            )
        return IndicatorContent(
            name=Text({self.mapped.language: name}),
            unit=key or "unstated",
            aggregation="sum" if key and key not in {"percent", "exists"} else "none",
        )

    def _beside(self, cell: Cell, count: int) -> list[str]:
        parts = self._split(cell)
        if len(parts) <= 1:
            return (parts or [""]) * max(count, 1)
        if len(parts) != count:
            self._counts_differ(cell, len(parts), count)
            return [""] * count
        return parts

    def _numbers(self, cell: Cell, count: int) -> list[Decimal | None]:
        """One number for each indicator of the row; blank where there is none, words go to the notes."""
        parts = self._parts_of_number(cell)
        if len(parts) not in {0, 1, count}:
            self._counts_differ(cell, len(parts), count)
            return [None] * count
        read = [self._number(part, cell.place) for part in parts] or [None]
        return read if len(read) == count else read + [None] * (count - 1)

    def _parts_of_number(self, cell: Cell) -> list[object]:
        return [cell.value] if cell.is_number else list(self._split(cell))

    def _number(self, written: object, place: str) -> Decimal | None:
        read = read_number(written)
        if isinstance(read, Number):
            return read.amount
        if isinstance(read, Ambiguous):
            self.refuse(
                "number-ambiguous",
                _(
                    "“%(text)s” may be %(whole)s or %(decimal)s. Write it without a mark for thousands, or "
                    "with two decimals."
                ),
                place,
                text=written,
                whole=read.as_whole,
                decimal=read.as_decimal,
            )
        elif not isinstance(read, Blank):
            self.notice(
                "not-a-number",
                _("“%(text)s” is not a number; it was kept in the notes."),
                place,
                text=str(written)[:60],
            )
        return None

    def _counts_differ(self, cell: Cell, values: int, count: int) -> None:
        self.refuse(
            "counts-differ",
            _(
                "%(values)s values stand here for %(count)s indicators. Give one for each, divided by "
                "“%(mark)s”, or write each indicator in a row of its own."
            ),
            cell.place,
            values=values,
            count=count,
            mark=self.mapped.separators[0],
        )

    def _targets(self, columns: list, at: int) -> Iterator[tuple[int, Decimal]]:
        for column, numbers, cell in columns:
            if numbers[at] is None:
                continue
            year = column.year or (self.years[-1] if self.years else None)
            if year is None:
                self.refuse(
                    "target-year",
                    _(
                        "the target has no year, and the plan no last year. Give the plan its years, or head the "
                        "column “Target 2026”."
                    ),
                    cell.place,
                )
                continue
            if not column.year:
                self.notice(
                    "target-last",
                    _(
                        "the column “%(head)s” names no year; its targets were taken for the plan's last year, "
                        "%(year)s."
                    ),
                    cell.place,
                    column.head,
                    head=column.head,
                    year=year,
                )
            yield year, numbers[at]

    # ------------------------------------------------------------------------------------------------------ money

    def budget(self, row: TableRow) -> list[Line]:
        lines: dict[tuple, Line] = {}
        for column, cell in row.all("money"):
            marks = self._marks(column, row)
            read = read_money(cell.value, marks)
            if isinstance(read, Refusal):
                self.problems.append(money_problem(read, marks.order, marks.thousands, cell.place))
                continue
            written = row.get("money_source").text if len(marks.order) == 1 else ""
            for one in read:
                as_written = (one.as_written or written)[:LONGEST_SOURCE]
                line = Line(one.amount, one.source, column.year, column.stage, as_written)
                if line.place in lines:
                    self.refuse(
                        "money-twice",
                        _(
                            "two columns give money of the same year, source and stage. Give them different heads in "
                            "the map."
                        ),
                        cell.place,
                    )
                lines[line.place] = line
        return list(lines.values())

    def _marks(self, column: ColumnMeaning, row: TableRow) -> Marks:
        """A column that names its source holds that source's money; else the words beside may tell the source."""
        marks = self.mapped.money
        if column.source:
            return replace(marks, order=(column.source,))
        words = row.get("money_source").text
        if words and marks.order == ("unspecified",):
            key = key_by_title(money_sources(), words) or next(
                (k for w, k in marks.donors.items() if fold(words).startswith(fold(w))), ""
            )
            return replace(marks, order=(key or "unspecified",))
        return marks

    def total(self, cell: Cell | None) -> Decimal | None:
        """The money that the source states for a whole goal: one amount."""
        if cell is None or not cell:
            return None
        marks = replace(self.mapped.money, order=("unspecified",))
        read = read_money(cell.value, marks)
        if isinstance(read, Refusal):
            self.problems.append(money_problem(read, marks.order, marks.thousands, cell.place))
            return None
        return read[0].amount if read else None

"""From the rows of a workbook to recommendations and their states, with every problem at its cell."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from barabar.advocacy.actions.keep_recommendation import Asked, words_problems
from barabar.advocacy.actions.tell_fulfilment_of_recommendation import ToldFulfilment, told_problems
from barabar.advocacy.models import SourceDocument
from barabar.advocacy.recommendation_catalogue import frame_tags, fulfilment_states, recommendation_addressees
from barabar.advocacy.recommendation_tables.columns import IN, TEXT, map_of_recommendations
from barabar.plans.importing.table import Cell, TableRow, read_table_of
from barabar.reference.catalogue import economies, sectors
from barabar.reference.slugs import fold
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems

DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y")
# At which column a problem of the words stands: the anchor of the form's field leads there.
COLUMN_OF = {"text_en": TEXT, "original": TEXT, "state": "state", "note": "note", "on": "state_on"}


@dataclass(frozen=True)
class Wanted:
    """What a row says where the table itself does not: to whom, in which economies."""

    addressee: str
    economies: Sequence[str]


@dataclass(frozen=True)
class ReadRow:
    """A recommendation of the file with the place of its row; `told` is its state, where the table gives one."""

    asked: Asked
    told: ToldFulfilment | None
    place: str
    number_place: str


@dataclass
class ReadTable:
    """`heads` are the heads that were read; `problems` holds warnings too."""

    rows: list[ReadRow] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_recommendations(name: str, content: bytes, *, document: SourceDocument, wanted: Wanted) -> ReadTable:
    """Raises the one reason why a file cannot be read at all; what is wrong in its cells comes with the table."""
    table = read_table_of(name, content, map_of_recommendations())
    texts = {column.means for column in table.columns if column.means.partition(IN)[0] == TEXT}
    if not texts:
        found = ", ".join(column.head for column in table.columns)
        raise Problems([Problem("text-column", _("no column holds the text: give it the head “Text”, or “Text (en)” with its language. Heads found: %(found)s."), {"found": found}, where=name)])  # fmt: skip
    read = ReadTable(heads=[column.head for column in table.columns], problems=list(table.problems))
    for row in table.rows:
        if any(cell.text for column, cell in row.cells if column.means in texts):
            _Row(row, document, wanted, read).take()
        elif any(column.means.partition(IN)[0] == TEXT for column, _cell in row.cells):
            read.problems.append(Problem("row-without-text", _("the row has no text; it was not read."), severity="warning", where=row.place))  # fmt: skip
    if not read.rows and not any(problem.blocks for problem in read.problems):
        read.problems.append(Problem("rows-none", _("the table holds no recommendation. Write one in each row below the heads."), where=name))  # fmt: skip
    return read


@dataclass
class _Row:
    row: TableRow
    document: SourceDocument
    wanted: Wanted
    read: ReadTable

    def take(self) -> None:
        asked, told = self._asked(), self._told()
        for problem in (*words_problems(asked), *(told_problems(told) if told else ())):
            if problem.code not in ("economies-unknown", "sectors-unknown", "frames-unknown", "addressee-unknown", "state-unknown"):  # fmt: skip
                self.read.problems.append(Problem(problem.code, problem.template, problem.facts, where=self._place(problem)))  # fmt: skip
        self.read.rows.append(ReadRow(asked, told, self.row.place, self.row.get("number").place))

    def _place(self, problem: Problem) -> str:
        name = problem.anchor.removeprefix("id_")
        means = COLUMN_OF.get(name, name)
        if means == TEXT:
            return next(
                (cell.place for column, cell in self.row.cells if column.means.startswith(TEXT)), self.row.place
            )
        return self.row.get(means).place

    def _asked(self) -> Asked:
        texts = self._texts()
        original = self.document.language if self.document.language in texts else next(iter(texts), "")
        addressees = self._keys("addressee", recommendation_addressees())
        return Asked(
            text=Text(texts), original=original, addressee=addressees[0] if addressees else self.wanted.addressee,
            economies=self._keys("economies", economies()) or list(self.wanted.economies),
            number=self.row.get("number").text, paragraph=self.row.get("paragraph").text,
            addressee_as_written=self.row.get("addressee_as_written").text, sectors=self._keys("sectors", sectors()),
            frames=self._keys("frames", frame_tags()), follow_up_on=self._day("follow_up_on"),
        )  # fmt: skip

    def _texts(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for column, cell in self.row.cells:
            kind, _mark, language = column.means.partition(IN)
            if kind == TEXT and cell:
                found.setdefault(language or self.document.language or "en", whole(cell))
        return found

    def _told(self) -> ToldFulfilment | None:
        states = self._keys("state", fulfilment_states())
        note, day = whole(self.row.get("note")), self._day("state_on")
        if not states:
            if (note or day) and not self.row.get("state"):
                self._wrong("state-missing", _("what was done, or its day, stands here without a state; write the state too."), "state")  # fmt: skip
            return None
        return ToldFulfilment(states[0], day, note, language=self.document.language)

    def _keys(self, means: str, known: Mapping) -> list[str]:
        """The keys that the cell names by key, code, title or word; what it names otherwise is told with what is known."""
        cell, found = self.row.get(means), []
        for part in _parts(cell.text, known):
            key = key_named(part, known)
            if key:
                found.append(key)
            else:
                titles = "; ".join(str(one.title) for one in known.values())
                self._wrong("not-known", _("“%(word)s” is not known here; use %(known)s."), means, word=part[:80], known=titles)  # fmt: skip
        return found

    def _day(self, means: str) -> dt.date | None:
        cell = self.row.get(means)
        day = day_of(cell)
        if cell and day is None:
            self._wrong("day", _("“%(word)s” is not a day; write it as 2026-07-01 or 01.07.2026."), means, word=cell.text[:40])  # fmt: skip
        return day

    def _wrong(self, code: str, template: object, means: str, **facts: object) -> None:
        self.read.problems.append(Problem(code, template, facts, where=self.row.get(means).place))


def _parts(text: str, known: Mapping) -> Iterable[str]:
    """Divided by semicolons; by commas where a piece as a whole is not known."""
    for part in filter(None, (one.strip() for one in text.split(";"))):
        if key_named(part, known) or "," not in part:
            yield part
        else:
            yield from filter(None, (one.strip() for one in part.split(",")))


def key_named(written: str, known: Mapping) -> str:
    """The key of what is named by its key, its code, its title in any language, or one of its words; "" where there is none."""
    word = _bare(written)
    for key, one in known.items():
        names = [key, *one.title.values(), *getattr(one, "accepted_codes", ()), *getattr(one, "words", ())]
        if word in map(_bare, names):
            return key
    return ""


def _bare(words: str) -> str:
    """Without case, diacritics, underscores and the mark of a name."""
    return re.sub(r"[_\s*]+", " ", fold(words)).strip()


def day_of(cell: Cell) -> dt.date | None:
    if isinstance(cell.value, dt.datetime):
        return cell.value.date()
    if isinstance(cell.value, dt.date):
        return cell.value
    for pattern in DAYS:
        try:
            return dt.datetime.strptime(cell.text, pattern).date()
        except ValueError:
            continue
    return None


def whole(cell: Cell) -> str:
    """The text of a cell with its paragraphs."""
    if not isinstance(cell.value, str):
        return cell.text
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", cell.value).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

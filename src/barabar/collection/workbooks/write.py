"""Write the workbook of one return: its language, frozen heads, drop-downs, locked keys, last year's values, checks.

The marked workbook that answers an upload is written by the same code, with what the person typed and the comments.
"""

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from barabar.collection.content import stored_answers, stored_narratives
from barabar.collection.models import Return
from barabar.collection.questions import Form, MeasureForm, MoneyQuestion, ValueQuestion, form_of
from barabar.collection.reading import GivenNarrative, Read, anchor_of
from barabar.collection.workbooks.cells import Formula, answer_of, comment, height_of, letter_of, position_of, put
from barabar.collection.workbooks.layout import FORMAT, IDENTITY_SHEET, LISTS_SHEET, SHEETS, Column
from barabar.collection.workbooks.words import choices, column_heads, sheet_titles
from barabar.design.figures import day
from barabar.plans.catalogue import money_sources, money_stages
from barabar.reference.catalogue import breakdown_title, currencies, units
from barabar.reference.marks import economies_named, mark_names
from barabar.reference.verdicts import Problem

HEAD, INPUT, LOCKED, TOTAL, WRONG, ASKED = "#0F4C5C", "#FFFDF2", "#EEF1F3", "#E3EFF2", "#F6C9C9", "#FFE3A8"
LINE = {"bottom": 1, "bottom_color": "#D8DEE4"}
BOX = {"border": 1, "border_color": "#8A96A1"}
FIRST_ROW = 3
FONT = {"font_name": "Arial", "font_size": 10}
DATE = "yyyy-mm-dd"
# What is typed stays what it is: no text becomes a formula, a link or a number.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

Typed = Mapping[tuple[str, str], object]
"""(question or measure key, column key) → what the person had typed there."""


def make_workbook(
    return_: Return,
    language: str,
    *,
    typed: Typed | None = None,
    problems: tuple[Problem, ...] = (),
    form: Form | None = None,
    answers: Mapping[str, Read] | None = None,
    narratives: Mapping[str, GivenNarrative] | None = None,
) -> bytes:
    """The workbook of a return in a language. `typed` and `problems` make it the marked answer to an upload; `form`, where it
    is known already, need not be made again. `answers` and `narratives` stand in for those stored."""
    with translation.override(language):
        stream = io.BytesIO()
        book = Workbook(stream, OPTIONS)
        answers = stored_answers(return_) if answers is None else answers
        narratives = stored_narratives(return_) if narratives is None else narratives
        content = (answers, narratives)
        _Writer(book, form or form_of(return_), return_, language, content, typed or {}, problems).write_all()
        book.close()
    return stream.getvalue()


class _Writer:
    def __init__(self, book: Workbook, form: Form, return_: Return, language: str, content, typed: Typed, problems):
        self.book, self.form, self.return_, self.language, self.typed = book, form, return_, language, typed
        self.answers, self.narratives = content
        self.labels = {name: {key: label for label, key in made.items()} for name, made in choices(language).items()}
        self.problems: dict[str, list[Problem]] = defaultdict(list)
        for problem in problems:
            self.problems[problem.anchor].append(problem)
        self.general = [problem for problem in problems if not problem.anchor]
        self.titles = sheet_titles()
        if form.further:
            self.titles["further"] = form.further_title[:31]
            self.labels["stands"] = {c.key: str(c.title) for q in form.further for c in q.choices}
        self.sheets = [name for name in SHEETS if name != "further" or form.further]
        self.said: set[str] = set()
        self.formats: dict[tuple, Format] = {}
        self.last: dict[str, int] = {}
        self.empty: dict[str, int] = defaultdict(int)

    def write_all(self) -> None:
        guide = self.book.add_worksheet(self.titles["guide"])
        self._lists()
        for name in self.sheets:
            sheet = self.book.add_worksheet(self.titles[name])
            self._heads(sheet, SHEETS[name])
            self.last[name] = getattr(self, f"_{name}")(sheet) - 1
            self._finish(sheet, SHEETS[name], max(self.last[name], FIRST_ROW))
        self._guide(guide)
        self._identity()

    def _format(self, **properties) -> Format:
        """One format for each look, however many cells wear it."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({**FONT, **properties})
        return self.formats[key]

    # -- sheets ---------------------------------------------------------------------------------------------------

    def _values(self, sheet: Worksheet) -> int:
        """Write the rows; the number of the row after them."""
        row = FIRST_ROW
        for measure in self.form.measures:
            for total, parts in measure.indicators:
                for at, question in enumerate((total, *parts)):
                    check = self._sum_check(row, total, parts) if at == 0 and parts and not total.is_ratio else None
                    self._value_row(sheet, row + at, measure, question, check)
                row += 1 + len(parts)
        return row

    def _value_row(self, sheet: Worksheet, row: int, measure: MeasureForm, question: ValueQuestion, check) -> None:
        read = self.answers.get(question.key)
        texts = {
            "key": question.key,
            "code": measure.code,
            "question": self._said(f"{measure.title}: {question.name}" if question.is_total else str(question.name)),
            "part": breakdown_title(question.breakdown) or _("total"),
            "unit": str(units()[question.unit].title),
            "earlier": question.earlier and question.earlier.figure,
            "target": question.target,
            "value": (read.numerator if question.is_ratio else read.amount) if read else None,
            "whole": read.denominator if read else None,
            "why": self._why(read),
            "overlap": self.labels["overlap"].get(read.overlap) if read and question.is_total else None,
            "note": read.note if read else None,
            "check": check,
        }
        closed = set() if question.is_ratio else {"whole"}
        if not question.is_total:
            closed.add("overlap")
        whole_numbers = "#,##0" if question.is_whole or question.is_ratio else "#,##0.0#"
        self._row(sheet, SHEETS["values"], row, texts, question.key, closed, whole_numbers, strong=question.is_total)
        if question.is_total and question.definition:
            comment(sheet, row, position_of(SHEETS["values"], "question"), self._said(str(question.definition)))

    def _money(self, sheet: Worksheet) -> int:
        row = FIRST_ROW
        for measure in self.form.measures:
            for question in measure.money:
                self._money_row(sheet, row, measure, question)
                row += 1
        return row

    def _money_row(self, sheet: Worksheet, row: int, measure: MeasureForm, question: MoneyQuestion) -> None:
        read = self.answers.get(question.key)
        digits = currencies()[question.currency].digits if question.currency in currencies() else 2
        texts = {
            "key": question.key,
            "code": measure.code,
            "question": self._said(str(measure.title)),
            "source": str(money_sources()[question.source].title),
            "stage": str(money_stages()[question.stage].title),
            "unit": question.currency,
            "earlier": question.earlier and question.earlier.figure,
            "target": question.planned,
            "value": read.amount if read else None,
            "why": self._why(read),
            "note": read.note if read else None,
            "check": self._spent_check(row, question) if question.stage == "spent" else None,
        }
        number = "#,##0" if digits == 0 else "#,##0.00"
        self._row(sheet, SHEETS["money"], row, texts, question.key, set(), number, strong=question.stage == "adopted")

    def _spent_check(self, row: int, question: MoneyQuestion) -> Formula:
        """Beside money spent: is it more than was adopted, in the row above?"""
        value, over = letter_of(SHEETS["money"], "value"), _("over adopted").replace('"', "")
        adopted = question.key.replace("|spent|", "|adopted|")
        spent, allowed = self._number(question.key), self._number(adopted)
        known = "" if spent is None or allowed is None else over if spent > allowed else "✓"
        here, above = f"{value}{row}", f"{value}{row - 1}"
        return Formula(f'=IF(AND(ISNUMBER({here}),ISNUMBER({above})),IF({here}>{above},"{over}","✓"),"")', known)

    def _number(self, key: str) -> float | Decimal | None:
        """What stands in a question's cell for the figure, where it is a number."""
        read = self.answers.get(key)
        value = self.typed.get(
            (key, "value"), (read.amount if read.amount is not None else read.numerator) if read else None
        )
        return value if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else None

    def _narratives(self, sheet: Worksheet) -> int:
        row = FIRST_ROW - 1
        for row, measure in enumerate(self.form.measures, FIRST_ROW):
            narrative = self.narratives.get(measure.key)
            texts = {
                "key": measure.key,
                "code": measure.code,
                "question": self._said(str(measure.title)),
                "status": self.labels["status"].get(narrative.status) if narrative else None,
                **{
                    name: getattr(narrative, name) if narrative else None
                    for name in ("achievements", "setbacks", "next_steps")
                },
            }
            self._row(sheet, SHEETS["narratives"], row, texts, measure.key, set(), "General", strong=True, least=90)
            for name, before in measure.earlier_narrative.texts.items() if measure.earlier_narrative else ():
                if before:
                    said = _("Last year: %(text)s") % {"text": self._said(before)}
                    comment(sheet, row, position_of(SHEETS["narratives"], name), said)
        return row + 1

    def _further(self, sheet: Worksheet) -> int:
        row = FIRST_ROW
        for row, question in enumerate(self.form.further, FIRST_ROW):
            read = self.answers.get(question.key)
            texts = {
                "key": question.key,
                "question": self._said(str(question.name)),
                "about": self._said(str(question.about)),
                "standing": self._said(". ".join(t for t in (str(question.standing), question.standing_note) if t)),
                "stands": self.labels["stands"].get(read.state) if read else None,
                "note": read.note if read else None,
            }
            self._row(sheet, SHEETS["further"], row, texts, question.key, set(), "General", strong=True, least=45)
        return row + 1

    def _sum_check(self, first: int, total: ValueQuestion, parts: list[ValueQuestion]) -> Formula:
        """Beside each total: does each group of parts add up? A formula, so that it answers while typing."""
        value, wrong = letter_of(SHEETS["values"], "value"), _("parts ≠ total")
        conditions, whole, adds_up = [], self._number(total.key), True
        for dimension in dict.fromkeys(part.breakdown.partition("=")[0] for part in parts):
            own = [i for i, part in enumerate(parts) if part.breakdown.startswith(f"{dimension}=")]
            area = f"{value}{first + 1 + own[0]}:{value}{first + 1 + own[-1]}"
            conditions.append(f"OR(COUNT({area})<{len(own)},SUM({area})={value}{first})")
            numbers = [self._number(parts[i].key) for i in own]
            adds_up &= None in numbers or whole is None or sum(map(Decimal, numbers)) == Decimal(whole)
        known = "" if whole is None else "✓" if adds_up else wrong
        return Formula(f'=IF(ISNUMBER({value}{first}),IF(AND({",".join(conditions)}),"✓","{wrong}"),"")', known)

    # -- one row --------------------------------------------------------------------------------------------------

    def _row(self, sheet, columns, row, texts, key, closed, number_format, *, strong, least: float = 0) -> None:
        found = self.problems.get(anchor_of(key), [])
        marked = position_of(columns, answer_of(columns))
        sheet.set_row(row - 1, max(least, height_of(columns, texts)))
        for position, column in enumerate(columns):
            open_here = column.input and column.key not in closed
            value = self.typed.get((key, column.key), texts.get(column.key)) if open_here else texts.get(column.key)
            look = {"valign": "top", "locked": not open_here, **(BOX if open_here else LINE)}
            look["bg_color"] = INPUT if open_here else TOTAL if strong else LOCKED
            if found and position == marked:
                look["bg_color"] = WRONG if any(problem.severity == "error" for problem in found) else ASKED
            if column.key in {"value", "whole", "earlier", "target"}:
                look |= {"num_format": number_format, "align": "right"}
            else:
                look["text_wrap"] = True
            if strong and column.key in {"question", "part"}:
                look["bold"] = True
            if isinstance(value, dt.date | dt.time | dt.timedelta):
                look["num_format"] = DATE if isinstance(value, dt.date) else "General"
            put(sheet, row, position, value, self._format(**look))
        self._count(columns, key, texts)
        if found:
            comment(sheet, row, marked, "\n".join(problem.message for problem in found))

    def _count(self, columns, key: str, texts: Mapping[str, object]) -> None:
        """Count the row as open where neither the figure nor the reason for having none stands in it."""
        name = next(name for name, own in SHEETS.items() if own is columns)
        held = [self.typed.get((key, one), texts.get(one)) for one in (answer_of(columns), "why") if one in texts]
        self.empty[name] += all(value is None or value == "" for value in held)

    def _heads(self, sheet: Worksheet, columns: tuple[Column, ...]) -> None:
        heads = column_heads()
        look = self._format(bold=True, font_color="#FFFFFF", bg_color=HEAD, text_wrap=True, valign="vcenter")
        for position, column in enumerate(columns):
            sheet.write_string(0, position, column.key)
            sheet.write_string(1, position, str(heads[column.key]), look)
            sheet.set_column(position, position, column.width, None, {"hidden": position == 0})
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.set_row(1, 34)

    def _finish(self, sheet: Worksheet, columns: tuple[Column, ...], last: int) -> None:
        sheet.freeze_panes(FIRST_ROW - 1, 3)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        sheet.repeat_rows(1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        for position, column in enumerate(columns):
            if not column.list:
                continue
            letter = xl_col_to_name(list(self.labels).index(column.list))
            rule = {
                "validate": "list",
                "source": f"={LISTS_SHEET}!${letter}$1:${letter}${len(self.labels[column.list])}",
                "error_title": _("Choose from the list"),
                "error_message": _("Choose one of the list's entries, or leave it empty."),
            }
            sheet.data_validation(FIRST_ROW - 1, position, last - 1, position, rule)

    def _lists(self) -> None:
        sheet = self.book.add_worksheet(LISTS_SHEET)
        for position, labels in enumerate(self.labels.values()):
            for row, label in enumerate(labels.values()):
                sheet.write_string(row, position, str(label))
        sheet.very_hidden()

    def _identity(self) -> None:
        sheet = self.book.add_worksheet(IDENTITY_SHEET)
        rows = (
            ("format", FORMAT),
            ("organisation", self.form.organisation),
            ("cycle", self.form.cycle),
            ("edition", self.return_.edition),
            ("version", self.return_.version),
            ("language", self.language),
            ("made_at", timezone.now().isoformat(timespec="seconds")),
        )
        for row, (name, value) in enumerate(rows):
            sheet.write_string(row, 0, name)
            sheet.write(row, 1, value)
        sheet.very_hidden()

    def _guide(self, sheet: Worksheet) -> None:
        request = self.return_.request
        due = day(request.due_on)
        lines = [(self._said(str(request.organisation.name)), 16), (self._said(str(request.cycle.title)), 13)]
        if settings.DEMONSTRATION:
            lines.append((_("DEMONSTRATION: all figures are invented."), 11))
        lines += [
            (_("Please fill in the pale yellow cells and upload the file by %(day)s.") % {"day": due}, 12),
            (_("1. On the sheet “%(sheet)s” give each figure. 0 is an answer; an empty cell is not.") % {"sheet": self.titles["values"]}, 11),
            (_("2. If there is no figure, choose why in the column beside it."), 11),
            (_("3. Count each person once. Stating an ethnic affiliation is voluntary; give no names of persons."), 11),
            (_("4. On the sheet “%(sheet)s” give the money adopted and spent in the currency shown.") % {"sheet": self.titles["money"]}, 11),
            (_("5. On the sheet “%(sheet)s” choose the state of each measure and say in a few words what was done.") % {"sheet": self.titles["narratives"]}, 11),
            (_("6. Save the file (Excel or LibreOffice) and upload it where you downloaded it. You may upload it as often as you like."), 11),
        ]  # fmt: skip
        if self.form.further:
            said = _("7. On the sheet “%(sheet)s” choose how each stands now, and say what was done or why not.")
            lines.append((said % {"sheet": self.titles["further"]}, 11))
        lines += [(formula, 11) for formula in self._open_counts()]
        if self.problems or self.general:
            lines.append(
                (_("Marked cells: red must be corrected, yellow is a question or a hint. Each has a comment."), 12)
            )
            lines += [(f"• {problem.sentence}", 11) for problem in self._all_problems()]
        named = {economy.key: economy for text in self.said for economy in economies_named(text)}
        lines += [(f"{e.mark} {e.footnote.in_language(self.language).text}", 9) for e in named.values()]
        for row, (text, size) in enumerate(lines, 1):
            look = self._format(font_size=size, bold=size > 11, text_wrap=True, valign="top", locked=True)
            put(sheet, row, 0, text, look)
            length = len(text.known if isinstance(text, Formula) else text)
            sheet.set_row(row - 1, (size + 5) * (1 + length * size // 1100))
        sheet.set_column(0, 0, 110)
        sheet.fit_to_pages(1, 0)
        sheet.protect()

    def _open_counts(self) -> list[Formula]:
        """How many cells are still empty, by sheet: formulas, so that they count down while typing."""
        kinds = (
            ("values", "value", "why", _("Figures without an answer:")),
            ("money", "value", "why", _("Amounts without an answer:")),
            ("narratives", "status", "status", _("Measures without a state:")),
            ("further", "stands", "stands", _("%(what)s without an answer:") % {"what": self.titles["further"]}),
        )
        made = []
        for name, first, second, words in kinds:
            last = self.last.get(name, 0)
            if last < FIRST_ROW:
                continue
            sheet = "'" + self.titles[name].replace("'", "''") + "'"
            areas = [
                f"{sheet}!${letter_of(SHEETS[name], key)}${FIRST_ROW}:${letter_of(SHEETS[name], key)}${last}"
                for key in (first, second)
            ]
            empty = "*".join(f'({area}="")' for area in dict.fromkeys(areas))
            keys = f"{sheet}!$A${FIRST_ROW}:$A${last}"
            said = f"{words.replace(chr(34), '')} "
            made.append(Formula(f'="{said}"&SUMPRODUCT(({keys}<>"")*{empty})', f"{said}{self.empty[name]}"))
        return made

    def _all_problems(self) -> list[Problem]:
        return [*self.general, *(problem for found in self.problems.values() for problem in found)]

    def _said(self, text: str) -> str:
        """A text as it may leave: names with their status mark; remembered for the footnote."""
        marked = mark_names(text)
        self.said.add(marked)
        return marked

    def _why(self, read: Read | None) -> str | None:
        if read is None or read.state == "reported":
            return None
        key = f"missing:{read.reason}" if read.state == "missing" else read.state
        return self.labels["why"].get(key)

"""Write the workbook of one return: its language, frozen heads, drop-downs, locked keys, last year's values, checks.

The marked workbook that answers an upload is written by the same code, with what the person typed and the comments.
"""

import io
from collections import defaultdict
from collections.abc import Mapping

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from barabar.collection.content import stored_answers, stored_narratives
from barabar.collection.models import Return
from barabar.collection.questions import Earlier, Form, MeasureForm, MoneyQuestion, ValueQuestion, form_of
from barabar.collection.reading import Read, anchor_of
from barabar.collection.workbooks.layout import FORMAT, IDENTITY_SHEET, LISTS_SHEET, SHEETS, Column
from barabar.collection.workbooks.words import choices, column_heads, sheet_titles
from barabar.design.figures import day
from barabar.plans.catalogue import money_sources, money_stages
from barabar.reference.catalogue import breakdown_title, currencies, units
from barabar.reference.marks import economies_named, mark_names
from barabar.reference.verdicts import Problem

HEAD = PatternFill("solid", fgColor="0F4C5C")
INPUT = PatternFill("solid", fgColor="FFFDF2")
LOCKED = PatternFill("solid", fgColor="EEF1F3")
TOTAL = PatternFill("solid", fgColor="E3EFF2")
WRONG = PatternFill("solid", fgColor="F6C9C9")
ASKED = PatternFill("solid", fgColor="FFE3A8")
LINE = Border(bottom=Side(style="thin", color="D8DEE4"))
BOX = Border(*(Side(style="thin", color="8A96A1"),) * 4)
FIRST_ROW = 3
FONT = "Arial"
LINE_HEIGHT = 13.5

Typed = Mapping[tuple[str, str], object]
"""(question or measure key, column key) → what the person had typed there."""


def make_workbook(
    return_: Return, language: str, *, typed: Typed | None = None, problems: tuple[Problem, ...] = ()
) -> bytes:
    """The workbook of a return in a language. `typed` and `problems` make it the marked answer to an upload."""
    with translation.override(language):
        form = form_of(return_)
        book = Workbook()
        writer = _Writer(book, form, return_, language, typed or {}, problems)
        writer.write_all()
        stream = io.BytesIO()
        book.save(stream)
    return stream.getvalue()


class _Writer:
    def __init__(self, book: Workbook, form: Form, return_: Return, language: str, typed: Typed, problems):
        self.book, self.form, self.return_, self.language, self.typed = book, form, return_, language, typed
        self.answers = stored_answers(return_)
        self.narratives = stored_narratives(return_)
        self.labels = {name: {key: label for label, key in made.items()} for name, made in choices(language).items()}
        self.problems: dict[str, list[Problem]] = defaultdict(list)
        for problem in problems:
            self.problems[problem.anchor].append(problem)
        self.general = [problem for problem in problems if not problem.anchor]
        self.titles = sheet_titles()
        self.said: list[str] = []

    def write_all(self) -> None:
        guide = self.book.active
        guide.title = self.titles["guide"]
        self._lists()
        for name in SHEETS:
            sheet = self.book.create_sheet(self.titles[name])
            self._heads(sheet, SHEETS[name])
            getattr(self, f"_{name}")(sheet)
            self._finish(sheet, SHEETS[name])
        self._guide(guide)
        self._identity()

    # -- sheets ---------------------------------------------------------------------------------------------------

    def _values(self, sheet: Worksheet) -> None:
        row = FIRST_ROW
        for measure in self.form.measures:
            for total, parts in measure.indicators:
                first = row
                for question in (total, *parts):
                    self._value_row(sheet, row, measure, question)
                    row += 1
                self._sum_checks(sheet, first, total, parts)

    def _value_row(self, sheet: Worksheet, row: int, measure: MeasureForm, question: ValueQuestion) -> None:
        read = self.answers.get(question.key)
        texts = {
            "key": question.key,
            "code": measure.code,
            "question": self._said(f"{measure.title}: {question.name}" if question.is_total else str(question.name)),
            "part": breakdown_title(question.breakdown) or _("total"),
            "unit": str(units()[question.unit].title),
            "earlier": _earlier_number(question.earlier),
            "target": question.target,
            "value": (read.numerator if question.is_ratio else read.amount) if read else None,
            "whole": read.denominator if read else None,
            "why": self._why(read),
            "overlap": self.labels["overlap"].get(read.overlap) if read and question.is_total else None,
            "note": read.note if read else None,
        }
        closed = set() if question.is_ratio else {"whole"}
        if not question.is_total:
            closed.add("overlap")
        whole_numbers = "#,##0" if question.is_whole or question.is_ratio else "#,##0.0#"
        self._row(sheet, SHEETS["values"], row, texts, question.key, closed, whole_numbers, strong=question.is_total)
        if question.is_total and question.definition:
            cell = sheet.cell(row, 3)
            cell.comment = _comment(self._said(str(question.definition)))

    def _money(self, sheet: Worksheet) -> None:
        row = FIRST_ROW
        for measure in self.form.measures:
            for question in measure.money:
                self._money_row(sheet, row, measure, question)
                row += 1

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
            "earlier": _earlier_number(question.earlier),
            "target": question.planned,
            "value": read.amount if read else None,
            "why": self._why(read),
            "note": read.note if read else None,
        }
        number = "#,##0" if digits == 0 else "#,##0.00"
        self._row(sheet, SHEETS["money"], row, texts, question.key, set(), number, strong=question.stage == "adopted")
        if question.stage == "spent":
            value = f"{_letter(SHEETS['money'], 'value')}"
            over = _("over adopted").replace('"', "")
            formula = f'=IF(AND(ISNUMBER({value}{row}),ISNUMBER({value}{row - 1})),IF({value}{row}>{value}{row - 1},"{over}","✓"),"")'
            sheet[f"{_letter(SHEETS['money'], 'check')}{row}"] = formula

    def _narratives(self, sheet: Worksheet) -> None:
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
            self._row(sheet, SHEETS["narratives"], row, texts, measure.key, set(), "General", strong=True)
            sheet.row_dimensions[row].height = max(90, sheet.row_dimensions[row].height)

    def _sum_checks(self, sheet: Worksheet, first: int, total: ValueQuestion, parts: list[ValueQuestion]) -> None:
        """Beside each total: does each group of parts add up? A formula, so that it answers while typing."""
        value, check = _letter(SHEETS["values"], "value"), _letter(SHEETS["values"], "check")
        if not parts or total.is_ratio:
            return
        conditions = []
        for dimension in dict.fromkeys(part.breakdown.partition("=")[0] for part in parts):
            rows = [first + 1 + i for i, part in enumerate(parts) if part.breakdown.startswith(f"{dimension}=")]
            area = f"{value}{rows[0]}:{value}{rows[-1]}"
            conditions.append(f"OR(COUNT({area})<{len(rows)},SUM({area})={value}{first})")
        wrong = _("parts ≠ total")
        sheet[f"{check}{first}"] = f'=IF(ISNUMBER({value}{first}),IF(AND({",".join(conditions)}),"✓","{wrong}"),"")'

    # -- one row --------------------------------------------------------------------------------------------------

    def _row(self, sheet, columns, row, texts, key, closed, number_format, *, strong) -> None:
        for position, column in enumerate(columns, 1):
            cell = sheet.cell(row, position)
            open_here = column.input and column.key not in closed
            value = self.typed.get((key, column.key), texts.get(column.key)) if open_here else texts.get(column.key)
            _put(cell, value)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.border = BOX if open_here else LINE
            cell.protection = Protection(locked=not open_here)
            cell.fill = INPUT if open_here else TOTAL if strong else LOCKED
            if column.key in {"value", "whole", "earlier", "target"}:
                cell.number_format = number_format
                cell.alignment = Alignment(horizontal="right", vertical="top")
            cell.font = Font(name=FONT, size=10, bold=strong and column.key in {"question", "part"})
        sheet.row_dimensions[row].height = _height(columns, texts)
        self._mark(sheet, columns, row, key)

    def _mark(self, sheet: Worksheet, columns, row: int, key: str) -> None:
        found = self.problems.get(anchor_of(key), [])
        if not found:
            return
        target = sheet.cell(
            row, [c.key for c in columns].index("value" if "value" in [c.key for c in columns] else "status") + 1
        )
        target.fill = WRONG if any(problem.severity == "error" for problem in found) else ASKED
        target.comment = _comment("\n".join(problem.message for problem in found))

    def _heads(self, sheet: Worksheet, columns: tuple[Column, ...]) -> None:
        heads = column_heads()
        for position, column in enumerate(columns, 1):
            sheet.cell(1, position, column.key)
            cell = sheet.cell(2, position, heads[column.key])
            cell.font = Font(name=FONT, size=10, bold=True, color="FFFFFF")
            cell.fill = HEAD
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            sheet.column_dimensions[get_column_letter(position)].width = column.width
        sheet.row_dimensions[1].hidden = True
        sheet.row_dimensions[2].height = 34
        sheet.column_dimensions["A"].hidden = True

    def _finish(self, sheet: Worksheet, columns: tuple[Column, ...]) -> None:
        sheet.freeze_panes = sheet.cell(FIRST_ROW, 4)
        sheet.protection.sheet = True
        sheet.protection.formatColumns = sheet.protection.formatRows = False
        sheet.sheet_view.zoomScale = 100
        sheet.print_title_rows = "2:2"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        last = max(sheet.max_row, FIRST_ROW)
        for position, column in enumerate(columns, 1):
            if not column.list:
                continue
            length = len(self.labels[column.list])
            letter = get_column_letter(list(self.labels).index(column.list) + 1)
            rule = DataValidation(
                type="list", formula1=f"{LISTS_SHEET}!${letter}$1:${letter}${length}", allow_blank=True,
                showErrorMessage=True, errorTitle=_("Choose from the list"), error=_("Choose one of the list's entries, or leave it empty."),
            )  # fmt: skip
            rule.add(f"{get_column_letter(position)}{FIRST_ROW}:{get_column_letter(position)}{last}")
            sheet.add_data_validation(rule)

    def _lists(self) -> None:
        sheet = self.book.create_sheet(LISTS_SHEET)
        for position, labels in enumerate(self.labels.values(), 1):
            for row, label in enumerate(labels.values(), 1):
                sheet.cell(row, position, label)
        sheet.sheet_state = "veryHidden"

    def _identity(self) -> None:
        sheet = self.book.create_sheet(IDENTITY_SHEET)
        rows = (
            ("format", FORMAT),
            ("organisation", self.form.organisation),
            ("cycle", self.form.cycle),
            ("edition", self.return_.edition),
            ("version", self.return_.version),
            ("language", self.language),
            ("made_at", timezone.now().isoformat(timespec="seconds")),
        )
        for row, (name, value) in enumerate(rows, 1):
            sheet.cell(row, 1, name)
            sheet.cell(row, 2, value)
        sheet.sheet_state = "veryHidden"

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
        counts = self._open_counts()
        lines += [(formula, 11) for formula in counts]
        if self.problems or self.general:
            lines.append(
                (_("Marked cells: red must be corrected, yellow is a question or a hint. Each has a comment."), 12)
            )
            lines += [(f"• {problem.sentence}", 11) for problem in self._all_problems()]
        named = {economy.key: economy for text in self.said for economy in economies_named(text)}
        lines += [(f"{e.mark} {e.footnote.in_language(self.language).text}", 9) for e in named.values()]
        for row, (text, size) in enumerate(lines, 1):
            cell = sheet.cell(row, 1)
            if text in counts:
                cell.value = text
            else:
                _put(cell, text)
            cell.font = Font(name=FONT, size=size, bold=size > 11)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            sheet.row_dimensions[row].height = (size + 5) * (1 + len(text) * size // 1100)
        sheet.column_dimensions["A"].width = 110
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.protection.sheet = True

    def _open_counts(self) -> list[str]:
        """How many cells are still empty, by sheet: formulas, so that they count down while typing."""
        kinds = (
            ("values", "value", "why", _("Figures without an answer:")),
            ("money", "value", "why", _("Amounts without an answer:")),
            ("narratives", "status", "status", _("Measures without a state:")),
        )
        made = []
        for name, first, second, words in kinds:
            last = self.book[self.titles[name]].max_row
            if last < FIRST_ROW:
                continue
            sheet = "'" + self.titles[name].replace("'", "''") + "'"
            areas = [
                f"{sheet}!${_letter(SHEETS[name], key)}${FIRST_ROW}:${_letter(SHEETS[name], key)}${last}"
                for key in (first, second)
            ]
            empty = "*".join(f'({area}="")' for area in dict.fromkeys(areas))
            keys = f"{sheet}!$A${FIRST_ROW}:$A${last}"
            made.append(f'="{words.replace(chr(34), "")} "&SUMPRODUCT(({keys}<>"")*{empty})')
        return made

    def _all_problems(self) -> list[Problem]:
        return [*self.general, *(problem for found in self.problems.values() for problem in found)]

    def _said(self, text: str) -> str:
        """A text as it may leave: names with their status mark; remembered for the footnote."""
        marked = mark_names(text)
        self.said.append(marked)
        return marked

    def _why(self, read: Read | None) -> str | None:
        if read is None or read.state == "reported":
            return None
        key = f"missing:{read.reason}" if read.state == "missing" else read.state
        return self.labels["why"].get(key)


def _letter(columns: tuple[Column, ...], key: str) -> str:
    return get_column_letter([column.key for column in columns].index(key) + 1)


def _height(columns: tuple[Column, ...], texts: Mapping[str, object]) -> float:
    """A row's height in points, so that its longest wrapped text shows whole; programs do not fit it by themselves."""
    lines = max(
        -(-len(str(texts.get(column.key) or "")) * 10 // (column.width * 9)) for column in columns if column.width > 4
    )
    return LINE_HEIGHT * max(1, lines) + 3


def _put(cell, value: object) -> None:
    """Text stays text: what begins like a formula must not become one."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def _comment(text: str) -> Comment:
    comment = Comment(text, "Barabar")
    comment.width, comment.height = 340, 40 + 18 * (len(text) // 45 + text.count("\n") + 1)
    return comment


def _earlier_number(earlier: Earlier | None):
    if earlier is None or earlier.state != "reported":
        return None
    if earlier.numerator is not None:
        return f"{earlier.numerator.normalize():f} / {earlier.denominator.normalize():f}"
    return earlier.amount

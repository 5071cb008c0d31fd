"""From rows by meaning to a plan's content: goals, measures, their parents, and every problem at its cell."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _

from barabar.plans.content import MeasureContent, NodeContent
from barabar.plans.importing.cells import CellReader
from barabar.plans.importing.codes import above, common_above, split_code, tail
from barabar.plans.importing.column_maps import ColumnMap
from barabar.plans.importing.table import Cell, Table, TableRow, is_date
from barabar.reference.slugs import fold
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem

LONGEST_CODE = 40


@dataclass(frozen=True)
class Read:
    """What a file says of a plan. `spoken` are the fields for which it has a column: others stay as they are."""

    nodes: tuple[NodeContent, ...]
    problems: tuple[Problem, ...]
    spoken: frozenset[str]
    places: dict[str, str]

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.blocks]

    @property
    def notices(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.blocks]


@dataclass
class _Entry:
    """A goal or measure while the file is read. `goals` are the texts of the goal columns beside it."""

    code: str
    title: str
    place: str
    goals: tuple[str, ...] = ()
    level_word: str = ""
    row: TableRow | None = None
    more: list[TableRow] = field(default_factory=list)
    is_goal: bool = False


def read_plan(
    table: Table, mapped: ColumnMap, *, bodies: Mapping[str, str], years: range, known: Mapping[str, str] | None = None
) -> Read:
    """`bodies` maps folded names to organisations; `known` maps folded titles of stored entries to their codes."""
    reader = _Reader(mapped, CellReader(mapped, bodies, years), known or {})
    reader.problems += table.problems
    for row in table.rows:
        reader.take(row)
    nodes = reader.nodes()
    if not nodes and not any(problem.blocks for problem in reader.problems):
        reader.refuse(
            "rows-none", _("the table holds no measure. Write one measure in each row below the heads."), mapped.key
        )
    problems = (*reader.problems, *reader.cells.problems)
    return Read(tuple(nodes), problems, _spoken(table), {entry.code: entry.place for entry in reader.entries})


def _spoken(table: Table) -> frozenset[str]:
    return frozenset(column.means for column in table.columns)


class _Reader:
    def __init__(self, mapped: ColumnMap, cells: CellReader, known: Mapping[str, str]):
        self.mapped, self.cells, self.known = mapped, cells, known
        self.words = {*mapped.measure_words, *(word for name in mapped.level_names for word in name.values())}
        self.entries: list[_Entry] = []
        self.goals: dict[str, _Entry] = {}
        self.totals: dict[str, Cell] = {}
        self.problems: list[Problem] = []

    def refuse(self, code: str, template: object, place: str, severity: str = "error", /, **facts: object) -> None:
        self.problems.append(Problem(code, template, facts, severity=severity, where=place))

    # ------------------------------------------------------------------------------------------------------ rows

    def take(self, row: TableRow) -> None:
        goals = tuple(cell.text for _column, cell in row.all("goal") if cell)
        self._take_goals(row, goals)
        title = row.get("measure")
        if title:
            self._take_entry(row, title, goals)
            return
        rest = [column for column, cell in row.cells if cell and not column.fill_down and column.means != "goal_total"]
        if not rest or all(column.means == "goal" for column in rest):
            return
        last = self.entries[-1] if self.entries else None
        own = {"indicators", "unit", "baseline", "baseline_year", "target", "note"}
        if (
            last is not None
            and not last.is_goal
            and last.row
            and row.get("indicators")
            and {c.means for c in rest} <= own
        ):
            last.more.append(row)
            return
        template = _(
            "the row has no measure in the column “%(head)s”, but text in “%(filled)s”. Write the measure, or move the "
            "text to the row of its measure."
        )
        head = self.mapped.column("measure").head
        self.refuse("measure-missing", template, row.place, head=head, filled="”, “".join(c.head for c in rest))

    def _take_goals(self, row: TableRow, goals: tuple[str, ...]) -> None:
        for depth, (_column, cell) in enumerate(pair for pair in row.all("goal") if pair[1]):
            key = "\n".join(goals[: depth + 1])
            if key not in self.goals:
                code, title = split_code(cell.text, self.words)
                self.goals[key] = _Entry(code, title, cell.place, goals[:depth], is_goal=True)
                self.entries.append(self.goals[key])
                self.cells.look_at_text(title, cell.place)
        total = row.get("goal_total")
        if goals and total:
            self.totals.setdefault("\n".join(goals), total)

    def _take_entry(self, row: TableRow, title: Cell, goals: tuple[str, ...]) -> None:
        code_cell, text = row.get("code"), title.text
        code = code_cell.text
        if is_date(code_cell.value):
            self.refuse(
                "code-date",
                _(
                    "the program has turned the code into the date %(day)s. Set the cell's format to “Text” "
                    "and type the code again."
                ),
                code_cell.place,
                day=str(code_cell.value)[:10],
            )
            return
        if not code and (self.mapped.column("measure").code_before or not self.mapped.column("code")):
            code, text = split_code(text, self.words)
        level_word = row.get("level").text
        entry = _Entry(code, text, title.place, goals, level_word, row)
        entry.is_goal = bool(level_word) and fold(level_word) not in {fold(word) for word in self.mapped.measure_words}
        if len(code) > LONGEST_CODE:
            self.refuse(
                "code-long",
                _("the code “%(code)s …” is longer than %(most)s characters; a code is short, such as 1.2.3."),
                title.place,
                code=code[:50],
                most=LONGEST_CODE,
            )
        self.cells.look_at_text(text, title.place)
        self.entries.append(entry)

    # ------------------------------------------------------------------------------------------------------ tree

    def nodes(self) -> list[NodeContent]:
        self._find_headings()
        self._give_codes()
        self._check_twice()
        by_tail = {tail(entry.code): entry for entry in reversed(self.entries)}
        made: dict[str, NodeContent] = {}
        for entry in self.entries:
            parent = self._parent(entry, by_tail)
            level = made[parent].level + 1 if parent in made else 0
            made[entry.code] = self._node(entry, parent if parent in made else "", level)
        return _in_tree_order(list(made.values()))

    def _find_headings(self) -> None:
        """A row with nothing but code and title, under whose code others stand, is a goal ("2.1 Better housing")."""
        under = Counter(number for entry in self.entries for number in above(tail(entry.code)))
        for entry in self.entries:
            if entry.row is None or entry.is_goal or not entry.code or entry.level_word:
                continue
            own = [
                c
                for c, cell in entry.row.cells
                if cell and not c.fill_down and c.means not in {"code", "measure", "goal"}
            ]
            entry.is_goal = not own and not entry.more and under[tail(entry.code)] > 0

    def _give_codes(self) -> None:
        """Entries without a code: that of the same title stored before, that above their measures, else the next number."""
        taken = {fold(entry.code) for entry in self.entries if entry.code}
        for entry in self.entries:
            if entry.code:
                continue
            found = self.known.get(fold(entry.title), "")
            if not found and entry.is_goal:
                path = (*entry.goals, self._text_of(entry))
                numbers = [
                    tail(e.code) for e in self.entries if e.code and not e.is_goal and e.goals[: len(path)] == path
                ]
                found = common_above(numbers) if len(numbers) else ""
            entry.code = found if found and fold(found) not in taken else self._next(entry, taken)
            taken.add(fold(entry.code))

    def _text_of(self, entry: _Entry) -> str:
        return next(key.rpartition("\n")[2] for key, goal in self.goals.items() if goal is entry)

    def _next(self, entry: _Entry, taken: set[str]) -> str:
        parent = self.goals.get("\n".join(entry.goals)) if entry.goals else None
        before = f"{parent.code}." if parent and parent.code else ""
        number = 1
        while fold(f"{before}{number}") in taken:
            number += 1
        template = _("“%(title)s” has no code; it was given %(code)s. Write a code of your own if it has one.")
        self.refuse("code-given", template, entry.place, "warning", title=entry.title[:80], code=f"{before}{number}")
        return f"{before}{number}"

    def _check_twice(self) -> None:
        seen: dict[str, _Entry] = {}
        for entry in self.entries:
            first = seen.setdefault(fold(entry.code), entry)
            if first is entry:
                continue
            number = entry.row is not None and entry.row.get("code").is_number
            template = _("the code %(code)s stands twice, also at %(other)s. Give each entry its own code.")
            if number:
                template = _(
                    "the code %(code)s stands twice, also at %(other)s. The cells hold numbers, and a program "
                    "makes 1.1 of "
                    "1.10: set the column's format to “Text” and type the codes again."
                )
            self.refuse("code-twice", template, entry.place, code=entry.code, other=first.place)

    def _parent(self, entry: _Entry, by_tail: Mapping[str, _Entry]) -> str:
        by_code = next((by_tail[n] for n in above(tail(entry.code)) if n in by_tail and by_tail[n] is not entry), None)
        beside = self.goals.get("\n".join(entry.goals)) if entry.goals else None
        if (
            by_code is not None
            and beside is not None
            and by_code is not beside
            and tail(beside.code) not in above(tail(by_code.code))
        ):
            template = _(
                "the code %(code)s belongs under %(by_code)s, but the goal beside it is %(beside)s; it "
                "was placed under "
                "the goal. Correct one of them if that is wrong."
            )
            self.refuse(
                "parent-differs",
                template,
                entry.place,
                "warning",
                code=entry.code,
                by_code=by_code.code,
                beside=beside.code,
            )
            return beside.code
        return (by_code or beside).code if by_code or beside else ""

    def _node(self, entry: _Entry, parent: str, level: int) -> NodeContent:
        language = self.mapped.language
        node = NodeContent(entry.code, Text({language: entry.title}), parent, level)
        if entry.is_goal:
            total = (
                entry.row.get("goal_total")
                if entry.row
                else self.totals.get("\n".join((*entry.goals, self._text_of(entry))))
            )
            node = replace(node, stated_total=self.cells.total(total))
        if entry.row is None:
            return node
        node = replace(node, description=Text({language: entry.row.get("description").text}))
        if not entry.is_goal:
            node = replace(node, measure=self._measure(entry))
        return node

    def _measure(self, entry: _Entry) -> MeasureContent:
        measure = self.cells.measure(entry.row, entry.goals)
        indicators = list(measure.indicators)
        for row in entry.more:
            indicators += self.cells.indicators(row)
        return replace(measure, indicators=tuple(indicators))


def _in_tree_order(nodes: Iterable[NodeContent]) -> list[NodeContent]:
    """Children after their parents, otherwise as the file has them."""
    children: dict[str, list[NodeContent]] = {}
    for node in nodes:
        children.setdefault(node.parent, []).append(node)
    ordered: list[NodeContent] = []
    waiting = list(reversed(children.get("", [])))
    while waiting:
        node = waiting.pop()
        ordered.append(node)
        waiting += reversed(children.get(node.code, []))
    return ordered

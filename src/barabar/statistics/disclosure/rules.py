"""Which cells are sensitive, by which rule, and how wide an attacker's interval must stay.

A need is three numbers: how far below the true value, how far above it, and how wide in all an attacker's interval must
reach. Counts ask for a width (the required interval); magnitudes for the distance at which the rule would be kept
(Hundepool et al., Statistical Disclosure Control, 2012, table 4.5).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .errors import DisclosureError, Problem, refusal
from .tables import Cell, TableSet

FLOOR = 5
ETHNIC = frozenset(
    {"community", "ethnicity", "ethnic_group", "population", "nationality", "roma", "komuniteti", "etnia", "kombësia"}
)
PEOPLES = frozenset(
    {"roma", "romani", "ashkali", "egyptian", "egyptians", "rae", "romë", "rom", "ashkalinj", "egjiptian", "egjiptianë"}
)
FORMS = "frequency:N, dominance:N,K, p:P, pq:P,Q, group"


@dataclass(frozen=True)
class Rule:
    """`kind` with its numbers, as in `frequency:10` or `dominance:2,85`."""

    kind: str
    numbers: tuple[float, ...] = ()

    @property
    def text(self) -> str:
        return f"{self.kind}:{','.join(f'{n:g}' for n in self.numbers)}" if self.numbers else self.kind


@dataclass(frozen=True)
class Need:
    """Why a cell is sensitive and how uncertain it must stay."""

    rule: Rule
    lower: float = 0.0
    upper: float = 0.0
    width: float = 0.0


SHAPES = {"frequency": 1, "dominance": 2, "p": 1, "pq": 2, "group": 0}


def parse_rule(text: str) -> Rule:
    """A rule as written on the command line."""
    kind, _, rest = text.partition(":")
    kind = kind.strip()
    try:
        numbers = tuple(float(part) for part in rest.split(",")) if rest else ()
    except ValueError:
        raise refusal("rule", text=text, forms=FORMS) from None
    if SHAPES.get(kind) != len(numbers):
        raise refusal("rule", text=text, forms=FORMS)
    wrong = _wrong_numbers(kind, numbers)
    if wrong:
        raise refusal("rule_number", text=text, reason=wrong)
    return Rule(kind, numbers)


def _wrong_numbers(kind: str, numbers: tuple[float, ...]) -> str:
    if any(number != number or number in (float("inf"), float("-inf")) for number in numbers):
        return "give plain numbers"
    if kind == "frequency" and (numbers[0] < 1 or numbers[0] != int(numbers[0])):
        return "the smallest count that may be shown is a whole number of at least 1"
    if kind == "dominance" and (numbers[0] not in range(1, 10) or not 0 < numbers[1] < 100):
        return "n is a whole number from 1 to 9 and k a percentage between 0 and 100"
    if kind == "p" and not 0 < numbers[0] <= 1000:
        return "p is a percentage above 0"
    if kind == "pq" and not 0 < numbers[0] < numbers[1] <= 1000:
        return "p is above 0 and below q"
    return ""


def with_floor(rules: Sequence[Rule], *, ethnic: bool) -> tuple[Rule, ...]:
    """The rules as they hold: by ethnicity a count below 5 is never shown, whatever was asked for."""
    if not ethnic:
        return tuple(rules)
    raised = [Rule("frequency", (max(rule.numbers[0], FLOOR),)) if rule.kind == "frequency" else rule for rule in rules]
    if not any(rule.kind == "frequency" for rule in raised):
        raised.append(Rule("frequency", (float(FLOOR),)))
    return tuple(raised)


def is_ethnic(tables: TableSet, named: Sequence[str] = ()) -> bool:
    """Whether a dimension is about ethnicity: by its name, by a people among its codes, or because the request says so."""
    if any(name.lower() in ETHNIC or name in named for name in tables.dimensions):
        return True
    codes = {code.lower() for cell in tables.cells for _, code in cell.key}
    measures = {word for cell in tables.cells for word in cell.measure.lower().replace("_", " ").split()}
    return bool((codes | measures) & PEOPLES)


def needs_of(tables: TableSet, rules: Sequence[Rule], *, interval: float = 0.0) -> dict[int, Need]:
    """The sensitive cells and their needs; the strictest where several rules hold."""
    problems = [problem for rule in rules for problem in _lacking(tables, rule)]
    if problems:
        raise DisclosureError(problems)
    if not 0 <= interval < float("inf"):
        raise refusal("interval", value=interval)
    least = max(interval, 1.0 if tables.whole else 1e-3)
    found: dict[int, Need] = {}
    for rule in rules:
        sensitive = _group_cells(tables) if rule.kind == "group" else None
        for position, cell in enumerate(tables.cells):
            hit = position in sensitive if sensitive is not None else _is_sensitive(cell, rule)
            if hit:
                found[position] = _join(found.get(position), _need(cell, rule, least))
    return found


def _lacking(tables: TableSet, rule: Rule) -> list[Problem]:
    if rule.kind in ("frequency", "group"):
        return []
    wanted = int(rule.numbers[0]) if rule.kind == "dominance" else 2
    lacking = [c for c in tables.cells if c.value > 0 and len(c.largest) < min(wanted, int(c.contributors or wanted))]
    if not lacking:
        return []
    columns = f"the columns top1 to top{wanted} (and `contributors` where a cell has fewer)"
    return [
        Problem(
            "rule_needs", {"rule": rule.text, "columns": columns, "file": f"{lacking[0].file}, row {lacking[0].row}"}
        )
    ]


def _is_sensitive(cell: Cell, rule: Rule) -> bool:
    largest = (*cell.largest, 0.0, 0.0)
    if rule.kind == "frequency":
        people = next(n for n in (cell.respondents, cell.contributors, cell.value) if n is not None)
        return 0 < people < rule.numbers[0]
    if cell.value <= 0:
        return False
    if rule.kind == "dominance":
        return sum(largest[: int(rule.numbers[0])]) > cell.value * rule.numbers[1] / 100
    share = rule.numbers[0] / (100 if rule.kind == "p" else rule.numbers[1])
    return cell.value - largest[0] - largest[1] < share * largest[0]


def _need(cell: Cell, rule: Rule, least: float) -> Need:
    """How wide the interval of a sensitive cell must be: the required one, and what the magnitude rules ask for."""
    largest = (*cell.largest, 0.0, 0.0)
    if rule.kind == "dominance":
        reach = sum(largest[: int(rule.numbers[0])]) * 100 / rule.numbers[1] - cell.value
    elif rule.kind in ("p", "pq"):
        share = rule.numbers[0] / (100 if rule.kind == "p" else rule.numbers[1])
        reach = share * largest[0] - (cell.value - largest[0] - largest[1])
    else:
        return Need(rule, width=least)
    return Need(rule, upper=reach, width=max(least, reach))


def _join(first: Need | None, second: Need) -> Need:
    if first is None:
        return second
    return Need(
        first.rule, max(first.lower, second.lower), max(first.upper, second.upper), max(first.width, second.width)
    )


def _group_cells(tables: TableSet) -> set[int]:
    """Zero and full cells: a part that is nobody, or everybody, of a margin that somebody is in."""
    found = set()
    for equation in tables.equations:
        total = tables.cells[equation.total].value
        if total > 0 and len(equation.parts) > 1:
            found |= {part for part in equation.parts if tables.cells[part].value in (0.0, total)}
    return found

"""Any table of the approved facts as it may be published: the gate for small counts, for tables of any shape.

What may be printed of an economy's period is decided once, all of it together and before the first table shows any of it:
each answer with its parts, and their totals by institution, by municipality and over the economy. A cell of any other
table is printed only where it is a sum of figures printed so: it then tells nothing that its reader could not add up, and
no order in which tables are asked for decides what is hidden. As of an earlier position nothing is decided anew.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from barabar.analysis.additions import Asked, is_protected, key_of, parts_of, scope_of
from barabar.analysis.kept import Shelf
from barabar.analysis.protection import decided_on, decisions_on
from barabar.reference.verdicts import Problem, Problems
from barabar.statistics.rollup import Total
from barabar.statistics.values import Aggregation, State
from barabar.warehouse.answering import answer, engine
from barabar.warehouse.answers import Answer, Cell, Keys
from barabar.warehouse.behind import TooManyFacts, facts_behind
from barabar.warehouse.facts import Fact, facts
from barabar.warehouse.questions import LARGEST, MEDIAN, VALUE, Question
from barabar.warehouse.rollup import roll_up_facts

MOST_FACTS = 50_000
GROUPS = ("organisation", "territory", "economy")
PROTECTED = _("Small counts of people, and what would give them away, are hidden; the cells say so.")
TOO_MANY = _(
    "the table rests on %(count)s counts of people, and at most %(most)s are looked at for one table; choose an economy, an indicator or a year."
)
Times = tuple[str, str]


@dataclass(frozen=True)
class Printed:
    """What may be printed of the counts of people of one economy and period, by positions in the ledger.

    `answers` may be printed one by one; `sums` are totals that may, although an answer in them may not, the largest
    first; `hidden` are totals that may not: they stay hidden everywhere, whatever they are a sum of.
    """

    answers: frozenset[int]
    sums: tuple[frozenset[int], ...]
    hidden: frozenset[frozenset[int]]

    def each_of(self, positions: frozenset[int]) -> bool:
        """Whether each of these answers may be printed, and their total."""
        return positions <= self.answers and positions not in self.hidden

    def covers(self, positions: frozenset[int]) -> bool:
        """Whether these answers are, without rest and none twice, the answers of printed figures."""
        if positions in self.hidden:
            return False
        left = positions
        for one in self.sums:
            if left <= self.answers:
                break
            if one <= left:
                left -= one
        return left <= self.answers


def public_answer(question: Question) -> Answer:
    """The answer as it may be published: what is hidden is suppressed and has no number. Raises Problems."""
    return _answers.get((*_mark(), tuple(question.as_pairs())), lambda: _public(answer(question)))


def is_count_of_people(unit: str, state: str, is_share: bool) -> bool:
    """Whether a value of the ledger is a number that the gate looks at."""
    return state == State.REPORTED and is_protected(unit, share=is_share)


_answers: Shelf = Shelf(256)
_tables: Shelf = Shelf(512)


def _mark() -> tuple:
    """The ledger, and what its facts belong to, as they are now."""
    snapshot = engine().store.current()
    return snapshot.prefix, snapshot.known, snapshot.mark, snapshot.journal


def _public(found: Answer) -> Answer:
    if not {VALUE, MEDIAN, LARGEST} & set(found.question.measures):
        return found.with_cells(found.cells, str(PROTECTED))  # whom it covers is no count of people
    behind = _behind(found)
    printed = {time: _printed(time, found.as_of) for time in {time for own in behind.values() for time in own}}
    cells = {keys: _as_printed(cell, behind.get(keys, {}), printed) for keys, cell in found.cells.items()}
    return found.with_cells(cells, str(PROTECTED))


def _behind(found: Answer) -> dict[Keys, dict[Times, frozenset[int]]]:
    """The counts of people in each cell, by economy and period."""
    made: dict[Keys, dict[Times, set[int]]] = defaultdict(lambda: defaultdict(set))
    try:
        for keys, fact, economy, period in facts_behind(
            replace(found.question, as_of=found.as_of), is_count_of_people, MOST_FACTS
        ):
            made[keys][economy, period].add(fact)
    except TooManyFacts as many:
        raise Problems([Problem("too-many", TOO_MANY, {"count": many.count, "most": MOST_FACTS})]) from None
    return {keys: {time: frozenset(own) for time, own in times.items()} for keys, times in made.items()}


def _as_printed(cell: Cell, behind: Mapping[Times, frozenset[int]], printed: Mapping[Times, Printed]) -> Cell:
    if all(printed[time].each_of(own) for time, own in behind.items()):
        return cell
    if all(number is None for number in (cell.value, cell.numerator, cell.median, cell.largest)):
        return cell
    # A median or a largest value is a single answer; ranges, largest values and stocks are no plain sums.
    alone = replace(cell, median=None, largest=None)
    is_sum = cell.rule not in {Aggregation.MAX, Aggregation.LATEST} and not cell.is_range
    if cell.value is not None and is_sum and all(printed[time].covers(own) for time, own in behind.items()):
        return alone
    state = cell.state if cell.refusal else State.SUPPRESSED
    return replace(alone, state=state, value=None, numerator=None, denominator=None, low=None, high=None)


# ------------------------------------------------------------------------------ what is printed of an economy's period


def _printed(time: Times, as_of: int) -> Printed:
    mark = _mark()
    is_now = as_of >= mark[1]
    return _tables.get((mark, time, as_of), lambda: _decided(*time, as_of, is_now=is_now))


def _decided(economy: str, period: str, as_of: int, *, is_now: bool) -> Printed:
    scopes = _by([f for f in facts(as_of=as_of, economy=economy, period=period) if _is_decided_on(f)], scope_of)
    own = [fact for scope in scopes.values() if _holds_people(scope) for fact in scope]
    asked = [one for scope in _by(own, scope_of).values() for one in _lattice(scope)]
    decisions = decisions_on(asked) if is_now else decided_on(asked)

    def shown(positions: Iterable[int], parts: tuple[str, ...]) -> bool:
        keys = [key_of(positions, part) for part in parts]
        return all(key in decisions and not decisions[key].hidden for key in keys)

    reported = {fact.position for fact in own if fact.state == State.REPORTED}
    answers = frozenset(f.position for f in own if f.position in reported and shown([f.position], parts_of(f)))
    sums, hidden = set(), set()
    for total in (total for one in asked for total in one.totals.values()):
        positions = [int(origin) for origin in total.origins]
        counted = frozenset(positions) & reported
        if not shown(positions, parts_of(total)):
            hidden.add(counted)
        elif not counted <= answers:
            sums.add(counted)
    return Printed(answers, tuple(sorted(sums, key=lambda one: (-len(one), sorted(one)))), frozenset(hidden))


def _is_decided_on(fact: Fact) -> bool:
    """Of values broken down in two ways at once none is ever printed: nothing says how they add up."""
    return not fact.is_money and ";" not in fact.breakdown


def _holds_people(scope: list[Fact]) -> bool:
    return any(is_count_of_people(fact.unit, fact.state, fact.numerator is not None) for fact in scope)


def _lattice(scope: list[Fact]) -> Iterator[Asked]:
    """Each answer with its parts, then their totals by institution, by municipality and over the economy."""
    yield from _asked(scope, lambda fact: (fact.organisation, fact.measure, fact.indicator_key))
    for group in GROUPS:
        yield from _asked(scope, lambda fact, group=group: getattr(fact, group))


def _asked(scope: list[Fact], of) -> Iterator[Asked]:
    for own in _by(scope, of).values():
        cells = roll_up_facts(own, ("breakdown",))
        totals: dict[str, Total] = {group[0]: cell.total for group, cell in cells.items() if cell.total}
        yield Asked(totals.pop("", None), totals)


def _by(own: list[Fact], of) -> dict[object, list[Fact]]:
    groups: dict[object, list[Fact]] = defaultdict(list)
    for fact in own:
        groups[of(fact)].append(fact)
    return groups

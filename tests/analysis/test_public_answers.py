"""Public tables of any shape: an attacker who asks for all of them learns no small count; what is printed is right."""

import random
from decimal import Decimal
from itertools import combinations, product

import pytest

from barabar.analysis import public_answers
from barabar.analysis.models import FigureDecision
from barabar.analysis.public_answers import public_answer
from barabar.reference.verdicts import Problems
from barabar.statistics.values import State
from barabar.warehouse.answering import answer
from barabar.warehouse.behind import facts_behind
from barabar.warehouse.facts import facts
from barabar.warehouse.questions import Question, question_of_address
from tests.analysis.ledger import PLACES, counting_world, enter

pytestmark = pytest.mark.django_db
INSTITUTIONS = tuple(PLACES)
AXES = [
    ("organisation",), ("territory",), ("economy",), ("level",), ("sector",), ("organisation", "sex"), ("territory", "sex"),
    ("economy", "sex"), ("level", "sex"), ("plan",), ("measure",), ("unit", "sex"),
]  # fmt: skip


@pytest.fixture
def world():
    return counting_world()


def by_sex(**counts):
    """(women, men) of each institution as its total and its two parts."""
    found = {}
    for name, (women, men) in counts.items():
        found |= {(name, ""): women + men, (name, "sex=female"): women, (name, "sex=male"): men}
    return found


def printed_sums(period: str) -> dict[frozenset[int], Decimal]:
    """Everything a reader gets who asks for every table of a period: the answers in each printed cell, and its number."""
    found: dict[frozenset[int], Decimal] = {}
    pairs = [Question(rows=axes, periods=(period,)) for axes in AXES]
    pairs += [Question(rows=("organisation",), periods=(period,), breakdown=("sex",))]
    for size in (2, 3):
        for some in combinations(INSTITUTIONS, size):
            for rows in ("economy", "sex"):
                pairs.append(Question(rows=(rows,), periods=(period,), filters={"organisation": some}))
    for question in pairs:
        behind: dict[tuple, set[int]] = {}
        for keys, fact, _economy, _period in facts_behind(question, lambda *given: True, 10_000):
            behind.setdefault(keys, set()).add(fact)
        for keys, cell in public_answer(question).cells.items():
            if cell.value is not None:
                found[frozenset(behind[keys])] = cell.value
    return found


def possible(period: str, known: dict[frozenset[int], Decimal]) -> dict[int, set[int]]:
    """A plain attacker who tries all whole numbers: for each hidden answer those that fit everything that is known.

    A total is the sum of its parts by sex; who is told that a table hides counts of 1 to 4 tries the rest too.
    """
    own = facts(period=period)
    wholes: dict[str, dict[str, int]] = {}
    for fact in own:
        wholes.setdefault(fact.organisation, {})[fact.breakdown] = fact.position
    equations = [(sorted(positions), int(value)) for positions, value in known.items()]
    for parts in wholes.values():
        if len(parts) == 3:
            equations.append(([parts["sex=female"], parts["sex=male"], -parts[""]], 0))
    value = {fact.position: int(fact.amount) for fact in own}
    singly = {next(iter(positions)): int(number) for positions, number in known.items() if len(positions) == 1}
    assert all(value[position] == number for position, number in singly.items())
    secret = [position for position in value if position not in singly]
    fits: dict[int, set[int]] = {position: set() for position in secret}
    for guess in _solutions(secret, singly, equations, most=max(value.values()) + 8):
        for position, number in guess.items():
            fits[position].add(number)
    return fits


def _solutions(secret, singly, equations, most):
    """All whole solutions, by taking one unknown after the other and leaving where an equation no longer holds."""
    reduced = []
    for positions, total in equations:
        unknown, left = [], total
        for position in positions:
            sign, at = (1, position) if position > 0 else (-1, -position)
            if at in singly:
                left -= sign * singly[at]
            else:
                unknown.append((sign, at))
        if unknown:
            reduced.append((unknown, left))

    def extend(at, guess):
        if at == len(secret):
            yield dict(guess)
            return
        position = secret[at]
        candidates = range(most + 1)
        for unknown, left in reduced:
            inside = [(sign, own) for sign, own in unknown if own not in guess]
            if len(inside) == 1 and inside[0][1] == position:
                rest = left - sum(sign * guess[own] for sign, own in unknown if own in guess)
                exact = rest * inside[0][0]
                candidates = [exact] if exact in candidates else []
        for number in candidates:
            guess[position] = number
            if all(_holds(unknown, left, guess, most) for unknown, left in reduced):
                yield from extend(at + 1, guess)
            del guess[position]

    yield from extend(0, {})


def _holds(unknown, left, guess, most) -> bool:
    fixed = sum(sign * guess[own] for sign, own in unknown if own in guess)
    open_up = sum(most for sign, own in unknown if own not in guess and sign > 0)
    open_down = sum(most for sign, own in unknown if own not in guess and sign < 0)
    return fixed - open_down <= left <= fixed + open_up


def is_wide(fits: set[int]) -> bool:
    """As the rule promises: an attacker is left 5 in width, or everything from 1 to 4."""
    return max(fits) - min(fits) >= 5 or {1, 4} <= fits


SMALL_TABLES = {
    "one small institution": {("education", ""): 3, ("housing", ""): 40, ("schools", ""): 25, ("works", ""): 9, ("ministry", ""): 12},
    "two that narrow each other": {("education", ""): 4, ("housing", ""): 4, ("schools", ""): 25, ("works", ""): 9},
    "a town of one small and one zero": {("education", ""): 2, ("housing", ""): 0, ("schools", ""): 14, ("works", ""): 31},
    "small women": by_sex(education=(3, 40), housing=(12, 9), schools=(7, 8)),
    "small men in two": by_sex(education=(30, 1), schools=(22, 4)),
}  # fmt: skip


@pytest.mark.parametrize("counts", SMALL_TABLES.values(), ids=SMALL_TABLES)
def test_who_asks_for_every_table_narrows_no_small_count(world, counts):
    """Among the tables asked for are pairs whose difference would be a small count."""
    positions = dict(zip(counts, enter(world, "2019", counts), strict=True))
    known = printed_sums("2019")
    assert known, "nothing is printed at all"
    fits = possible("2019", known)
    for key, count in counts.items():
        if 0 < count < 5:
            assert frozenset({positions[key]}) not in known
            assert is_wide(fits[positions[key]]), (key, fits[positions[key]])


@pytest.mark.once
def test_random_tables_give_no_small_count_away(world):
    source = random.Random(20261122)
    for number in range(12):
        period = str(2001 + number)
        some = source.sample(INSTITUTIONS, 3)
        counts = by_sex(**{name: (source.choice((0, 1, 3, 6, 17)), source.choice((0, 2, 4, 9))) for name in some})
        positions = dict(zip(counts, enter(world, period, counts), strict=True))
        fits = possible(period, printed_sums(period))
        for key, count in counts.items():
            if 0 < count < 5:
                assert is_wide(fits[positions[key]]), (period, counts, key, fits[positions[key]])


def test_a_planted_gate_that_hides_only_small_answers_is_caught_by_the_attacker(world, monkeypatch):
    """The attacker of these tests can do it: without the gate's totals the 3 is the difference of two tables."""
    counts = SMALL_TABLES["one small institution"]
    position = enter(world, "2019", counts)[0]
    monkeypatch.setattr(public_answers.Printed, "covers", lambda self, positions: len(positions) > 1)
    assert possible("2019", printed_sums("2019"))[position] == {3}


def test_what_is_hidden_does_not_depend_on_the_order_of_asking(world):
    counts = by_sex(education=(3, 40), housing=(12, 9), schools=(2, 8), works=(6, 1))
    for period in ("2018", "2019"):
        enter(world, period, counts)
    odd_first = [
        "rows=sex&organisation=housing,schools",
        "rows=sector",
        "rows=organisation&columns=sex",
        "rows=territory",
    ]
    states = []
    for period, addresses in (("2018", odd_first), ("2019", odd_first[::-1])):
        for address in addresses:
            public_answer(question_of_address(f"{address}&period={period}"))
        tables = [public_answer(question_of_address(f"{address}&period={period}")) for address in odd_first]
        states.append([(keys, cell.state) for table in tables for keys, cell in table.cells.items()])
    assert states[0] == states[1]
    assert {State.SUPPRESSED, State.REPORTED} == {state for _keys, state in states[0]}


def test_every_printed_number_is_the_plain_sum_of_its_facts(world):
    counts = by_sex(education=(30, 40), housing=(12, 9), schools=(7, 8), works=(60, 11), ministry=(5, 5))
    positions = dict(zip(counts, enter(world, "2019", counts), strict=True))
    known = printed_sums("2019")
    amounts = {position: counts[key] for key, position in positions.items()}
    assert len(known) > 40
    assert all(value == sum(amounts[position] for position in own) for own, value in known.items())


def test_across_years_a_total_needs_each_year(world):
    """2018 is printed and 2018 with 2019 would be: their difference is the 3 of 2019."""
    enter(world, "2018", {("ministry", ""): 40, ("works", ""): 22})
    enter(world, "2019", {("ministry", ""): 3, ("works", ""): 22})
    table = public_answer(question_of_address("rows=organisation&period=2018..2019"))
    assert table.cell("ministry").state is State.SUPPRESSED and table.cell("ministry").value is None
    assert public_answer(question_of_address("rows=organisation&period=2018")).cell("ministry").value == 40
    whole = public_answer(question_of_address("rows=economy&columns=year&period=2018..2019"))
    assert whole.cell("AL", "2018").value == 62


def test_one_figure_has_one_decision_in_a_table_on_a_page_and_by_api(world, client):
    counts = by_sex(education=(3, 40))
    enter(world, "2025", counts)
    rows = client.get("/api/values?economy=AL&period=2025").json()
    on_pages = {
        row["breakdown"]: row["state"] for row in rows if row["measure"] == "1.1" and row["plan"].startswith("elbasan")
    }
    table = public_answer(question_of_address("rows=measure&columns=sex&period=2025"))
    in_table = {f"sex={keys[1]}": cell.state.value for keys, cell in table.cells.items()}
    assert in_table == {key: state for key, state in on_pages.items() if key}
    assert "suppressed" in in_table.values()


def test_single_answers_do_not_show_as_median_or_largest(world):
    enter(world, "2019", {("education", ""): 3, ("housing", ""): 2, ("schools", ""): 4, ("works", ""): 1})
    table = public_answer(question_of_address("rows=economy&measures=value,median,largest,reporters&period=2019"))
    cell = table.cell("AL")
    assert (cell.median, cell.largest) == (None, None)
    assert (cell.asked, cell.answered) == (4, 4)
    own = answer(question_of_address("rows=economy&measures=value,median,largest,reporters&period=2019")).cell("AL")
    assert (own.median, own.largest) == (Decimal("2.5"), 4), "the office sees them, and the kept answer is unchanged"


def test_whom_a_table_covers_is_told_where_its_numbers_are_not(world):
    enter(world, "2019", {("education", ""): 3, ("housing", ""): 45})
    table = public_answer(question_of_address("rows=organisation&measures=coverage,reporters&period=2019"))
    assert (table.cell("education").reported, table.cell("education").owed) == (1, 1)
    assert table.cell("education").value is None and table.cell("housing").value is None


def test_values_broken_down_in_two_ways_at_once_are_never_printed(world):
    enter(world, "2019", {("education", "community=roma;sex=female"): 30, ("education", ""): 70})
    table = public_answer(question_of_address("rows=breakdown&period=2019"))
    assert table.cell("community=roma;sex=female").value is None
    assert table.cell("").value == 70


def test_as_of_an_earlier_position_nothing_is_decided_anew(world):
    first = enter(world, "2019", {("education", ""): 33, ("housing", ""): 3})
    enter(world, "2019", {("schools", ""): 25})
    before = FigureDecision.objects.count()
    early = public_answer(question_of_address(f"rows=economy&period=2019&as_of={first[-1]}"))
    assert early.cell("AL").value is None
    assert FigureDecision.objects.count() == before
    public_answer(question_of_address("rows=economy&period=2019"))
    assert FigureDecision.objects.count() > before


def test_an_answer_corrected_since_is_looked_at_anew(world):
    old = enter(world, "2019", {("education", ""): 33, ("schools", ""): 25})
    table = question_of_address("rows=organisation&period=2019")
    assert public_answer(table).cell("education").value == 33
    enter(world, "2019", {("education", ""): 2}, supersedes_id=old[0])
    assert public_answer(table).cell("education").state is State.SUPPRESSED
    assert public_answer(table).cell("schools").value == 25


def test_money_and_things_pass(world):
    enter(world, "2019", {("education", ""): 2}, unit="dwellings")
    assert public_answer(question_of_address("rows=organisation&period=2019")).cell("education").value == 2


def test_too_many_facts_are_refused_with_what_to_do(world, monkeypatch):
    monkeypatch.setattr(public_answers, "MOST_FACTS", 1)
    enter(world, "2019", {("education", ""): 30, ("schools", ""): 25})
    with pytest.raises(Problems, match="rests on 2 counts of people, and at most 1 .* choose an economy"):
        public_answer(question_of_address("rows=organisation&period=2019"))


def test_shares_are_hidden_with_their_counts(world):
    pairs = {("education", ""): (2, 50), ("schools", ""): (30, 60)}
    for key, (part, whole) in pairs.items():
        enter(
            world, "2019", {key: 0}, amount=None, numerator=Decimal(part), denominator=Decimal(whole),
            aggregation="ratio", unit="percent",
        )  # fmt: skip
    table = public_answer(question_of_address("rows=organisation&period=2019"))
    hidden = table.cell("education")
    assert (hidden.state, hidden.value, hidden.numerator, hidden.denominator) == (State.SUPPRESSED, None, None, None)
    whole = public_answer(question_of_address("rows=economy&period=2019")).cell("AL")
    assert None in (table.cell("schools").value, whole.value), "else 32/110 less 30/60 is 2/50"


def test_the_attacker_finds_every_solution_of_a_small_case():
    """Its own check, by trying everything: x + y = 5 with x at most 4."""
    found = {(guess[1], guess[2]) for guess in _solutions([1, 2], {}, [([1, 2], 5)], most=4)}
    assert found == {(x, y) for x, y in product(range(5), repeat=2) if x + y == 5}

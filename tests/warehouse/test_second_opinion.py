"""A slow, plain second implementation of roll-up, written apart from the fast one; both must agree on random data."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from barabar.statistics.rollup import CannotCombine, roll_up
from barabar.statistics.values import Aggregation, State, Value
from barabar.warehouse.facts import Fact
from barabar.warehouse.rollup import roll_up_facts

amounts = st.integers(0, 10_000).map(Decimal)
absent = st.sampled_from([State.MISSING, State.REFUSED, State.NOT_APPLICABLE, State.NOT_DUE])


@st.composite
def facts(draw):
    """Small worlds: a few sectors, places, years and indicators, so that groups have several members."""
    indicator, unit, rule = draw(
        st.sampled_from([("children", "children", "sum"), ("mediators", "persons", "latest"), ("water", "percent", "ratio"),
                         ("peak", "persons", "max"), ("homes", "dwellings", "sum"), ("pupils", "children", "sum"),
                         ("schooled", "percent", "ratio")])
    )  # fmt: skip
    state = draw(st.one_of(st.just(State.REPORTED), absent))
    number = {"amount": None, "numerator": None, "denominator": None}
    if state is State.REPORTED and rule == "ratio":
        whole = draw(st.integers(1, 500))
        number |= {"numerator": Decimal(draw(st.integers(0, whole))), "denominator": Decimal(whole)}
    elif state is State.REPORTED:
        number["amount"] = draw(amounts)
    place = draw(st.sampled_from(["elbasan", "fier", "korce"]))
    return dict(
        period=draw(st.sampled_from(["2023", "2024", "2025"])), economy="AL", territory=place, organisation=place,
        plan="p", measure=f"{place}/{indicator}", sector=draw(st.sampled_from(["education", "health"])),
        indicator=indicator, indicator_key=f"{place}/{indicator}", stage="", source="",
        breakdown=draw(st.sampled_from(["", "sex=female", "community=roma"])), state=state.value, unit=unit,
        reason=draw(st.sampled_from(["", "not_collected"])) if state is State.MISSING else "",
        overlap=draw(st.sampled_from(["none", "none", "possible", "unknown"])), aggregation=rule, **number,
    )  # fmt: skip


worlds = st.lists(facts(), max_size=14).map(lambda rows: [Fact(position=i, **row) for i, row in enumerate(rows, 1)])
groupings = st.sampled_from(
    [
        ("indicator",),
        ("indicator", "breakdown"),
        ("sector",),
        ("territory", "indicator"),
        ("period", "indicator"),
        ("breakdown",),
    ]
)


def slow(facts: list[Fact], by: tuple[str, ...]) -> dict:
    """From the words of the rules alone: list by list, no accumulator."""
    answers = {}
    for group in {tuple(getattr(fact, name) for name in by) for fact in facts}:
        members = [fact for fact in facts if tuple(getattr(fact, name) for name in by) == group]
        answers[group] = slow_total(members)
    return answers


def slow_total(members: list[Fact]):
    if len({fact.unit for fact in members}) > 1 or len({fact.aggregation for fact in members}) > 1:
        return "refused"
    rule = members[0].aggregation
    reported = [fact for fact in members if fact.state == "reported"]
    owed = [fact for fact in members if fact.state not in ("not_applicable", "not_due")]
    coverage = (len(owed), len(reported))
    if not reported:
        return next(
            s for s in ("missing", "refused", "not_due", "not_applicable") if s in {f.state for f in members}
        ), coverage
    if rule == "ratio" and len({f.indicator for f in members}) > 1:
        return "refused"
    if rule == "ratio":
        part, whole = sum(f.numerator for f in reported), sum(f.denominator for f in reported)
        return "reported", coverage, part / whole, part / whole, part / whole
    if rule == "max":
        largest = sorted(f.amount for f in reported)[-1]
        return "reported", coverage, largest, largest, largest
    if rule == "latest":
        newest = []
        for place in {(f.organisation, f.measure, f.indicator_key) for f in reported}:
            own = [f for f in reported if (f.organisation, f.measure, f.indicator_key) == place]
            last = [f for f in own if f.period == max(f.period for f in own)]
            if len(last) > 1:
                return "refused"
            newest += last
        reported = newest
    lows = []
    for indicator in {f.indicator for f in reported}:
        own = [f for f in reported if f.indicator == indicator]
        lows.append(
            max([sum(f.amount for f in own if f.overlap == "none"), *(f.amount for f in own if f.overlap != "none")])
        )
    everything = sum(f.amount for f in reported)
    return "reported", coverage, everything, max(lows), everything


def shape(cell):
    if cell.total is None:
        return "refused"
    total = cell.total
    coverage = (total.coverage.owed, total.coverage.reported)
    if total.state is not State.REPORTED:
        return total.state.value, coverage
    return "reported", coverage, total.amount, total.low, total.high


@settings(max_examples=1500, deadline=None)
@given(worlds, groupings)
def test_the_fast_roll_up_agrees_with_the_slow_one(world, by):
    expected = slow(world, by)
    found = {group: shape(cell) for group, cell in roll_up_facts(world, by).items()}
    assert found.keys() == expected.keys()
    for group, answer in expected.items():
        assert found[group] == answer, (group, world)


@settings(max_examples=300, deadline=None)
@given(worlds, groupings, st.randoms())
def test_the_order_of_facts_does_not_matter(world, by, chance):
    shuffled = list(world)
    chance.shuffle(shuffled)
    first = {group: shape(cell) for group, cell in roll_up_facts(world, by).items()}
    assert {group: shape(cell) for group, cell in roll_up_facts(shuffled, by).items()} == first


@settings(max_examples=300, deadline=None)
@given(worlds)
def test_every_fact_is_in_exactly_one_cell(world):
    cells = roll_up_facts(world, ("indicator", "sector"))
    positions = sorted(p for cell in cells.values() if cell.total for p in cell.positions)
    refused = [f.position for f in world if cells[(f.indicator, f.sector)].total is None]
    assert sorted(positions + refused) == [fact.position for fact in world]


def value(amount, overlap="none", **more):
    return Value(State.REPORTED, more.pop("unit", "children"), Decimal(amount), overlap=overlap, **more)


def test_counts_that_may_overlap_are_shown_as_a_range():
    total = roll_up([value(100), value(40), value(60, "possible")], Aggregation.SUM)
    assert (total.amount, total.low, total.high) == (200, 140, 200)


def test_planted_double_counting_is_caught_by_the_range():
    same_children_three_times = [value(50, "possible")] * 3
    total = roll_up(same_children_three_times, Aggregation.SUM)
    assert (total.low, total.high) == (50, 150)


def test_a_rate_is_the_ratio_of_sums_and_not_a_mean():
    # Ten of ten and ten of ninety: 20 %, while the mean of 100 % and 11 % would say 56 %.
    rates = [Value(State.REPORTED, "percent", numerator=Decimal(10), denominator=Decimal(whole)) for whole in (10, 90)]
    assert roll_up(rates, Aggregation.RATIO).amount == Decimal("0.2")


def test_the_latest_stock_of_each_place_counts_once():
    stocks = [
        value(5, place="a", period="2023"),
        value(7, place="a", period="2024"),
        value(3, place="b", period="2023"),
    ]
    assert roll_up(stocks, Aggregation.LATEST).amount == 10


def test_refusals_say_why():
    for values, rule, code in (
        ([value(1), value(1, unit="households")], Aggregation.SUM, "units_differ"),
        ([value(1), value(2)], Aggregation.NONE, "no_combining"),
        ([value(1)], Aggregation.RATIO, "mixed_ratio"),
    ):
        try:
            roll_up(values, rule)
        except CannotCombine as refusal:
            assert refusal.code == code and str(refusal)
        else:
            raise AssertionError(f"{code} was not refused")


def test_a_value_is_reported_exactly_when_it_has_a_number():
    for state, amount in ((State.REPORTED, None), (State.MISSING, Decimal(0))):
        try:
            Value(state, "children", amount)
        except ValueError:
            continue
        raise AssertionError(state)

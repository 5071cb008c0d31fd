"""The second opinion on answers: fact by fact, from the words of the rules, sharing no code with the store."""

from decimal import Decimal
from itertools import combinations

from tests.warehouse.worlds import Row

NOTHING_OWED = ("not_applicable", "not_due")


def standing(rows: list[Row], as_of: int) -> list[Row]:
    seen = [row for row in rows if row.position <= as_of]
    gone = {row.supersedes for row in seen}
    return [row for row in seen if row.position not in gone and not row.withdrawn]


def months(period: str) -> set[int]:
    year, _, slot = period.partition("-")
    start = int(year) * 12
    if not slot:
        return set(range(start, start + 12))
    size = {"B": 2, "H": 6, "M": 1, "Q": 3}[slot[0]]
    first = start + (int(slot[1:]) - 1) * size
    return set(range(first, first + size))


def categories(breakdown: str) -> dict[str, str]:
    return dict(part.split("=") for part in breakdown.split(";") if part)


def word_of(row: Row, dimension: str) -> str | None:
    if dimension == "region":
        return "region"
    if dimension == "year":
        return row.period[:4]
    if dimension == "period_kind":
        return {"": "year", "B": "two_month", "H": "half", "M": "month", "Q": "quarter"}[row.period[5:6]]
    if dimension in ("sex", "community", "age", "settlement"):
        return categories(row.breakdown).get(dimension)
    if dimension == "community_group":
        return categories(row.breakdown).get("community")
    return str(getattr(row, dimension))


def taken(row: Row, question) -> bool:
    implied = bool({"stage", "source"} & {*question.rows, *question.columns, *question.filters})
    money = question.subject == "money" if question.subject else implied
    if bool(row.stage) != money:
        return False
    wanted = set(question.breakdown)
    for name in (*question.rows, *question.columns, *question.filters):
        wanted |= {name} & {"sex", "community", "age"} | ({"community"} if name == "community_group" else set())
    loose = "breakdown" in (*question.rows, *question.columns, *question.filters)
    if not loose and set(categories(row.breakdown)) != wanted:
        return False
    if question.level and row.level != question.level:
        return False
    if question.periods and not any(months(row.period) <= months(period) for period in question.periods):
        return False
    return all(word_of(row, name) in words for name, words in question.filters.items())


def answers(rows: list[Row], question, as_of: int) -> dict[tuple, dict]:
    facts = [row for row in standing(rows, as_of) if taken(row, question)]
    cells: dict[tuple, list[Row]] = {}
    for row in facts:
        keys = tuple(word_of(row, name) for name in (*question.rows, *question.columns))
        if None not in keys:
            cells.setdefault(keys, []).append(row)
    return {keys: cell(members) | institutions(members) for keys, members in cells.items()}


def institutions(members: list[Row]) -> dict:
    asked = {row.organisation for row in members if row.state not in NOTHING_OWED}
    return {"asked": len(asked), "answered": len({row.organisation for row in members if row.state == "reported"})}


def cell(members: list[Row]) -> dict:
    reported = [row for row in members if row.state == "reported"]
    absent: dict[str, int] = {}
    for row in members:
        if row.state != "reported":
            absent[row.reason or row.state] = absent.get(row.reason or row.state, 0) + 1
    found = {
        "owed": sum(row.state not in NOTHING_OWED for row in members), "reported": len(reported), "absent": absent,
        "refusal": refusal(members, reported), "value": None, "low": None, "high": None, "median": None, "largest": None,
    }  # fmt: skip
    amounts = sorted(row.amount for row in reported if row.amount is not None)
    if amounts:
        middle = amounts[(len(amounts) - 1) // 2], amounts[len(amounts) // 2]
        found |= {"median": sum(middle) / 2, "largest": amounts[-1]}
    if not reported:
        states = {row.state for row in members}
        order = ("suppressed", "missing", "refused", "not_due", "not_applicable")
        return found | {"state": next(state for state in order if state in states)}
    found["state"] = "reported"
    if not found["refusal"]:
        found |= value(reported)
    return found


def value(reported: list[Row]) -> dict:
    rule = reported[0].aggregation
    if rule == "ratio" or (rule == "none" and reported[0].numerator is not None):
        part, whole = sum(row.numerator for row in reported), sum(row.denominator for row in reported)
        rate = part / whole if whole else None
        return {"value": rate, "low": rate, "high": rate, "state": "reported" if whole else "not_applicable"}
    if rule == "max":
        largest = max(row.amount for row in reported)
        return {"value": largest, "low": largest, "high": largest}
    if rule == "latest":
        places: dict[tuple, Row] = {}
        for row in reported:
            place = (row.organisation, row.measure, row.planned, row.breakdown)
            if place not in places or places[place].period < row.period:
                places[place] = row
        reported = list(places.values())
    lows = []
    for indicator in {row.indicator for row in reported}:
        own = [row for row in reported if row.indicator == indicator]
        apart = sum((row.amount for row in own if row.overlap in ("", "none")), Decimal(0))
        lows.append(max([apart, *(row.amount for row in own if row.overlap not in ("", "none"))]))
    everything = sum(row.amount for row in reported)
    return {"value": everything, "low": max(lows), "high": everything}


def refusal(members: list[Row], reported: list[Row]) -> str:
    if len({row.unit for row in members}) > 1:
        return "units_differ"
    if len({row.aggregation for row in members}) > 1:
        return "rules_differ"
    if len({row.stage for row in members}) > 1:
        return "stages_differ"
    if not reported:
        return ""
    rule = members[0].aggregation
    if rule == "none":
        return "no_combining" if len(reported) > 1 else ""
    if rule == "ratio":
        if any(row.numerator is None for row in reported):
            return "rate_without_parts"
        if len({row.indicator for row in members}) > 1:
            return "rates_differ"
    elif any(row.amount is None for row in reported):
        return "rate_with_amounts"
    return counted_twice(reported, rule)


def counted_twice(reported: list[Row], rule: str) -> str:
    """Any two facts of the cell that say the same thing about the same time, one inside the other."""
    if rule == "max":
        return ""
    nested = False
    for one, other in combinations(reported, 2):
        if not months(one.period) & months(other.period) or one.breakdown != other.breakdown:
            continue
        alike = (one.territory, one.indicator) == (other.territory, other.indicator)
        if alike and {one.level, other.level} == {"own", "part"}:
            return "own_and_parts"
        same_place = (one.organisation, one.measure, one.planned) == (other.organisation, other.measure, other.planned)
        nested |= same_place and one.period != other.period and rule != "latest"
    return "period_within_period" if nested else ""

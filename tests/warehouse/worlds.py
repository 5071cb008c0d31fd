"""Random worlds: a ledger as it might have grown, with corrections and withdrawals; and a ledger that is no database."""

import random
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pyarrow as pa

from barabar.warehouse.ledger import NUMBERS, READ, SCALE, WORDS

# indicator: unit, rule, sector
INDICATORS = {
    "children": ("children", "sum", "education"), "pupils": ("children", "sum", "education"),
    "mediators": ("persons", "latest", "health"), "nurses": ("persons", "latest", "health"),
    "water": ("percent", "ratio", "housing"), "schooled": ("percent", "ratio", "education"),
    "peak": ("persons", "max", "health"), "grade": ("percent", "none", "education"),
    "homes": ("households", "sum", "housing"),
}  # fmt: skip
PLACES = {"elbasan": "AL", "fier": "AL", "pec": "XK"}
BODIES = {
    **{f"{place}-town": ("own", place) for place in PLACES},
    **{f"{place}-{part}": ("part", place) for place in PLACES for part in ("school", "housing")},
    "ministry": ("other", ""),
}
PERIODS = ("2023", "2024", "2024-Q1", "2024-Q3", "2024-H1", "2024-M02", "2025", "2025-Q4")
BREAKDOWNS = ("", "", "sex=female", "sex=male", "community=roma", "community=roma;sex=female")
KINDS = {"own": "municipality", "part": "directorate", "other": "ministry"}


@dataclass
class Row:
    """One row of the ledger, as words and decimals."""

    position: int
    supersedes: int
    withdrawn: bool
    period: str
    economy: str
    territory: str
    organisation: str
    measure: int
    planned: int
    indicator: str
    plan: str
    sector: str
    stage: str
    source: str
    breakdown: str
    unit: str
    aggregation: str
    level: str
    state: str
    reason: str
    overlap: str
    amount: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None


@dataclass
class PlainLedger:
    """What the store asks of a ledger, from a list of rows."""

    rows: list[Row] = field(default_factory=list)
    limit: int | None = None

    def _visible(self) -> list[Row]:
        return [row for row in self.rows if self.limit is None or row.position <= self.limit]

    def newest(self):
        rows = self._visible()
        return (rows[-1].position, repr(rows[-1])) if rows else (0, "")

    def mark_of(self, position):
        return next((repr(row) for row in self._visible() if row.position == position), "")

    def journal_head(self):
        return 0

    def close(self):
        pass

    def plans_of(self, measures):
        return {row.measure: row.plan for row in self.rows}

    def indicators_of(self, planned):
        return {row.planned: row.indicator for row in self.rows}

    def levels_of(self, organisations):
        return {row.organisation: row.level for row in self.rows}

    def read_rows(self, since, until):
        by_position = {row.position: row for row in self.rows}
        events = []
        for row in self._visible():
            if not since < row.position <= until:
                continue
            old = by_position.get(row.supersedes)
            if old and not old.withdrawn:
                events.append((row.position, old, -1))
            if not row.withdrawn:
                events.append((row.position, row, 1))
        columns = {name: [_field(event, name) for event in events] for name in READ}
        return pa.table({name: _arrow(name, values) for name, values in columns.items()})


def _field(event, name):
    position, row, sign = event
    if name == "position":
        return position
    if name == "fact":
        return row.position
    if name == "n":
        return sign
    value = getattr(row, name)
    return None if value is None else int(value * SCALE) * sign if name in NUMBERS else value


def _arrow(name, values):
    if name in NUMBERS:
        return pa.chunked_array([pa.array(values, pa.decimal128(38, 0))])
    if name in WORDS or name == "period":
        return pa.chunked_array([pa.array(values, pa.string()).dictionary_encode()])
    return pa.chunked_array([pa.array(values, pa.int64())])


def random_world(seed: int, most: int = 40) -> list[Row]:
    """A ledger of up to `most` rows: answers to the same question supersede one another, some are withdrawn."""
    chance = random.Random(seed)
    rows: list[Row] = []
    newest: dict[tuple, Row] = {}
    bodies = chance.sample(sorted(BODIES), k=chance.randint(1, 5))
    indicators = chance.sample(sorted(INDICATORS), k=chance.randint(1, 5))
    periods = chance.sample(PERIODS, k=chance.randint(1, 4))
    position = 0
    for _ in range(chance.randint(0, most)):
        position += chance.choice((1, 1, 1, 3))
        if newest and chance.random() < 0.12:
            old = chance.choice(sorted(newest.values(), key=lambda row: row.position))
            row = Row(**{**vars(old), "position": position, "supersedes": old.position, "withdrawn": True})
        else:
            row = _row(chance, position, chance.choice(bodies), chance.choice(indicators), chance.choice(periods))
        before = newest.get(_key(row))
        if before is not None:
            row.supersedes = before.position
        if row.withdrawn and (before is None or before.withdrawn):
            continue
        rows.append(row)
        newest[_key(row)] = row
    return rows


def every_word() -> list[Row]:
    """A first world in which every word of the others occurs, so that all stores number their words alike."""
    chance = random.Random(0)
    bodies, indicators = sorted(BODIES), sorted(INDICATORS)
    rows: dict[tuple, Row] = {}
    for at in range(2000):
        row = _row(chance, at + 1, bodies[at % len(bodies)], chance.choice(indicators), chance.choice(PERIODS))
        rows.setdefault(_key(row), moved(row, 0, f"{row.economy}first"))
    return list(rows.values())


def _key(row: Row) -> tuple:
    """What a row answers: a second answer to the same supersedes the first."""
    return row.period, row.organisation, row.measure, row.planned, row.stage, row.source, row.breakdown


def moved(row: Row, by: int, economy: str) -> Row:
    """The same row further on in a ledger, in another economy."""
    return replace(row, position=row.position + by, supersedes=row.supersedes and row.supersedes + by, economy=economy)


def _row(chance, position, body, indicator, period):
    level, place = BODIES[body]
    unit, rule, sector = INDICATORS[indicator]
    measure = 1 + sorted(BODIES).index(body) * 20 + sorted(INDICATORS).index(indicator)
    state = chance.choice(("reported", "reported", "reported", "missing", "refused", "not_applicable", "not_due"))
    numbers = {"amount": None, "numerator": None, "denominator": None}
    money = chance.random() < 0.1
    if state == "reported" and rule == "ratio" and not money:
        whole = chance.randint(0, 300)
        numbers |= {"numerator": Decimal(chance.randint(0, whole)), "denominator": Decimal(whole)}
    elif state == "reported":
        numbers["amount"] = Decimal(chance.randint(0, 90_000)) / chance.choice((1, 1, 100))
    return Row(
        position=position, supersedes=0, withdrawn=False, period=period, economy=PLACES.get(place, "AL"), territory=place,
        organisation=body, measure=measure, planned=0 if money else measure, indicator="" if money else indicator,
        plan=f"plan-{place or 'national'}", sector=sector, stage=chance.choice(("adopted", "spent")) if money else "",
        source="state" if money else "", breakdown="" if money else chance.choice(BREAKDOWNS),
        unit="ALL" if money else "persons" if chance.random() < 0.02 else unit, aggregation="sum" if money else rule,
        level=level, state=state, reason=chance.choice(("", "not_collected")) if state == "missing" else "",
        overlap=chance.choice(("none", "none", "", "possible", "unknown")) if state == "reported" else "", **numbers,
    )  # fmt: skip

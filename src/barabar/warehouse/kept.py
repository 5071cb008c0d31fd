"""The roll-ups that are kept: sums by municipality and by economy, so that few questions read the facts themselves.

Each is a sum of events by its columns, kept for every *epoch* (a million positions of the ledger) apart. An epoch that is
full never changes again; so a state as of any position is the sum of the epochs before it, and the events of one.
"""

from dataclasses import dataclass

from barabar.warehouse.ledger import COLUMNS, NUMBERS

EPOCH = 1 << 20
_ALWAYS = ("sector", "indicator", "stage", "source", "breakdown", "period", "year", "kind", "profile")


@dataclass(frozen=True)
class Kept:
    """One kept roll-up: the columns it is summed by, in the order it is sorted in. `amounts`: else it only counts."""

    name: str
    columns: tuple[str, ...]
    amounts: bool = True

    def sql(self, events: str, number: str) -> str:
        """The sums of a relation of events. `number` is the type amounts are kept in."""
        sums = ["sum(n)::BIGINT AS n"]
        if self.amounts:
            sums += [f"sum({name})::{number} AS {name}" for name in NUMBERS]
            sums += [
                "max(amount) FILTER (WHERE n > 0) AS largest_in",
                "max(-amount) FILTER (WHERE n < 0) AS largest_out",
            ]
        keys = ", ".join(self.columns)
        return f"SELECT {keys}, {', '.join(sums)} FROM {events} GROUP BY {keys}"


ECONOMY = Kept("economy", ("economy", *_ALWAYS))
PLACE = Kept("place", ("territory", "economy", "plan", *_ALWAYS))
REPORTER = Kept(
    "reporter", ("economy", "territory", "organisation", "sector", "period", "year", "kind", "profile"), amounts=False
)
# From the smallest: the first that has all columns of a question answers it.
KEPT = (ECONOMY, PLACE)
FILES = ("events", "stock", "economy", "place", "reporter")
EVENT_ORDER = ("territory", "organisation", "indicator", "breakdown", "period")
# A place of a stock: what may hold one value a period; and what is known of it by year.
STOCK_PLACE = (
    "economy", "territory", "organisation", "plan", "measure", "sector", "indicator", "planned", "stage", "source",
    "breakdown", "year",
)  # fmt: skip
assert set(STOCK_PLACE) <= set(COLUMNS)


def stocks_sql(stock: str) -> str:
    """Each place's newest value of a year as it stands now, between which positions anything happened to it."""
    keys = ", ".join(STOCK_PLACE)
    return (
        f"WITH moved AS (SELECT {keys}, min(position) AS first, max(position) AS touched FROM {stock} GROUP BY {keys}), "
        f"held AS (SELECT a.* FROM {stock} a WHERE n > 0 AND fact NOT IN (SELECT fact FROM {stock} WHERE n < 0)), "
        f"newest AS (SELECT {keys}, max(period) AS period, arg_max(amount, period) AS amount, "
        f"arg_max(profile, period) AS profile FROM held GROUP BY {keys}) "
        f"SELECT {keys}, first, touched, period, amount, profile FROM moved LEFT JOIN newest USING ({keys})"
    )

"""The roll-ups that are kept: sums by municipality and by economy, so that few questions read the facts themselves.

Each is a sum of events by its columns, kept for every *epoch* (a million positions of the ledger) apart. An epoch that is
full never changes again; so a state as of any position is the sum of the epochs before it, and the events of one.
"""

from dataclasses import dataclass

from barabar.warehouse.ledger import COLUMNS, NUMBERS

EPOCH = 1 << 20
_ALWAYS = ("sector", "indicator", "stage", "source", "breakdown", "year", "kind", "profile")


@dataclass(frozen=True)
class Kept:
    """One kept roll-up: the columns it is summed by, in the order it is sorted in. `amounts`: else it only counts.

    `only_without` are columns of which only the empty word is in it.
    """

    name: str
    columns: tuple[str, ...]
    amounts: bool = True
    only_without: tuple[str, ...] = ()

    @property
    def sums(self) -> tuple[str, ...]:
        return ("n", *NUMBERS) if self.amounts else ("n",)

    def sql(self, events: str, number: str) -> str:
        """The sums of a relation of events. `number` is the type amounts are kept in."""
        counts = ["sum(n)::BIGINT AS n"]
        if self.amounts:
            counts += [f"sum({name})::{number} AS {name}" for name in NUMBERS]
            counts += [
                "max(amount) FILTER (WHERE n > 0) AS largest_in",
                "max(-amount) FILTER (WHERE n < 0) AS largest_out",
            ]
        keys = ", ".join(self.columns)
        where = " AND ".join(f"{column} = 0" for column in self.only_without) or "true"
        return f"SELECT {keys}, {', '.join(counts)} FROM {events} WHERE {where} GROUP BY {keys}"

    def sql_of_parts(self, parts: str, number: str) -> str:
        """The sums of sums: all epochs together; what no longer stands leaves no row."""
        keys = ", ".join(self.columns)
        sums = [f"sum({name})::{'BIGINT' if name == 'n' else number} AS {name}" for name in self.sums]
        if self.amounts:
            sums += ["max(largest_in) AS largest_in", "max(largest_out) AS largest_out"]
        return f"SELECT {keys}, {', '.join(sums)} FROM {parts} GROUP BY {keys} HAVING sum(n) <> 0 ORDER BY {keys}"


YEAR = Kept("year", ("economy", *_ALWAYS))
ECONOMY = Kept("economy", ("economy", "period", *_ALWAYS))
PLACE = Kept(
    "place", ("indicator", "territory", "economy", "plan", "period", *(name for name in _ALWAYS if name != "indicator"))
)
REPORTER = Kept("reporter", ("economy", "territory", "organisation", "period", "year", "kind", "profile"), amounts=False, only_without=("stage", "breakdown"))  # fmt: skip
# From the smallest: the first that has all columns of a question answers it.
KEPT = (YEAR, ECONOMY, PLACE)
# Without their epochs these are small enough to stay in memory.
IN_MEMORY = (YEAR, ECONOMY, REPORTER)
# Where a fact's withdrawal is not known: after every position.
ENDLESS = 2**62
FILES = ("events", "stock", "peak", "year", "economy", "place", "reporter")
EVENT_ORDER = ("territory", "organisation", "indicator", "breakdown", "period")
# A place of a stock: what may hold one value a period; and what is known of it by year.
STOCK_PLACE = (
    "economy", "territory", "organisation", "plan", "measure", "sector", "indicator", "planned", "stage", "source",
    "breakdown", "year",
)  # fmt: skip
PEAK_ORDER = ("indicator", "territory")
assert set(STOCK_PLACE) <= set(COLUMNS)


def peaks_sql(peak: str) -> str:
    """The facts of which the largest may be asked, as they came, with the position at which each `ceased`."""
    gone = f"SELECT fact, min(position) AS ceased FROM {peak} WHERE n < 0 GROUP BY fact"
    came = f"SELECT {', '.join(COLUMNS)} FROM {peak} WHERE n > 0"
    return f"SELECT came.*, coalesce(ceased, {ENDLESS}) AS ceased FROM ({came}) AS came LEFT JOIN ({gone}) AS gone USING (fact)"


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

"""What can be added, as Ibis expressions: the same definitions run on DuckDB and on Spark.

The rows are *events*: a fact that came to stand (`n` = 1) or ceased to (`n` = −1, its amounts negated), at a `position`.
So a state as of any position is a plain sum, and sums of parts may be kept and added to. What does not add (a newest
value, a largest one) is answered from facts that stand. `profiles` say of each event's profile what its kind of value
allows: `owed`, `reported`, `shared` (may be counted elsewhere too), `newest`, `largest`, `unit`, `rule`, `bare`, `own`,
`part`, and the `rank` of its state among those of absent values.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce

import ibis
import ibis.expr.types as ir
import pyarrow as pa

SUMS = ("n", "amount", "numerator", "denominator")
LARGEST = ("largest_in", "largest_out")
PLACE = ("organisation", "measure", "planned", "breakdown")
EXACT = "decimal(38, 0)"


@dataclass(frozen=True)
class Axis:
    """One dimension of the answer: a column of the events, or what its codes stand for.

    `coded` maps a code to another (None: the row is left out); `pairs` lists (code, other) where a code may have several;
    with `is_one` everything is one.
    """

    name: str
    column: str
    coded: tuple[tuple[int, int | None], ...] | None = None
    pairs: tuple[tuple[tuple[str, int], int], ...] | None = None
    is_one: bool = False


@dataclass(frozen=True)
class Narrowing:
    """A row is taken where one of the alternatives holds: the column's code is among these."""

    alternatives: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class Source:
    """Rows to add: events (`is_kept` false) or sums of them. `until` bounds the positions of events.

    `narrowed_by` are columns by which the rows are narrowed already, as every question is that they are used for.
    """

    table: ir.Table
    is_kept: bool
    until: int | None = None
    narrowed_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shape:
    """What is asked of the rows. `checks` are columns that must not differ within one cell."""

    axes: tuple[Axis, ...]
    narrowings: tuple[Narrowing, ...]
    checks: tuple[str, ...] = ()
    kinds: bool = False

    @property
    def names(self) -> list[str]:
        return [axis.name for axis in self.axes]


def narrowed(table: ir.Table, narrowings: Sequence[Narrowing], *, missing: str = "") -> ir.Table:
    """The rows that are asked about. A narrowing by the column `missing` is left for later."""
    for narrowing in narrowings:
        if any(column == missing for column, _codes in narrowing.alternatives):
            continue
        held = [table[column].isin(list(codes)) for column, codes in narrowing.alternatives if codes]
        table = table.filter(reduce(lambda a, b: a | b, held) if held else ibis.literal(False))
    return table


def _summed(table: ir.Table, keys: Sequence[str], **measures: ir.Value) -> ir.Table:
    """One row for each combination of keys that occurs; without keys one row, or none where there is nothing."""
    if keys:
        return table.group_by(list(keys)).aggregate(**measures)
    return table.group_by(everything=ibis.literal(0)).aggregate(**measures).drop("everything")


def _with_axes(table: ir.Table, axes: Sequence[Axis]) -> ir.Table:
    """The table with a column for each axis, named as the axis, with "axis_" before it."""
    for axis in axes:
        if axis.is_one:
            table = table.mutate(**{f"axis_{axis.name}": ibis.literal(0, "int64")})
        elif axis.pairs is not None:
            table = _paired(table, axis)
        elif axis.coded is not None:
            branches = [
                (table[axis.column] == code, ibis.literal(to, "int64")) for code, to in axis.coded if to is not None
            ]
            value = ibis.cases(*branches, else_=ibis.null("int64")) if branches else ibis.null("int64")
            table = table.mutate(**{f"axis_{axis.name}": value})
            table = table.filter(table[f"axis_{axis.name}"].notnull())
        else:
            table = table.mutate(**{f"axis_{axis.name}": table[axis.column]})
    return table


def _paired(table: ir.Table, axis: Axis) -> ir.Table:
    """Each row once for every other code that one of its columns leads to, and once only for the same one."""
    parts = []
    for column in sorted({column for (column, _code), _to in axis.pairs or ()}):
        pairs = [(code, to) for (own, code), to in axis.pairs or () if own == column]
        listed = ibis.memtable(pa.table({"pair_code": [c for c, _ in pairs], "pair_to": [t for _, t in pairs]}))
        joined = table.inner_join(listed, table[column].cast("int64") == listed.pair_code)
        parts.append(joined.drop("pair_code").rename({f"axis_{axis.name}": "pair_to"}))
    if not parts:
        return table.mutate(**{f"axis_{axis.name}": ibis.null("int64")}).filter(ibis.literal(False))
    return parts[0] if len(parts) == 1 else ibis.union(*parts)


def _bounded(source: Source) -> ir.Table:
    return source.table if source.until is None else source.table.filter(source.table.position <= source.until)


def _projected(source: Source, shape: Shape, extra: Sequence[str]) -> ir.Table:
    table = _with_axes(narrowed(_bounded(source), shape.narrowings), shape.axes)
    columns = {f"axis_{name}": table[f"axis_{name}"] for name in shape.names}
    columns |= {name: table["indicator" if name == "subject" else name] for name in extra}
    if shape.kinds:
        columns["kind"] = table.kind
    columns |= {name: table[name] for name in SUMS if name in table.columns}
    columns["n"] = table.n.cast("int64")
    if source.is_kept:
        columns |= {name: table[name] for name in LARGEST if name in table.columns}
    else:
        nothing = ibis.null(table.amount.type())
        columns["largest_in"] = (table.n > 0).ifelse(table.amount, nothing)
        columns["largest_out"] = (table.n < 0).ifelse(-table.amount, nothing)
    return table.select(**columns)


def signed_sums(sources: Sequence[Source], shape: Shape, *, extra: Sequence[str] = ("subject", "profile")) -> ir.Table:
    """Sums by axis, subject and profile; what no longer stands leaves no row."""
    by_indicator = "subject" in extra and "indicator" in shape.names
    extra = tuple(name for name in (*extra, *shape.checks) if not (name == "subject" and by_indicator))
    parts = [_projected(source, shape, extra) for source in sources]
    rows = parts[0] if len(parts) == 1 else ibis.union(*parts)
    keys = [*(f"axis_{name}" for name in shape.names), *extra, *(["kind"] if shape.kinds else [])]
    measures = {name: rows[name].sum() for name in SUMS if name in rows.columns}
    measures |= {name: rows[name].max() for name in LARGEST if name in rows.columns}
    summed = rows.group_by(keys).aggregate(**measures)
    summed = summed.filter(summed.n != 0)
    return summed.mutate(subject=summed.axis_indicator) if by_indicator else summed


def standing(events: ir.Table) -> ir.Table:
    """The facts that stand: those that came and did not cease."""
    return events.filter(events.n > 0).anti_join(events.filter(events.n < 0).select("fact"), "fact")


def newest(facts: ir.Table, keys: Sequence[str]) -> ir.Table:
    """Of each place and key the newest fact: its period, amount and profile."""
    grouped = facts.group_by(list(keys))
    return grouped.aggregate(
        amount=facts.amount.argmax(facts.period),
        profile=facts.profile.argmax(facts.period),
        newest=facts.period.max(),
    ).rename(period="newest")


def stock_sums(facts: ir.Table, shape: Shape, *, is_yearly: bool) -> ir.Table:
    """Stocks, one row a place, summed by axis, subject and profile; `facts` are narrowed. `is_yearly`: a place already stands
    once a year."""
    table = _with_axes(facts, shape.axes)
    table = table.mutate(subject=table.indicator)
    axes = [f"axis_{name}" for name in shape.names]
    keys = [*axes, "subject", *shape.checks]
    if not (is_yearly and "year" in shape.names):
        table = newest(table, list(dict.fromkeys([*keys, *PLACE])))
    return table.group_by([*keys, "profile"]).aggregate(amount=table.amount.sum(), largest_in=table.amount.max())


def with_profiles(summed: ir.Table, profiles: ir.Table) -> ir.Table:
    return summed.inner_join(profiles, "profile")


def with_stocks(summed: ir.Table, stocks: ir.Table, profiles: ir.Table) -> ir.Table:
    """Sums in which stocks count as they stand last, not once for each period."""
    first = with_profiles(summed, profiles)
    nothing = ibis.null(first.amount.type())
    first = first.mutate(
        amount=first.newest.ifelse(ibis.literal(0).cast(first.amount.type()), first.amount),
        largest_in=first.newest.ifelse(nothing, first.largest_in),
        largest_out=first.newest.ifelse(nothing, first.largest_out),
    )
    second = with_profiles(stocks, profiles)
    lacking = {name: ibis.literal(0).cast(first[name].type()) for name in ("n", "numerator", "denominator")}
    lacking["largest_out"] = ibis.null(first.largest_out.type())
    if "kind" in first.columns:
        lacking["kind"] = ibis.null(first.kind.type())
    second = second.mutate(**lacking)
    return ibis.union(
        first, second.select(*[second[name].cast(first[name].type()).name(name) for name in first.columns])
    )


def cells(rows: ir.Table, shape: Shape) -> ir.Table:
    """One row a cell: whom it covers, its sums, between which bounds they lie, and what forbids adding them.

    Within one subject a value that may be counted elsewhere too may be inside the others; different subjects may count
    the same persons altogether. So `low` is the largest of the subjects' own lower bounds and `high` the plain sum.
    `rank` is the strongest state of what is absent; `absent` says how many values are, as "PROFILE:NUMBER,…", in which a
    profile may stand several times.
    """
    axes = [f"axis_{name}" for name in shape.names]
    if "indicator" in shape.names:
        return _exact(_summed(rows, axes, **_of_a_subject(rows, shape))).mutate(subjects=ibis.literal(1, "int64"))
    each = rows.group_by([*axes, "subject"]).aggregate(**_of_a_subject(rows, shape))
    added = ("owed", "reported", "bare", "amount", "numerator", "denominator")
    highest = ("low", "largest", "unsure", "own", "part", *(f"{name}_most" for name in _differing(shape)))
    lowest = ("rank", *(f"{name}_least" for name in _differing(shape)))
    return _exact(
        _summed(
            each,
            axes,
            **{name: each[name].sum() for name in added},
            **{name: each[name].max() for name in highest},
            **{name: each[name].min() for name in lowest},
            subjects=each.count(),
            absent=each.absent.group_concat(","),
        )
    )


def _exact(found: ir.Table) -> ir.Table:
    """Sums of whole numbers as decimals, which no sum of 64-bit numbers is too large for."""
    wide = ("amount", "numerator", "denominator", "low", "largest")
    narrow = ("owed", "reported", "bare")
    return found.mutate(
        **{name: found[name].cast(EXACT) for name in wide}, **{name: found[name].cast("int64") for name in narrow}
    )


def _differing(shape: Shape) -> list[str]:
    return ["unit", "rule", *shape.checks, *(["kind"] if shape.kinds else [])]


def _of_a_subject(rows: ir.Table, shape: Shape) -> dict[str, ir.Value]:
    zero = ibis.literal(0).cast(rows.amount.type())
    shared = rows.shared & rows.reported
    differing = {name: rows[name] for name in ("unit", "rule", *shape.checks)}
    if shape.kinds:
        differing["kind"] = rows.reported.ifelse(rows.kind, ibis.null(rows.kind.type()))
    apart, inside = rows.amount.sum(where=~shared).fill_null(zero), rows.largest_in.max(where=shared).fill_null(zero)
    # The largest that ever came bounds the largest that stands: it matters only where it could be the answer.
    removed = rows.largest_out >= rows.largest_in
    doubtful = (removed & shared).fill_null(False).cast("int64").max()
    return {
        "owed": rows.n.sum(where=rows.owed).fill_null(0),
        "reported": rows.n.sum(where=rows.reported).fill_null(0),
        "bare": rows.n.sum(where=rows.bare & rows.reported).fill_null(0),
        **{name: rows[name].sum() for name in ("amount", "numerator", "denominator")},
        "low": ibis.greatest(apart, inside),
        "largest": rows.largest_in.max(where=rows.reported),
        "unsure": ibis.greatest(
            (removed & rows.largest).fill_null(False).cast("int64").max(),
            ((doubtful == 1) & (inside > apart)).cast("int64"),
        ),
        **{f"{name}_least": value.min() for name, value in differing.items()},
        **{f"{name}_most": value.max() for name, value in differing.items()},
        "own": (rows.own & rows.reported).cast("int64").max(),
        "part": (rows.part & rows.reported).cast("int64").max(),
        "rank": rows["rank"].min(),
        "absent": (rows.profile.cast("string") + ":" + rows.n.cast("string")).group_concat(
            ",", where=~rows.reported & (rows.n != 0)
        ),
    }


def absences(sources: Sequence[Source], shape: Shape) -> ir.Table:
    """How many values are absent, by axis and profile; the shape is narrowed to profiles of absent values."""
    parts = [_counted(source, shape, ("profile",)) for source in sources]
    rows = parts[0] if len(parts) == 1 else ibis.union(*parts)
    keys = [*(f"axis_{name}" for name in shape.names), "profile"]
    found = rows.group_by(keys).aggregate(n=rows.n.sum().cast("int64"))
    return found.filter(found.n != 0)


def _counted(source: Source, shape: Shape, extra: Sequence[str]) -> ir.Table:
    """Rows with nothing but their axes, some columns and how many they stand for."""
    needed = [
        one for one in shape.narrowings if not {column for column, _ in one.alternatives} <= set(source.narrowed_by)
    ]
    table = _with_axes(narrowed(_bounded(source), needed), shape.axes)
    columns = {f"axis_{name}": table[f"axis_{name}"] for name in shape.names}
    columns |= {name: table[name] for name in extra}
    return table.select(**columns, n=table.n.cast("int64"))


def coverage(sources: Sequence[Source], shape: Shape, profiles: ir.Table) -> ir.Table:
    """Whom each cell covers: values owed and reported, and institutions that were asked and that answered."""
    parts = [_counted(source, shape, ("organisation", "profile")) for source in sources]
    rows = parts[0] if len(parts) == 1 else ibis.union(*parts)
    axes = [f"axis_{name}" for name in shape.names]
    rows = with_profiles(rows, profiles)
    each = rows.group_by([*axes, "organisation"]).aggregate(
        owed=rows.n.sum(where=rows.owed).fill_null(0),
        reported=rows.n.sum(where=rows.reported).fill_null(0),
        seen=rows.n.sum(where=~rows.owed).fill_null(0),
    )
    each = each.filter((each.owed != 0) | (each.seen != 0))
    return _summed(
        each,
        axes,
        owed=each.owed.sum().cast("int64"),
        reported=each.reported.sum().cast("int64"),
        asked=(each.owed > 0).cast("int64").sum().cast("int64"),
        answered=(each.reported > 0).cast("int64").sum().cast("int64"),
    )


def with_exact_largest(summed: ir.Table, exact: ir.Table) -> ir.Table:
    """Sums in which the largest of the standing facts takes the place of the largest that ever came."""
    keys = [name for name in exact.columns if name != "largest_in"]
    renamed = exact.rename(exact_largest="largest_in")
    joined = summed.left_join(renamed, keys)
    nothing = ibis.null(summed.largest_out.type())
    columns = {name: joined[name] for name in summed.columns if name not in LARGEST}
    largest = ibis.coalesce(joined.exact_largest, joined.largest_in)
    return joined.select(**columns, largest_in=largest, largest_out=nothing)


def middle_values(events: ir.Table, shape: Shape, profiles: Sequence[int]) -> ir.Table:
    """The one or two values in the middle of each cell: their sum and how many they are, and whether any has no amount.

    The events are narrowed.
    """
    facts = facts_of(events, shape, ("amount", "profile"))
    axes = [f"axis_{name}" for name in shape.names]
    facts = facts.filter(facts.profile.isin(list(profiles)))
    window = ibis.window(group_by=axes, order_by="amount")
    whole = ibis.window(group_by=axes)
    ranked = facts.mutate(place=ibis.row_number().over(window), many=facts.amount.count().over(whole))
    kept = ranked.filter((ranked.place * 2 <= ranked.many) & (ranked.place * 2 + 2 >= ranked.many))
    return _summed(kept, axes, amount=kept.amount.sum().cast(EXACT), values=kept.amount.count())


def both_levels(rows: ir.Table, shape: Shape) -> ir.Table:
    """Rows of reported values where a place's own value and one of its parts are in one cell."""
    keys = [*(f"axis_{name}" for name in shape.names), "territory", "subject", "breakdown"]
    held = rows.group_by(keys).aggregate(some_own=rows.own.cast("int64").max(), some_part=rows.part.cast("int64").max())
    return rows.semi_join(held.filter((held.some_own == 1) & (held.some_part == 1)), keys)


def several_kinds(rows: ir.Table, shape: Shape) -> ir.Table:
    """Rows of reported values where one place has values of several kinds of period in one year and cell."""
    keys = [*(f"axis_{name}" for name in shape.names), *PLACE, "year"]
    held = rows.group_by(keys).aggregate(least=rows.kind.min(), most=rows.kind.max())
    return rows.semi_join(held.filter(held.least != held.most), keys)


def largest_standing(events: ir.Table, shape: Shape) -> ir.Table:
    """The largest amount by axis, subject and profile, of the facts that stand; the events are narrowed."""
    table = _with_axes(standing(events), shape.axes)
    table = table.mutate(subject=table.indicator)
    keys = [*(f"axis_{name}" for name in shape.names), "subject", "profile"]
    return table.group_by(keys).aggregate(largest_in=table.amount.max())


def facts_of(events: ir.Table, shape: Shape, columns: Collection[str]) -> ir.Table:
    """The standing facts themselves, with their axes; the events are narrowed."""
    table = _with_axes(standing(events), shape.axes)
    return table.select(*[f"axis_{name}" for name in shape.names], *columns)


def by_axes(largest: ir.Table, shape: Shape) -> ir.Table:
    """The largest of each cell."""
    return _summed(largest, [f"axis_{name}" for name in shape.names], largest_in=largest.largest_in.max())


def together(*tables: ir.Table) -> ir.Table:
    return ibis.union(*tables)

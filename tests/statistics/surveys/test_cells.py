"""The small table gives what the rows give, whatever the design."""

import numpy as np
import pytest

from barabar.statistics.surveys import estimates as exact
from barabar.statistics.surveys.cell_estimates import cell_ratios
from barabar.statistics.surveys.cell_gaps import Pairs, cell_gaps, covariances_suit
from barabar.statistics.surveys.cell_replicates import replicate_variances
from barabar.statistics.surveys.cells import Cells, suits
from barabar.statistics.surveys.design import survey_design
from barabar.statistics.surveys.domains import by_columns
from barabar.statistics.surveys.errors import SurveyError
from barabar.statistics.surveys.gap import gap, gaps_of_table
from barabar.statistics.surveys.quantiles import quantile
from barabar.statistics.surveys.replication import bootstrap, jackknife
from barabar.statistics.surveys.rows import RowCells, domain_quantiles, means_of_columns
from barabar.statistics.surveys.sampling import Lonely

ROWS = 400


REMOVE = Lonely("remove")


def survey(seed: int, lonely: Lonely = REMOVE, fpc: bool = False):
    draw = np.random.default_rng(seed)
    stratum = np.sort(draw.integers(0, 6, ROWS))
    psu = stratum * 10 + draw.integers(0, 4, ROWS)
    psu[stratum == 5] = 59  # one unit alone
    columns = {
        "region": draw.integers(0, 3, ROWS),
        "group": draw.integers(0, 2, ROWS),
        "binary": (draw.random(ROWS) < 0.3).astype(np.int8),
        "amount": np.where(draw.random(ROWS) < 0.1, np.nan, 1000 + draw.normal(0, 3, ROWS)),
        "size": draw.integers(1, 7, ROWS).astype(float),
    }
    weights = np.where(draw.random(ROWS) < 0.05, 0.0, draw.lognormal(3, 0.5, ROWS))
    sizes = [np.where(stratum == 2, 4, 20)] if fpc else []
    if fpc:
        psu[stratum == 2] = 20 + np.arange((stratum == 2).sum()) % 4
    design = survey_design(rows=ROWS, weights=weights, ids=[psu], strata=[stratum], fpc=sizes, lonely=lonely)
    return columns, design, by_columns({k: columns[k] for k in ("region", "group")})


RULES = [
    Lonely(rule, in_domain) for rule in ("remove", "certainty", "adjust", "average") for in_domain in (False, True)
]


@pytest.mark.parametrize("lonely", RULES, ids=lambda r: f"{r.rule}-{r.in_domain}")
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("statistic", ["mean", "total"])
def test_means_and_totals(lonely, seed, statistic):
    columns, design, domains = survey(seed, lonely, fpc=seed == 2)
    placed = RowCells.of(design, domains)
    names = ["binary", "amount"]
    quick = means_of_columns(placed, {name: columns[name] for name in names}, statistic=statistic)
    for name in names:
        slow = getattr(exact, statistic)(design, columns[name], domains=domains)
        for field in ("values", "se", "weighted_n", "deff"):
            np.testing.assert_allclose(getattr(quick[name], field), getattr(slow, field), rtol=1e-9)
        assert quick[name].df.tolist() == slow.df.tolist()
        assert quick[name].n.tolist() == slow.n.tolist()


def test_ratios():
    columns, design, domains = survey(3)
    seen = ~np.isnan(columns["amount"])
    placed = RowCells.of(design, domains)
    top, bottom = placed.sums(columns["amount"]), placed.sums(np.where(seen, columns["size"], np.nan))
    quick, slow = (
        cell_ratios(placed.cells, top, bottom),
        exact.ratio(design, columns["amount"], columns["size"], domains=domains),
    )
    np.testing.assert_allclose(quick.values, slow.values, rtol=1e-12)
    np.testing.assert_allclose(quick.se, slow.se, rtol=1e-9)


def test_gaps_with_their_covariance():
    columns, design, _ = survey(4)
    group, reference = columns["group"] == 1, columns["group"] == 0
    placed = RowCells.of(design, by_columns({k: columns[k] for k in ("region", "group")}))
    place = {(label["region"], label["group"]): k for k, label in enumerate(placed.cells.labels)}
    pairs = Pairs(placed.cells, [(place[r, 1], place[r, 0]) for r in range(3)])
    table = cell_gaps(placed.cells, pairs, placed.sums(columns["amount"]))
    quick = gaps_of_table(table, [{"region": r} for r in range(3)])
    slow = gap(design, columns["amount"], group=group, reference=reference, by={"region": columns["region"]})
    for one, other in zip(quick, slow, strict=True):
        assert one.difference.se == pytest.approx(other.difference.se, rel=1e-9)
        assert one.covariance[0, 1] == pytest.approx(other.covariance[0, 1], rel=1e-9)
        assert one.log_ratio.se == pytest.approx(other.log_ratio.se, rel=1e-9)
        assert one.difference.df == other.difference.df


@pytest.mark.parametrize("mse", [False, True])
@pytest.mark.parametrize("statistic", ["mean", "total"])
def test_replicates_multiply_the_small_table(mse, statistic):
    columns, design, domains = survey(5)
    whole_units = design.units.stages[0].stratum
    keep = whole_units < 5
    rows = keep[design.unit_of_row]
    design = survey_design(
        rows=int(rows.sum()), weights=design.weights[rows], ids=[design.unit_of_row[rows]],
        strata=[whole_units[design.unit_of_row[rows]]],
    )  # fmt: skip
    domains = by_columns({"region": columns["region"][rows]})
    replicates = bootstrap(design.units.stages[0].stratum, design.unit_of_row, 40, seed=7)
    replicates = type(replicates)(**{**replicates.__dict__, "mse": mse})
    placed = RowCells.of(design, domains)
    sums = [placed.sums(columns[name][rows]) for name in ("binary", "amount")]
    quick = replicate_variances(placed.cells, sums, replicates, statistic=statistic)
    for k, name in enumerate(("binary", "amount")):
        slow = getattr(exact, statistic)(design.with_replicates(replicates), columns[name][rows], domains=domains)
        np.testing.assert_allclose(quick[k], slow.variance, rtol=1e-9)


def test_a_replicate_that_leaves_a_domain_empty_is_left_out():
    design = survey_design(rows=4, ids=[[0, 1, 2, 3]])
    domains = by_columns({"d": ["only", "rest", "rest", "rest"]})
    replicates = jackknife(np.zeros(4, dtype=int), design.unit_of_row)
    placed = RowCells.of(design, domains)
    quick = replicate_variances(placed.cells, [placed.sums(np.array([1.0, 2, 3, 4]))], replicates)
    assert quick[0, 0] == 0 and quick[0, 1] > 0


@pytest.mark.parametrize("rule", ["math", "hf7"])
def test_medians_of_all_domains_in_one_pass(rule):
    columns, design, domains = survey(6)
    quick = domain_quantiles(RowCells.of(design, domains), columns["amount"], 0.4, rule=rule, interval="xlogit")
    for k, one in enumerate(quick):
        slow = quantile(design, columns["amount"], [0.4], mask=domains.codes == k, rule=rule, interval="xlogit")[0]
        assert (one.value, one.low, one.high) == pytest.approx((slow.value, slow.low, slow.high), rel=1e-12)
        assert (one.df, one.n) == (slow.df, slow.n)


def test_a_coarser_table_is_joined_from_a_finer_one():
    columns, design, domains = survey(7)
    placed = RowCells.of(design, domains)
    codes = np.array([label["group"] for label in placed.cells.labels])
    cells, place = placed.cells.coarser(codes, ({"group": 0}, {"group": 1}))
    sums = placed.sums(columns["amount"]).gathered(place, placed.cells, cells)
    direct = RowCells.of(design, by_columns({"group": columns["group"]})).sums(columns["amount"])
    np.testing.assert_allclose(sums.weighted, direct.weighted, rtol=1e-12)
    np.testing.assert_allclose(sums.squares, direct.squares, rtol=1e-9)


def test_keys_too_many_for_a_direct_table_are_sorted(monkeypatch):
    columns, design, domains = survey(8)
    outside = by_columns({"region": np.where(columns["region"] == 0, np.nan, columns["region"])})
    dense = Cells.of(outside.codes, design.unit_of_row, outside.labels, design.units)
    monkeypatch.setattr("barabar.statistics.surveys.cells.DENSE_KEYS", 1)
    sparse = Cells.of(outside.codes, design.unit_of_row, outside.labels, design.units)
    assert (dense[1] == sparse[1]).all() and (dense[0].unit == sparse[0].unit).all()


@pytest.mark.parametrize("lonely", [Lonely("fail"), Lonely("average")])
def test_a_lonely_unit_is_refused_here_too(lonely):
    design = survey_design(rows=2, ids=[[1, 2]], strata=[["x", "y"]], lonely=lonely)
    placed = RowCells.of(design, by_columns({"d": [0, 0]}))
    with pytest.raises(SurveyError, match="only one primary sampling unit"):
        means_of_columns(placed, {"y": np.array([1.0, 2.0])}, threads=1)


def test_which_designs_suit():
    two_stages = survey_design(rows=4, ids=[[1, 1, 2, 2], [1, 2, 3, 4]], fpc=[[9] * 4, [5] * 4])
    unequal = survey_design(rows=3, fpc=[[0.2, 0.3, 0.4]], pps="brewer")
    plain = survey_design(rows=3)
    assert [suits(d.units) for d in (two_stages, unequal, plain)] == [False, False, True]
    assert covariances_suit(plain.units)
    assert not covariances_suit(survey_design(rows=3, lonely=Lonely("adjust")).units)

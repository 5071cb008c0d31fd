"""What `barabar estimate` does, apart from Django: words of the command line in, files out."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from barabar.statistics.surveys.errors import Problem, SurveyError, refusal
from barabar.statistics.surveys.expressions import Name, Node, parse
from barabar.statistics.surveys.intervals import PROPORTION_METHODS
from barabar.statistics.surveys.sampling import LONELY_CHOICES

from .analysis import Analysis, DesignWords, Indicator, read_analysis
from .engine_run import ENGINES, estimate_by_engine
from .estimation import quiet
from .outputs import FORMATS, format_of
from .precision import standard_precision
from .record import record_bytes, run_record
from .running import estimate_analysis


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of both forms."""
    parser.add_argument("source", type=Path, help="an analysis (.yaml) or a data file")
    parser.add_argument(
        "--out", type=Path, help="file to write: .json, .csv, .xlsx or .parquet; a record goes beside it"
    )
    parser.add_argument("--format", choices=("json", "csv"), help="format for the screen, where --out is not given")
    parser.add_argument("--weights", help="column of weights")
    parser.add_argument("--strata", nargs="+", default=[], help="columns of strata, by stage")
    parser.add_argument("--psu", nargs="+", default=[], help="columns of sampling units, from the first stage down")
    parser.add_argument("--fpc", nargs="+", default=[], help="columns of population sizes or fractions, by stage")
    parser.add_argument("--nest", action="store_true", help="unit ids start again in each stratum")
    parser.add_argument("--lonely-psu", choices=LONELY_CHOICES, default="fail", help="strata with one unit")
    parser.add_argument(
        "--adjust-domain-lonely", action="store_true", help="treat strata with one unit in a domain so too"
    )
    for name, text in (("mean", "variables or expressions to average"), ("total", "to add up"), ("proportion", "0/1")):
        parser.add_argument(f"--{name}", nargs="+", default=[], metavar="Y", help=text)
    parser.add_argument("--ratio", nargs=2, action="append", default=[], metavar=("Y", "X"), help="ratio of totals")
    parser.add_argument("--quantile", nargs="+", default=[], metavar="Y", help="quantiles of variables")
    parser.add_argument("--p", nargs="+", type=float, default=[0.5], help="orders of the quantiles")
    parser.add_argument("--by", nargs="+", default=[], metavar="D", help="columns whose combinations are the domains")
    parser.add_argument("--where", help="expression for the rows the estimates are about")
    parser.add_argument("--ci", choices=PROPORTION_METHODS, default="mean", help="interval of means of 0/1 variables")
    parser.add_argument("--confidence", type=float, default=0.95)
    parser.add_argument("--engine", help=f"where the sums are made: {', '.join(ENGINES)} or spark://host:port")
    parser.add_argument("--quiet", action="store_true", help="no progress on the error stream")


def run(options: argparse.Namespace) -> int:
    """Carry out the command; 0 when done, 1 with sentences on the error stream when refused."""
    try:
        analysis = analysis_of(options)
        say = quiet if options.quiet else _say
        estimate = estimate_analysis if analysis.engine == "rows" else estimate_by_engine
        rows = estimate(analysis, say)
        if options.out is None:
            sys.stdout.write(FORMATS[options.format or "json"](rows).decode())
            return 0
        kind = format_of(options.out)
        options.out.write_bytes(FORMATS[kind](rows))
        record = options.out.with_suffix(".record.json")
        record.write_bytes(record_bytes(run_record(analysis, rows)))
        say(f"wrote {len(rows)} estimates to {options.out} and the record to {record}")
    except SurveyError as error:
        for problem in error.problems:
            print(problem.sentence, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: {error.strerror}. Nothing was written.", file=sys.stderr)
        return 1
    return 0


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def analysis_of(options: argparse.Namespace) -> Analysis:
    """The analysis: read from its file, or made of the options of the short form."""
    if options.source.suffix.lower() in (".yaml", ".yml"):
        analysis = read_analysis(options.source)
        return analysis if options.engine is None else _with_engine(analysis, options.engine)
    _refuse_numbers(options)
    indicators = _indicators(options)
    if not indicators:
        raise refusal("baseline_needed", type="estimate", what="--mean, --total, --proportion, --ratio or --quantile")
    return Analysis(
        data=options.source,
        design=DesignWords(
            weights=options.weights,
            strata=tuple(options.strata),
            ids=tuple(options.psu),
            fpc=tuple(options.fpc),
            nest=options.nest,
            lonely_psu=options.lonely_psu,
            adjust_domain_lonely=options.adjust_domain_lonely,
        ),
        indicators=tuple(indicators),
        domains=(tuple(options.by),),
        select=parse(options.where) if options.where else None,
        select_text=options.where or "",
        precision=standard_precision(),
        confidence=options.confidence,
        engine=options.engine or "rows",
    )


def _refuse_numbers(options: argparse.Namespace) -> None:
    """Orders of quantiles and the confidence must be shares."""
    problems = [Problem("probability", {"value": p}) for p in options.p if not 0 <= p <= 1]
    if not 0 < options.confidence < 1:
        problems.append(Problem("confidence", {"value": options.confidence}))
    if problems:
        raise SurveyError(problems)


def _with_engine(analysis: Analysis, engine: str) -> Analysis:
    return Analysis(**{**analysis.__dict__, "engine": engine})


def _indicators(options: argparse.Namespace) -> list[Indicator]:
    found = []
    for statistic in ("mean", "total", "proportion", "quantile"):
        for text in getattr(options, statistic):
            interval = options.ci if statistic in ("mean", "proportion") else "mean"
            found.append(Indicator(text, _read(text), (statistic,), interval=interval, probabilities=tuple(options.p)))
    for top, bottom in options.ratio:
        found.append(Indicator(f"{top} / {bottom}", _read(top), ("ratio",), over=_read(bottom)))
    return _named_once(found)


def _named_once(indicators: Sequence[Indicator]) -> list[Indicator]:
    """One indicator per name, its statistics joined, so that each column is read once."""
    joined: dict[str, Indicator] = {}
    for one in indicators:
        held = joined.get(one.name)
        statistics = one.statistics if held is None else tuple(dict.fromkeys(held.statistics + one.statistics))
        joined[one.name] = Indicator(**{**one.__dict__, "statistics": statistics})
    return list(joined.values())


def _read(text: str) -> Node:
    """A column by its plain name (dots and all), else an expression."""
    plain = text.replace(".", "").replace("_", "").isalnum() and not text[0].isdigit()
    return Name(text) if plain else parse(text)

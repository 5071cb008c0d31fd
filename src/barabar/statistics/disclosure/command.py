"""What `barabar protect` and `barabar audit` do, apart from Django: words of the command line in, files out."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .auditor import Ask, Audit, AuditRefusal, Finding, as_json, audit_files, said
from .delimited import read_csv
from .earlier import read_earlier
from .errors import DisclosureError, Problem, refusal
from .protector import Asked, Decisions, protect
from .reading import Request, read_request, read_tables
from .rounding import release_rounded
from .rules import Rule, is_ethnic, parse_rule, with_floor
from .tables import Key, TableSet, key_of
from .writing import reach_of, release, sensitive_cells

DEFAULT_RULE = "frequency:10"
TOLD_AT_MOST = 20
NOT_ABOUT = ("status", "reason", "rule", "needed", "reach")


def add_protect_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("tables", type=Path, help="a CSV file in long form, or a YAML file that names linked ones")
    parser.add_argument("--rule", action="append", default=[], help=f"may be repeated; {DEFAULT_RULE} if none is given")
    parser.add_argument("--interval", type=float, help="no attacker may narrow a sensitive cell to less than this")
    parser.add_argument("--hierarchy", action="append", default=[], metavar="DIM=FILE.csv", help="columns code, parent")
    parser.add_argument("--ethnic", action="append", default=[], metavar="DIM", help="a dimension about ethnicity")
    parser.add_argument("--earlier", type=Path, metavar="DIR", help="folder of an earlier release")
    parser.add_argument("--respondent", action="store_true", help="the attacker may be one of the people counted")
    parser.add_argument("--round", type=int, metavar="BASE", help="controlled rounding to a base instead of hiding")
    parser.add_argument("--seconds", type=float, help="how long to look for the proven smallest pattern")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")


def add_audit_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("published", type=Path, nargs="+", help="published files, attacked together")
    parser.add_argument(
        "--rule", action="append", default=[], help="frequency:N tells which hidden counts may be small"
    )
    parser.add_argument("--interval", type=float, default=0.0)
    parser.add_argument("--hierarchy", action="append", default=[], metavar="DIM=FILE.csv")
    parser.add_argument(
        "--decisions", type=Path, help="which hidden cells are sensitive; decisions.csv beside the file"
    )
    parser.add_argument("--alone", action="store_true", help="look at no decisions: each hidden cell may be sensitive")
    parser.add_argument("--respondent", action="store_true")
    parser.add_argument("--rounded", type=float, metavar="BASE", help="the files are rounded to this base")
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--format", choices=("text", "json"), default="text")


def main(name: str, words: Sequence[str]) -> int:
    """`protect` or `audit` by themselves: nothing of the office is loaded for them."""
    parser = argparse.ArgumentParser(prog=f"barabar {name}")
    add, run = {"protect": (add_protect_arguments, run_protect), "audit": (add_audit_arguments, run_audit)}[name]
    add(parser)
    return run(parser.parse_args(words))


def run_protect(options: argparse.Namespace) -> int:
    """0 when the files are written; 1, with sentences on the error stream and no files, when refused."""
    try:
        _protect(options)
    except (DisclosureError, AuditRefusal) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _protect(options: argparse.Namespace) -> None:
    request = read_request(options.tables)
    problems: list[Problem] = []
    hierarchies = dict(request.hierarchies) | _hierarchies(options.hierarchy, problems)
    rules = _rules(options.rule or request.rules or [DEFAULT_RULE], problems)
    tables = _tables(request, hierarchies, problems)
    interval = options.interval if options.interval is not None else request.interval or 0.0
    ethnic = (*request.ethnic, *options.ethnic)
    for name in ethnic:
        if name not in tables.dimensions:
            facts = {"column": name, "file": options.tables.name, "columns": ", ".join(tables.dimensions)}
            problems.append(Problem("unknown_column", facts))
    if problems:
        raise DisclosureError(problems)
    _say_floor(tables, rules, ethnic)
    _say_margins(tables)
    if options.round is not None:
        release_rounded(
            tables,
            options.round,
            rules=with_floor(rules, ethnic=is_ethnic(tables, ethnic)),
            interval=interval,
            folder=options.out,
        )
        print(f"{len(tables.cells)} cells rounded to base {options.round}; the audit passed.", file=sys.stderr)
        return
    earlier = read_earlier(options.earlier) if options.earlier else {}
    asked = Asked(rules, interval, ethnic, options.respondent, options.seconds)
    decisions = protect(tables, asked, earlier=earlier)
    ask = Ask(
        interval,
        _frequency(decisions.rules),
        sensitive_cells(decisions),
        options.respondent,
        reach=reach_of(decisions),
        fits={tables.about(cell): cell.value for cell in tables.cells},
    )
    release(decisions, options.out, ask=ask, hierarchies=hierarchies, earlier=earlier)
    print(_summary(decisions), file=sys.stderr)


def _tables(request: Request, hierarchies: Mapping[str, Path], problems: list[Problem]) -> TableSet:
    """The tables; what is wrong with them is said together with what was wrong before."""
    try:
        return read_tables(request.sources, hierarchies)
    except DisclosureError as error:
        raise DisclosureError([*problems, *error.problems]) from error


def _say_floor(tables: TableSet, rules: Sequence[Rule], ethnic: Sequence[str]) -> None:
    raised = with_floor(rules, ethnic=is_ethnic(tables, ethnic))
    if raised != tuple(rules):
        print(f"By ethnicity the floor holds: {', '.join(rule.text for rule in raised)}.", file=sys.stderr)


def _say_margins(tables: TableSet) -> None:
    for dimension in tables.dimensions:
        if all(dimension in dict(cell.key) for cell in tables.cells):
            print(f"There is no total (`*`) over {dimension}: it is taken as published nowhere.", file=sys.stderr)


def _summary(decisions: Decisions) -> str:
    reasons = list(decisions.reasons.values())
    how = "no pattern hides fewer (proven)" if decisions.proven else f"at least {decisions.least} must be hidden"
    return (
        f"{len(decisions.tables.cells)} cells: {len(reasons)} hidden ({reasons.count('primary')} sensitive, "
        f"{reasons.count('complementary')} to protect them, {reasons.count('earlier')} hidden earlier); {how}. "
        "The audit passed."
    )


def _rules(texts: Sequence[str], problems: list[Problem]) -> tuple[Rule, ...]:
    rules = []
    for text in texts:
        try:
            rules.append(parse_rule(text))
        except DisclosureError as error:
            problems += error.problems
    return tuple(rules)


def _hierarchies(texts: Sequence[str], problems: list[Problem]) -> dict[str, Path]:
    found = {}
    for text in texts:
        dimension, equals, file = text.partition("=")
        if not equals or not dimension or not file:
            problems.append(Problem("hierarchy_argument", {"value": text}))
        else:
            found[dimension.strip()] = Path(file)
    return found


def _frequency(rules: Sequence[Rule]) -> float | None:
    return next((rule.numbers[0] for rule in rules if rule.kind == "frequency"), None)


def run_audit(options: argparse.Namespace) -> int:
    """0 when every hidden cell stays open; 1 when one is recovered or too narrow, or the files cannot be audited."""
    try:
        problems: list[Problem] = []
        rules = _rules(options.rule, problems)
        hierarchies = _hierarchies(options.hierarchy, problems)
        if problems:
            raise DisclosureError(problems)
        told = None if options.alone else _sensitive(options)
        ask = Ask(
            options.interval,
            _frequency(rules),
            told.widths if told else None,
            options.respondent,
            options.seconds,
            options.rounded,
            told.reach if told else {},
        )
        audit = audit_files(options.published, hierarchies=hierarchies, ask=ask)
    except (DisclosureError, AuditRefusal) as error:
        print(error, file=sys.stderr)
        return 1
    if options.format == "json":
        print(json.dumps(as_json(audit, ask), indent=1, ensure_ascii=False))
    else:
        print("\n".join(_lines(audit)))
    return 0 if audit.publishable else 1


@dataclass
class _Told:
    """What the decisions say of sensitive cells: the width each needs, and the figure an attacker must reach."""

    widths: dict[Key, float] = field(default_factory=dict)
    reach: dict[Key, float] = field(default_factory=dict)


def _sensitive(options: argparse.Namespace) -> _Told | None:
    """From the decisions given, or those beside each published file; None where there are none."""
    paths = [options.decisions] if options.decisions else []
    if not paths:
        paths = list(dict.fromkeys(path.parent / "decisions.csv" for path in options.published))
        if not all(path.is_file() for path in paths):
            return None
    told = _Told()
    for path in paths:
        lines = read_csv(path)
        header = lines[0] if lines else []
        if not {"status", "reason"} <= set(header):
            raise refusal("unknown_column", column="reason", file=path.name, columns=", ".join(header))
        for row in (dict(zip(header, line, strict=False)) for line in lines[1:]):
            if row["reason"] == "primary":
                about = key_of({column: code for column, code in row.items() if column not in NOT_ABOUT})
                told.widths[about] = float(row.get("needed") or 0)
                if row.get("reach"):
                    told.reach[about] = float(row["reach"])
    return told


def _lines(audit: Audit) -> list[str]:
    lines = list(audit.problems)
    bad = [finding for finding in audit.findings if finding.verdict != "open"]
    lines += [_line(finding) for finding in bad[:TOLD_AT_MOST]]
    if len(bad) > TOLD_AT_MOST:
        lines.append(f"… and {len(bad) - TOLD_AT_MOST} more")
    recovered, narrow = (len(audit.with_verdict(verdict)) for verdict in ("recovered", "narrow"))
    end = (
        "publishable"
        if audit.publishable
        else "NOT publishable"
        if audit.finished
        else "NOT finished, so not publishable"
    )
    return [*lines, f"{len(audit.findings)} hidden cells: {recovered} recovered, {narrow} too narrow; {end}."]


def _line(finding: Finding) -> str:
    ends = f"{finding.low:g}" if finding.verdict == "recovered" else f"{finding.low:g} to {finding.high:g}"
    why = "".join(f"\n  by {equation}" for equation in finding.equations)
    return f"{said(finding.cell)}: {finding.verdict}, {ends}{why}"

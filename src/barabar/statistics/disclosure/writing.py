"""The files of a protected release: published.csv, decisions.csv and audit.json, written only when the audit passed."""

import csv
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from .auditor import Ask, Audit, as_json, audit_files
from .earlier import Told
from .errors import refusal
from .hierarchies import TOP
from .percentages import percentage_rows
from .protector import PRIMARY, Decisions
from .tables import MEASURE, Key, plain

PUBLISHED, SUPPRESSED = "published", "suppressed"


def published_rows(decisions: Decisions) -> list[list[str]]:
    """Dimension columns, value (empty where hidden), status; a column `measure` where there are several."""
    tables = decisions.tables
    measures = _measures(decisions)
    rows = [[*measures, *tables.dimensions, "value", "status"]]
    for position, cell in enumerate(tables.cells):
        shown = position not in decisions.reasons
        head = [cell.measure] if measures else []
        figure = [plain(cell.value), PUBLISHED] if shown else ["", SUPPRESSED]
        rows.append([*head, *tables.codes(cell), *figure])
    return rows


def _measures(decisions: Decisions) -> list[str]:
    return [MEASURE] if decisions.tables.several else []


def decision_rows(decisions: Decisions) -> list[list[str]]:
    """Each cell with its decision; for hidden ones the reason and the rule, the width to keep and the figure to reach."""
    tables = decisions.tables
    measures = _measures(decisions)
    rows = [[*measures, *tables.dimensions, "status", "reason", "rule", "needed", "reach"]]
    for position, cell in enumerate(tables.cells):
        reason = decisions.reasons.get(position, "")
        need = decisions.needs.get(position) if reason == PRIMARY else None
        reach = plain(cell.value + need.upper) if need and need.upper > 0 else ""
        why = [need.rule.text, plain(need.width), reach] if need else ["", "", ""]
        head = [cell.measure] if measures else []
        rows.append([*head, *tables.codes(cell), SUPPRESSED if reason else PUBLISHED, reason, *why])
    return rows


def write_csv(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def sensitive_cells(decisions: Decisions) -> dict[Key, float]:
    """For the auditor: the sensitive cells and how wide they must stay."""
    tables = decisions.tables
    return {tables.about(tables.cells[cell]): need.width for cell, need in decisions.needs.items()}


def reach_of(decisions: Decisions) -> dict[Key, float]:
    """For the auditor: the figure that an attacker's interval must reach, where the rule asks for a distance above."""
    tables = decisions.tables
    return {
        tables.about(tables.cells[cell]): tables.cells[cell].value + need.upper
        for cell, need in decisions.needs.items()
        if need.upper > 0
    }


def release(
    decisions: Decisions,
    folder: Path,
    *,
    ask: Ask,
    hierarchies: Mapping[str, Path],
    earlier: Mapping[Key, Told] | None = None,
) -> Audit:
    """Write the three files, unless the audit of what would be published fails or did not finish."""
    with tempfile.TemporaryDirectory(prefix="barabar-protect-") as draft:
        published = Path(draft) / "published.csv"
        write_csv(published, published_rows(decisions))
        attacked = [published]
        if earlier:
            attacked.append(Path(draft) / "earlier.csv")
            write_csv(attacked[1], _earlier_rows(decisions, earlier))
        audit = audit_files(attacked, hierarchies=hierarchies, ask=ask)
    if not audit.publishable:
        raise _failed(audit)
    report = json.dumps(_report(decisions, audit, ask), indent=1, ensure_ascii=False) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(folder / "published.csv", published_rows(decisions))
    write_csv(folder / "decisions.csv", decision_rows(decisions))
    (folder / "audit.json").write_text(report, encoding="utf-8")
    if any(cell.percentage for cell in decisions.tables.cells):
        write_csv(folder / "percentages.csv", percentage_rows(decisions))
    return audit


def _earlier_rows(decisions: Decisions, earlier: Mapping[Key, Told]) -> list[list[str]]:
    """What earlier releases still tell: not what was revised, nor, beside revised figures, cells that only they have."""
    tables = decisions.tables
    at = {tables.about(cell): position for position, cell in enumerate(tables.cells)}
    columns = [*_measures(decisions), *tables.dimensions]
    rows = [[*columns, "value"]]
    for key, told in earlier.items():
        about = dict(key)
        if at.get(key) in decisions.revised or not set(about) <= set(columns):
            continue
        if key in at or not decisions.revised:
            codes = [about.get(column, TOP) for column in columns]
            rows.append([*codes, "" if told.value is None else plain(told.value)])
    return rows


def _report(decisions: Decisions, audit: Audit, ask: Ask) -> dict[str, object]:
    counted = {
        reason: list(decisions.reasons.values()).count(reason) for reason in ("primary", "complementary", "earlier")
    }
    return {
        **as_json(audit, ask),
        "rules": [rule.text for rule in decisions.rules],
        "reasons": counted,
        "at_least": decisions.least,
        "proven_fewest": decisions.proven,
    }


def _failed(audit: Audit) -> Exception:
    bad = [finding for finding in audit.findings if finding.verdict != "open"]
    if not bad:
        return refusal("audit_failed", count=0, cell="", reason="; ".join(audit.problems) or "it did not finish")
    first = bad[0]
    reason = f"{first.verdict}, between {first.low:g} and {first.high:g}; {'; '.join(first.equations)}"
    about = ", ".join(f"{dimension}={code}" for dimension, code in first.cell) or "the total (*)"
    return refusal("audit_failed", count=len(bad), cell=about, reason=reason)

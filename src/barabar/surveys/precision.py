"""When a survey figure is too unsure to lean on, as a definition: `definitions/precision.yaml`."""

from dataclasses import dataclass, fields

from barabar.reference.definitions import Row, definitions
from barabar.statistics.surveys.precision import PrecisionRules

STANDARD = "standard"


@dataclass(frozen=True)
class NamedRules:
    """Thresholds under a key."""

    key: str
    rules: PrecisionRules | None


def _threshold(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ValueError(f"{value!r} is no threshold; write a number of zero or more.")
    return value


def _named(row: Row) -> NamedRules:
    key = row.word("key")
    held = {f.name: row.take(f.name, _threshold) for f in fields(PrecisionRules)}
    if None in held.values():
        return NamedRules(key, None)
    if held["withhold_n"] > held["low_n"] or held["withhold_cv"] < held["high_cv"]:
        row.fault(None, "what is withheld must be less sure than what is flagged; exchange the two thresholds.")
    return NamedRules(key, PrecisionRules.read(held))


def precision_definitions() -> dict[str, NamedRules]:
    """Every set of thresholds the installation has."""
    return definitions("precision", _named)


def standard_precision() -> PrecisionRules | None:
    """The thresholds that hold where an analysis names no others."""
    return precision_definitions()[STANDARD].rules

"""The rule for counts of people, as a definition: `definitions/protection.yaml`."""

from dataclasses import dataclass

from barabar.reference.definitions import Row, definitions

FLOOR = 5


@dataclass(frozen=True)
class ProtectionRule:
    """A count from 1 to `frequency` - 1 is hidden, and nobody may narrow it to less than `interval` wide."""

    key: str
    frequency: int
    interval: int


def _at_least_the_floor(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < FLOOR:
        raise ValueError(f"{value!r} is below the floor; write a whole number of {FLOOR} or more.")
    return value


def _rule(row: Row) -> ProtectionRule:
    return ProtectionRule(
        row.word("key"), row.take("frequency", _at_least_the_floor), row.take("interval", _at_least_the_floor)
    )


def protection_rules() -> dict[str, ProtectionRule]:
    return definitions("protection", _rule)


def protection_rule() -> ProtectionRule:
    """The one rule for everything that is published."""
    return protection_rules()["people"]

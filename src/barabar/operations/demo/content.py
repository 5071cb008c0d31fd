"""The demonstration's invented figures: the same at every load, plausible in size, never real."""

import random
from dataclasses import dataclass
from decimal import Decimal

from barabar.collection.questions import Form, MeasureForm, ValueQuestion
from barabar.collection.reading import Given, GivenNarrative

FIRST_YEAR = 2023
# Shares of the total by category; the last category takes the rest, so that parts always add up.
SHARES = {
    "sex": {"female": 0.53},
    "community": {"roma": 0.68, "ashkali": 0.0},
    "age": {"0-5": 0.35, "6-14": 0.3, "15-24": 0.2, "25-64": 0.12},
    "settlement": {"urban": 0.4, "rural": 0.2},
}
TEXTS = {
    "sq": {
        "achievements": [
            "Veprimtaritë u zbatuan sipas planit në bashkëpunim me zyrën për komunitete.",
            "U arritën familjet e planifikuara dhe u nënshkruan marrëveshjet me partnerët.",
            "Shërbimi vazhdoi pa ndërprerje gjatë gjithë vitit.",
        ],
        "setbacks": [
            "Prokurimi u vonua dhe puna nisi në tremujorin e dytë.",
            "Mungon stafi për të ndjekur rastet në terren.",
            "",
        ],
        "next_steps": [
            "Vazhdim me të njëjtin ritëm dhe matje në fund të vitit.",
            "Kërkesë shtesë në rishikimin e buxhetit.",
        ],
    },
}


@dataclass(frozen=True)
class Shape:
    """How one measure's figures develop: the first year's size, growth a year, yearly money in the plan's currency."""

    first: float
    growth: float
    money: float
    size: float

    def level(self, year: int, position: int) -> float:
        return self.first * self.size * (1 + self.growth) ** (year - FIRST_YEAR) / (1 + 0.6 * position)


def given_for(form: Form, shapes: dict[str, Shape], year: int) -> tuple[list[Given], list[GivenNarrative]]:
    """Every answer of a return."""
    given: list[Given] = []
    narratives: list[GivenNarrative] = []
    for measure in form.measures:
        chance = random.Random(f"{measure.key}|{year}")
        shape = shapes[measure.key]
        given += _values(measure, shape, year, chance)
        given += _money(measure, shape, chance)
        narratives.append(_narrative(measure, shape, chance))
    return given, narratives


def _values(measure: MeasureForm, shape: Shape, year: int, chance: random.Random) -> list[Given]:
    made = []
    for position, (total, parts) in enumerate(measure.indicators):
        level = max(1, round(shape.level(year, position) * chance.uniform(0.93, 1.06)))
        if total.is_ratio:
            whole = level * 3 + 40
            made.append(Given(total.key, numerator=round(whole * chance.uniform(0.62, 0.81)), denominator=whole))
            made += [Given(part.key, state="missing", reason="not_collected") for part in parts]
            continue
        made.append(Given(total.key, amount=level, overlap="possible" if chance.random() < 0.08 else "none"))
        made += _parts(parts, level, chance)
    return made


def _parts(parts: list[ValueQuestion], level: int, chance: random.Random) -> list[Given]:
    made = []
    for dimension in dict.fromkeys(part.breakdown.partition("=")[0] for part in parts):
        members = [part for part in parts if part.breakdown.startswith(f"{dimension}=")]
        if dimension == "community" and chance.random() < 0.15:
            made += [Given(part.key, state="missing", reason="not_by_community") for part in members]
            continue
        rest = level
        for part in members[:-1]:
            share = SHARES[dimension].get(part.breakdown.partition("=")[2], 1 / len(members))
            amount = min(rest, round(level * share * chance.uniform(0.95, 1.05)))
            rest -= amount
            made.append(Given(part.key, amount=amount))
        made.append(Given(members[-1].key, amount=rest))
    return made


def _money(measure: MeasureForm, shape: Shape, chance: random.Random) -> list[Given]:
    made = []
    by_source: dict[str, Decimal] = {}
    for question in measure.money:
        planned = question.planned or Decimal(0)
        if question.stage == "adopted":
            by_source[question.source] = _round(planned * Decimal(str(round(chance.uniform(0.85, 1.0), 3))))
            made.append(Given(question.key, amount=by_source[question.source]))
    for question in measure.money:
        if question.stage == "spent":
            share = Decimal(str(round(chance.uniform(0.55, 0.99), 3)))
            made.append(Given(question.key, amount=_round(by_source[question.source] * share)))
    return made


def _round(amount: Decimal) -> Decimal:
    return (amount / 1000).to_integral_value() * 1000


def _narrative(measure: MeasureForm, shape: Shape, chance: random.Random) -> GivenNarrative:
    if shape.growth < 0:
        status = "delayed"
    elif shape.growth < 0.06:
        status = chance.choice(["at_risk", "on_track"])
    else:
        status = chance.choice(["on_track", "on_track", "on_track", "completed"])
    texts = {name: chance.choice(options) for name, options in TEXTS["sq"].items()}
    return GivenNarrative(measure.key, status, language="sq", **texts)

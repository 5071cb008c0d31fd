"""The flow of money: bars to scale, the change between stages written, the same in the table; a phone gets rows."""

import re
from decimal import Decimal

import pytest

from barabar.publishing.charts import CHART_WORDS_EN, CHARTS, Flow, FlowStage, Setting

SETTING = Setting(CHART_WORDS_EN, number=lambda value: f"{value:,.1f}")
DATA = Flow(
    "Money", "Money by stage", (FlowStage("Planned", Decimal(200)), FlowStage("Adopted", Decimal(150)),
    FlowStage("Revised", Decimal(160)), FlowStage("Spent", Decimal(40))), "Stage", "Amount", "Change",
)  # fmt: skip


def bars(svg):
    return [
        float(h) for h, fill in re.findall(r'<rect [^>]*height="([\d.]+)" fill="([^"]+)"', svg) if fill == "#0f4c5c"
    ]


def test_bars_stand_to_scale():
    heights = bars(CHARTS["flow"].draw(DATA, SETTING, width=760))
    assert heights == pytest.approx([190, 142.5, 152, 38], abs=0.06)


def test_each_step_says_what_was_cut_or_added_in_drawing_and_table():
    svg = CHARTS["flow"].draw(DATA, SETTING, width=760)
    assert all(words in svg for words in ("−50.0", "+10.0", "−120.0", "200.0"))
    rows = CHARTS["flow"].table(DATA, SETTING, key="k").rows
    assert [row.cells[2][0].text if row.cells[2] else "" for row in rows] == ["", "−50.0", "+10.0", "−120.0"]


def test_a_stage_nobody_gave_is_said_and_never_drawn_as_nothing():
    data = Flow("M", "M", (FlowStage("Planned", Decimal(5)), FlowStage("Spent", None)), "Stage", "Amount", "Change")
    svg = CHARTS["flow"].draw(data, SETTING, width=760)
    assert len(bars(svg)) == 1 and "comparable" in svg and "hatch" in svg


@pytest.mark.parametrize("width", [760, 340])
def test_nothing_runs_out_of_the_drawing(width):
    svg = CHARTS["flow"].draw(DATA, SETTING, width=width)
    for x, wide in re.findall(r'<rect x="([\d.-]+)" y="[^"]+" width="([\d.]+)"', svg):
        assert float(x) >= 0 and float(x) + float(wide) <= width + 0.1


def test_the_same_money_gives_the_same_bytes():
    assert CHARTS["flow"].draw(DATA, SETTING, width=760) == CHARTS["flow"].draw(DATA, SETTING, width=760)

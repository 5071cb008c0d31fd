"""Part 4 of the regional template: the situation and the gaps between the communities and others."""

from django.utils.translation import gettext as _

from barabar.publishing.charts import Dumbbell, Pair, chart_block
from barabar.publishing.document.model import Block, Heading, Notice, NoticeKind, Paragraph
from barabar.publishing.report import Page


def build(page: Page) -> list[Block]:
    blocks: list[Block] = [Heading(1, _("4. Impact assessment"), "impact")]
    gaps = page.report.gaps
    if not gaps:
        nothing = _("No survey estimate supports this part: no gap to a comparison population is measured for this scope. "
                    "Administrative counts of the parts above say what was done, not whether the gap closed.")  # fmt: skip
        return [*blocks, Notice(NoticeKind.NO_DATA, page.said(nothing))]
    for survey, comparison in dict.fromkeys((gap.survey, gap.comparison) for gap in gaps):
        members = [gap for gap in gaps if (gap.survey, gap.comparison) == (survey, comparison)]
        blocks += _survey(page, survey, comparison, members)
    return blocks


def _survey(page: Page, survey: str, comparison: str, gaps: list) -> list[Block]:
    year = gaps[0].year
    title = _("Gap by indicator, %(year)s") % {"year": year}
    pairs = tuple(Pair(page.plain(g.name), g.communities, g.reference, g.low, g.high, g.target) for g in gaps)
    description = _("Share of persons, per cent, latest measured value; the thin line is the 95%% confidence interval, the "
                    "diamond the target.") % {}  # fmt: skip
    data = Dumbbell(title, description, _group_words(page), _comparison_words(comparison), pairs, head=_("Indicator"))
    blocks: list[Block] = [
        Paragraph(page.said(description)),
        chart_block("dumbbell", data, page.setting, key=f"gap-{year}", caption=title, source=page.said(survey)),
    ]
    sizes = sorted({gap.n for gap in gaps if gap.n})
    if sizes:
        reading = _("The survey speaks of its own universe, not of all members of the communities. Respondents: %(n)s. Read values "
                    "with wide intervals with care.") % {"n": f"{sizes[0]}–{sizes[-1]}" if len(sizes) > 1 else sizes[0]}  # fmt: skip
        blocks.append(Paragraph(page.said(reading)))
    if any(gap.is_demonstration for gap in gaps):
        blocks.append(Notice(NoticeKind.DEMONSTRATION, page.said(_("These estimates are invented for demonstration."))))
    return blocks


def _group_words(page: Page) -> str:
    return _("Communities of the plans")


def _comparison_words(comparison: str) -> str:
    words = {"general population": _("General population"), "neighbours": _("Neighbours")}
    return words.get(comparison, comparison)

"""A plan's content, or an empty plan, as a workbook of our own layout, to be filled in and imported again."""

import io
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from barabar.access.models import Organisation
from barabar.plans.catalogue import money_sources, money_stages
from barabar.plans.content import IndicatorContent, MeasureContent, NodeContent, PlanContent
from barabar.plans.importing.column_maps import ColumnMap, column_maps
from barabar.reference.catalogue import sectors, units
from barabar.reference.text import Text

HEAD = PatternFill("solid", fgColor="E3EEF1")
WIDTHS = {"measure": 60, "description": 40, "indicators": 45, "responsible": 32, "partners": 32, "note": 40}


def own_map(language: str) -> ColumnMap:
    """Our own layout for texts in this language."""
    return column_maps().get(f"plain_{language}") or column_maps()["plain"]


def make_template(plan: PlanContent, mapped: ColumnMap) -> bytes:
    """One sheet in the map's heads, with a row an entry and a row for each further indicator."""
    language = mapped.language
    with override(language):
        book = Workbook(write_only=True)
        sheet = book.create_sheet(_("Plan")[:31])
        sheet.freeze_panes = "D2"
        columns = list(_columns(plan, mapped, language))
        for at, (means, _head, _key) in enumerate(columns, 1):
            sheet.column_dimensions[get_column_letter(at)].width = WIDTHS.get(means, 18)
        sheet.append([_cell(sheet, head, head=True) for _means, head, _key in columns])
        names = _names(plan)
        for node in plan.nodes:
            for values in _rows(plan, node, names, language):
                sheet.append([_cell(sheet, values.get((means, key), "")) for means, _head, key in columns])
        _explain(book, plan)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _columns(plan: PlanContent, mapped: ColumnMap, language: str) -> Iterator[tuple[str, str, object]]:
    """Meaning, head and which of several: targets for each year, money for each year and source."""
    for column in mapped.columns:
        head = column.head
        if column.means == "target":
            for year in plan.years:
                yield "target", head.format(year=year), year
        elif column.means == "money":
            for stage, year, source in _money_columns(plan):
                names = [
                    _in(things[key].title, language)
                    for things, key in ((money_stages(), stage), (money_sources(), source))
                ]
                yield "money", column.head.format(stage=names[0], year=year, source=names[1]), (stage, year, source)
        else:
            yield column.means, head, None


def _money_columns(plan: PlanContent) -> list[tuple[str, int, str]]:
    """Those the plan uses; for a plan without money, what a local plan usually has."""
    used = {(line.stage, line.year, line.source) for node in plan.measures for line in node.measure.budget if line.year}
    if not used:
        used = {("planned", year, source) for year in plan.years for source in ("state", "municipal", "donor")}
    stages, sources = list(money_stages()), list(money_sources())
    return sorted(used, key=lambda one: (stages.index(one[0]), one[1], sources.index(one[2])))


def _in(text: Text, language: str) -> str:
    return text.in_language(language).text


def _names(plan: PlanContent) -> dict[str, Text]:
    keys = {key for node in plan.measures for key in (node.measure.responsible, *node.measure.partners) if key}
    return dict(Organisation.objects.filter(pk__in=keys).values_list("pk", "name"))


def _rows(plan: PlanContent, node: NodeContent, names: dict[str, Text], language: str) -> Iterator[dict]:
    word = (
        plan.level_names[-1 if node.measure else min(node.level, len(plan.level_names) - 1)]
        if plan.level_names
        else None
    )
    fallback = _("Measure") if node.measure else _("Objective")
    row = {
        ("code", None): node.code, ("level", None): fallback if node.measure or word is None else _in(word, language),
        ("measure", None): _in(node.title, language), ("description", None): _in(node.description, language),
        ("goal_total", None): node.stated_total if node.stated_total is not None else "",
    }  # fmt: skip
    if node.measure is None:
        yield row
        return
    row |= _measure_cells(node.measure, names, language)
    first, *more = [_indicator_cells(one, language) for one in node.measure.indicators] or [{}]
    yield row | first
    yield from more


def _measure_cells(measure: MeasureContent, names: dict[str, Text], language: str) -> dict:
    partners = [_in(names[key], language) for key in measure.partners if key in names]
    row = {
        ("sector", None): "; ".join(_in(sectors()[key].title, language) for key in measure.sectors if key in sectors()),
        ("responsible", None): _in(names[measure.responsible], language) if measure.responsible in names else measure.responsible_as_written,
        ("partners", None): "; ".join(filter(None, [*partners, measure.partners_as_written])),
        ("deadline", None): measure.deadline_as_written or measure.deadline,
        ("note", None): "; ".join(text for _head, text in measure.notes),
    }  # fmt: skip
    for line in measure.budget:
        row["money", (line.stage, line.year, line.source)] = line.amount
    return row


def _indicator_cells(one: IndicatorContent, language: str) -> dict:
    row = {
        ("indicators", None): _in(one.name, language),
        ("unit", None): _in(units()[one.unit].title, language)
        if one.unit in units() and one.unit != "unstated"
        else "",
        ("baseline", None): one.baseline if one.baseline is not None else "",
        ("baseline_year", None): one.baseline_year or "",
    }
    return row | {("target", year): amount for year, amount in one.targets}


def _cell(sheet, value: object, *, head: bool = False) -> WriteOnlyCell:
    """Codes and texts are text: 1.10 stays 1.10, and nothing is a formula."""
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if head:
        cell.font, cell.fill = Font(bold=True), HEAD
    return cell


def _explain(book: Workbook, plan: PlanContent) -> None:
    sheet = book.create_sheet(_("How to fill in")[:31])
    sheet.column_dimensions["A"].width = 110
    for line in (
        str(plan.title),
        _(
            "One row an objective or a measure, with its code as the plan writes it: 1, 1.2, 1.2.3. "
            "The column “Level” says which of the two it is."
        ),
        _("Further indicators of a measure stand in the rows below it, without a code."),
        _("An empty cell means that the plan states nothing; 0 means nought."),
        _("Deadlines: a quarter (IV/2026 as “Q4 2026”), a day (31.12.2026) or a year."),
        _("Several sectors or partners in one cell are divided by “;”."),
        _("Sectors: %(names)s") % {"names": ", ".join(str(sector.title) for sector in sectors().values())},
        _("Units: %(names)s")
        % {"names": ", ".join(str(unit.title) for key, unit in units().items() if key != "unstated")},
    ):
        sheet.append([_cell(sheet, line)])

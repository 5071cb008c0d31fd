"""Any table of the approved facts for machines: the question of the pages, the same gate for small counts."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status

from barabar.analysis.public_answers import public_answer
from barabar.publishing.explore.page import asked, file_name, pairs_of
from barabar.reference.verdicts import Problems
from barabar.warehouse.dimensions import dimensions
from barabar.warehouse.questions import MEASURES
from barabar.warehouse.writing import FORMATS, MEDIA

tables = Router()


class QuestionIn(Schema):
    """Words may be repeated or joined by commas. Every dimension of /api/dimensions may stand as a filter: `economy=AL`."""

    rows: str = ""
    columns: str = ""
    measures: str = "value"
    period: str = ""
    level: str = ""
    breakdown: str = ""
    as_of: int | None = None
    breaks: str = "refuse"
    places: str = "as_reported"
    subject: str = ""
    format: str = "json"


class ProblemOut(Schema):
    code: str
    where: str
    sentence: str


class ProblemsOut(Schema):
    """Everything that is wrong with the question, at once."""

    detail: str
    problems: list[ProblemOut]


class CellOut(Schema):
    """One cell; numbers are texts, exact. `state` other than "reported" has none.

    Each dimension asked for stands beside them, with its `…_title`.
    """

    state: str
    value: str | None
    low: str | None
    high: str | None
    numerator: str | None
    denominator: str | None
    unit: str
    owed: int
    reported: int
    absent: dict[str, int]
    why_no_total: str
    as_of: int
    demonstration: str
    trace: str


class TableOut(Schema):
    """`about` says question, position, units, definitions, coverage, notes, footnotes, source and what was hidden."""

    about: dict
    cells: list[CellOut]


class DimensionOut(Schema):
    name: str
    title: str


class DimensionsOut(Schema):
    dimensions: list[DimensionOut]
    measures: list[DimensionOut]
    formats: list[str]


@tables.get(
    "/table",
    response={200: TableOut, 400: ProblemsOut},
    url_name="table",
    summary="Any table of the approved facts: rows, columns, measures, filters (JSON, CSV or XLSX)",
)
def show_table(request: HttpRequest, question: Query[QuestionIn]):
    """The address of a page of tables is an address here too. Small counts of people are suppressed, as everywhere."""
    kind = question.format.lower()
    if kind not in FORMATS:
        told = f"format: “{question.format}” is not known; choose {', '.join(sorted(FORMATS))}."
        return Status(400, {"detail": told, "problems": [{"code": "format", "where": "format", "sentence": told}]})
    try:
        answer = public_answer(asked([pair for pair in pairs_of(request.GET) if pair[0] != "format"]))
    except Problems as found:
        problems = [{"code": one.code, "where": one.where, "sentence": one.sentence} for one in found.problems]
        return Status(400, {"detail": str(found), "problems": problems})
    response = HttpResponse(FORMATS[kind](answer, None), content_type=MEDIA[kind])
    if kind != "json":
        response.headers["Content-Disposition"] = f'attachment; filename="{file_name(answer.question, kind)}"'
    return response


@tables.get("/dimensions", response=DimensionsOut, summary="What rows, columns, filters and measures of a table may be")
def list_dimensions(request: HttpRequest):
    return DimensionsOut(
        dimensions=[DimensionOut(name=one.name, title=str(one.title)) for one in dimensions().values()],
        measures=[DimensionOut(name=name, title=str(title)) for name, title in MEASURES.items()],
        formats=sorted(FORMATS),
    )

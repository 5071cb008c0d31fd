"""The report on real input: sections, coverage, references that lead home, files in two languages."""

import datetime as dt
import io
import pkgutil

import pytest
from django.core.management import CommandError, call_command
from docx import Document as read_docx
from pypdf import PdfReader
from tests.factories import build_world, send

from barabar.collection.actions.submit_return import submit_return
from barabar.publishing import sections
from barabar.publishing.actions.build_report import build_report, release_report
from barabar.publishing.compose import compose
from barabar.publishing.document.model import references_used
from barabar.publishing.formats import FORMATS
from barabar.publishing.models import Reference, Release
from barabar.publishing.outlines import outlines
from barabar.publishing.report import Report, Scope
from barabar.publishing.sections import SECTIONS
from barabar.publishing.tracing import trace
from barabar.reference.text import Text
from barabar.reference.verdicts import Refused
from barabar.review.actions.accept_return import accept_return
from barabar.review.actions.approve_return import approve_return, undo_approve
from barabar.review.actions.gather_returns import gather_returns
from barabar.surveys.models import Estimate
from barabar.warehouse.facts import head

pytestmark = pytest.mark.django_db
SCOPE = Scope("AL", "2025")


@pytest.fixture
def world():
    """The ministry's return approved; the committee's gathered and approved too."""
    world = build_world()
    approve_return(by=world.people["contact"], return_=send(world, "ministry"))
    for office in ("education", "housing"):
        accept_return(by=world.people["committee"], return_=send(world, office, amount=144))
    municipal = world.return_of("committee")
    gather_returns(by=world.people["committee"], return_=municipal)
    submit_return(by=world.people["committee"], return_=municipal)
    approve_return(by=world.people["contact"], return_=municipal)
    return world


def text_of(outline="annual", language="en", scope=SCOPE, as_of=None):
    report = Report(scope, as_of if as_of is not None else head(), dt.date(2026, 5, 1), False)
    document = compose(report, outlines()[outline], language)
    content = FORMATS["docx"].write(document, base_url="/")
    book = read_docx(io.BytesIO(content))
    cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    return document, "\n".join([*(p.text for p in book.paragraphs), *cells])


def test_the_annual_report_follows_the_regional_template(world):
    document, text = text_of()
    order = ["Executive summary", "1. Institutional arrangement", "2. Measures by priority area", "2.1 Education",
             "2.2 Employment", "2.3 Health", "2.4 Housing", "2.5 Other", "3. Budget 2025", "4. Impact assessment"]  # fmt: skip
    places = [text.rindex(title) for title in order]
    assert places == sorted(places)
    assert "edition adopted on 9 November 2016" in text


def test_every_total_says_whom_it_covers(world):
    assert "These figures cover 2 of 2 reporting institutions." in text_of()[1]
    undo_approve(by=world.people["contact"], return_=world.return_of("ministry"), reason="Counted twice.")
    text = text_of()[1]
    assert "These figures cover 1 of 2 reporting institutions. No approved return from: Ministry." in text


def test_parts_that_no_facts_support_say_so(world):
    text = text_of()[1]
    assert "No survey estimate supports this part" in text
    assert "No inter-disciplinary body is recorded for this period." in text
    assert "No mandate is recorded for this period." in text
    assert "No measure of a plan in force belongs to this area." in text


def test_a_gap_is_printed_with_its_survey_and_its_interval(world):
    shared = dict(survey="Survey 2024", universe="u", comparison="general population", economy="AL", year=2024,
                  indicator="insured", name=Text({"en": "Health insurance"}), sector="health")  # fmt: skip
    Estimate.objects.create(**shared, group="communities", percent=82, low=77, high=87, n=1012, target=95)
    assert "No survey estimate supports this part" in text_of()[1]  # half a pair is no gap
    Estimate.objects.create(**shared, group="reference", percent=96)
    text = text_of()[1]
    assert "Health insurance" in text and "14 percentage points" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "1012" in text


def test_every_figure_with_a_reference_leads_to_the_answer_it_came_from(world):
    release = build_report(by=world.people["contact"], outline="annual", scope=SCOPE, formats=("html",))
    document, _text = text_of()
    codes = references_used(document.blocks)
    assert len(codes) > 5
    for code in codes:
        traced = trace(code)
        assert traced.origins, code
        for origin in traced.origins:
            assert origin.sent_by_role == "Reporter" and origin.approved_by_role == "Contact point officer"
            assert origin.sha256 and origin.version == 1
    reached = next(
        t
        for t in map(trace, codes)
        if t.shown["en"] == "144" and "1.1" in t.titles["en"] and "Women" not in t.titles["en"]
    )
    assert reached.origins[0].organisation_key == "education"
    assert str(reached.origins[0].through) == "Committee"
    assert release.position == head()


def test_the_same_position_gives_the_same_report_after_a_correction(world):
    then = head()
    _document, before = text_of(as_of=then)
    undo_approve(by=world.people["contact"], return_=world.return_of("ministry"), reason="Counted twice.")
    _document, after = text_of(as_of=then)
    # Coverage speaks of today's returns; every value is as it was.
    assert [line for line in before.splitlines() if "%" in line] == [line for line in after.splitlines() if "%" in line]
    assert "144" in after and before.count("120") == after.count("120")


def test_six_files_in_two_languages_are_kept_and_released(world, client):
    release = build_report(by=world.people["contact"], outline="annual", scope=SCOPE)
    files = {(f.language, f.format): f for f in release.files.all()}
    assert set(files) == {(language, form) for language in ("sq", "en") for form in ("docx", "pdf", "html")}
    pdf = PdfReader(files["sq", "pdf"].file.path)
    assert pdf.trailer["/Root"]["/Lang"].startswith("sq") and "/StructTreeRoot" in pdf.trailer["/Root"]
    assert client.get(f"/reports/{release.pk}/").status_code == 404
    with pytest.raises(Refused):
        release_report(by=world.people["ministry"], release=release)
    release_report(by=world.people["contact"], release=release)
    assert client.get(f"/reports/{release.pk}/").status_code == 200
    download = client.get(f"/reports/{release.pk}/en.docx")
    assert download.headers["Content-Disposition"].startswith("attachment")
    page = client.get(f"/reports/{release.pk}/en.html")
    assert page.status_code == 200 and "style-src 'sha256-" in page.headers["Content-Security-Policy"]


def test_the_reports_of_a_municipality_and_of_a_sector_come_from_the_same_parts(world):
    _document, municipal = text_of("municipal", scope=Scope("AL", "2025", territory="al-elbasan"))
    assert "Elbasan" in municipal and "national-2021-2025" not in municipal
    _document, sector = text_of("sector", scope=Scope("AL", "2025", sector="housing"))
    assert "2.4 Housing" in sector and "2.1 Education" not in sector


def test_an_empty_economy_gives_a_report_that_says_there_is_nothing(world):
    _document, text = text_of(scope=Scope("ME", "2025"))
    assert "there is nothing to sum up" in text


def test_a_report_about_the_marked_economy_carries_its_footnote_once(world):
    for language, note in (("en", "without prejudice to positions on status"), ("sq", "nuk ndikon në qëndrimin")):
        report = Report(Scope("XK", "2025"), head(), dt.date(2026, 5, 1), False)
        html = FORMATS["html"].write(compose(report, outlines()["annual"], language), base_url="/").decode()
        assert html.count(note) == 1
    assert "without prejudice" not in text_of()[1]


def test_every_section_is_in_the_registry_and_in_an_outline():
    modules = {module.name for module in pkgutil.iter_modules(sections.__path__)} - {"parts"}
    assert modules == set(SECTIONS)
    assert set().union(*(outline.sections for outline in outlines().values())) == set(SECTIONS)


def test_the_commands_build_and_trace(world, capsys, tmp_path):
    call_command(
        "report", "AL", "2025", "--language", "en", "--format", "html", "--out", str(tmp_path / "out"), "--release"
    )
    assert len(list((tmp_path / "out").iterdir())) == 1
    assert Release.objects.get().released_at
    code = Reference.objects.order_by("code").first().pk
    call_command("trace", code.lower())
    said = capsys.readouterr().out
    assert "version 1" in said and "by Reporter" in said and "approved" in said
    with pytest.raises(CommandError, match="not a reference"):
        call_command("trace", "F-NOTHING")
    with pytest.raises(CommandError, match="not an economy"):
        call_command("report", "YU", "2025")
    with pytest.raises(CommandError, match="not an outline"):
        call_command("report", "AL", "2025", "--outline", "novel")

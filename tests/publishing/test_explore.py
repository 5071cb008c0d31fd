"""The pages of tables on both sites: numbers, the way down, files, refusals, what is hidden and who sees what."""

import csv
import html
import io
import re
from decimal import Decimal

import pytest
from django.test import Client
from openpyxl import load_workbook
from tests.analysis.ledger import INDICATOR, PLACES, counting_world, enter
from tests.factories import account_of, add_person, send

from barabar.publishing.explore import table
from barabar.reference.models import Territory
from barabar.review.actions.approve_return import approve_return

pytestmark = pytest.mark.django_db
COUNTS = {("education", ""): 30, ("housing", ""): 45, ("schools", ""): 16, ("works", ""): 71, ("ministry", ""): 120}
MENU = '<nav class="main-nav"'


@pytest.fixture
def world():
    return counting_world()


@pytest.fixture
def office(world):
    def signed_in(who: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(account_of(world.people[who]))
        return client

    return signed_in


@pytest.fixture
def public():
    return Client(headers={"accept-language": "en"})


def rows_of(page: str) -> list[tuple[list[str], list[str], list[str]]]:
    """Each row of the table as its reader gets it: heads, cells, addresses of the heads."""
    body = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    found = []
    for row in re.findall(r"<tr>(.*?)</tr>", body[1] if body else "", re.DOTALL):
        heads = re.findall(r"<th.*?</th>", row, re.DOTALL)
        links = [html.unescape(link) for head in heads for link in re.findall(r'href="([^"]*)"', head)]
        found.append(([words(head) for head in heads], [words(cell) for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)], links))  # fmt: skip
    return found


def words(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def get(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def test_the_first_table_is_every_indicator_by_year(world, public):
    enter(world, "2023", COUNTS)
    enter(world, "2024", {("education", ""): 1000, ("schools", ""): 234})
    page = get(public, "/explore/")
    assert rows_of(page)[0][:2] == (["Children in support classes"], ["282", "1,234"])
    assert "Unit: children" in words(page) and "7 of 7 values reported" in words(page)


def test_from_the_region_down_to_the_answers_each_row_leads_one_level_down(world, public):
    enter(world, "2023", COUNTS)
    page = get(public, f"/explore/?rows=region&columns=year&indicator={INDICATOR}")
    assert rows_of(page)[0][:2] == (["The region"], ["282"])
    page = get(public, rows_of(page)[0][2][0])
    assert rows_of(page)[0][:2] == (["Albania"], ["282"])
    page = get(public, rows_of(page)[0][2][0])
    towns = {heads[0].removesuffix(" sq"): (cells, links) for heads, cells, links in rows_of(page)}
    assert {town: cells for town, (cells, _links) in towns.items()} == {
        "Elbasan": ["75"], "Fier": ["87"], "No single municipality": ["120"],
    }  # fmt: skip
    national = get(public, towns["No single municipality"][1][0])
    assert [row[:2] for row in rows_of(national)] == [(["Ministry"], ["120"])]
    page = get(public, towns["Fier"][1][0])
    assert [row[:2] for row in rows_of(page)] == [(["Schools"], ["16"]), (["Works"], ["71"])]
    trail = re.search(r'<nav class="breadcrumbs".*?</nav>', page, re.DOTALL)[0]
    assert words(trail).startswith("Region Albania Fier")
    answers = get(public, rows_of(page)[1][2][0])
    assert "Works" in answers and "71" in words(answers) and "no. " in words(answers)
    up = html.unescape(re.findall(r'href="([^"]*)"', trail)[0])
    assert rows_of(get(public, up))[0][0] == ["Albania"]


def test_rows_within_rows_and_columns_within_columns(world, public):
    counts = {
        (name, f"sex={sex}"): 10 + at
        for at, (name, sex) in enumerate((n, s) for n in PLACES for s in ("female", "male"))
    }
    enter(world, "2023", counts)
    page = get(public, "/explore/?rows=level&rows=organisation&columns=year&columns=sex")
    head = re.search(r"<thead>(.*?)</thead>", page, re.DOTALL)[1]
    assert 'colspan="2"' in head and "Women and girls" in head and 'scope="colgroup"' in head
    found = {tuple(heads): cells for heads, cells, _links in rows_of(page)}
    assert found["Directorates", "Housing"] == [
        str(counts["housing", "sex=female"]),
        str(counts["housing", "sex=male"]),
    ]
    narrowed = next(links[0] for heads, _cells, links in rows_of(page) if heads[0] == "Directorates")
    assert "level=part" in narrowed and "rows=organisation" in narrowed


def test_hidden_missing_and_refused_cells_say_so_in_words(world, public):
    enter(world, "2023", {("education", ""): 3, ("housing", ""): 45})
    enter(world, "2023", {("works", ""): 0}, amount=None, state="missing", reason="not_collected")
    enter(world, "2023", {("schools", ""): 8}, unit="households", indicator=world.measures["homes"].indicators.get())
    page = get(public, "/explore/?rows=organisation&period=2023")
    cells = {heads[0]: cells[0] for heads, cells, _links in rows_of(page)}
    assert cells["Education children"] == "hidden to protect people"
    assert cells["Works children"].startswith("not reported")
    assert "We do not collect this" in cells["Works children"]
    assert "a count of 1 to 4 people" in words(page)
    page = get(public, "/explore/?rows=economy&period=2023")
    assert rows_of(page)[0][1] == ["no total a"]
    assert "different counting units never add" in words(page)


def test_what_is_wrong_with_a_question_is_said_at_once_and_the_form_keeps_what_was_typed(world, public):
    page = get(public, "/explore/?rows=quark&columns=sex&period=20x5&economy=AL", 400)
    text = words(page)
    assert "“quark” is not known" in text and "20x5" in text and "First table" in text
    assert re.search(r'<option value="sex" selected>', page)
    page = get(public, "/explore/?indicator=edu_support_classes", 400)
    assert "at least one dimension" in words(page)
    assert 'href="#rows-1"' in page and 'id="rows-1"' in page


def test_nothing_approved_says_what_to_do(world, public):
    text = words(get(public, "/explore/?rows=economy&period=1999"))
    assert "Nothing is approved for this choice yet" in text and "Take a filter away" in text


def test_long_tables_have_pages_and_stay_light(world, public):
    for year in range(1995, 2025):
        enter(world, str(year), {key: count + year for key, count in COUNTS.items()})
    response = public.get("/explore/?rows=organisation&columns=year")
    page = response.content.decode()
    assert "The first 24 of 30 columns are shown" in words(page)
    assert len(response.content) < 100_000
    assert len(rows_of(page)) == 5


def test_pages_of_a_table(world, public, monkeypatch):
    enter(world, "2023", COUNTS)
    monkeypatch.setattr(table, "CELLS_ON_A_PAGE", 2)
    monkeypatch.setattr(table, "LEAST_ROWS", 2)
    page = get(public, "/explore/?rows=organisation&period=2023")
    assert len(rows_of(page)) == 2 and "Page 1 of 3, 5 rows in all" in words(page)
    following = html.unescape(re.search(r'rel="next" href="([^"]*)"', page)[1])
    assert rows_of(get(public, following))[0][0] == ["Ministry"]


def test_with_script_only_the_region_is_sent(world, public):
    enter(world, "2023", COUNTS)
    part = get(public, "/explore/?rows=organisation&period=2023&part=1")
    assert part.lstrip().startswith('<div id="explore"') and "<html" not in part and MENU not in part
    assert "part=1" not in re.sub(r"<!--.*?-->", "", part)
    assert rows_of(part) == rows_of(get(public, "/explore/?rows=organisation&period=2023"))


def test_csv_and_workbook_have_exact_numbers_and_what_must_be_known_of_them(world, public, settings):
    settings.DEMONSTRATION = True
    enter(world, "2023", {("education", ""): 3, ("housing", ""): 1234, ("schools", ""): 900})
    response = public.get("/explore/table.csv?rows=organisation&columns=year")
    assert 'filename="barabar-organisation-year.csv"' in response.headers["Content-Disposition"]
    rows = {row["organisation"]: row for row in csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))}
    assert (rows["schools"]["value"], rows["schools"]["unit"], rows["schools"]["demonstration"]) == (
        "900",
        "children",
        "yes",
    )
    assert (rows["education"]["state"], rows["education"]["value"], rows["education"]["trace"]) == (
        "suppressed",
        "",
        "",
    )
    book = load_workbook(io.BytesIO(public.get("/explore/table.xlsx?rows=organisation&columns=indicator").content))
    said = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert "Small counts of people, and what would give them away, are hidden" in said["protection"]
    assert INDICATOR in said["definitions"] and said["as_of"] and said["demonstration"] == "True"
    heads = [cell.value for cell in book["Table"][1]]
    values = {
        row[heads.index("organisation")].value: row[heads.index("value")].value
        for row in book["Table"].iter_rows(min_row=2)
    }
    assert values["schools"] == 900 and values["education"] in (None, "")
    assert public.get("/explore/table.csv?rows=quark").status_code == 400
    assert public.get("/explore/table.pdf?rows=economy").status_code == 404


def test_an_address_fixed_to_a_position_gives_the_same_table_later(world, public):
    enter(world, "2023", COUNTS)
    page = get(public, "/explore/?rows=territory&period=2023")
    fixed = next(html.unescape(link) for link in re.findall(r'href="([^"]*)"', page) if "as_of=" in link)
    enter(world, "2023", {("education", ""): 500}, measure=world.measures["homes"])
    assert rows_of(get(public, fixed))[0][1] == ["75"]
    assert rows_of(get(public, "/explore/?rows=territory&period=2023"))[0][1] == ["575"]


def test_the_marked_economy_has_its_footnote_with_the_table(world, public):
    enter(world, "2023", {("ministry", ""): 30}, economy="XK")
    for address in ("/explore/?rows=economy&period=2023", "/explore/?rows=economy&period=2023&part=1"):
        page = get(public, address)
        assert rows_of(page)[0][0] == ["Kosovo*"]
        assert "without prejudice to positions on status" in page
    rows = csv.DictReader(io.StringIO(public.get("/explore/table.csv?rows=economy").content.decode("utf-8-sig")))
    assert next(iter(rows))["footnote_mark"] == "*"


def test_in_albanian(world):
    enter(world, "2023", {**COUNTS, ("education", ""): 3})
    text = words(get(Client(headers={"accept-language": "sq"}), "/explore/?rows=organisation&period=2023"))
    assert "Shfaq tabelën" in text and "Njësia: fëmijë" in text


# ------------------------------------------------------------------------------------------------------ the office


def test_the_office_shows_everything_within_reach_and_marks_what_is_not_for_publication(world, office):
    enter(world, "2023", {("education", ""): 3, ("housing", ""): 45, ("schools", ""): 16})
    page = get(office("contact"), "/office/explore/?rows=organisation&period=2023")
    cells = {heads[0]: cells[0] for heads, cells, _links in rows_of(page)}
    assert cells["Education"] == "3 not for publication" and cells["Schools"] == "16"
    assert "Do not pass them on" in words(page)
    file = office("contact").get("/office/explore/table.xlsx?rows=organisation&period=2023").content
    said = {row[0].value: row[1].value for row in load_workbook(io.BytesIO(file))["About"].iter_rows()}
    assert "not for publication" in said["protection"]


@pytest.mark.parametrize(
    ("who", "seen"),
    [("region", {"Committee", "Education", "Works"}), ("contact", {"Committee", "Education", "Works"}),
     ("committee", {"Committee", "Education"}), ("education", {"Education"}), ("ministry", set())],
)  # fmt: skip
def test_each_sees_the_figures_within_reach(world, office, who, seen, monkeypatch):
    monkeypatch.setitem(PLACES, "committee", "al-elbasan")
    enter(world, "2023", {("committee", ""): 40, ("education", ""): 30, ("works", ""): 71})
    page = get(office(who), "/office/explore/?rows=organisation&period=2023")
    assert {heads[0] for heads, _cells, _links in rows_of(page)} == seen


def test_beyond_reach_is_refused_with_where_to_look(world, office):
    enter(world, "2023", {**COUNTS, ("education", ""): 31})
    text = words(get(office("education"), "/office/explore/?rows=year&organisation=ministry", 400))
    assert "your role does not reach ministry" in text and "public tables" in text
    assert office("education").get("/office/explore/table.csv?rows=year&organisation=ministry").status_code == 400
    facts = get(office("education"), "/office/explore/answers/?organisation=ministry", 400)
    assert "120" not in words(facts)
    foreign = add_person(world.organisations["region"], "administrator", "Admin")
    world.people["admin"] = foreign
    assert office("admin").get("/office/explore/").status_code == 403


def test_the_way_down_ends_at_the_return_as_it_was_sent(world, office):
    approve_return(by=world.people["contact"], return_=send(world, "ministry", amount=87))
    page = get(office("contact"), "/office/explore/?rows=organisation&columns=year&economy=AL&organisation=ministry")
    answers = get(office("contact"), rows_of(page)[0][2][0])
    link = html.unescape(re.search(r'href="(/office/returns/[^"]*)"', answers)[1])
    assert "87" in words(get(office("contact"), link))


def test_public_answers_behind_a_cell_hide_what_the_table_hides(world, public, office):
    enter(world, "2023", {("education", ""): 3, ("housing", ""): 45, ("schools", ""): 16})
    address = f"explore/answers/?organisation=education&indicator={INDICATOR}&period=2023"
    assert "hidden to protect people" in words(get(public, f"/{address}"))
    found = re.search(r"<b>(\d+)</b>", get(office("contact"), f"/office/{address}"))
    assert Decimal(found[1]) == 3


def test_a_place_of_no_known_name_and_markup_in_names_do_no_harm(world, public):
    enter(world, "2023", COUNTS)
    Territory.objects.filter(pk="al-fier").update(name={"sq": "<b>Fier</b>"})
    page = get(public, "/explore/?rows=territory&period=2023")
    assert "<b>Fier</b>" not in page and "&lt;b&gt;Fier" in page
    assert "“&lt;script&gt;” is not known" in get(public, "/explore/?rows=%3Cscript%3E", 400)

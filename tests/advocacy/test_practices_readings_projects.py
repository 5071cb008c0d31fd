"""Practices with consent, civil society's readings beside the official account, projects as their record tells them."""

import io
import json
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from docx import Document as read_docx

from barabar.access.actors import SYSTEM
from barabar.advocacy.actions.keep_practice import PracticeContent, add_takeover, end_consent, keep_practice
from barabar.advocacy.actions.keep_project import ProjectContent, add_campaign, add_material, keep_project
from barabar.advocacy.actions.load_project import load_project, number_of
from barabar.advocacy.actions.write_reading import Seen, reply_to_reading, withdraw_reading, write_reading
from barabar.advocacy.models import Campaign, Partner, Practice, Project, Reading
from barabar.advocacy.queries import practices_of, standing_readings
from barabar.analysis.measures import measure_standings
from barabar.analysis.protection import published
from barabar.journal.models import Entry
from barabar.publishing.compose import compose
from barabar.publishing.document.model import references_used
from barabar.publishing.formats import FORMATS
from barabar.publishing.outlines import outlines
from barabar.publishing.report import Report, Scope
from barabar.reference.slugs import fold
from barabar.reference.text import Text
from barabar.reference.verdicts import Problems, Refused
from barabar.review.actions.approve_return import approve_return
from barabar.warehouse.facts import head
from tests.factories import account_of, build_world, send

pytestmark = pytest.mark.django_db
SEED = settings.ROOT / "facts" / "seed_003.json"


@pytest.fixture
def world():
    return build_world()


def told_today():
    """The annual report of 2025, built today."""
    document = compose(Report(Scope("AL", "2025"), head(), timezone.localdate(), False), outlines()["annual"], "en")
    book = read_docx(io.BytesIO(FORMATS["docx"].write(document, base_url="/")))
    cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    return document, "\n".join([*(one.text for one in book.paragraphs), *cells])


def codes(error) -> list[str]:
    return [problem.code for problem in error.value.problems]


def content(key="homework", **more) -> PracticeContent:
    given = {
        "kind": "practice", "title": Text({"en": "Homework club"}), "done": Text({"en": "Pupils help each other after school."}),
        "economy": "AL", "grade": "monitored", "evidence": "Report of the school", "identified_by": "Summit of 2023", "is_public": True,
    }  # fmt: skip
    return PracticeContent(key=key, **{**given, **more})


def test_a_practice_tells_what_where_cost_evidence_and_who_took_it_over(world, client):
    officer = world.people["contact"]
    practice = keep_practice(by=officer, content=content(cost=Decimal(12000), currency="ALL", preconditions=Text("A room"), communities=["roma"], plan=world.plans["local"]))  # fmt: skip
    add_takeover(
        by=officer, practice=practice, as_written="Town of Berovo", economy="MK", year=2024, after=Text("It runs on.")
    )
    text = client.get(reverse("public:practice", args=["homework"])).content.decode()
    for said in (
        "Homework club",
        "12,000",
        "Followed with figures",
        "A room",
        "Summit of 2023",
        "Town of Berovo",
        "It runs on.",
        "Roma",
    ):
        assert said in text, said
    listed = client.get(reverse("public:practices"), {"economy": "MK"}).content.decode()
    assert "Homework club" in listed, "an economy that took it over finds it"
    assert [one.pk for one in practices_of(economy="MK")] == ["homework"] and not practices_of(economy="RS")
    assert [e.action for e in Entry.objects.filter(subject_kind="practice")] == ["practice.add", "practice.takeover"]
    _document, report = told_today()
    assert "Homework club" in report and "Town of Berovo (2024)" in report


def test_a_plan_marked_as_a_model_is_shown_as_one(world, client):
    plan = world.plans["local"]
    keep_practice(by=SYSTEM, content=content(plan=plan))
    url = reverse("public:practice", args=["homework"])
    assert "a model to copy" not in client.get(url).content.decode()
    plan.is_model = True
    plan.save()
    assert "a model to copy" in client.get(url).content.decode()


def test_a_story_about_a_person_is_anonymous_without_a_note_of_consent(world, client):
    story = {"kind": "story", "tells_of_person": True}
    with pytest.raises(Problems) as caught:
        keep_practice(by=SYSTEM, content=content(**story, person="Lira Hoxha"))
    assert codes(caught) == ["consent"]
    with pytest.raises(Problems) as caught:
        keep_practice(by=SYSTEM, content=content(**story, done=Text("Mrs Lira Hoxha, 069 212 3456, opened a shop.")))
    assert codes(caught) == ["anonymous"] and "Mrs Lira Hoxha, 069 212 3456" in str(caught.value)
    with pytest.raises(Problems) as caught:
        keep_practice(by=SYSTEM, content=content(person="Lira Hoxha", consent="Signed on 3 May 2024"))
    assert codes(caught) == ["person"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Practice.objects.create(
            key="x", kind="story", title=Text("x"), done=Text("x"), grade="told", person="Lira", added_on="2024-01-01"
        )
    told = keep_practice(by=SYSTEM, content=content(**story, person="Lira Hoxha", consent="Signed on 3 May 2024"))
    url = reverse("public:practice", args=["homework"])
    assert "Lira Hoxha" in client.get(url).content.decode() and "3 May 2024" not in client.get(url).content.decode()
    end_consent(by=world.people["contact"], practice=told)
    assert client.get(url).status_code == 404
    assert "Lira" not in json.dumps(list(Practice.objects.values("person", "consent", "title", "done")), default=str)
    keep_practice(by=SYSTEM, content=content(**story))
    assert "told without a name" in client.get(url).content.decode()


def test_everything_wrong_with_a_practice_is_told_at_once_and_only_those_who_may_keep_it(world):
    with pytest.raises(Problems) as caught:
        keep_practice(by=SYSTEM, content=content(kind="song", title=Text(), done=Text(), grade="gold", year=1800, cost=Decimal(-1), sectors=["x"], communities=["y"]))  # fmt: skip
    assert codes(caught) == ["title-missing", "done-missing", "kind", "grade", "sectors", "communities", "year", "cost"]
    for who in ("ministry", "education", "committee"):
        with pytest.raises(Refused):
            keep_practice(by=world.people[who], content=content())
    with pytest.raises(Refused):
        keep_practice(by=world.people["contact"], content=content(economy="XK"))
    assert keep_practice(by=world.people["society"], content=content(is_public=False)).pk == "homework"


def test_a_practice_is_kept_and_read_on_pages(world, client):
    client.force_login(account_of(world.people["society"]))
    post = {
        "title_en": "Street school",
        "done_en": "Lessons in the street.",
        "kind": "practice",
        "economy": "AL",
        "grade": "told",
    }
    assert client.post(reverse("office:practice-add"), {**post, "title_en": ""}).status_code == 400
    assert client.post(reverse("office:practice-add"), post).status_code == 302
    practice = Practice.objects.get()
    assert client.get(reverse("public:practice", args=[practice.pk])).status_code == 404, "not public yet"
    taken = {"as_written": "Tirana", "year": "2024"}
    assert client.post(reverse("office:practice-takeover", args=[practice.pk]), taken).status_code == 302
    assert (
        client.post(reverse("office:practice-edit", args=[practice.pk]), {**post, "is_public": "on"}).status_code == 302
    )
    assert "Tirana" in client.get(reverse("office:practice", args=[practice.pk])).content.decode()
    client.force_login(account_of(world.people["ministry"]))
    assert client.post(reverse("office:practice-edit", args=[practice.pk]), post).status_code == 403
    assert client.post(reverse("office:practice-consent-end", args=[practice.pk])).status_code == 403


def seen(world, **more) -> Seen:
    indicator = world.measures["grants"].indicators.get()
    given = {"rating": "differs", "text": Text({"en": "We counted fewer pupils."}), "evidence": "Visit on 3 June 2025", "indicator": indicator, "counter": Decimal(47)}  # fmt: skip
    return Seen(**{**given, **more})


def read(world, **more) -> Reading:
    return write_reading(by=world.people["society"], organisation=world.organisations["society"], measure=world.measures["grants"], period="2025", seen=seen(world, **more))  # fmt: skip


def test_a_reading_stands_beside_the_official_account_with_its_reply_and_enters_no_total(world, client):
    approve_return(by=world.people["contact"], return_=send(world, "ministry"))

    def official() -> tuple:
        standings = published(measure_standings(period="2025", node__plan__economy="AL"))
        values = client.get("/api/values", {"economy": "AL", "period": "2025"}).json()
        document, text = told_today()
        return repr(standings), values, sorted(map(str, references_used(document.blocks))), text

    before = official()
    reading = read(world)
    reply = reply_to_reading(by=world.people["ministry"], reading=reading, text=Text({"en": "The list is attached."}))
    after = official()
    assert after[:3] == before[:3], "no figure, no total and no reference changes"
    assert "We counted fewer pupils." not in before[3]
    assert after[3].count("We counted fewer pupils.") == 2, "beside the official text, and in the annex"
    assert "Visit on 3 June 2025" in after[3] and "The list is attached." in after[3] and ": 47" in after[3]
    assert reply.organisation_id == "ministry"
    page = client.get(reverse("public:measure", args=[world.measures["grants"].key])).content.decode()
    assert "We counted fewer pupils." in page and "The list is attached." in page and "enter no total" in page
    assert client.get("/api/readings", {"economy": "AL", "period": "2025"}).json()[0]["counter"] == "47.0000"


def test_a_later_reading_replaces_the_earlier_and_both_are_kept(world):
    first = read(world)
    second = read(world, rating="confirmed", counter=None)
    assert [one.pk for one in standing_readings(economy="AL", period="2025")] == [second.pk]
    withdraw_reading(by=world.people["society"], reading=second)
    assert standing_readings(economy="AL") == [] and Reading.objects.filter(pk=first.pk).exists()
    assert [e.action for e in Entry.objects.filter(subject_kind="reading")] == [
        "reading.write",
        "reading.write",
        "reading.withdraw",
    ]


def test_everything_wrong_with_a_reading_is_told_at_once_and_who_may_read_and_reply(world):
    wrong = Seen(
        rating="bad",
        text=Text(),
        evidence=" ",
        indicator=world.measures["school"].indicators.get(),
        counter=Decimal(-1),
    )
    with pytest.raises(Problems) as caught:
        write_reading(by=world.people["society"], organisation=world.organisations["society"], measure=world.measures["grants"], period="1999", seen=wrong)  # fmt: skip
    assert codes(caught) == ["rating", "text-missing", "evidence", "period", "indicator", "counter"]
    for who in ("ministry", "contact", "education"):
        with pytest.raises(Refused):
            write_reading(by=world.people[who], organisation=world.organisations["society"], measure=world.measures["grants"], period="2025", seen=seen(world))  # fmt: skip
    reading = read(world)
    for who in ("education", "society"):
        with pytest.raises(Refused):
            reply_to_reading(by=world.people[who], reading=reading, text=Text("No."))
    with pytest.raises(Refused):
        withdraw_reading(by=world.people["ministry"], reading=reading)


def test_reading_and_reply_on_pages(world, client):
    measure = world.measures["grants"]
    client.force_login(account_of(world.people["society"]))
    url = reverse("office:reading-write", args=[measure.key])
    post = {"period": "2025", "rating": "partly", "text_en": "Half of it.", "evidence": "Photographs of 2 May"}
    assert client.post(url, {**post, "evidence": ""}).status_code == 400
    assert client.post(url, post).status_code == 302
    reading = Reading.objects.get()
    client.force_login(account_of(world.people["education"]))
    assert client.get(reverse("office:reading-reply", args=[reading.pk])).status_code == 403
    client.force_login(account_of(world.people["ministry"]))
    assert client.post(reverse("office:reading-reply", args=[reading.pk]), {"text_en": "All of it."}).status_code == 302
    assert "All of it." in client.get(reverse("public:measure", args=[measure.key])).content.decode()
    assert client.post(reverse("office:reading-withdraw", args=[reading.pk])).status_code == 403
    client.force_login(account_of(world.people["society"]))
    assert client.post(reverse("office:reading-withdraw", args=[reading.pk])).status_code == 302
    assert "Half of it." not in client.get(reverse("public:measure", args=[measure.key])).content.decode()


def test_the_advocacy_project_loads_as_the_record_tells_it_and_only_once(capsys):
    call_command("load", str(SEED))
    call_command("load", str(SEED))
    assert "1 advocacy projects" in capsys.readouterr().out
    project = Project.objects.get()
    assert (project.kind, project.economy, project.donor) == ("advocacy", "XK", "Olof Palme International Center")
    assert project.levels == ["local", "central"] and "political-level" in str(project.sustainability)
    assert "actors at central level" in str(project.addressees) and "structural links" in str(project.networks)
    assert [one.number for one in project.results.all()] == [1, 2, 3] and len(project.approaches) == 4
    assert [str(Text(one)) for one in project.carried_over][0] == "lessons learned"
    partners = [(one.as_written, one.city) for one in Partner.objects.all()]
    assert partners == [("NGO AKTIV", "Mitrovica"), ("NGO AKTIV", "Priština"), ("NGO AKTIV", "Beograd")]
    campaign = Campaign.objects.get()
    assert campaign.channels == ["public"] and not campaign.audience
    assert (project.starts, project.ends, project.budget) == (None, None, None), "what nobody knows stays empty"


def test_a_record_without_diacritics_is_the_same_project(tmp_path):
    told = json.loads(SEED.read_text(encoding="utf-8"))
    load_project(SEED, by=SYSTEM)
    told["project"]["title_sq"] = fold(told["project"]["title_sq"]).capitalize()
    plain = tmp_path / "plain.json"
    plain.write_text(json.dumps(told), encoding="utf-8")
    assert load_project(plain, by=SYSTEM) == 0 and Project.objects.count() == 1


@pytest.mark.parametrize(("written", "number"), [("1", 1), ("III", 3), ("Rezultati ii", 2), ("Rezultati 4.", 4), ("last", None), ("", None)])  # fmt: skip
def test_results_are_numbered_in_arabic_or_roman(written, number):
    assert number_of(written) == number


def test_a_broken_record_names_everything_to_mend(tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text(
        json.dumps(
            {
                "project": {"type": "song"},
                "economy": "ZZ",
                "results": [{"no": "1", "result": "a"}, {"no": "I", "result": "b"}],
            }
        )
    )
    with pytest.raises(CommandError) as caught:
        call_command("load", str(bad))
    said = str(caught.value)
    assert "4 to mend" in said and "no title" in said and "ZZ" in said and "song" in said and "1, 1" in said
    assert not Project.objects.exists()


def test_a_project_with_its_parts_is_kept_and_shown(world, client):
    client.force_login(account_of(world.people["contact"]))
    post = {"title_en": "Rights at school", "kind": "advocacy", "economy": "AL", "approaches": "Talks\nVisits", "levels": ["local"], "networks_en": "Network of mediators", "lessons_en": "Begin early", "sustainability_en": "The school goes on"}  # fmt: skip
    assert client.post(reverse("office:project-add"), {**post, "title_en": ""}).status_code == 400
    assert client.post(reverse("office:project-add"), post).status_code == 302
    key = Project.objects.get().pk

    def add(part, **given):
        return client.post(reverse("office:project-part", args=[key, part]), given).status_code

    assert (
        add("result", title_en="Parents know their rights") == add("partner", as_written="Club", city="Elbasan") == 302
    )
    assert add("campaign", title_en="Open door", audience_en="Parents", channels=["radio"]) == 302
    assert add("material", title="Leaflet on rights", language="rom", right="education") == 302
    assert add("result") == 400 and add("partner") == 400 and add("songs") == 404
    text = client.get(reverse("public:project", args=[key])).content.decode()
    for said in ("Parents know their rights", "Club", "Elbasan", "Open door", "Parents", "Radio", "Leaflet on rights", "Begin early", "Network of mediators", "The school goes on"):  # fmt: skip
        assert said in text, said
    assert client.post(reverse("office:project-edit", args=[key]), {**post, "donor": "A donor"}).status_code == 302
    assert Project.objects.get().donor == "A donor"
    client.force_login(account_of(world.people["ministry"]))
    assert client.get(reverse("office:project-edit", args=[key])).status_code == 403


def test_everything_wrong_with_a_project_is_told_at_once(world):
    with pytest.raises(Problems) as caught:
        keep_project(by=SYSTEM, content=ProjectContent("p", "song", Text(), economy="ZZ", levels=["moon"], sectors=["x"], budget=Decimal(-1)))  # fmt: skip
    assert codes(caught) == ["title-missing", "kind", "economy", "levels", "sectors", "budget"]
    project = keep_project(by=SYSTEM, content=ProjectContent("p", "advocacy", Text("P"), economy="AL"))
    with pytest.raises(Problems):
        add_campaign(by=SYSTEM, project=project, title=Text("C"), channels=["smoke"])
    with pytest.raises(Problems) as caught:
        add_material(by=SYSTEM, project=project, title="", language="zz", right="fly")
    assert codes(caught) == ["title-missing", "language", "right"]


def test_the_reports_annex_says_so_where_nobody_wrote_a_reading(world):
    _document, text = told_today()
    assert "No organisation of civil society has written a reading" in text and "No practice is published" in text

"""Recommendations: kept with every version, told by economy with a history, linked to what answers them, never deleted."""

import datetime as dt
from random import Random

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from barabar.access.actors import PUBLIC, SYSTEM
from barabar.advocacy.actions.keep_recommendation import keep_recommendation, withdraw_recommendation
from barabar.advocacy.actions.link_recommendation import link_answer, unlink_answer
from barabar.advocacy.actions.tell_fulfilment_of_recommendation import ToldFulfilment, tell_fulfilment
from barabar.advocacy.models import Addressed, AnswerLink, FulfilmentState, Issue, Recommendation, SourceDocument
from barabar.advocacy.recommendation_catalogue import (
    found_among,
    frame_families,
    frame_tags,
    fulfilment_states,
    recommendation_sources,
)
from barabar.advocacy.recommendation_queries import (
    addressed_to,
    answering,
    documents_seen_by,
    public_documents,
    recommendations_of,
    standing_links,
    states_on,
)
from barabar.coordination.actions.commit import Promise, commit
from barabar.coordination.actions.conclude import conclude
from barabar.coordination.actions.keep_event import EventContent, keep_event
from barabar.journal.models import Entry
from barabar.plans.queries import measures_in_use
from barabar.reference.text import Text
from barabar.reference.verdicts import Problems, Refused
from tests.advocacy.recommending import a_document, a_recommendation, asking
from tests.factories import build_world

pytestmark = pytest.mark.django_db
DAY = dt.date(2025, 3, 1)


def codes(caught) -> list[str]:
    return [one.code for one in caught.value.problems]


def tell(own, state, *, economy="AL", by=SYSTEM, **more):
    return tell_fulfilment(by=by, recommendation=own, economy=economy, told=ToldFulfilment(state, **more))


def test_a_recommendation_is_addressed_to_governments_or_civil_society_in_several_languages():
    a_document("summit", source="summit", economy="", published_on=None, date_note="no day on the document")
    own = a_recommendation("1", SourceDocument.objects.get(pk="summit"), economies=["AL", "XK", "MK"], addressee="civil_society")  # fmt: skip
    a_recommendation("2", own.document, economies=["AL"], addressee="both")
    a_recommendation("3", own.document, economies=["AL"], addressee="government")
    assert own.text == {"en": "Enrol every child in preschool.", "sq": "Regjistroni çdo fëmijë në kopsht."}
    assert own.original == "en" and [one.economy for one in own.addressed.all()] == ["AL", "MK", "XK"]
    to_society = Recommendation.objects.filter(addressee__in=found_among("civil_society"))
    assert [one.number for one in to_society] == ["1", "2"]
    assert [one.number for one in addressed_to(Recommendation.objects.all(), "XK")] == ["1"]


def test_frames_of_accession_of_the_union_and_of_conventions_tag_a_recommendation():
    tags = frame_tags()
    assert {"chapter_23", "eu2030_education", "fcnm_12", "ecri_hate_speech", "poznan_housing"} <= set(tags)
    assert len(tags) == sum(len(one.tags) for one in frame_families().values()), "a key is one in all families"
    assert all({"en", "sq"} <= set(one.title) for one in (*tags.values(), *recommendation_sources().values()))
    own = a_recommendation()
    assert own.frames == ["ecri_integration", "chapter_23"] and own.sectors == ["education"]


def test_everything_wrong_is_said_at_once():
    a_recommendation("7")
    wrong = asking("7", text=Text({"xx": "?"}), original="en", addressee="everybody", economies=["RS"], sectors=["sport"], frames=["chapter_99"])  # fmt: skip
    with pytest.raises(Problems) as caught:
        keep_recommendation(by=SYSTEM, document=SourceDocument.objects.get(), asked=wrong)
    assert codes(caught) == ["language-unknown", "original", "addressee-unknown", "sectors-unknown", "frames-unknown", "number-taken", "economy-other"]  # fmt: skip
    with pytest.raises(Problems) as caught:
        keep_recommendation(by=SYSTEM, document=SourceDocument.objects.get(), asked=asking("8", text=Text(), economies=[]))  # fmt: skip
    assert codes(caught) == ["text-missing", "economies-missing"]
    with pytest.raises(Problems) as caught:
        a_document("x", source="nobody", title=Text(), economy="ZZ", published_on=None, language="xx", address="example.org")  # fmt: skip
    assert codes(caught) == ["source-unknown", "title-missing", "economy-unknown", "language-unknown", "day-missing", "address"]  # fmt: skip


def test_altering_keeps_every_version_and_withdrawing_deletes_nothing():
    own = a_recommendation()
    document = own.document
    assert keep_recommendation(by=SYSTEM, document=document, asked=asking(), recommendation=own).versions.count() == 1
    with pytest.raises(Problems, match="say why"):
        keep_recommendation(by=SYSTEM, document=document, asked=asking(paragraph="§ 46"), recommendation=own)
    keep_recommendation(by=SYSTEM, document=document, asked=asking(paragraph="§ 46"), recommendation=own, reason="Misread")  # fmt: skip
    with pytest.raises(Problems, match="say why"):
        withdraw_recommendation(by=SYSTEM, recommendation=own, reason=" ")
    withdraw_recommendation(by=SYSTEM, recommendation=own, reason="Entered twice")
    versions = list(own.versions.values_list("number", "content__paragraph", "is_withdrawn", "reason"))
    assert versions == [(1, "§ 45", False, ""), (2, "§ 46", False, "Misread"), (3, "§ 46", True, "Entered twice")]
    assert not recommendations_of(public_documents()).exists()
    assert recommendations_of(public_documents(), withdrawn=True).get() == own
    for refused in (lambda: tell(own, "in_progress"), lambda: link_answer(by=SYSTEM, recommendation=own, thing=commit(by=SYSTEM, promise=Promise(Text("x"), who_as_written=Text("y"), date_note="z", economy="AL")))):  # fmt: skip
        with pytest.raises(Problems, match="withdrawn"):
            refused()
    keep_recommendation(by=SYSTEM, document=document, asked=asking(), recommendation=own, reason="It stands after all")
    assert recommendations_of(public_documents()).get() == own
    actions = list(Entry.objects.filter(subject_kind="recommendation").values_list("action", flat=True))
    assert actions == ["recommendation.add", "recommendation.edit", "recommendation.withdraw", "recommendation.edit"]


@pytest.mark.parametrize("table", ["advocacy_recommendation", "advocacy_sourcedocument"])
def test_the_database_refuses_to_delete_one(table):
    a_recommendation()
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_a_state_is_told_by_economy_with_its_history_and_answers_as_of_any_day():
    document = a_document("poznan", source="poznan", economy="", published_on=dt.date(2019, 7, 5))
    own = a_recommendation("1", document, economies=["AL", "XK"])
    assert list(own.addressed.values_list("economy", "state", "since")) == [("AL", "", None), ("XK", "", None)]
    tell(own, "in_progress", on=DAY)
    tell(own, "fulfilled", on=DAY + dt.timedelta(days=60), note="Law adopted", evidence="Official Gazette 12/2025")
    tell(own, "rejected", economy="XK", on=DAY, note="Outside its powers")
    tell(own, "not_started", on=DAY - dt.timedelta(days=300))  # the past is told afterwards: what is in force stays
    standing = {one.economy: one.state for one in own.addressed.all()}
    assert standing == {"AL": "fulfilled", "XK": "rejected"}

    def on(days: int, economy="AL") -> str:
        row = states_on([own.pk], DAY + dt.timedelta(days=days)).get((own.pk, economy))
        return row.state if row else ""

    assert [on(days) for days in (-301, -300, -1, 0, 59, 60)] == ["", "not_started", "not_started", "in_progress", "in_progress", "fulfilled"]  # fmt: skip
    assert [on(-1, "XK"), on(0, "XK")] == ["", "rejected"]
    before_last = FulfilmentState.objects.order_by("pk")[2].at
    known = states_on([own.pk], DAY - dt.timedelta(days=200), known_by=before_last)
    assert known == {}, "what was told of the past later was not known then"


def test_a_state_that_ends_needs_words_and_no_day_lies_ahead_or_before_the_document():
    own = a_recommendation()
    with pytest.raises(Problems) as caught:
        tell(own, "rejected", on=timezone.localdate() + dt.timedelta(days=1))
    assert codes(caught) == ["note-missing", "day-future"]
    with pytest.raises(Problems) as caught:
        tell(own, "done", economy="XK", on=dt.date(2020, 1, 1), note="x" * 1501)
    assert codes(caught) == ["economy-not-addressed", "state-unknown", "note-long", "day-early"]
    assert not FulfilmentState.objects.exists()
    assert {key for key, one in fulfilment_states().items() if one.reason} == {"partly", "fulfilled", "rejected", "overtaken"}  # fmt: skip


def test_an_economy_whose_state_was_told_cannot_be_taken_out():
    own = a_recommendation("1", a_document("region", economy=""), economies=["AL", "XK"])
    tell(own, "in_progress", economy="XK")
    with pytest.raises(Problems, match=r"Kosovo.* already, and stays"):
        keep_recommendation(by=SYSTEM, document=own.document, asked=asking("1"), recommendation=own, reason="Only one")
    with pytest.raises(IntegrityError), transaction.atomic():
        Addressed.objects.filter(economy="AL").update(state="partly")


@pytest.fixture
def world():
    return build_world()


def test_links_to_measures_indicators_commitments_and_issues_keep_their_history(world):
    officer, own = world.people["contact"], a_recommendation()
    measure = world.measures["grants"]
    promise = commit(by=SYSTEM, promise=Promise(Text("Places"), world.organisations["ministry"], date_note="none", economy="AL"))  # fmt: skip
    issue = Issue.objects.create(economy="AL", state="open", published_on=DAY, title=Text("Bus"))
    things = [measure, world.measures["school"].indicators.get(), promise, issue]
    links = [link_answer(by=officer, recommendation=own, thing=thing) for thing in things]
    assert link_answer(by=officer, recommendation=own, thing=measure) == links[0], "linked once"
    unlink_answer(by=officer, link=links[2], note="Dropped")
    with pytest.raises(Problems, match="not linked any more"):
        unlink_answer(by=officer, link=links[2])
    assert [one.kind for one in standing_links([own.pk])[own.pk]] == ["measure", "indicator", "issue"]
    assert AnswerLink.objects.count() == 5
    link_answer(by=officer, recommendation=own, thing=promise)
    assert [one.kind for one in standing_links([own.pk])[own.pk]] == ["measure", "indicator", "issue", "commitment"]
    assert answering("measure", world.measures["school"].pk).get() == own, "by its indicator"
    assert answering("commitment", promise.pk).get() == own
    assert measures_in_use([measure.pk]) == {measure.pk}, "a measure that answers is not removed from its plan"
    actions = Entry.objects.filter(subject_kind="recommendation", action__contains="link").values_list("action", flat=True)  # fmt: skip
    assert [one.rpartition(".")[2] for one in actions] == ["link"] * 4 + ["unlink", "link"]


def test_what_belongs_elsewhere_or_is_not_public_cannot_be_linked(world):
    own = a_recommendation()
    waiting = Issue.objects.create(economy="XK")
    with pytest.raises(Problems) as caught:
        link_answer(by=SYSTEM, recommendation=own, thing=waiting)
    assert codes(caught) == ["elsewhere", "issue-not-public"]
    row = {"recommendation": own, "by": "x"}
    for wrong in ({}, {"measure": world.measures["grants"], "issue": waiting}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AnswerLink.objects.create(**row, **wrong)


def test_a_recommendation_may_come_from_a_conclusion_of_an_event(world):
    event = keep_event(by=SYSTEM, content=EventContent("forum", "summit", Text("Forum"), state="held", starts=DAY))
    said = conclude(by=SYSTEM, event=event, kind="recommendation", text=Text("Budget for it."))
    other = conclude(by=SYSTEM, event=event, kind="statement", text=Text("We met."))
    document = a_document("forum", source="summit", event=event)
    assert a_recommendation("1", document, conclusion=said).conclusion.event == event
    with pytest.raises(Problems, match="not a recommendation of its event"):
        a_recommendation("2", document, conclusion=other)


def test_who_keeps_what(world):
    officer, region, ministry = (world.people[name] for name in ("contact", "region", "ministry"))
    own = a_recommendation(by=officer)
    regional = a_document("region", economy="", is_public=False)
    abroad = a_document("abroad", economy="XK", is_public=False)
    asked = a_recommendation("1", regional, economies=["AL", "XK"], by=region)
    for who, document in ((officer, regional), (officer, abroad), (ministry, own.document), (PUBLIC, own.document)):
        with pytest.raises(Refused):
            keep_recommendation(by=who, document=document, asked=asking("2"))
    tell(asked, "in_progress", by=officer)  # an economy tells its own state, whoever keeps the document
    for who, economy in ((officer, "XK"), (ministry, "AL"), (world.people["society"], "AL")):
        with pytest.raises(Refused):
            tell(asked, "in_progress", economy=economy, by=who)
    assert set(documents_seen_by(officer)) == {own.document}
    assert documents_seen_by(region).count() == 3 and set(documents_seen_by(ministry)) == {own.document}


def test_policy_recommendations_of_the_regional_body_are_kept_by_it_and_told_by_each_economy(world):
    """Seed 002: “policy recommendations: summaries, proposals, advice”."""
    source = recommendation_sources()["regional_body"]
    assert source.level == "regional" and "policy recommendation" in source.words
    region, officer = world.people["region"], world.people["contact"]
    advice = a_document(
        "advice", source="regional_body", economy="", published_on=None, date_note="no day in the record"
    )
    own = a_recommendation("", advice, by=region, economies=["AL", "MK"], frames=["eu2030_inclusion"])
    again = a_recommendation("", advice, by=region, economies=["AL"], text=Text({"en": "Count by sex."}))
    assert [own.position, again.position] == [1, 2], "without numbers they keep their order"
    tell(own, "partly", by=officer, note="A rule was adopted.")
    tell(own, "in_progress", by=region, economy="MK")
    assert {one.economy: one.state for one in own.addressed.all()} == {"AL": "partly", "MK": "in_progress"}


def test_the_state_of_each_day_is_that_of_a_plain_calendar():
    """Second opinion: a calendar into which each telling is painted from its day on until a later one begins."""
    random, document = Random(7), a_document("region", economy="")
    for number in range(6):
        own = a_recommendation(str(number), document, economies=["AL", "XK"])
        painted: dict[str, dict[int, str]] = {"AL": {}, "XK": {}}
        for _again in range(random.randint(0, 12)):
            state = random.choice(["not_started", "in_progress", "fulfilled", "rejected"])
            economy, day = random.choice(["AL", "XK"]), random.randint(0, 30)
            tell(own, state, economy=economy, on=DAY + dt.timedelta(days=day), note="Said.")
            painted[economy][day] = state
        for economy, days in painted.items():
            held = ""
            for day in range(31):
                held = days.get(day, held)
                row = states_on([own.pk], DAY + dt.timedelta(days=day)).get((own.pk, economy))
                assert (row.state if row else "") == held
            assert own.addressed.get(economy=economy).state == held

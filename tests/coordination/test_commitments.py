"""Conclusions and commitments: taken down at an event, asked in the next return, on the next agenda, never lost."""

import datetime as dt

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from barabar.access.actors import SYSTEM
from barabar.access.models import Organisation
from barabar.chasing.actions.write_digests import write_digests
from barabar.collection.actions.open_cycle import open_cycle
from barabar.collection.actions.save_answers import save_answers
from barabar.collection.actions.submit_return import submit_return
from barabar.collection.models import FurtherAnswer, Request
from barabar.collection.questions import form_of
from barabar.collection.reading import Given
from barabar.coordination.actions.commit import Promise, commit
from barabar.coordination.actions.conclude import conclude
from barabar.coordination.actions.keep_body import BodyContent, keep_body
from barabar.coordination.actions.keep_event import EventContent, keep_event
from barabar.coordination.actions.load_records import load_record
from barabar.coordination.actions.remind_promised import remind_promised
from barabar.coordination.actions.tell_state import Told, tell_state
from barabar.coordination.models import AgendaItem, Commitment, CommitmentState, Event
from barabar.coordination.queries import commitments_seen_by
from barabar.coordination.standings import standing_of, standings_in_year
from barabar.journal.models import Entry
from barabar.reference.definitions import forget_definitions
from barabar.reference.text import Text
from barabar.reference.verdicts import Problems, Refused
from barabar.review.actions.accept_return import accept_return
from barabar.review.actions.approve_return import approve_return, undo_approve
from barabar.review.actions.gather_returns import gather_returns
from tests.factories import add_cycle, build_world, fill, send

FACTS = settings.ROOT / "facts"


@pytest.fixture
def world(db):
    return build_world()


def a_body(key="al-council", **more):
    given = {"kind": "interdisciplinary", "name": Text({"en": "Coordination council"}), "economy": "AL", **more}
    return keep_body(by=SYSTEM, content=BodyContent(key=key, **given))


def a_meeting(key="meeting", body=None, **more):
    given = {"kind": "sector", "title": Text("Sector meeting"), "economy": "AL", "starts": dt.date(2025, 5, 5), **more}
    return keep_event(by=SYSTEM, content=EventContent(key=key, body=body, **given))


def a_commitment(world, event=None, who="ministry", **more):
    given = {
        "what": Text({"en": "Open twelve places", "sq": "Të hapen dymbëdhjetë vende"}),
        "organisation": world.organisations[who], "promised_for": dt.date(2025, 12, 31), **more,
    }  # fmt: skip
    return commit(by=SYSTEM, event=event or a_meeting(), promise=Promise(**given))


def codes(error) -> list[str]:
    return [problem.code for problem in error.value.problems]


def states(commitment) -> list[str]:
    return list(commitment.states.order_by("pk").values_list("state", flat=True))


# ------------------------------------------------------------------------------------------------ taken down


def test_a_meeting_concludes_statements_recommendations_and_commitments(world):
    officer, event = world.people["contact"], a_meeting()
    conclude(by=officer, event=event, kind="statement", text=Text("Good progress"), agreement="agreed by all")
    conclude(by=officer, event=event, kind="recommendation", text=Text("Count by sex"))
    made = commit(
        by=officer, event=event,
        promise=Promise(
            Text("Open twelve places"), world.organisations["ministry"], promised_for=dt.date(2025, 12, 31),
            measures=[world.measures["grants"]], partner=world.organisations["society"],
        ),
    )  # fmt: skip
    assert [(one.number, one.kind, str(one.text)) for one in event.conclusions.all()] == [
        (1, "statement", "Good progress"), (2, "recommendation", "Count by sex"), (3, "commitment", "Open twelve places"),
    ]  # fmt: skip
    assert (made.state, made.made_on, made.due_on, made.economy) == ("open", event.starts, dt.date(2025, 12, 31), "AL")
    assert list(made.measures.all()) == [world.measures["grants"]] and states(made) == ["open"]
    assert list(Entry.objects.filter(actor=officer.name).order_by("number").values_list("action", flat=True))[-4:] == [
        "conclusion.add", "conclusion.add", "conclusion.add", "commitment.add",
    ]  # fmt: skip


def test_everything_wrong_with_a_commitment_is_told_at_once(world):
    event = a_meeting()
    with pytest.raises(Problems) as caught:
        commit(by=SYSTEM, event=event, promise=Promise(Text(), state="lost"))
    assert codes(caught) == ["what-missing", "who-missing", "day-missing", "state-unknown"]
    with pytest.raises(Problems) as early:
        a_commitment(world, event, promised_for=dt.date(2025, 5, 4))
    assert codes(early) == ["day-early"] and "due on 04.05.2025, before it was made on 05.05.2025" in str(early.value)
    statement = conclude(by=SYSTEM, event=event, kind="statement", text=Text("We met"))
    with pytest.raises(Problems) as unbound:
        promise = Promise(Text("x"), world.organisations["ministry"], date_note="none agreed")
        commit(by=SYSTEM, conclusion=statement, promise=promise)
    assert codes(unbound) == ["not-binding"]
    with pytest.raises(Problems) as conclusion:
        conclude(by=SYSTEM, event=event, kind="song", text=Text())
    assert codes(conclusion) == ["text-missing", "kind-unknown"]
    assert not Commitment.objects.exists() and event.conclusions.count() == 1


def test_a_measure_of_another_economy_is_no_promise_of_this_one(world):
    plan = world.measures["grants"].node.plan
    plan.economy = "MK"
    plan.save()
    with pytest.raises(Problems) as caught:
        a_commitment(world, measures=[world.measures["grants"]])
    assert codes(caught) == ["measure-elsewhere"]


# ------------------------------------------------------------------------------------------------ never lost


def test_no_commitment_can_be_deleted_and_no_state_or_conclusion_changed(world):
    body = a_body()
    made = a_commitment(world, a_meeting(body=body))
    a_meeting("next", body, starts=None, date_note="to be called")
    tell_state(by=SYSTEM, commitment=made, told=Told("under_way"))
    for forbidden in (
        lambda: Commitment.objects.all()._raw_delete("default"),
        lambda: CommitmentState.objects.all()._raw_delete("default"),
        lambda: CommitmentState.objects.update(state="done"),
        lambda: made.conclusion.event.conclusions.update(kind="statement"),
        lambda: AgendaItem.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append-only|never deleted"), transaction.atomic():
            forbidden()
    assert Commitment.objects.get() == made and states(made) == ["open", "under_way"]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (Told("gone"), ["state-unknown"]),
        (Told("done"), ["reason-missing"]),
        (Told("dropped"), ["reason-missing"]),
        (Told("under_way", moved_to=dt.date(2026, 6, 1)), ["move-reason"]),
        (Told("done", "built", moved_to=dt.date(2026, 6, 1)), ["move-ended"]),
        (Told("open", "x", moved_to=dt.date(2025, 1, 1)), ["day-early"]),
        (Told("open", "x" * 1501), ["note-long"]),
        (Told("open", on=dt.date(2100, 1, 1)), ["day-future"]),
    ],
)
def test_ending_or_moving_a_commitment_takes_words(world, told, expected):
    made = a_commitment(world)
    with pytest.raises(Problems) as caught:
        tell_state(by=SYSTEM, commitment=made, told=told)
    assert codes(caught) == expected and states(made) == ["open"]


def test_late_is_computed_and_a_moved_day_keeps_the_promised_one(world):
    made = a_commitment(world)
    assert made.is_late(dt.date(2026, 1, 1)) and not made.is_late(dt.date(2025, 12, 31))
    tell_state(by=SYSTEM, commitment=made, told=Told("under_way", "money came late", moved_to=dt.date(2026, 6, 30)))
    assert (made.promised_for, made.due_on) == (dt.date(2025, 12, 31), dt.date(2026, 6, 30))
    assert not made.is_late(dt.date(2026, 6, 30))
    tell_state(by=SYSTEM, commitment=made, told=Told("done", "opened", on=dt.date(2026, 8, 1)))
    assert made.ended_on == dt.date(2026, 8, 1) and not made.is_late(dt.date(2027, 1, 1))
    with pytest.raises(Problems) as caught:
        tell_state(by=SYSTEM, commitment=made, told=Told("open"))
    assert codes(caught) == ["reopen-reason"]
    tell_state(by=SYSTEM, commitment=made, told=Told("open", "closed again in September"))
    assert made.ended_on is None and states(made) == ["open", "under_way", "done", "open"]


# Who may say it is done; who may drop or move it.
MAY = {
    "contact": (True, True), "region": (True, True), "ministry": (True, False), "committee": (False, False),
    "society": (False, False), "education": (False, False),
}  # fmt: skip


@pytest.mark.parametrize("who", MAY)
def test_who_may_tell_what_of_a_commitment(world, who):
    made, actor = a_commitment(world), world.people[who]
    for told, allowed in zip((Told("done", "opened"), Told("dropped", "no money")), MAY[who], strict=True):
        if allowed:
            assert tell_state(by=actor, commitment=made, told=told).state == told.state
        else:
            with pytest.raises(Refused):
                tell_state(by=actor, commitment=made, told=told)


@pytest.mark.parametrize(("who", "count"), [("contact", 1), ("region", 1), ("ministry", 1), ("society", 0)])
def test_a_commitment_of_an_event_that_is_not_public_is_seen_by_those_concerned(world, who, count):
    a_commitment(world, a_meeting(is_public=False))
    assert commitments_seen_by(world.people[who]).count() == count


# ------------------------------------------------------------------------------------------------ next agenda


def test_open_commitments_stand_on_the_next_agenda_of_their_body(world):
    body = a_body()
    first = a_meeting(body=body)
    late, ended = a_commitment(world, first), a_commitment(world, first, promised_for=dt.date(2025, 9, 1))
    tell_state(by=SYSTEM, commitment=ended, told=Told("done", "opened"))
    following = a_meeting("following", body, starts=timezone.localdate() + dt.timedelta(days=9))
    assert [one.commitment for one in following.agenda.all()] == [late]
    added = a_commitment(world, first, what=Text("Added later"))
    assert [one.commitment for one in following.agenda.all()] == [late, added]
    a_meeting("following", body, starts=timezone.localdate() + dt.timedelta(days=10))
    assert following.agenda.count() == 2 and not first.agenda.exists()
    elsewhere = a_meeting("elsewhere", a_body("al-other"), starts=None, date_note="to be called")
    assert not elsewhere.agenda.exists()


# ------------------------------------------------------------------------------------------------ next return


def asked(world, organisation="ministry", cycle=None):
    return form_of(world.return_of(organisation, cycle)).further


def answer(world, organisation, state, note=""):
    return_ = fill(world, organisation)
    (question,) = form_of(return_).further
    given = [Given(question.key, state=state, note=note)]
    save_answers(by=world.people[organisation], return_=return_, given=given, narratives=[])
    return return_


def test_an_open_commitment_is_a_question_of_the_institutions_next_return(world):
    assert asked(world) == ()
    made = a_commitment(world)
    (question,) = asked(world)
    assert (question.key, str(question.name), question.due) == (
        f"commitment|{made.pk}",
        "Open twelve places",
        made.due_on,
    )
    assert "Sector meeting" in question.about and [one.key for one in question.choices] == ["open", "under_way", "done", "dropped"]  # fmt: skip
    assert asked(world, "education") == ()
    tell_state(by=SYSTEM, commitment=made, told=Told("dropped", "no money"))
    assert asked(world) == ()


def test_a_return_is_not_sent_while_a_commitment_is_passed_over(world):
    a_commitment(world)
    return_ = fill(world, "ministry")
    with pytest.raises(Problems) as caught:
        submit_return(by=world.people["ministry"], return_=return_)
    assert codes(caught) == ["unanswered"] and "Open twelve places" in str(caught.value)


@pytest.mark.parametrize(
    ("state", "note", "expected"),
    [
        ("", "soon", "note-alone"),
        ("soon", "", "state-unknown"),
        ("done", "", "words-missing"),
        ("open", "x" * 1501, "text-long"),
    ],  # fmt: skip
)
def test_an_answer_that_cannot_be_taken_over_is_kept_as_typed_and_explained(world, state, note, expected):
    made = a_commitment(world)
    return_ = fill(world, "ministry")
    given = [Given(f"commitment|{made.pk}", state=state, note=note)]
    saved = save_answers(by=world.people["ministry"], return_=return_, given=given)
    assert [one.code for one in saved.problems] == [expected]
    assert return_.unread == {f"commitment|{made.pk}": state or note} and not FurtherAnswer.objects.exists()


def test_the_approved_answer_becomes_the_commitments_state_and_the_version_keeps_it(world):
    made = a_commitment(world)
    return_ = answer(world, "ministry", "done", "Twelve places opened in May.")
    version = submit_return(by=world.people["ministry"], return_=return_)
    assert states(made) == ["open"]  # sent is not yet approved
    approve_return(by=world.people["contact"], return_=return_)
    made.refresh_from_db()
    last = made.states.last()
    assert (made.state, last.note, last.of_id, last.version) == ("done", "Twelve places opened in May.", return_.pk, 1)
    assert last.said_by_id == "ministry" and last.by == world.people["contact"].name
    kept = next(one for one in version.content["answers"] if one["question"] == f"commitment|{made.pk}")
    assert (kept["state"], kept["note"]) == ("done", "Twelve places opened in May.")
    assert [one.key for one in form_of(return_).further] == [f"commitment|{made.pk}"]  # what was sent stays readable


def test_an_approval_taken_back_puts_the_state_before_it_in_force_again(world):
    made = a_commitment(world)
    tell_state(by=SYSTEM, commitment=made, told=Told("under_way"))
    return_ = answer(world, "ministry", "done", "Opened.")
    submit_return(by=world.people["ministry"], return_=return_)
    for expected in (["done", "under_way"], ["done", "under_way", "done", "under_way"]):
        approve_return(by=world.people["contact"], return_=return_)
        undo_approve(by=world.people["contact"], return_=return_, reason="wrong year")
        assert states(made)[2:] == expected
    made.refresh_from_db()
    assert made.state == "under_way" and made.ended_on is None and made.states.last().taken_back


def test_a_directorates_answer_is_taken_over_with_the_municipal_return(world):
    made = a_commitment(world, who="education")
    answer(world, "education", "under_way", "Tender out.")
    submit_return(by=world.people["education"], return_=world.return_of("education"))
    send(world, "housing")
    committee, municipal = world.people["committee"], world.return_of("committee")
    for part in ("education", "housing"):
        accept_return(by=committee, return_=world.return_of(part))
    gather_returns(by=committee, return_=municipal)
    submit_return(by=committee, return_=municipal)
    assert states(made) == ["open"]
    approve_return(by=world.people["contact"], return_=municipal)
    assert states(made) == ["open", "under_way"] and made.states.last().said_by_id == "education"


def test_what_the_municipality_promised_is_asked_of_its_committee(world):
    made = a_commitment(world, who="municipality")
    assert [one.key for one in asked(world, "committee")] == [f"commitment|{made.pk}"]
    assert asked(world, "education") == ()


def test_a_cycle_asks_an_institution_without_measures_for_what_it_promised(world):
    world.measures["grants"].responsible = world.organisations["education"]
    world.measures["grants"].save()
    a_commitment(world)
    cycle = add_cycle(2026)
    open_cycle(by=world.people["contact"], cycle=cycle)
    request = Request.objects.get(cycle=cycle, organisation="ministry")
    assert not request.measures.exists() and len(asked(world, "ministry", cycle)) == 1


def test_a_commitment_is_carried_on_after_the_cycle_closes_and_the_institution_merges(world, own_definitions):
    made = a_commitment(world)
    world.cycle.state = "closed"
    world.cycle.save()
    following = add_cycle(2026, world.cycle)
    open_cycle(by=world.people["contact"], cycle=following)
    assert len(asked(world, "ministry", following)) == 1
    (own_definitions / "institution_changes.yaml").write_text(
        "- {key: joined, from: [ministry], to: [education], date: '2026-01-01', title: {en: Joined}}"
    )
    forget_definitions()
    assert [one.key for one in asked(world, "education", following)] == [f"commitment|{made.pk}"]
    heir = world.people["education"]
    tell_state(by=heir, commitment=made, told=Told("under_way", "taken over"))
    assert made.organisation_id == "ministry" and states(made) == ["open", "under_way"]


# ------------------------------------------------------------------------------------------------ reminded


@pytest.mark.parametrize(
    ("days", "to", "said"),
    [
        (-31, None, ""),
        (-30, "ministry", "Promised for"),
        (-7, "ministry", "Due on"),
        (1, "ministry", "Late:"),
        (29, "ministry", "Late:"),
        (30, "contact", "late since"),
    ],  # fmt: skip
)
def test_who_promised_is_reminded_by_the_schedule_once_each(world, days, to, said):
    for key in ("ministry", "contact"):
        Organisation.objects.filter(pk=key).update(email=f"{key}@example.org", language="en")
    made = a_commitment(world)
    today = made.due_on + dt.timedelta(days=days)
    written = remind_promised(today)
    assert [one.to for one in written] == ([f"{to}@example.org"] if to else [])
    assert remind_promised(today) == []
    if to:
        assert said in written[0].subject and f"/office/coordination/commitments/{made.pk}/" in written[0].text
        assert Entry.objects.filter(action="commitment.remind").count() == 1


def test_nobody_is_reminded_of_what_has_ended_and_a_new_day_reminds_anew(world):
    Organisation.objects.filter(pk="ministry").update(email="ministry@example.org")
    made = a_commitment(world)
    today = made.due_on + dt.timedelta(days=2)
    assert len(remind_promised(today)) == 1
    tell_state(by=SYSTEM, commitment=made, told=Told("open", "later", moved_to=dt.date(2026, 6, 1)))
    assert remind_promised(today) == [] and len(remind_promised(dt.date(2026, 5, 2))) == 1
    tell_state(by=SYSTEM, commitment=made, told=Told("done", "opened"))
    assert remind_promised(dt.date(2026, 7, 1)) == []


def test_the_digest_names_what_was_promised_and_tells_those_who_keep_it_how_many_are_late(world):
    made = a_commitment(world)
    late = write_digests(made.due_on + dt.timedelta(days=1))
    said = {one.to: one.text for one in late}
    assert "Commitment late since 31 December 2025: Open twelve places" in said["reporter.ministry@example.org"]
    assert "1 commitment in your economy is late." in said["contact_point_officer.contact@example.org"]
    assert not any("Commitment" in text for to, text in said.items() if "education" in to)


# ------------------------------------------------------------------------------------------------ on a day


@pytest.mark.parametrize(
    ("day", "state", "due"),
    [
        ((2025, 5, 4), "open", (2025, 12, 31)), ((2025, 6, 10), "under_way", (2025, 12, 31)),
        ((2026, 1, 1), "late", (2025, 12, 31)), ((2026, 1, 20), "under_way", (2026, 6, 30)),
        ((2026, 7, 1), "late", (2026, 6, 30)), ((2026, 8, 1), "done", (2026, 6, 30)),
    ],
)  # fmt: skip
def test_how_a_commitment_stood_on_a_day_is_worked_out_from_its_rows(world, day, state, due):
    made = a_commitment(world)
    tell_state(by=SYSTEM, commitment=made, told=Told("under_way", on=dt.date(2025, 6, 10)))
    moved = Told("under_way", "law late", on=dt.date(2026, 1, 15), moved_to=dt.date(2026, 6, 30))
    tell_state(by=SYSTEM, commitment=made, told=moved)
    tell_state(by=SYSTEM, commitment=made, told=Told("done", "opened", on=dt.date(2026, 8, 1)))
    standing = standing_of(made, list(made.states.order_by("pk")), dt.date(*day))
    assert (standing.state, standing.due_on) == (state, dt.date(*due))


def test_a_year_has_every_commitment_that_was_open_in_it_and_no_other(world):
    kept = a_commitment(world)
    before, after = a_commitment(world), a_commitment(world)
    tell_state(by=SYSTEM, commitment=before, told=Told("done", "opened", on=dt.date(2025, 6, 1)))
    tell_state(by=SYSTEM, commitment=after, told=Told("dropped", "no money", on=dt.date(2026, 2, 1)))
    later = a_commitment(world, a_meeting("later", starts=dt.date(2027, 1, 5)), promised_for=dt.date(2027, 6, 1))
    a_commitment(world, a_meeting("closed", is_public=False))

    def found(year):
        return [(one.commitment, one.state) for one in standings_in_year("AL", year, dt.date(2026, 3, 1))]

    assert found(2025) == [(kept, "late"), (before, "done"), (after, "dropped")]
    assert found(2026) == [(kept, "late"), (after, "dropped")]
    assert (later, "open") in found(2027) and standings_in_year("XK", 2025, dt.date(2026, 3, 1)) == []


# ------------------------------------------------------------------------------------------------ real records


@pytest.mark.django_db
def test_the_sector_meetings_conclusions_load_as_agreed_by_all():
    for count in (2, 0):
        assert (load_record(FACTS / "seed_004.json", by=SYSTEM) > 0) == bool(count)
    event = Event.objects.get(kind="sector")
    assert [(one.kind, str(one.text), one.agreement) for one in event.conclusions.all()] == [
        ("statement", "strategy shows improvement and good implementation", "agreed by all"),
        ("recommendation", "more work is needed on inclusion", "agreed by all"),
    ]


@pytest.mark.django_db
def test_what_the_economies_took_upon_themselves_loads_with_its_state_and_without_days():
    for _time in range(2):
        load_record(FACTS / "seed_002.json", by=SYSTEM)
    found = [(str(one.what), one.state) for one in Commitment.objects.order_by("pk")]
    assert found == [
        ("policies adopted as strategies and/or action plans", "done"), ("NRCPs appointed", "done"),
        ("regional standards adopted", "done"), ("promising measures to be institutionalised", "open"),
        ("budget planning, distribution and spending need improvement", "open"),
        ("Roma issues must enter general socio-economic policies", "open"),
    ]  # fmt: skip
    assert {(one.economy, one.organisation, one.made_on, one.due_on) for one in Commitment.objects.all()} == {("", None, None, None)}  # fmt: skip
    assert {str(one.who) for one in Commitment.objects.all()} == {"the economies of the region"}


@pytest.mark.django_db
def test_the_regional_standards_load_as_adopted_at_the_task_forces_first_meeting():
    load_record(FACTS / "seed_002.json", by=SYSTEM)
    event = Event.objects.get(conclusions__isnull=False)
    assert (event.kind, event.state, event.starts, event.body.kind) == ("task_force", "held", None, "task_force")
    assert str(event.title) == "Task Force, first meeting"
    assert [(one.kind, str(one.text)) for one in event.conclusions.all()] == [
        ("statement", "regional standards for monitoring and reporting adopted, as proposed by the Action Team")
    ]


def test_a_recommendation_is_turned_into_a_concrete_step_with_follow_up(world):
    event = a_meeting()
    advice = conclude(by=SYSTEM, event=event, kind="recommendation", text=Text("Count by sex"))
    promise = Promise(
        Text("The register counts by sex"), world.organisations["ministry"], promised_for=dt.date(2025, 12, 31)
    )
    made = commit(by=SYSTEM, conclusion=advice, promise=promise)
    assert event.conclusions.count() == 1 and list(advice.commitments.all()) == [made]
    assert [one.key for one in asked(world)] == [f"commitment|{made.pk}"]

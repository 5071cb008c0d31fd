"""What is accepted, asked about and refused: one world, one answer changed at a time."""

import pytest

from barabar.collection.actions.attach_evidence import attach_evidence, remove_evidence
from barabar.collection.actions.open_cycle import open_cycle
from barabar.collection.actions.save_answers import save_answers
from barabar.collection.actions.submit_return import problems_before_sending, submit_return
from barabar.collection.content import stored_answers
from barabar.collection.models import Evidence, Request, ReturnVersion
from barabar.collection.questions import form_of
from barabar.collection.reading import Given, GivenNarrative
from barabar.plans.models import PlannedIndicator
from barabar.reference.verdicts import Problems, Refused
from barabar.review.actions.approve_return import approve_return
from tests.factories import add_cycle, answers_for, build_world, fill, send

pytestmark = pytest.mark.django_db
MEASURE = "elbasan-2023-2026/1.1"
REACHED = f"{MEASURE}#reached|"
WOMEN, MEN = REACHED + "sex=female", REACHED + "sex=male"
ADOPTED, SPENT = f"{MEASURE}|adopted|municipal", f"{MEASURE}|spent|municipal"


@pytest.fixture
def world():
    return build_world()


def save(world, *given, narratives=(), organisation="education", **more):
    return save_answers(
        by=world.people[organisation], return_=world.return_of(organisation), given=list(given),
        narratives=list(narratives), **more,
    )  # fmt: skip


def codes(saved):
    return [problem.code for problem in saved.problems]


def test_a_cycle_asks_every_institution_for_exactly_its_measures(world):
    asked = {r.organisation_id: {m.key for m in r.measures.all()} for r in Request.objects.all()}
    assert asked == {
        "education": {MEASURE}, "housing": {"elbasan-2023-2026/2.1"}, "ministry": {"national-2021-2025/1.1"},
        "committee": set(),
    }  # fmt: skip
    assert [q.key for q in form_of(world.return_of("education")).by_key.values()] == [
        REACHED,
        WOMEN,
        MEN,
        ADOPTED,
        SPENT,
    ]


def test_opening_a_cycle_again_adds_nothing_twice(world):
    open_cycle(by=world.people["contact"], cycle=world.cycle)
    assert Request.objects.count() == 4


def test_only_the_contact_point_opens_a_cycle_and_an_empty_one_is_refused(world):
    with pytest.raises(Refused):
        open_cycle(by=world.people["ministry"], cycle=world.cycle)
    with pytest.raises(Problems, match="Adopt a plan"):
        open_cycle(by=world.people["contact"], cycle=add_cycle(2019))


def test_parts_must_add_up_to_the_total(world):
    saved = save(world, Given(REACHED, "164"), Given(WOMEN, "78"), Given(MEN, "68"))
    assert codes(saved) == ["parts-total"]
    assert "add up to 146, but the total says 164" in saved.problems[0].sentence
    assert codes(save(world, Given(REACHED, "146"))) == []


def test_a_missing_part_leaves_the_sum_open_but_not_above_the_total(world):
    assert (
        codes(save(world, Given(REACHED, 100), Given(WOMEN, 60), Given(MEN, state="missing", reason="not_collected")))
        == []
    )
    assert codes(save(world, Given(WOMEN, 101))) == ["parts-total"]


def test_a_part_that_does_not_apply_counts_as_nobody(world):
    given = [Given(REACHED, 100), Given(WOMEN, 60), Given(MEN, state="not_applicable")]
    assert codes(save(world, *given)) == ["parts-total"]


def test_spent_above_adopted_is_an_error_until_it_is_explained(world):
    saved = save(world, Given(ADOPTED, "1 150 000"), Given(SPENT, "1 420 000"))
    assert [(p.code, p.severity) for p in saved.problems] == [("spent-over-adopted", "error")]
    saved = save(world, Given(SPENT, "1 420 000", note="Donor money moved in December."))
    assert [(p.code, p.severity) for p in saved.problems] == [("spent-over-adopted", "warning")]


def test_zero_is_an_answer_and_blank_takes_an_answer_away(world):
    save(world, Given(REACHED, "0"))
    assert stored_answers(world.return_of("education"))[REACHED].amount == 0
    save(world, Given(REACHED, ""))
    assert stored_answers(world.return_of("education")) == {}


def test_what_cannot_be_read_is_kept_as_typed_and_blocks_sending(world):
    saved = save(world, Given(REACHED, "rreth 120"))
    assert codes(saved) == ["not-a-number"]
    return_ = world.return_of("education")
    assert return_.unread == {REACHED: "rreth 120"}
    said = [p.sentence for p in problems_before_sending(return_) if p.code == "unread"]
    assert said == ["1.1 Children reached: “rreth 120” could not be read as a figure; correct it."]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Given(REACHED, "5", state="missing", reason="not_collected"), "number-and-state"),
        (Given(REACHED, state="missing"), "no-reason"),
        (Given(REACHED, note="some words"), "note-alone"),
        (Given(REACHED, state="perhaps"), "state-unknown"),
        (Given(REACHED, state="missing", reason="lazy"), "reason-unknown"),
        (Given(REACHED, 5, overlap="maybe"), "overlap-unknown"),
        (Given(REACHED, 5, note="x" * 501), "note-long"),
        (Given("elbasan-2023-2026/2.1#reached|", 5), "question-unknown"),
    ],
)
def test_words_that_do_not_fit_are_said_and_not_stored(world, given, code):
    assert codes(save(world, given)) == [code]
    assert stored_answers(world.return_of("education")) == {}


def ratio_world(world):
    PlannedIndicator.objects.filter(measure__key=MEASURE).update(aggregation="ratio", unit="percent", breakdowns=[])


@pytest.mark.parametrize(
    ("part", "whole", "code"),
    [
        ("90", "120", None),
        ("130", "120", "share-over-100"),
        ("0", "0", "denominator-zero"),
        ("90", "", "half-ratio"),
        ("90", "x", "not-a-number"),
    ],
)
def test_a_share_is_a_part_of_a_whole(world, part, whole, code):
    ratio_world(world)
    saved = save(world, Given(REACHED, numerator=part, denominator=whole))
    assert codes(saved) == ([code] if code else [])


def test_a_return_is_sent_only_when_every_question_is_answered(world):
    save(world, Given(REACHED, 120), Given(WOMEN, state="refused"), Given(MEN, state="missing", reason="other"))
    with pytest.raises(Problems) as caught:
        submit_return(by=world.people["education"], return_=world.return_of("education"))
    assert sorted(p.code for p in caught.value.problems) == [
        "other-unexplained",
        "status-open",
        "unanswered",
        "unanswered",
    ]
    assert ReturnVersion.objects.count() == 0


def test_a_sent_version_is_kept_whole(world):
    return_ = send(world, "education")
    version = ReturnVersion.objects.get()
    assert (version.number, version.sent_by_role, len(version.sha256)) == (1, "Reporter", 64)
    assert {a["question"]: a["amount"] for a in version.content["answers"]} == {
        REACHED: "120",
        WOMEN: "80",
        MEN: "40",
        ADOPTED: "1000000",
        SPENT: "900000",
    }
    with pytest.raises(Refused, match="cannot be changed now"):
        save(world, Given(REACHED, 1))
    assert return_.state == "submitted"


def test_two_people_of_one_office_do_not_overwrite_each_other(world):
    first = save(world, Given(REACHED, 120))
    save(world, Given(WOMEN, 80), edition=first.edition)
    with pytest.raises(Refused, match="since you opened it"):
        save(world, Given(REACHED, 99), edition=first.edition)
    assert stored_answers(world.return_of("education"))[REACHED].amount == 120


def test_saving_the_same_again_changes_nothing(world):
    first = save(world, Given(REACHED, 120))
    assert save(world, Given(REACHED, "120")).edition == first.edition


def test_last_years_answer_stands_beside_the_question_and_a_jump_is_asked_about(world):
    approve_return(by=world.people["contact"], return_=send(world, "ministry", amount=120))
    cycle = add_cycle(2026, previous=world.cycle)
    world.plans["national"].ends_year = 2026
    world.plans["national"].save()
    open_cycle(by=world.people["contact"], cycle=cycle)
    return_ = world.return_of("ministry", cycle)
    question = form_of(return_).by_key["national-2021-2025/1.1#reached|"]
    assert (question.earlier.period, question.earlier.amount) == ("2025", 120)
    given, narratives = answers_for(return_, amount=600)
    saved = save_answers(by=world.people["ministry"], return_=return_, given=given, narratives=narratives)
    assert [(p.code, p.severity) for p in saved.problems] == [("jump", "warning")]
    submit_return(by=world.people["ministry"], return_=return_)


def test_a_long_text_is_kept_whole_and_asked_to_be_shortened(world):
    saved = save(world, narratives=[GivenNarrative(MEASURE, "on_track", achievements="ë" * 1501)])
    assert codes(saved) == ["text-long"]
    assert len(world.return_of("education").narratives.get().achievements) == 1501


PDF = b"%PDF-1.7 a list of schools"


def attach(world, name="list.pdf", content=PDF):
    return attach_evidence(
        by=world.people["education"], return_=world.return_of("education"), measure=world.measures["school"], name=name,
        content=content,
    )  # fmt: skip


def test_evidence_is_attached_once_and_can_be_taken_out_of_a_draft(world):
    evidence = attach(world)
    assert attach(world).pk == evidence.pk
    remove_evidence(by=world.people["education"], evidence=evidence)
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.exe", b"MZ", "not taken"),
        ("a.pdf", b"<html>", "of another kind than its name says"),
        ("a.pdf", b"", "empty"),
        ("a.pdf", PDF + b"0" * (10 * 1024 * 1024), "at most 10 MB"),
        ("a.xlsx", b"PK\x03\x04 broken", "macros"),
    ],
)
def test_files_that_are_not_evidence_are_refused_with_their_name(world, name, content, says):
    with pytest.raises(Problems, match=says):
        attach(world, name, content)
    assert Evidence.objects.count() == 0


def test_a_folder_in_a_file_name_is_left_out(world):
    assert attach(world, name="..\\..\\etc/list.pdf").name == "list.pdf"


def test_a_full_draft_has_nothing_open(world):
    return_ = fill(world, "education")
    assert problems_before_sending(return_) == []

"""Issues: raised once, moderated, merged, asked up the ladder; answers and silence are counted right with and without a clock."""

import datetime as dt
import threading
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from barabar.access.actors import SYSTEM
from barabar.access.models import Organisation
from barabar.advocacy.actions.climb_ladder import answer_step, climb, close_issue, record_silences
from barabar.advocacy.actions.keep_private import end_link, forget_old, forget_raising
from barabar.advocacy.actions.moderate_issue import merge_issue, publish_issue, refuse_issue, reword_issue
from barabar.advocacy.actions.raise_issue import Told, raise_issue
from barabar.advocacy.catalogue import issue_rungs
from barabar.advocacy.ladder import addressees, likely
from barabar.advocacy.models import Issue, IssueStep, Raising, RaisingFile, StepOutcome
from barabar.advocacy.queries import answers_by_institution, issue_counts, public_issues, raising_of_link, standings_of
from barabar.journal.models import Entry
from barabar.messages.models import Message
from barabar.reference.sent_files import SentFile
from barabar.reference.text import Text
from barabar.reference.verdicts import Problems, Refused
from tests.advocacy.asking import DAY, TOLD, open_on, published, raised, told, words
from tests.factories import add_person, build_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build_world()


def codes(error) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_an_issue_waits_for_words_and_the_journal_knows_neither_words_nor_author(world):
    one = raised(world)
    issue = Issue.objects.get()
    assert (issue.state, issue.title, issue.text, issue.raisings_count) == ("waiting", Text(), Text(), 1)
    assert one.raising.text == TOLD and not public_issues().exists()
    entry = Entry.objects.get(action="issue.raise")
    assert (entry.actor, entry.organisation, entry.facts) == ("public", "", {"channel": "form"})


def test_the_same_form_raises_once_and_leads_to_the_same_link(world):
    first = raise_issue(sending="a" * 32, told=told(world))
    again = raise_issue(sending="a" * 32, told=told(world))
    other = raise_issue(sending="a" * 32, told=told(world, text=TOLD + " And no power."))
    assert (Issue.objects.count(), again.token, again.again, again.changed) == (1, first.token, True, False)
    assert other.changed and Raising.objects.get().text == TOLD
    assert raise_issue(sending="b" * 32, told=told(world)).token != first.token and Issue.objects.count() == 2


def test_only_hashes_of_sending_and_token_are_kept(world):
    one = raise_issue(sending="a" * 32, told=told(world))
    with connection.cursor() as cursor:
        cursor.execute("SELECT sending, link FROM advocacy_raising")
        kept = cursor.fetchone()
    assert one.token not in kept and "a" * 32 not in kept and all(len(value) == 64 for value in kept)
    assert raising_of_link(one.token) == one.raising and raising_of_link(kept[1]) is None
    assert raising_of_link("a" * 43) is None


@pytest.mark.django_db(transaction=True)
def test_the_same_form_at_the_same_moment_raises_once():
    world = build_world()
    content, seen, start = told(world), [], threading.Barrier(4)

    def send():
        start.wait()
        try:
            seen.append(raise_issue(sending="c" * 32, told=content).token)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 4 and len(set(seen)) == 1 and Issue.objects.count() == Raising.objects.count() == 1


def test_everything_wrong_with_a_raising_is_told_at_once(world):
    with pytest.raises(Problems) as caught:
        raise_issue(sending="a" * 32, told=Told("Short", "ZZ", sector="songs", right="fly", settlement="x" * 200))
    assert codes(caught) == ["text-short", "settlement-long", "place-missing", "sector", "right"]
    with pytest.raises(Problems) as caught:
        raise_issue(sending="a" * 32, told=told(world, text="x" * 4001, economy="XK"))
    assert codes(caught) == ["text-long", "place"]
    assert "has 4001 letters; at most 4000" in str(caught.value) and not Issue.objects.exists()


def test_an_organisation_enters_on_behalf_only_where_its_role_says_so(world):
    society, ministry = world.people["society"], world.people["ministry"]
    one = raise_issue(sending="a" * 32, told=told(world), by=society, organisation=world.organisations["society"])
    assert one.raising.entered_for_id == "society"
    assert Entry.objects.get(action="issue.raise").facts == {"channel": "on behalf"}
    with pytest.raises(Refused):
        raise_issue(sending="b" * 32, told=told(world), by=ministry, organisation=world.organisations["ministry"])


def test_a_moderator_publishes_in_other_words_and_the_first_institution_is_asked(world):
    moderator = add_person(world.organisations["contact"], "issue_moderator")
    issue = raised(world).raising.issue
    rung = issue_rungs()["municipality"]
    made = publish_issue(by=moderator, issue=issue, words=words(world, measures=[world.measures["homes"]]), rung=rung, organisation=world.organisations["committee"])  # fmt: skip
    step = IssueStep.objects.get()
    assert made.state == "open" and str(made.title) == "No water" and TOLD not in str(made.text)
    assert (step.organisation_id, (step.due_on - step.began_on).days) == ("committee", 30)
    assert list(made.measures.all()) == [world.measures["homes"]]
    assert [e.action for e in Entry.objects.filter(subject_kind="issue")] == [
        "issue.raise",
        "issue.publish",
        "issue.ask",
    ]
    assert list(public_issues(words="UJE")) == [made] and not public_issues(words="road").exists()
    reword_issue(by=moderator, issue=made, words=words(world, title=Text("Water is missing")))
    assert str(Issue.objects.get().title) == "Water is missing"
    with pytest.raises(Problems, match="meanwhile"):
        publish_issue(by=moderator, issue=made, words=words(world), rung=rung, organisation=world.organisations["committee"])  # fmt: skip


def test_only_a_moderator_of_the_economy_moderates(world):
    issue = raised(world).raising.issue
    for who in ("ministry", "committee", "society", "education"):
        with pytest.raises(Refused):
            refuse_issue(by=world.people[who], issue=issue, reason="insult")
    foreign = raised(world, economy="XK", territory=None).raising.issue
    with pytest.raises(Refused):
        refuse_issue(by=world.people["contact"], issue=foreign, reason="insult")


def test_everything_wrong_with_the_public_words_is_told_at_once(world):
    issue = raised(world).raising.issue
    wrong = words(world, title=Text(), text=Text(), sector="x", right="y")
    with pytest.raises(Problems) as caught:
        publish_issue(by=SYSTEM, issue=issue, words=wrong, rung=issue_rungs()["municipality"], organisation=world.organisations["committee"])  # fmt: skip
    assert codes(caught) == ["title-missing", "text-missing", "sector", "right"]
    with pytest.raises(Problems, match="does not answer at this rung"):
        publish_issue(by=SYSTEM, issue=issue, words=words(world), rung=issue_rungs()["municipality"], organisation=world.organisations["ministry"])  # fmt: skip
    assert Issue.objects.get().state == "waiting"


def test_merging_keeps_the_count_and_every_link(world):
    first = published(world)
    second = raised(world)
    third = raised(world)
    merge_issue(by=SYSTEM, issue=second.raising.issue, into=first)
    kept = merge_issue(by=SYSTEM, issue=third.raising.issue, into=first)
    assert kept.raisings_count == 3 == kept.raisings.count()
    assert raising_of_link(second.token).issue == first == raising_of_link(third.token).issue
    assert issue_counts().total == 1
    with pytest.raises(Problems, match="choose a public issue"):
        merge_issue(by=SYSTEM, issue=raised(world).raising.issue, into=raised(world).raising.issue)


def test_the_ladder_asks_the_committee_of_the_place_then_the_ministry_that_answers_for_the_measure(world):
    issue = published(world, measures=[world.measures["grants"]])
    rungs = issue_rungs()
    assert [o.pk for o in addressees(issue, rungs["municipality"])] == ["committee"]
    assert [o.pk for o in likely(issue, rungs["ministry"])] == ["ministry"]
    step = issue.steps.get()
    with pytest.raises(Problems, match="has time until"):
        climb(by=SYSTEM, issue=issue, organisation=world.organisations["ministry"])
    late = step.due_on + dt.timedelta(days=1)
    second = climb(by=SYSTEM, issue=issue, organisation=world.organisations["ministry"], today=late)
    assert (second.number, second.rung, second.began_on) == (2, "ministry", late)
    assert step.outcomes.get().kind == "silence" and Issue.objects.get(pk=issue.pk).rung == "ministry"
    with pytest.raises(Problems, match="does not answer at this rung"):
        climb(by=SYSTEM, issue=issue, organisation=world.organisations["committee"], today=late + dt.timedelta(days=40))
    answer_step(by=world.people["ministry"], step=second, text="Pipes are ordered.", today=late)
    third = climb(by=SYSTEM, issue=issue, organisation=world.organisations["contact"], today=late)  # fmt: skip
    assert third.rung == "contact_point"
    with pytest.raises(Problems, match="top of the ladder"):
        climb(by=SYSTEM, issue=issue, organisation=world.organisations["contact"], today=late)


def test_only_the_institution_that_was_asked_answers_or_the_moderator_for_it(world):
    step = published(world).steps.get()
    for who in ("education", "ministry", "society"):
        with pytest.raises(Refused):
            answer_step(by=world.people[who], step=step, text="We repair it.")
    assert answer_step(by=world.people["committee"], step=step, text="We repair it.").is_first
    assert not answer_step(by=world.people["contact"], step=step, text="By letter: it is repaired.").is_first
    close_issue(by=world.people["contact"], issue=step.issue, outcome="solved")
    with pytest.raises(Problems, match="closed"):
        answer_step(by=world.people["committee"], step=step, text="Once more.")


def test_silence_is_recorded_once_when_the_time_passes_and_the_issue_climbs_where_one_institution_is_next(world):
    step = open_on(world, DAY)
    last = step.due_on
    assert record_silences(today=last) == (0, 0)
    assert record_silences(today=last + dt.timedelta(days=5)) == (1, 1)
    assert record_silences(today=last + dt.timedelta(days=5)) == (0, 0)
    silence = step.outcomes.get()
    assert (silence.recorded_on, silence.days) == (last + dt.timedelta(days=1), 31)
    assert [one.rung for one in step.issue.steps.all()] == ["municipality", "ministry"]
    assert Entry.objects.filter(action="issue.silence").count() == 1


def test_an_answer_after_silence_is_late_and_both_stand(world):
    step = open_on(world, DAY)
    made = answer_step(by=world.people["committee"], step=step, text="Repaired.", today=DAY + dt.timedelta(days=45))
    assert (made.is_late, made.days, made.is_first) == (True, 45, True)
    assert sorted(one.kind for one in step.outcomes.all()) == ["answer", "silence"]


def slow_answers(year: int, today: dt.date) -> dict:
    """The same counts by reading every step and every outcome, one after the other."""
    told = {}
    for step in IssueStep.objects.all():
        if step.began_on.year != year or step.began_on > today:
            continue
        row = told.setdefault(step.organisation_id, {"in_time": 0, "late": 0, "silent": 0, "waiting": 0, "days": []})
        given = sorted(one.recorded_on for one in StepOutcome.objects.filter(step=step) if one.kind == "answer" and one.recorded_on <= today)  # fmt: skip
        if given:
            row["late" if given[0] > step.due_on else "in_time"] += 1
            row["days"].append((given[0] - step.began_on).days)
        else:
            row["silent" if step.due_on < today else "waiting"] += 1
    return told


def middle(values: list[int]) -> float | None:
    ordered = sorted(values)
    half = len(ordered) // 2
    return None if not ordered else ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


@pytest.mark.parametrize("clock", [False, True], ids=["no clock", "clock"])
def test_rates_and_times_are_right_on_any_day_with_and_without_a_clock(world, clock):
    """Against a slow second way of counting, and against counts made by hand."""
    for days in (3, 9, 40, None, None, None):
        step = open_on(world, DAY)
        if days is not None:
            answer_step(by=SYSTEM, step=step, text="Here.", today=DAY + dt.timedelta(days=days))
            answer_step(by=SYSTEM, step=step, text="And more.", today=DAY + dt.timedelta(days=days + 1))
    last = open_on(world, DAY + dt.timedelta(days=40), "ministry", "ministry")
    answer_step(by=SYSTEM, step=last, text="Here.", today=DAY + dt.timedelta(days=50))
    for day in (DAY, DAY + dt.timedelta(days=4), DAY + dt.timedelta(days=35), DAY + dt.timedelta(days=60)):
        if clock:
            record_silences(today=day)
        found = {one.organisation: one for one in answers_by_institution(economy="AL", year=2026, today=day)}
        slow = slow_answers(2026, day)
        assert {key: (a.in_time, a.late, a.silent, a.waiting, a.median_days) for key, a in found.items()} == {
            key: (r["in_time"], r["late"], r["silent"], r["waiting"], middle(r["days"])) for key, r in slow.items()
        }, day
    committee = {one.organisation: one for one in answers_by_institution(today=DAY + dt.timedelta(days=60))}[
        "committee"
    ]
    assert (committee.asked, committee.in_time, committee.late, committee.silent) == (6, 2, 1, 3)
    assert (committee.answered, committee.due, committee.median_days) == (3, 6, 9)
    assert answers_by_institution(year=2025, today=DAY) == [] == answers_by_institution(economy="XK", today=DAY)


def test_a_step_stands_as_it_stood_on_the_day(world):
    step = open_on(world, DAY)
    answer_step(by=SYSTEM, step=step, text="Here.", today=DAY + dt.timedelta(days=45))
    states = [standings_of(step.issue, DAY + dt.timedelta(days=n))[0].state for n in (1, 30, 31, 44, 45)]
    assert states == ["waiting", "waiting", "silent", "silent", "late"]


def test_the_clock_command_says_what_it_did(world, capsys):
    open_on(world, DAY)
    call_command("advocacy", "clock", "--today", "2026-03-01")
    assert "1 silence recorded, 1 issue sent up, 0 originals destroyed" in capsys.readouterr().out


def test_a_refused_issue_shows_its_reason_and_is_nowhere_public(world):
    one = raised(world)
    with pytest.raises(Problems, match="choose why"):
        refuse_issue(by=SYSTEM, issue=one.raising.issue, reason="whim")
    refuse_issue(by=SYSTEM, issue=one.raising.issue, reason="danger")
    assert raising_of_link(one.token).issue.refusal == "danger" and not public_issues().exists()


def test_an_ended_link_leads_nowhere(world):
    one = raised(world)
    assert end_link(token=one.token) and raising_of_link(one.token) is None and not end_link(token=one.token)
    assert raised(world).raising.link != ""


def test_originals_are_destroyed_by_hand_and_after_their_time(world):
    one = raised(world, files=[SentFile("me.pdf", b"%PDF-1.7 original")])
    path = RaisingFile.objects.get().file.path
    refuse_issue(by=SYSTEM, issue=one.raising.issue, reason="private")
    closed = Issue.objects.get().closed_on
    assert forget_old(today=closed + dt.timedelta(days=179)) == 0
    assert forget_old(today=closed + dt.timedelta(days=180)) == 1 and forget_old(today=closed + dt.timedelta(days=999)) == 0  # fmt: skip
    kept = Raising.objects.get()
    assert (kept.text, kept.settlement, kept.forgotten_on is not None) == ("", "", True)
    assert not RaisingFile.objects.exists()
    with pytest.raises(FileNotFoundError):
        Path(path).read_bytes()
    other = raised(world).raising
    with pytest.raises(Refused):
        forget_raising(by=world.people["ministry"], raising=other)


def test_counts_by_state_outcome_sector_and_rung(world):
    issue = published(world)
    published(world, sector="health")
    close_issue(by=SYSTEM, issue=issue, outcome="part")
    raised(world)
    counts = issue_counts(economy="AL")
    assert (counts.total, counts.open, counts.outcomes["part"], counts.outcomes["solved"]) == (2, 1, 1, 0)
    assert counts.sectors == {"housing": 1, "health": 1} and counts.rungs["municipality"] == 2


def test_the_institution_is_written_to_in_its_language_and_the_message_holds_public_words_only(world):
    Organisation.objects.filter(pk="committee").update(email="committee@example.org", language="sq")
    world.organisations["committee"].refresh_from_db()
    step = published(world).steps.get()
    message = Message.objects.get()
    assert (message.to, message.language, message.about) == ("committee@example.org", "sq", f"issue {step.issue_id}")
    assert "Pa ujë" in message.text and f"/office/issues/{step.issue_id}/" in message.text and TOLD not in message.text

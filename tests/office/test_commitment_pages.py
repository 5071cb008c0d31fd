"""Commitments on the pages: taken down at a meeting, answered in the return's form, told to everybody, read by none without right."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from barabar.access.actors import SYSTEM
from barabar.collection.content import stored_answers
from barabar.coordination.actions.tell_state import Told, tell_state
from barabar.coordination.models import Commitment
from barabar.review.actions.gather_returns import gather_returns
from tests.coordination.test_commitments import a_body, a_commitment, a_meeting, answer
from tests.factories import fill, send

PROMISE = {"organisation": "ministry", "what_en": "Open twelve places", "promised_for": "2026-12-31"}


def words(page) -> str:
    return page.content.decode()


def test_a_meeting_takes_down_conclusions_and_commitments_and_the_public_reads_them(world, visit, client):
    body = a_body()
    event = a_meeting(body=body)
    staff = visit("contact")
    conclusion = reverse("office:event-part", args=[event.pk, "conclusion"])
    assert staff.post(conclusion, {"kind": "statement", "text_en": "Good progress"}).status_code == 302
    wrong = staff.post(conclusion, {"kind": "commitment", "text_en": "x"})
    assert wrong.status_code == 400  # a commitment has a form of its own
    page = reverse("office:event-part", args=[event.pk, "commitment"])
    assert "Children" not in words(staff.get(page)) and "Measure 1.1" in words(staff.get(page))
    empty = staff.post(page, {})
    assert (
        empty.status_code == 400 and "say who promised it" in words(empty) and "write what was promised" in words(empty)
    )
    kept = staff.post(page, {**PROMISE, "body": body.pk, "measures": [world.measures["grants"].key]})
    assert kept.status_code == 302
    made = Commitment.objects.get()
    assert (made.body, made.made_on, list(made.measures.all())) == (body, event.starts, [world.measures["grants"]])
    for address in (reverse("public:event", args=[event.pk]), reverse("public:commitments"), reverse("public:commitment", args=[made.pk])):  # fmt: skip
        text = words(client.get(address))
        assert "Open twelve places" in text or "Ministry" in text, address
        assert "Not begun" in text
    assert "Good progress" in words(client.get(reverse("public:event", args=[event.pk])))


def test_those_who_promised_say_it_is_done_and_only_those_who_keep_it_move_or_drop_it(world, visit):
    made = a_commitment(world)
    page = reverse("office:commitment", args=[made.pk])
    own, keeper = visit("ministry"), visit("contact")
    assert "New day by which" not in words(own.get(page)) and 'value="dropped"' not in words(own.get(page))
    assert own.post(page, {"state": "dropped", "note": "no"}).status_code == 400
    assert own.post(page, {"state": "under_way", "note": "Tender out."}).status_code == 302
    assert keeper.post(page, {"state": "under_way", "moved_to": "2026-06-30"}).status_code == 400
    assert keeper.post(page, {"state": "under_way", "moved_to": "2026-06-30", "note": "Law late."}).status_code == 302
    assert keeper.post(page, {"state": "dropped", "note": "Building sold."}).status_code == 302
    made.refresh_from_db()
    assert made.state == "dropped" and list(made.states.values_list("said_by", flat=True))[1:] == ["ministry", "contact", "contact"]  # fmt: skip
    text = words(own.get(page))
    for said in ("Tender out.", "Law late.", "Building sold.", "promised for"):
        assert said in text, said


@pytest.mark.parametrize(
    ("who", "answers"),
    [("contact", (200, 200, 200, 302)), ("region", (200, 200, 200, 302)), ("ministry", (200, 200, 403, 302)), ("society", (404, 200, 403, 404)), ("education", (404, 200, 403, 404))],
)  # fmt: skip
def test_who_gets_what_answer(world, visit, who, answers):
    made = a_commitment(world, a_meeting(is_public=False))
    one, many, add = reverse("office:commitment", args=[made.pk]), reverse("office:commitments"), reverse("office:commitment-add")  # fmt: skip
    client = visit(who)
    given = (client.get(one), client.get(many), client.get(add), client.post(one, {"state": "under_way"}))
    assert tuple(page.status_code for page in given) == answers
    assert ("Open twelve places" in words(given[1])) == (answers[0] == 200)


def test_the_public_sees_no_commitment_that_is_not_public(world, client):
    body = a_body()
    made = a_commitment(world, a_meeting(is_public=False, body=body))
    following = a_meeting("following", body, starts=timezone.localdate() + dt.timedelta(days=3))
    assert client.get(reverse("public:commitment", args=[made.pk])).status_code == 404
    for address in (reverse("public:commitments"), reverse("public:commitments-file"), reverse("public:event", args=[following.pk])):  # fmt: skip
        assert "Open twelve places" not in words(client.get(address)), address


def test_the_list_is_by_economy_state_institution_and_body_in_pages_and_as_a_file(world, client):
    event = a_meeting(body=a_body())
    late, done = a_commitment(world, event), a_commitment(world, event, who="education")
    tell_state(by=SYSTEM, commitment=done, told=Told("done", "opened"))
    for _number in range(52):
        a_commitment(world, event, promised_for=dt.date(2100, 1, 1))

    def count(**asked) -> int:
        return client.get(reverse("public:commitments"), asked).context["page"].paginator.count

    assert (count(), count(state="late"), count(state="done"), count(state="not_ended")) == (54, 1, 1, 53)
    assert (count(institution="education"), count(body="al-council"), count(economy="XK"), count(state="gone")) == (
        1,
        54,
        0,
        54,
    )
    second = client.get(reverse("public:commitments"), {"page": 2})
    assert len(second.context["lines"]) == 24
    rows = words(client.get(reverse("public:commitments-file"), {"state": "late"})).splitlines()
    assert len(rows) == 2 and f"{late.pk},AL,ministry,Open twelve places" in rows[1] and ",yes," in rows[1]


# ------------------------------------------------------------------------------------------------ in the return


def test_the_form_of_the_return_asks_keeps_and_sends_the_answer(world, visit):
    made = a_commitment(world)
    return_, own = fill(world, "ministry"), visit("ministry")
    page = reverse("office:measure", args=[return_.pk, 0])
    assert page in words(own.get(reverse("office:request", args=[return_.pk])))
    shown = words(own.get(page))
    assert "Open twelve places" in shown and "Sector meeting" in shown and "data-deliver" in shown
    sending = reverse("office:send", args=[return_.pk])
    assert "nothing that was promised is passed over" in words(own.get(sending)) and page in words(own.get(sending))
    name = f"commitment|{made.pk}"
    wrong = own.post(page, {f"{name}:why": "done", f"{name}:note": "", "do": "continue"})
    assert "needs words" in words(wrong)
    kept = own.post(page, {f"{name}:why": "done", f"{name}:note": "Opened in May.", "do": "continue"})
    assert kept.status_code == 302 and kept.url == sending
    assert stored_answers(return_)[name].note == "Opened in May."
    assert own.post(sending).status_code == 302
    reviewed = words(visit("contact").get(reverse("office:review-return", args=[return_.pk])))
    assert "Opened in May." in reviewed and "Open twelve places" in reviewed
    version = words(own.get(reverse("office:version", args=[return_.pk, 1])))
    assert "Opened in May." in version


def test_two_people_who_answer_differently_choose_side_by_side(world, visit):
    made = a_commitment(world)
    return_, name = fill(world, "ministry"), f"commitment|{made.pk}"
    page, own = reverse("office:measure", args=[return_.pk, 0]), visit("ministry")
    own.post(page, {f"{name}:why": "under_way", f"{name}:note": "One."})
    late = own.post(page, {f"{name}:why": "done", f"{name}:note": "Two.", "base": "{}"})
    assert late.url == reverse("office:clashes", args=[return_.pk])
    text = words(own.get(late.url))
    assert "Under way · One." in text and "Done · Two." in text
    clash = return_.clashes.get()
    seen = '{"why": "under_way", "note": "One."}'
    own.post(late.url, {f"clash-{clash.pk}": "mine", f"seen-{clash.pk}": seen})
    assert stored_answers(return_)[name].state == "done" and not return_.clashes.filter(chosen="").exists()


def test_what_a_page_kept_without_a_connection_is_taken_in_once(world, visit):
    made = a_commitment(world)
    return_, own = fill(world, "ministry"), visit("ministry")
    key = words(own.get(reverse("office:request", args=[return_.pk]))).partition('data-account="')[2].partition('"')[0]
    name = f"commitment|{made.pk}"
    sent = {
        "id": "6a1f6f3e-0d5f-4a7e-9a3d-0d6f9a0f0001", "account": key,
        "changes": [{"unit": name, "base": {}, "mine": {"why": "under_way", "note": "Kept on the phone."}}],
    }  # fmt: skip
    address = reverse("office:deliver", args=[return_.pk, 0])
    for _time in range(2):
        answered = own.post(address, sent, content_type="application/json")
        assert answered.status_code == 200 and answered.json()["fields"][f"{name}:note"] == "Kept on the phone."
    assert return_.deliveries.get().measure is None and stored_answers(return_)[name].state == "under_way"
    file = reverse("office:arriving-file", args=[return_.pk, 0, "6a1f6f3e-0d5f-4a7e-9a3d-0d6f9a0f0002"])
    assert own.post(f"{file}?account={key}", b"x", content_type="application/octet-stream").status_code == 404


def test_the_reviewer_asks_about_a_commitment_and_the_institution_sees_it_there(world, visit):
    made = a_commitment(world)
    return_ = answer(world, "ministry", "under_way", "Soon.")
    visit("ministry").post(reverse("office:send", args=[return_.pk]))
    contact, key = visit("contact"), f"commitment|{made.pk}"
    asked = contact.post(reverse("office:remark", args=[return_.pk]), {"about": key, "text": "Since when?"})
    assert asked.status_code == 302
    contact.post(
        reverse("office:decide", args=[return_.pk]), {"verb": "send_back", "reason": "See the remark.", "version": 1}
    )
    assert "Since when?" in words(visit("ministry").get(reverse("office:measure", args=[return_.pk, 0])))


def test_a_committee_answers_for_the_municipality_beside_what_it_gathers(world, visit):
    a_commitment(world, who="municipality")
    for part in ("education", "housing"):
        send(world, part)
    municipal, own = world.return_of("committee"), visit("committee")
    page = reverse("office:measure", args=[municipal.pk, 0])
    assert page in words(own.get(reverse("office:request", args=[municipal.pk])))
    assert own.get(page).status_code == 200
    gather_returns(by=world.people["committee"], return_=municipal, without_missing=True)
    sending = words(own.get(reverse("office:send", args=[municipal.pk])))
    assert f"{page}#q-commitment" in sending

import pytest
from django.urls import reverse

from barabar.collection.actions.save_answers import save_answers
from barabar.collection.reading import Given
from barabar.journal.models import Entry
from barabar.review.actions.accept_return import accept_return
from barabar.review.actions.send_back import send_back
from tests.factories import fill, send
from tests.office.places import words_of

REACHED = "elbasan-2023-2026/1.1#reached|"


def page_of(return_) -> str:
    return reverse("office:review-return", args=[return_.pk])


def decide(client, return_, verb: str, **more):
    given = {"verb": verb, "version": return_.version, **more}
    return client.post(
        reverse("office:decide", args=[return_.pk]),
        given,
        headers={"referer": f"http://testserver{page_of(return_)}"},
        follow=True,
    )


def test_each_reviewer_finds_what_waits_for_their_own_decision(world, visit):
    send(world, "education")
    send(world, "ministry")
    fill(world, "housing")
    committee, contact = (
        words_of(visit("committee").get("/office/review/")),
        words_of(visit("contact").get("/office/review/")),
    )
    assert "1 return waits" in committee and "Education" in committee and "Housing" not in committee
    assert "1 return waits" in contact and "Ministry" in contact and "Education" not in contact


def test_the_desk_keeps_what_was_decided_apart_and_filters(world, visit):
    accept_return(by=world.people["committee"], return_=send(world, "education"))
    client = visit("committee")
    assert "Nothing waits for you" in words_of(client.get("/office/review/"))
    assert "Education" in words_of(client.get("/office/review/?show=decided"))
    assert "No return fits" in words_of(client.get("/office/review/?show=all&kind=ministry"))
    assert "Education" in words_of(client.get("/office/review/?show=all&cycle=2025&kind=directorate"))


def test_answers_stand_beside_last_years_and_the_target_with_what_is_unusual(world, visit):
    return_ = fill(world, "education")
    save_answers(by=world.people["education"], return_=return_, given=[
        Given("elbasan-2023-2026/1.1|spent|municipal", 2_000_000, note="Paid by a donor.")])  # fmt: skip
    send_again = visit("education").post(reverse("office:send", args=[return_.pk]))
    assert send_again.status_code == 302
    text = words_of(visit("committee").get(page_of(return_)))
    assert (
        "1 figure stands out" in text
        and "is more than adopted" in text
        and "150" in text
        and "Paid by a donor." in text
    )


def test_a_remark_on_one_figure_stands_at_the_figure(world, visit):
    return_ = send(world, "education")
    client = visit("committee")
    about = client.get(page_of(return_), {"about": f"{REACHED}sex=female"}).content.decode()
    assert f'value="{REACHED}sex=female" selected' in about
    given = {"about": f"{REACHED}sex=female", "text": "Which schools?"}
    client.post(reverse("office:remark", args=[return_.pk]), given)
    remark = return_.remarks.get()
    assert (remark.question, remark.measure) == (f"{REACHED}sex=female", world.measures["school"])
    assert "Which schools?" in words_of(client.get(page_of(return_)))
    assert "Which schools?" not in words_of(visit("education").get(reverse("office:request", args=[return_.pk])))


def test_an_empty_remark_and_one_about_another_institutions_figure(world, visit):
    return_ = send(world, "education")
    client, url = visit("committee"), reverse("office:remark", args=[return_.pk])
    assert client.post(url, {"about": "elbasan-2023-2026/2.1", "text": "?"}).status_code == 404
    answer = client.post(
        url, {"about": "", "text": " "}, headers={"referer": f"http://testserver{page_of(return_)}"}, follow=True
    )
    assert "Write the remark, or leave it out." in words_of(answer)


def test_accepted_taken_back_and_sent_back_each_with_its_reason(world, visit):
    return_, client = send(world, "education"), visit("committee")
    assert "The return is accepted" in words_of(decide(client, return_, "accept"))
    assert "Write why the decision is taken back" in words_of(decide(client, return_, "undo_accept"))
    assert "The acceptance is taken back" in words_of(decide(client, return_, "undo_accept", reason="Too early."))
    assert "Write what is to be corrected" in words_of(decide(client, return_, "send_back", reason=" "))
    assert "is sent back" in words_of(decide(client, return_, "send_back", reason="One school is missing."))
    told = [entry.action for entry in Entry.objects.filter(subject_kind="return")][-3:]
    assert told == ["return.accept", "return.undo-accept", "return.send-back"]
    assert "One school is missing." in words_of(visit("education").get(reverse("office:request", args=[return_.pk])))


def test_approved_taken_back_approved_again_and_locked(world, visit):
    return_, client = send(world, "ministry"), visit("contact")
    decide(client, return_, "approve")
    assert "the facts are withdrawn" in words_of(decide(client, return_, "undo_approve", reason="Counted twice."))
    decide(client, return_, "approve")
    assert "The return is locked" in words_of(decide(client, return_, "lock"))
    assert "Take approval back" not in words_of(client.get(page_of(return_)))


def test_many_are_approved_after_being_named_once_more(world, visit):
    return_, client = send(world, "ministry"), visit("contact")
    url = reverse("office:approve-many")
    assert "No return was marked" in words_of(client.post(url, follow=True))
    asked = words_of(client.post(url, {"return": [return_.pk]}))
    assert "Approve 1 return?" in asked and "Ministry" in asked
    return_.refresh_from_db()
    assert return_.state == "submitted"
    assert "1 return is approved" in words_of(client.post(url, {"return": [return_.pk], "sure": "1"}, follow=True))


def test_a_directorates_return_is_never_approved_past_the_committee(world, visit):
    return_, client = send(world, "education"), visit("contact")
    answer = client.post(reverse("office:approve-many"), {"return": [return_.pk], "sure": "1"})
    assert answer.status_code == 403 and "accepted and gathered" in words_of(answer)
    assert "Approve" not in words_of(client.get(page_of(return_)))


def test_a_newer_version_is_not_decided_unseen(world, visit):
    return_ = send(world, "ministry")
    return_.version = 7
    assert "newer version" in words_of(decide(visit("contact"), return_, "approve"))


def test_what_is_being_corrected_stays_the_owners_until_it_is_sent(world, visit):
    return_ = send(world, "education")
    send_back(by=world.people["committee"], return_=return_, reason="Look again.")
    save_answers(by=world.people["education"], return_=return_, given=[Given(f"{REACHED}sex=male", 39)])
    text = words_of(visit("committee").get(page_of(return_)))
    assert "In the institution's hands" in text and "Men and boys 40" in text and "Men and boys 39" not in text


def test_a_reader_without_the_role_sees_no_buttons(world, visit):
    return_ = send(world, "ministry")
    text = words_of(visit("region").get(page_of(return_)))
    assert "Decides: Contact" in text and "Send back" not in text and "Write a remark" not in text


@pytest.mark.parametrize("verb", ["", "submit", "delete"])
def test_a_verb_that_is_none_is_not_found(world, visit, verb):
    assert decide(visit("contact"), send(world, "ministry"), verb).status_code == 404


def municipal(world) -> str:
    return reverse("office:municipal", args=[world.return_of("committee").pk])


def gather(client, world, **given):
    url = reverse("office:gather", args=[world.return_of("committee").pk])
    return client.post(url, given, headers={"referer": f"http://testserver{municipal(world)}"}, follow=True)


def test_the_committee_sees_its_directorates_and_names_those_missing(world, visit):
    accept_return(by=world.people["committee"], return_=send(world, "education"))
    client = visit("committee")
    text = words_of(client.get(municipal(world)))
    assert "1 of 2 accepted" in text and "Not accepted yet: Housing" in text and "1.1 Measure 1.1 On track" in text
    assert "Housing: its return is not accepted yet" in words_of(gather(client, world))
    sent = words_of(gather(client, world, without_missing="1"))
    assert (
        "1 return is gathered" in sent
        and "Review and send" in sent
        and "The directorate" not in sent.partition("Answer")[0]
    )


def test_gathered_reviewed_sent_and_decided_by_the_contact_point(world, visit):
    for organisation in ("education", "housing"):
        accept_return(by=world.people["committee"], return_=send(world, organisation))
    client = visit("committee")
    assert "Gather all" in words_of(client.get(municipal(world)))
    gather(client, world)
    receipt = client.post(reverse("office:send", args=[world.return_of("committee").pk]), follow=True)
    assert "Sent to Contact" in words_of(receipt)
    assert "was sent and cannot be gathered again" in words_of(client.get(municipal(world)))
    return_ = world.return_of("committee")
    assert "approved" in words_of(decide(visit("contact"), return_, "approve"))


def test_nothing_gathered_is_nothing_to_send(world, visit):
    page = visit("committee").get(reverse("office:send", args=[world.return_of("committee").pk]))
    assert "There is nothing to send yet" in words_of(page)


def test_an_institution_that_gathers_nothing_has_no_municipal_page(world, visit):
    assert (
        visit("education").get(reverse("office:municipal", args=[world.return_of("education").pk])).status_code == 404
    )

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from barabar.collection.actions.save_answers import save_answers
from barabar.collection.content import stored_answers, stored_narratives
from barabar.collection.models import Answer
from barabar.collection.reading import Given
from barabar.review.actions.add_remark import add_remark
from barabar.review.actions.send_back import send_back
from tests.factories import add_measure, fill, send
from tests.office.places import fields_of, measure_url, words_of

TOTAL, WOMEN, MEN = "reached|:amount", "reached|sex=female:amount", "reached|sex=male:amount"


@pytest.fixture
def page(world, visit):
    """The education directorate's page of its measure, as opened in a browser."""
    client = visit("education")
    url = measure_url(world, "education", "school")
    return client, url, fields_of(client.get(url).content.decode())


def stored(world, organisation="education"):
    return {key.rpartition("#")[2] if "#" in key else key: read for key, read in
            stored_answers(world.return_of(organisation)).items()}  # fmt: skip


def test_the_first_look_is_noted_for_the_chase_view(world, page):
    assert world.return_of("education").request.first_opened_at is not None


def test_figures_money_and_texts_are_saved_by_a_plain_post(world, page):
    client, url, fields = page
    typed = {WOMEN: "78", MEN: "68", TOTAL: "146", "adopted|municipal:amount": "1 150 000", "status": "on_track",
             "achievements": "Six classes."}  # fmt: skip
    response = client.post(url, {**fields, **typed, "do": "save"}, follow=True)
    assert "The draft is saved." in words_of(response)
    held = stored(world)
    assert (held["reached|"].amount, held["reached|sex=male"].amount) == (146, 68)
    assert held["elbasan-2023-2026/1.1|adopted|municipal"].amount == 1_150_000
    narrative = stored_narratives(world.return_of("education"))["elbasan-2023-2026/1.1"]
    assert (narrative.status, narrative.achievements) == ("on_track", "Six classes.")
    again = fields_of(client.get(url).content.decode())
    assert again["adopted|municipal:amount"] == "1\N{NO-BREAK SPACE}150\N{NO-BREAK SPACE}000"


def test_save_and_continue_goes_to_the_next_measure_then_to_review(world, page, visit):
    client, url, fields = page
    assert client.post(url, {**fields, "do": "continue"}).url.endswith("/send/")
    add_measure(world.plans["local"], "1.2", world.organisations["education"])
    world.return_of("education").request.measures.add(*world.organisations["education"].measures.all())
    assert "/measures/" in client.post(url, {**fields, "do": "continue"}).url


def test_wrong_figures_stay_in_their_fields_with_a_sentence_that_leads_there(world, page):
    client, url, fields = page
    response = client.post(url, {**fields, WOMEN: "78", MEN: "68", TOTAL: "164", "do": "continue"})
    html = response.content.decode()
    assert response.status_code == 200
    anchor = "q-elbasan-2023-2026-1-1-reached-"
    assert f'<a href="#{anchor}">' in html and f'id="{anchor}_error"' in html
    assert "add up to 146, but the total says 164" in words_of(response)
    assert fields_of(html)[TOTAL] == "164"
    assert stored(world)["reached|"].amount == 164, "a draft keeps what is sure, even where it does not add up"


def test_what_cannot_be_read_is_kept_as_typed_also_when_the_page_is_opened_again(world, page):
    client, url, fields = page
    response = client.post(url, {**fields, TOTAL: "about a hundred", "do": "save"})
    assert "“about a hundred” is not a number" in words_of(response)
    opened = client.get(url)
    again = fields_of(opened.content.decode())
    assert again[TOTAL] == "about a hundred" and "could not be read as a figure" in words_of(opened)
    assert "no answer yet" not in words_of(opened), "what is still blank is no mistake yet"
    response = client.post(url, {**again, WOMEN: "5"})
    assert "“about a hundred” is not a number" in words_of(response), "said again as long as it stands"


def test_a_reason_instead_of_a_figure(world, page):
    client, url, fields = page
    client.post(url, {**fields, "reached|:why": "missing:not_collected"})
    assert (stored(world)["reached|"].state, stored(world)["reached|"].reason) == ("missing", "not_collected")
    html = client.get(url).content.decode()
    assert '<details class="more" open>' in html, "what is filled in is not folded away"
    assert fields_of(html)["reached|:why"] == "missing:not_collected"


def test_warnings_are_shown_apart_and_hold_nothing_up(world, page):
    client, url, fields = page
    money = {
        "adopted|municipal:amount": "100",
        "spent|municipal:amount": "200",
        "spent|municipal:note": "A donor paid.",
    }
    assert client.post(url, {**fields, **money, "do": "continue"}).status_code == 302
    html = client.get(url).content.decode()
    assert "One figure is unusual" in html and 'class="error-summary"' not in html and "warning-text" in html
    assert html.count(f'href="{reverse("office:rules")}#spent-over-adopted"') == 2, "the hint leads to its rule"


def test_an_answer_that_was_not_touched_keeps_its_origin(world, page):
    client, url, fields = page
    save_answers(by=world.people["education"], return_=world.return_of("education"),
                 given=[Given("elbasan-2023-2026/1.1#reached|", 1234, cell="Values!F12")])  # fmt: skip
    fields = fields_of(client.get(url).content.decode())
    client.post(url, {**fields, WOMEN: "5"})
    assert (stored(world)["reached|"].cell, stored(world)["reached|sex=female"].cell) == ("Values!F12", "")


def test_a_post_that_was_cut_off_deletes_nothing(world, visit):
    fill(world, "education")
    before = Answer.objects.count()
    url = measure_url(world, "education", "school")
    visit("education").post(url, {WOMEN: "80", "do": "save"})
    assert Answer.objects.count() == before
    assert stored_narratives(world.return_of("education"))["elbasan-2023-2026/1.1"].status == "on_track"


def test_an_emptied_field_is_taken_out(world, visit):
    fill(world, "education")
    client, url = visit("education"), measure_url(world, "education", "school")
    fields = fields_of(client.get(url).content.decode())
    client.post(url, {**fields, WOMEN: ""})
    assert "reached|sex=female" not in stored(world)


def test_two_people_at_once_both_keep_what_they_typed(world, page):
    client, url, fields = page
    reached = "elbasan-2023-2026/1.1#reached|"
    theirs = [Given(reached, 150), Given(f"{reached}sex=male", 70)]
    save_answers(by=world.people["education"], return_=world.return_of("education"), given=theirs)
    response = client.post(url, {**fields, TOTAL: "146", "achievements": "Six classes."}, follow=True)
    assert response.redirect_chain[-1][0].endswith("/clashes/")
    assert "Saved later by Person at education 146 Stands in the draft now 150" in words_of(response)
    held = stored(world)
    assert (held["reached|"].amount, held["reached|sex=male"].amount) == (150, 70), "nothing was overwritten unseen"
    narrative = stored_narratives(world.return_of("education"))["elbasan-2023-2026/1.1"]
    assert narrative.achievements == "Six classes.", "what nobody else touched is stored"


def test_the_same_page_posted_twice_is_taken_in_once(world, page):
    client, url, fields = page
    for _again in range(2):
        assert client.post(url, {**fields, TOTAL: "146", "do": "save"}).status_code == 302
    assert world.return_of("education").deliveries.count() == 1 and world.return_of("education").edition == 1


def test_a_note_beside_a_figure_that_cannot_be_read_is_kept_too(world, page):
    client, url, fields = page
    client.post(
        url, {**fields, TOTAL: "about a hundred", "reached|:note": "Counted twice.", "reached|sex=male:note": "Boys."}
    )
    again = fields_of(client.get(url).content.decode())
    assert (again[TOTAL], again["reached|:note"]) == ("about a hundred", "Counted twice.")
    assert (again[MEN], again["reached|sex=male:note"]) == ("", "Boys."), "a note alone is no answer, and not lost"


def test_a_return_sent_meanwhile_keeps_the_typed_text_on_the_page(world, page):
    client, url, fields = page
    send(world, "education")
    response = client.post(url, {**fields, "achievements": "Six classes."})
    assert response.status_code == 409 and "cannot be changed now" in words_of(response)
    assert fields_of(response.content.decode())["achievements"] == "Six classes."
    assert client.get(url).url.endswith(f"/requests/{world.return_of('education').pk}/")


def test_files_are_attached_listed_and_removed(world, page):
    client, url, fields = page
    client.post(url, {**fields, "evidence": SimpleUploadedFile("list.pdf", b"%PDF-1.7 list"), "do": "attach"})
    evidence = world.return_of("education").evidence.get()
    page = client.get(url)
    assert "list.pdf" in words_of(page)
    client.post(url, {**fields_of(page.content.decode()), "remove": evidence.pk})
    assert not world.return_of("education").evidence.exists()


def test_a_file_that_is_not_taken_is_explained_and_the_answers_are_kept(world, page):
    client, url, fields = page
    response = client.post(url, {**fields, TOTAL: "146", "evidence": SimpleUploadedFile("list.exe", b"MZ")})
    assert "this kind of file is not taken" in words_of(response)
    assert '<a href="#evidence">' in response.content.decode() and stored(world)["reached|"].amount == 146


def test_a_share_is_two_fields(world, visit):
    education = world.organisations["education"]
    measure = add_measure(world.plans["local"], "1.3", education, aggregation="ratio", unit="percent", breakdowns=())
    world.measures["share"] = measure
    return_ = world.return_of("education")
    return_.request.measures.add(measure)
    client, url = visit("education"), measure_url(world, "education", "share")
    fields = fields_of(client.get(url).content.decode())
    response = client.post(url, {**fields, "reached|:numerator": "40", "reached|:denominator": "30"})
    assert "is over 100 %" in words_of(response)
    fields = fields_of(response.content.decode())
    client.post(url, {**fields, "reached|:numerator": "40", "reached|:denominator": "50"})
    read = stored_answers(return_)[f"{measure.key}#reached|"]
    assert (read.numerator, read.denominator) == (40, 50)


def test_what_the_reviewer_remarked_stands_at_the_top_and_at_the_value(world, visit):
    return_ = send(world, "education")
    add_remark(
        by=world.people["committee"], return_=return_, text="Which schools?", question="elbasan-2023-2026/1.1#reached|"
    )
    send_back(by=world.people["committee"], return_=return_, reason="Split by school.")
    html = visit("education").get(measure_url(world, "education", "school")).content.decode()
    assert html.count("Which schools?") == 2 and "Split by school." in html
    assert 'class="current"' in html


def test_last_years_value_target_and_definition_stand_beside(world, page):
    client, url, _fields = page
    text = words_of(client.get(url))
    assert "2025, target 150" in text and "Planned 1,200,000" in text


def test_a_gathered_return_has_no_form_of_its_own(world, visit):
    world.return_of("committee").request.measures.add(world.measures["school"])
    assert visit("committee").get(measure_url(world, "committee", "school")).status_code == 404

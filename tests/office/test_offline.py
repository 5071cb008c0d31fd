"""What the return form's script sends: taken in once, compared with what stood there, files in pieces."""

import hashlib
import json
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from barabar.collection.actions.open_cycle import open_cycle
from barabar.collection.actions.save_answers import save_answers
from barabar.collection.actions.submit_return import submit_return
from barabar.collection.content import stored_answers, stored_narratives
from barabar.collection.models import ArrivingFile, ArrivingPiece, Clash, Delivery, Evidence
from barabar.collection.reading import Given
from barabar.journal.models import Entry
from barabar.office.offline import account_key
from barabar.review.actions.approve_return import approve_return
from barabar.review.actions.send_back import send_back
from tests.factories import account_of, add_cycle, answers_for, fill, send
from tests.office.places import fields_of, measure_url, words_of

REACHED = "elbasan-2023-2026/1.1#reached|"
JSON = {"accept": "application/json"}


class Page:
    """The script of one person's open page."""

    def __init__(self, world, visit, who="education", measure="school"):
        self.world, self.client, self.who = world, visit(who), who
        self.url, self.files = measure_url(world, who, measure, "deliver"), measure_url(world, who, measure)
        self.account = account_key(account_of(world.people[who]))

    def deliver(self, *changes, identity=None, account=None):
        sent = [
            {"unit": unit, "base": {self.part(unit): base}, "mine": {self.part(unit): mine}}
            for unit, base, mine in changes
        ]
        body = {"id": str(identity or uuid4()), "account": account or self.account, "changes": sent}
        return self.client.post(self.url, json.dumps(body), content_type="application/json", headers=JSON)

    @staticmethod
    def part(unit):
        return "amount" if "|" in unit else "text"

    def piece(self, identity, content: bytes, offset: int, piece: bytes, **more):
        facts = {
            "account": self.account, "name": "list.pdf", "size": len(content), "offset": offset,
            "sha256": hashlib.sha256(content).hexdigest(), **more,
        }  # fmt: skip
        address = reverse("office:arriving-file", args=[*self.url.split("/")[3:6:2], identity])
        query = "&".join(f"{name}={value}" for name, value in facts.items())
        return self.client.post(f"{address}?{query}", piece, content_type="application/octet-stream", headers=JSON)

    def amount(self, part=""):
        read = stored_answers(self.world.return_of(self.who)).get(f"{REACHED}{part}")
        return read and read.amount


@pytest.fixture
def page(world, visit):
    return Page(world, visit)


def test_a_delivery_is_answered_with_its_id_and_what_stands_there_now(page):
    identity = uuid4()
    told = page.deliver(("reached|", "", "146"), ("status", "", "on_track"), identity=identity).json()
    assert told["id"] == str(identity) and told["clashing"] == [] and told["clashes"] == 0
    assert told["fields"]["reached|:amount"] == "146" and told["fields"]["status"] == "on_track"
    assert told["edition"] == 1 and page.amount() == 146


def test_the_same_delivery_again_changes_nothing_whatever_happened_since(page):
    identity = uuid4()
    page.deliver(("reached|", "", "146"), identity=identity)
    page.deliver(("reached|", "146", "147"))
    again = page.deliver(("reached|", "", "146"), identity=identity)
    assert again.status_code == 200 and again.json()["id"] == str(identity) and page.amount() == 147
    assert Delivery.objects.count() == 2 and Entry.objects.filter(action="return.save").count() == 2


def test_an_id_used_for_another_content_or_by_another_person_is_refused(page, world, visit):
    identity = uuid4()
    page.deliver(("reached|", "", "146"), identity=identity)
    other = page.deliver(("reached|", "146", "150"), identity=identity)
    assert other.status_code == 422 and "used for another content" in other.json()["reason"]
    stranger = Page(world, visit, "housing", "homes")
    assert stranger.deliver(("reached|", "", "146"), identity=identity).status_code == 422
    assert page.amount() == 146 and Delivery.objects.count() == 1


def test_what_a_colleague_changed_is_kept_beside_and_not_overwritten(page, world):
    save_answers(by=world.people["education"], return_=world.return_of("education"), given=[Given(REACHED, 150)])
    told = page.deliver(("reached|", "", "146"), ("reached|sex=male", "", "68")).json()
    assert told["clashing"] == ["reached|"] and told["clashes"] == 1
    assert (page.amount(), page.amount("sex=male")) == (150, 68)
    assert Entry.objects.filter(action="return.clash").get().facts["units"] == ["reached|"]
    page.deliver(("reached|", "146", "149"))
    assert Clash.objects.get().mine["amount"] == "149", "typed again before choosing: the same clash, the newer answer"


def test_the_same_figure_written_otherwise_is_no_clash(page, world):
    spent = "elbasan-2023-2026/1.1|spent|municipal"
    save_answers(by=world.people["education"], return_=world.return_of("education"), given=[Given(spent, 1_150_000)])
    told = page.deliver(("spent|municipal", "", "1150000,00")).json()
    assert told["clashing"] == [] and told["edition"] == 1, "both typed the same; nothing is saved again"
    assert page.deliver(("spent|municipal", "1150000", "1 160 000")).json()["clashing"] == []


def test_answering_again_after_seeing_the_colleagues_answer_ends_the_clash(page, world):
    save_answers(by=world.people["education"], return_=world.return_of("education"), given=[Given(REACHED, 150)])
    page.deliver(("reached|", "", "146"))
    assert page.deliver(("reached|", "150", "146")).json()["clashes"] == 0
    assert page.amount() == 146 and Clash.objects.get().chosen == "later"


def test_a_return_sent_meanwhile_loses_nothing(page, world):
    send(world, "education")
    told = page.deliver(("reached|", "", "146")).json()
    assert told["clashing"] == ["reached|"] and page.amount() == 120
    seen = page.client.get(reverse("office:clashes", args=[world.return_of("education").pk]))
    assert "cannot be changed now" in words_of(seen) and "disabled" in seen.content.decode()
    send_back(by=world.people["committee"], return_=world.return_of("education"), reason="Look again.")
    seen = page.client.get(reverse("office:clashes", args=[world.return_of("education").pk]))
    assert "disabled" not in seen.content.decode() and "146" in words_of(seen)


def test_a_question_no_longer_asked_is_kept_on_record(page):
    told = page.deliver(("gone|", "", "146")).json()
    assert told["clashing"] == ["gone|"] and Delivery.objects.get().content[0]["mine"] == {"amount": "146"}


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"id": 1}', '{"id": "x", "account": "", "changes": []}',
     '{"id": "%(id)s", "account": "", "changes": [{"unit": 5, "base": {}, "mine": {}}]}',
     '{"id": "%(id)s", "account": "", "changes": [{"unit": "a", "base": {}, "mine": {"amount": 5}}]}',
     '{"id": "%(id)s", "account": "", "changes": [{"unit": "a", "base": {}, "mine": {"cell": "A1"}}]}',
     '{"id": "%(id)s", "account": "", "changes": [{"unit": "a", "base": {}, "mine": {"note": "\\u0000"}}]}'],
)  # fmt: skip
def test_what_is_no_delivery_is_answered_with_a_sentence_and_stores_nothing(page, body):
    sent = body % {"id": uuid4()} if "%(" in body else body
    answer = page.client.post(page.url, sent, content_type="application/json", headers=JSON)
    assert answer.status_code == 422 and "delivery" in answer.json()["reason"]
    assert not Delivery.objects.exists()


def test_somebody_else_signed_in_on_the_machine_sends_nothing_of_mine(page):
    answer = page.deliver(("reached|", "", "146"), account="0123456789abcdef")
    assert answer.status_code == 409 and answer.json()["code"] == "other-account" and page.amount() is None


def test_signed_out_is_told_as_such(page):
    page.client.logout()
    answer = page.deliver(("reached|", "", "146"))
    assert answer.status_code == 401 and "signed out" in answer.json()["reason"]


def test_deliveries_are_append_only(page):
    page.deliver(("reached|", "", "146"))
    for change in (lambda: Delivery.objects.update(sha256="x"), lambda: Delivery.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert Delivery.objects.count() == 1


# ---- Clashes


def choose(page, choice, clash=None, **more):
    address = reverse("office:clashes", args=[page.world.return_of(page.who).pk])
    html = page.client.get(address).content.decode()
    clash = clash or Clash.objects.filter(chosen="").get()
    fields = fields_of(html.replace('<form method="post">', '<form id="answers">'))
    given = {**fields, f"clash-{clash.pk}": choice, **more}
    return page.client.post(address, given, follow=True)


@pytest.fixture
def clash(page, world):
    save_answers(by=world.people["education"], return_=world.return_of("education"), given=[Given(REACHED, 150)])
    page.deliver(("reached|", "", "146"))
    return Clash.objects.get()


@pytest.mark.parametrize(("choice", "amount"), [("mine", 146), ("theirs", 150)])
def test_one_of_two_answers_is_chosen_and_noted(page, clash, choice, amount):
    assert "Your choice is saved." in words_of(choose(page, choice))
    clash.refresh_from_db()
    assert (clash.chosen, page.amount()) == (choice, amount)
    assert Entry.objects.get(action="return.settle").facts["chosen"] == choice


def approve_a_year_before(world, amount: int):
    cycle = add_cycle(2024)
    open_cycle(by=world.people["contact"], cycle=cycle)
    return_ = world.return_of("ministry", cycle)
    given, narratives = answers_for(return_, amount)
    save_answers(by=world.people["ministry"], return_=return_, given=given, narratives=narratives)
    submit_return(by=world.people["ministry"], return_=return_)
    approve_return(by=world.people["contact"], return_=return_)


def test_the_answer_approved_last_can_be_chosen(world, visit):
    approve_a_year_before(world, 131)
    page, key = Page(world, visit, "ministry", "grants"), "national-2021-2025/1.1#reached|"
    save_answers(by=world.people["ministry"], return_=world.return_of("ministry"), given=[Given(key, 150)])
    page.deliver(("reached|", "", "146"), ("achievements", "Ten.", "Six."))
    address = reverse("office:clashes", args=[world.return_of("ministry").pk])
    assert "Approved last, for 2024 131" in words_of(page.client.get(address))
    assert "Approved last, for 2024 Done as planned." in words_of(page.client.get(address))
    figure, text = Clash.objects.order_by("pk")
    choose(page, "approved", figure)
    choose(page, "mine", text)
    assert stored_answers(world.return_of("ministry"))[key].amount == 131
    assert stored_narratives(world.return_of("ministry"))["national-2021-2025/1.1"].achievements == "Six."


def test_an_answer_saved_while_the_page_was_open_is_not_overwritten_by_a_choice(page, clash, world):
    html_seen = {f"seen-{clash.pk}": json.dumps({"amount": "150"})}
    save_answers(by=world.people["education"], return_=world.return_of("education"), given=[Given(REACHED, 160)])
    said = words_of(choose(page, "mine", **html_seen))
    assert "Somebody saved another answer meanwhile" in said and page.amount() == 160


def test_a_return_with_clashes_is_not_sent(world, page, clash):
    fill(world, "education")
    seen = page.client.post(reverse("office:send", args=[clash.of_id]))
    assert seen.status_code == 422 and "Answers that differ from what a colleague saved: 1." in words_of(seen)
    choose(page, "theirs")
    assert page.client.post(reverse("office:send", args=[clash.of_id])).status_code == 302


def test_the_request_and_the_form_point_to_what_differs(page, clash):
    for address in (page.files, reverse("office:request", args=[clash.of_id])):
        assert "1 answer was saved differently by two people" in words_of(page.client.get(address))


# ---- Files

CONTENT = b"%PDF-1.7 " + bytes(range(256)) * 40


def test_a_file_arrives_in_pieces_goes_on_where_it_stopped_and_is_attached_once(page):
    identity = uuid4()
    assert page.piece(identity, CONTENT, 0, b"").json() == {"id": str(identity), "received": 0, "done": False}
    assert page.piece(identity, CONTENT, 0, CONTENT[:4000]).json()["received"] == 4000
    assert page.piece(identity, CONTENT, 0, CONTENT[:4000]).json()["received"] == 4000, "a repeat"
    assert page.piece(identity, CONTENT, 9000, CONTENT[9000:]).json()["received"] == 4000, "a gap"
    assert page.piece(identity, CONTENT, 4000, CONTENT[4000:]).json()["done"] is True
    assert page.piece(identity, CONTENT, 4000, CONTENT[4000:]).json()["done"] is True
    with Evidence.objects.get().file.open() as file:
        assert file.read() == CONTENT
    assert not ArrivingPiece.objects.exists()
    Evidence.objects.all().delete()
    assert page.piece(identity, CONTENT, 0, b"").json()["done"] is True
    assert not Evidence.objects.exists(), "what was removed later is not brought back by a late repeat"


def test_a_file_that_changed_on_its_way_begins_again(page):
    identity = uuid4()
    assert page.piece(identity, CONTENT, 0, b"x" + CONTENT[1:]).json() == {
        "id": str(identity), "received": 0, "done": False,
    }  # fmt: skip
    assert page.piece(identity, CONTENT, 0, CONTENT).json()["done"] is True


@pytest.mark.parametrize(
    ("more", "reason"),
    [({"name": "list.exe"}, "this kind of file is not taken"), ({"size": 11_000_000}, "at most 10 MB"),
     ({"size": 0}, "the file is empty"), ({"sha256": "ab"}, "sha256"), ({"offset": "-1"}, "offset is not a number"),
     ({"size": 5}, "larger than announced")],
)  # fmt: skip
def test_a_file_that_is_not_taken_is_told_at_its_first_piece(page, more, reason):
    answer = page.piece(uuid4(), CONTENT, more.pop("offset", 0), CONTENT[:4000], **more)
    assert answer.status_code == 422 and reason in answer.json()["reason"] and not ArrivingFile.objects.exists()


def test_a_file_for_a_return_sent_meanwhile_stays_on_the_machine_with_the_reason(page, world):
    send(world, "education")
    answer = page.piece(uuid4(), CONTENT, 0, CONTENT)
    assert answer.status_code == 403 and "cannot be changed now" in answer.json()["reason"]


def test_a_files_id_serves_no_other_file(page, world, visit):
    identity = uuid4()
    page.piece(identity, CONTENT, 0, CONTENT[:4000])
    other = page.piece(identity, CONTENT + b"x", 4000, b"x")
    assert other.status_code == 422 and "used for another file" in other.json()["reason"]


# ---- Pages that a machine may keep


def test_pages_of_requests_may_be_kept_for_their_account_and_no_others(world, visit):
    client, request = visit("education"), world.return_of("education").pk
    own = account_key(account_of(world.people["education"]))
    for address in ("requests/", f"requests/{request}/", f"requests/{request}/send/", "waiting/"):
        answer = client.get(f"/office/{address}")
        assert (answer.headers["Barabar-Account"], answer.headers["Barabar-Keep"]) == (own, "1"), address
    assert "Barabar-Keep" not in client.get("/office/account/").headers
    assert "Barabar-Keep" not in visit("committee").get("/office/review/").headers
    for address in ("/office/sign-in/", "/office/no-connection/", "/"):
        assert not {"Barabar-Account", "Barabar-Keep"} & set(Client().get(address).headers)
    assert own != account_key(account_of(world.people["housing"]))


def test_keeping_a_page_is_not_opening_the_request(world, visit):
    url = measure_url(world, "education", "school")
    visit("education").get(url, headers={"Barabar-Purpose": "keep"})
    assert world.return_of("education").request.first_opened_at is None
    Page(world, visit).deliver(("reached|", "", "146"))
    assert world.return_of("education").request.first_opened_at, "answered is opened, also on a page that was kept"


@pytest.mark.django_db
def test_the_worker_is_versioned_and_the_app_installable(client):
    worker = client.get("/office/service-worker.js")
    assert (
        worker.headers["Content-Type"].startswith("text/javascript") and worker.headers["Cache-Control"] == "no-cache"
    )
    facts = json.loads(worker.content.decode().partition("const FACTS = ")[2].partition(";\n")[0])
    assert len(facts["version"]) == 12 and facts["fallback"] == "/office/no-connection/"
    for address in facts["assets"]:
        answer = client.get(address)
        assert answer.status_code == 200, address
        answer.close()
    told = json.loads(client.get("/office/manifest.webmanifest?language=sq").content)
    assert told["scope"] == "/office/" and told["start_url"] == "/office/requests/" and told["lang"] == "sq"

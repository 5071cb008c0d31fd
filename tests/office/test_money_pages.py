"""The money desk as a person uses it: a document, its line, amounts with their history, a rate; refusals said at the field."""

import re

import pytest
from django.urls import reverse

from barabar.access.actors import SYSTEM
from barabar.money.actions.load_published_budgets import load_published_budgets
from barabar.money.models import BudgetDocument, BudgetItem, ExchangeRate, MoneyEntry
from barabar.review.actions.approve_return import approve_return
from tests.factories import account_of, build_world, send
from tests.money.test_money import PUBLISHED


@pytest.fixture
def world(db, client):
    world = build_world()
    client.force_login(account_of(world.people["contact"]))
    return world


DOCUMENT = {"title_en": "Medium-term budget", "title_sq": "", "kind": "medium_term", "economy": "AL", "starts_year": 2026,
            "ends_year": 2028, "source_title": "", "source_address": ""}  # fmt: skip
LINE = {"title_en": "Pre-school education", "title_sq": "", "code": "09120", "parent": "", "sector": "education",
        "source": "state", "link": "direct", "share": "3.1", "method": "population_share", "method_note": "",
        "organisation": ""}  # fmt: skip
AMOUNT = {"stage": "planned", "year": 2026, "source": "state", "amount": "1 250 000,50", "currency": "ALL",
          "decided_on": "", "act": "", "grant": "", "explanation": "", "note": ""}  # fmt: skip


def test_a_document_with_a_line_and_an_amount_is_entered_corrected_and_withdrawn(world, client):
    assert client.post(reverse("office:budget-documents"), DOCUMENT).status_code == 302
    own = BudgetDocument.objects.get()
    page = reverse("office:budget-document", args=[own.pk])
    wrong = client.post(page, {**LINE, "method": ""})
    assert wrong.status_code == 400 and "only kept with the method" in wrong.content.decode()
    assert client.post(page, LINE).status_code == 302
    line = reverse("office:budget-item", args=[own.pk, BudgetItem.objects.get().number])
    asked = client.post(line, {**AMOUNT, "amount": "1.250"})
    assert "may be 1250 or 1.250: write it without the mark" in asked.content.decode()
    assert client.post(line, {**AMOUNT, "decided_on": "2025-12-30"}).status_code == 302
    entry = MoneyEntry.objects.get()
    assert str(entry.amount) == "1250000.50"
    correct = reverse("office:money-correct", args=[entry.pk])
    client.cookies["django_language"] = "en"
    shown = client.get(correct).content.decode()
    assert 'value="1250000.5"' in shown and 'value="2025-12-30"' in shown, "a browser takes a day in one form alone"
    assert client.post(correct, {**AMOUNT, "amount": "1300000"}).status_code == 302
    newest = MoneyEntry.objects.latest("pk")
    client.post(reverse("office:money-withdraw", args=[newest.pk]), {"reason": "Wrong year"})
    text = client.get(line).content.decode()
    assert "replaced since" in text and "withdrawal" in text and MoneyEntry.objects.count() == 3
    assert "3.1" in client.get(page).content.decode()


def test_a_measure_takes_revisions_and_the_desk_shows_the_cut(world, client):
    approve_return(by=world.people["contact"], return_=send(world, "ministry"))
    page = reverse("office:measure-money", args=["national-2021-2025/1.1"])
    first = client.post(
        page, {**AMOUNT, "stage": "revised", "year": 2025, "amount": "700000", "decided_on": "2025-07-01"}
    )
    assert "nothing was adopted for this year and source" in first.content.decode()
    for stage, amount, day in (("adopted", "1000000", "2025-01-10"), ("revised", "700000", "2025-07-01")):
        given = {**AMOUNT, "stage": stage, "year": 2025, "amount": amount, "decided_on": day}
        assert client.post(page, given).status_code == 302
    desk = client.get(reverse("office:money"), {"year": 2025}).content.decode()
    assert "Changed in mid-year" in desk and "300,000" in desk and "spent of 700" in desk


def test_a_rate_of_the_future_is_refused_at_its_field(world, client):
    rate = {"currency": "ALL", "on": "2999-01-01", "per_euro": "98.15", "source": "Bank of Albania", "address": ""}
    page = client.post(reverse("office:rates"), rate)
    assert page.status_code == 400 and "a rate of the future is not a rate" in page.content.decode()
    assert client.post(reverse("office:rates"), {**rate, "on": "2024-12-31"}).status_code == 302
    assert (
        ExchangeRate.objects.count() == 1 and "Bank of Albania" in client.get(reverse("office:rates")).content.decode()
    )


def test_who_does_not_keep_money_sees_no_form_and_is_refused(world, client):
    load_published_budgets(PUBLISHED, by=SYSTEM)
    client.force_login(account_of(world.people["ministry"]))
    page = reverse("office:budget-document", args=["ba-2014-council-of-ministers-decision"])
    assert "Add a line" not in client.get(page).content.decode()
    refused = client.post(page, {**LINE, "share": "", "method": "", "link": "targeted"})
    assert refused.status_code == 403 and "does not include this" in refused.content.decode()


@pytest.mark.parametrize(
    "address", ["money/?by=moon", "money/?to=XYZ", "money/documents/none/", "money/package.zip?year=1066"]
)
def test_what_does_not_exist_is_not_found(world, client, address):
    assert client.get(f"/{address}").status_code == 404


def test_the_public_page_shows_both_ledgers_conversion_and_the_unexplained_rest(world, client):
    load_published_budgets(PUBLISHED, by=SYSTEM)
    approve_return(by=world.people["contact"], return_=send(world, "ministry"))
    client.post(reverse("office:rates"), {"currency": "ALL", "on": "2025-12-31", "per_euro": "100", "source": "Bank of Albania", "address": ""})  # fmt: skip
    client.logout()
    text = client.get("/money/?economy=AL&year=2025&by=source&to=EUR").content.decode()
    told = " ".join(re.sub("<[^>]*>", " ", text).split())
    assert "Targeted money" in told and "1,800,000 18,000" in told
    assert "1 EUR = 100 ALL (31" in told and "Bank of Albania)" in told
    document = client.get("/money/documents/ba-2017-action-plan-2017-2020/").content.decode()
    assert "Not explained by the source" in document and "12,200,000" in document
    made = client.get("/money/package.zip?economy=AL&year=2025")
    assert made.status_code == 200 and made.content[:2] == b"PK"
    rows = client.get("/api/money?economy=AL&year=2025").json()
    assert {row["stage"] for row in rows} == {"planned", "adopted", "spent"}
    assert client.get("/api/money?economy=AL&year=1990").json()["detail"] == "No money is known of AL in 1990."

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from barabar.journal.models import Entry
from barabar.office import throttle
from tests.factories import PASSWORD, account_of
from tests.office.places import words_of

SIGN_IN = "/office/sign-in/"
GENERIC = "E-mail and password do not fit together"


@pytest.fixture(autouse=True)
def nobody_guessed_before():
    cache.clear()


def sign_in(email: str, password: str, *, next_page: str = "", address: str = "10.0.0.1"):
    given = {"username": email, "password": password, "next": next_page}
    client = Client(headers={"accept-language": "en"}, REMOTE_ADDR=address)
    return client, client.post(SIGN_IN, given)


def test_a_person_signs_in_with_any_spelling_of_the_address_and_out_again(world):
    client, response = sign_in("Reporter.Education@example.org", PASSWORD)
    assert response.status_code == 302 and response.url == "/office/"
    assert "Sign out" in words_of(client.get("/office/requests/"))
    client.post("/office/sign-out/")
    assert client.get("/office/requests/").url == "/office/sign-in/?next=/office/requests/"


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(world):
    wrong = words_of(sign_in("reporter.education@example.org", "not this one at all")[1])
    unknown = words_of(sign_in("nobody@example.org", "not this one at all")[1])
    assert GENERIC in wrong and wrong == unknown


def test_a_closed_account_gets_the_same_answer_too(world):
    account = account_of(world.people["education"])
    account.is_active = False
    account.save()
    assert GENERIC in words_of(sign_in(account.email, PASSWORD)[1])


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/office/journal/", "/office/journal/"),
        ("https://evil.example/", "/office/"),
        ("//evil.example/", "/office/"),
        ("javascript:alert(1)", "/office/"),
    ],
)
def test_the_way_on_stays_in_the_house(world, wanted, goes_to):
    assert sign_in("reporter.education@example.org", PASSWORD, next_page=wanted)[1].url == goes_to


def test_guessing_is_slowed_for_the_guesser_and_not_for_the_ministry(world):
    email = "reporter.education@example.org"
    for _attempt in range(throttle.PER_PAIR):
        sign_in(email, "guess")
    blocked = sign_in(email, PASSWORD)[1]
    assert blocked.status_code == 429 and "Wait 5 minutes" in words_of(blocked)
    assert sign_in("reporter.housing@example.org", PASSWORD)[1].status_code == 302, "a colleague at the same address"
    assert sign_in(email, PASSWORD, address="10.0.0.2")[1].status_code == 302, "the same person elsewhere"


def test_guessing_one_account_from_everywhere_is_slowed_too(world):
    email = "reporter.education@example.org"
    for attempt in range(throttle.PER_ACCOUNT):
        sign_in(email, "guess", address=f"10.0.1.{attempt}")
    assert sign_in(email, PASSWORD, address="10.0.2.1")[1].status_code == 429


def test_own_mistakes_are_forgotten_after_signing_in(world):
    email = "reporter.education@example.org"
    for _round in range(3):
        for _attempt in range(throttle.PER_PAIR - 1):
            sign_in(email, "guess")
        assert sign_in(email, PASSWORD)[1].status_code == 302


def test_behind_our_own_proxy_the_address_is_the_one_the_proxy_saw(rf, settings):
    settings.BEHIND_TLS = True
    request = rf.get("/", headers={"x-forwarded-for": "1.1.1.1, 10.9.9.9"})
    assert throttle.address_of(request) == "10.9.9.9"


def test_the_language_of_the_account_comes_with_signing_in_unless_one_was_chosen(world):
    account = account_of(world.people["education"])
    account.language = "sq"
    account.save()
    client, response = sign_in(account.email, PASSWORD)
    assert response.cookies["barabar_language"].value == "sq"
    client = Client()
    client.get(SIGN_IN, {"language": "en"})
    response = client.post(SIGN_IN, {"username": account.email, "password": PASSWORD})
    assert "barabar_language" not in response.cookies


def test_the_account_page_says_who_it_is_for_and_changes_the_language(world, visit):
    client = visit("education")
    page = words_of(client.get("/office/account/"))
    assert "Person at education" in page and "Education" in page and "Reporter" in page
    response = client.post("/office/account/", {"language": "sq"}, follow=True)
    assert response.wsgi_request.LANGUAGE_CODE == "sq"
    assert account_of(world.people["education"]).language == "sq"
    assert Entry.objects.last().action == "account.language"


def test_a_language_that_is_not_offered_is_refused(world, visit):
    page = visit("education").post("/office/account/", {"language": "xx"}, follow=True)
    assert "Choose one of these languages: Shqip, English." in words_of(page)


def test_the_password_changes_only_with_the_present_one(world, visit):
    client = visit("education")
    new = "three long unusual words"
    given = {"old_password": "wrong", "new_password1": new, "new_password2": new}
    page = words_of(client.post("/office/account/", given))
    assert "The present password is not right" in page
    given["old_password"] = PASSWORD
    assert "The password is changed" in words_of(client.post("/office/account/", given, follow=True))
    assert account_of(world.people["education"]).check_password(new)
    assert Entry.objects.last().action == "account.password"
    assert new not in str(Entry.objects.last().facts)


def test_pages_that_save_nothing_need_no_sign_in_to_say_so(client, db):
    assert client.get("/office/review/").url == "/office/sign-in/?next=/office/review/"
    quiet = client.post("/office/requests/1/measures/1/deliver/", headers={"accept": "application/json"})
    assert quiet.status_code == 401 and "signed out" in quiet.json()["reason"]


@pytest.mark.parametrize("who", ["education", "committee", "contact", "region", "society"])
def test_everybody_has_a_place_to_begin(world, visit, who):
    assert visit(who).get(reverse("office:home"), follow=True).status_code == 200

import pytest
from django.test import Client

from tests.factories import account_of, build_world


@pytest.fixture
def world(db):
    return build_world()


@pytest.fixture
def visit(world):
    """`visit("education")` is a browser in which that person is signed in; pages come in English."""

    def signed_in(who: str, language: str = "en") -> Client:
        client = Client(headers={"accept-language": language})
        client.force_login(account_of(world.people[who]))
        return client

    return signed_in

import pytest
from django.utils import translation


@pytest.fixture
def design_urls(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.ROOT_URLCONF = "tests.design.urls"
    settings.DEMONSTRATION = True


@pytest.fixture
def sq():
    with translation.override("sq"):
        yield


@pytest.fixture
def en():
    with translation.override("en"):
        yield

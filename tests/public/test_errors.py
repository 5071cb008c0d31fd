import re

import pytest

from barabar.public.views import overview


@pytest.mark.django_db
def test_a_broken_page_gives_a_reference_number_that_the_log_holds_too(client, monkeypatch, caplog):
    def broken(request):
        raise RuntimeError("a figure of 1234 persons")

    monkeypatch.setattr(overview, "chosen_economy", broken)
    client.raise_request_exception = False
    response = client.get("/", headers={"accept-language": "en"})
    page = response.content.decode()
    assert response.status_code == 500
    reference = re.search(r'class="reference">(\w+)<', page)[1]
    told = [record.getMessage() for record in caplog.records if record.name == "barabar.errors"]
    assert told == [f"reference {reference}: GET /"]
    assert "1234" not in page and "RuntimeError" not in page

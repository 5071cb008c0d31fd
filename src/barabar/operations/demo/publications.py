"""Publications and the first bulletin of the demonstration, marked as invented."""

import datetime as dt

from django.utils import timezone

from barabar.access.actors import SYSTEM, Actor
from barabar.access.models import Organisation
from barabar.publishing.actions.keep_bulletin import edit_bulletin, prepare_bulletin, publish_bulletin
from barabar.publishing.actions.keep_publication import PublicationContent, add_copy, keep_publication
from barabar.reference.text import Text

TIME = dt.timedelta(days=92)


def load_publications(content: dict, *, economy: str, officer: Actor) -> None:
    """`content` is demo/publications.yaml; the bulletin tells of everything that the demonstration made public."""
    for one in content["publications"]:
        _publication(one)
    today = timezone.localdate()
    draft = prepare_bulletin(by=officer, economy=economy, rhythm="quarterly", since=today - TIME, until=today)
    publish_bulletin(by=officer, draft=edit_bulletin(by=officer, draft=draft, intro=Text(content["bulletin"]["intro"])))


def _publication(one: dict) -> None:
    day = timezone.localdate() - dt.timedelta(days=one["days_ago"]) if "days_ago" in one else None
    organisation = Organisation.objects.get(pk=one["organisation"]) if "organisation" in one else None
    publication = keep_publication(
        by=SYSTEM,
        content=PublicationContent(
            key=one["key"], kind=one["kind"], title=Text(one["title"]), about=Text(one["about"]), economy=one["economy"],
            organisation=organisation, as_written=one.get("as_written", ""), published_on=day,
            date_note=one.get("date_note", ""), sectors=one.get("sectors", []), is_public=True, is_demonstration=True,
        ),
    )  # fmt: skip
    for copy in one["copies"]:
        add_copy(by=SYSTEM, publication=publication, language=copy["language"], address=copy["address"])

"""Issues built through the real actions, as the tests of this folder need them."""

import datetime as dt
import secrets

from barabar.access.actors import SYSTEM
from barabar.advocacy.actions.climb_ladder import begin_step
from barabar.advocacy.actions.moderate_issue import Words, publish_issue
from barabar.advocacy.actions.raise_issue import Told, raise_issue
from barabar.advocacy.catalogue import issue_rungs
from barabar.advocacy.models import Issue, IssueStep
from barabar.reference.text import Text

TOLD = "There has been no water in our settlement since the spring; the school sends the children home."
DAY = dt.date(2026, 1, 5)


def told(world, **more) -> Told:
    place = world.plans["local"].territory
    return Told(
        **{"text": TOLD, "economy": "AL", "territory": place, "settlement": "Rapishta", "language": "en", **more}
    )


def raised(world, *, files=(), **more):
    return raise_issue(sending=secrets.token_urlsafe(24), told=told(world, **more), files=files)


def words(world, **more) -> Words:
    given = {
        "title": Text({"en": "No water", "sq": "Pa ujë"}),
        "text": Text({"en": "The settlement has had no water since spring."}),
        "sector": "housing", "right": "housing", "territory": world.plans["local"].territory,
    }  # fmt: skip
    return Words(**{**given, **more})


def published(world, **more) -> Issue:
    """A public issue whose first step is the committee's."""
    issue = raised(world).raising.issue
    return publish_issue(
        by=SYSTEM, issue=issue, words=words(world, **more), rung=issue_rungs()["municipality"],
        organisation=world.organisations["committee"],
    )  # fmt: skip


def open_on(world, day: dt.date, organisation: str = "committee", rung: str = "municipality") -> IssueStep:
    """A public issue that asks this institution first, on this day."""
    issue = raised(world).raising.issue
    Issue.objects.filter(pk=issue.pk).update(
        state="open",
        published_on=day,
        title={"en": "No water"},
        text={"en": "None."},
        sector="housing",
        folded="no water",
    )
    issue.refresh_from_db()
    return begin_step(by=SYSTEM, issue=issue, rung=issue_rungs()[rung], organisation=world.organisations[organisation], today=day)  # fmt: skip

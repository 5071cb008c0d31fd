"""Advocacy of the demonstration: the real record of a project, and invented issues, practices and a reading, marked as such."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from barabar.access.actors import SYSTEM, Actor
from barabar.access.models import Organisation
from barabar.advocacy.actions.climb_ladder import answer_step, climb, close_issue
from barabar.advocacy.actions.keep_practice import PracticeContent, add_takeover, keep_practice
from barabar.advocacy.actions.load_project import load_project
from barabar.advocacy.actions.load_recommendation_source import load_recommendation_source
from barabar.advocacy.actions.moderate_issue import Words, first_rung, merge_issue, publish_issue
from barabar.advocacy.actions.raise_issue import Told, raise_issue
from barabar.advocacy.actions.write_reading import Seen, reply_to_reading, write_reading
from barabar.advocacy.ladder import likely, next_rung
from barabar.advocacy.models import Issue
from barabar.operations.demo.recommendations import load_source
from barabar.plans.models import Measure
from barabar.reference.models import Territory
from barabar.reference.text import Text


def load_advocacy(content: dict, facts: Path, *, economy: str, officer: Actor) -> None:
    """`content` is demo/advocacy.yaml."""
    load_project(facts / "seed_003.json", by=SYSTEM)
    load_recommendation_source(facts / "seed_000.json", by=SYSTEM)
    for number, one in enumerate(content["issues"]):
        _issue(one, number, economy, officer)
    for number, one in enumerate(content["waiting"]):
        _raise(one, f"waiting-{number}", economy)
    for one in content["practices"]:
        _practice(one, economy, officer)
    for one in content["readings"]:
        _reading(one)
    for one in content["sources"]:
        load_source(one)


def _raise(one: dict, sending: str, economy: str) -> Issue:
    told = Told(one["told"], economy, Territory.objects.get(pk=one["territory"]), one.get("settlement", ""), one["sector"], language="sq")  # fmt: skip
    issue = raise_issue(sending=f"demonstration-{sending}", told=told).raising.issue
    Issue.objects.filter(pk=issue.pk).update(is_demonstration=True)
    return issue


def _issue(one: dict, number: int, economy: str, officer: Actor) -> None:
    """Published some time ago; each answer, or silence and the next rung, on the day that the file tells."""
    day = timezone.localdate() - dt.timedelta(days=one["ago"])
    issue = _raise(one, f"{number}-0", economy)
    issue.refresh_from_db()
    words = Words(
        Text(one["title"]), Text(one["text"]), one["sector"], one["right"], issue.territory, one.get("settlement", "")
    )
    rung = first_rung()
    issue = publish_issue(by=officer, issue=issue, words=words, rung=rung, organisation=likely(issue, rung)[0], today=day)  # fmt: skip
    for again in range(1, one["raised"]):
        merge_issue(by=officer, issue=_raise(one, f"{number}-{again}", economy), into=issue)
    step = issue.steps.get()
    for answer in one["answers"]:
        if answer is None:
            issue.refresh_from_db()
            above = next_rung(issue)
            assert above is not None, "the demonstration climbs no higher than the ladder"
            step = climb(by=officer, issue=issue, organisation=likely(issue, above)[0], today=step.due_on + dt.timedelta(days=1))  # fmt: skip
        else:
            answer_step(by=officer, step=step, text=answer["text"], language="en", today=step.began_on + dt.timedelta(days=answer["after"]))  # fmt: skip
    if one.get("closed"):
        close_issue(by=officer, issue=issue, outcome=one["closed"])


def _practice(one: dict, economy: str, officer: Actor) -> None:
    practice = keep_practice(
        by=officer,
        content=PracticeContent(
            key=one["key"], kind=one["kind"], title=Text(one["title"]), done=Text(one["done"]), grade=one["grade"],
            economy=economy, territory=Territory.objects.get(pk=one["territory"]), communities=one["communities"],
            sectors=one["sectors"], year=one["year"], cost=Decimal(one["cost"]) if "cost" in one else None,
            currency="ALL" if "cost" in one else "", evidence=one.get("evidence", ""),
            preconditions=Text(one.get("preconditions")), identified_by=one.get("identified_by", ""),
            tells_of_person=one.get("tells_of_person", False), is_public=True, is_demonstration=True,
        ),
    )  # fmt: skip
    for other in one.get("takeovers", []):
        organisation = Organisation.objects.get(pk=other["organisation"])
        add_takeover(by=officer, practice=practice, organisation=organisation, year=other["year"], after=Text(other["after"]))  # fmt: skip


def _reading(one: dict) -> None:
    """Written by the demonstration's organisation, answered by the institution that answers for the measure."""
    seen = Seen(one["rating"], Text(one["text"]), one["evidence"])
    organisation = Organisation.objects.get(kind="civil_society")
    measure = Measure.objects.select_related("node__plan", "responsible").get(key=one["measure"])
    reading = write_reading(by=SYSTEM, organisation=organisation, measure=measure, period=one["period"], seen=seen)
    reply_to_reading(by=SYSTEM, reading=reading, text=Text(one["reply"]))

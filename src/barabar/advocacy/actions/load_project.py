"""Load the record of an advocacy project from a JSON file as it stands: what the source does not say stays empty."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.advocacy.actions.keep_project import (
    ProjectContent,
    add_campaign,
    add_partner,
    add_result,
    keep_project,
)
from barabar.advocacy.catalogue import action_levels, campaign_channels, project_kinds
from barabar.advocacy.models import Project
from barabar.reference.catalogue import economies
from barabar.reference.slugs import fold, slug
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
CITY = re.compile(r"^(?P<name>(?:NGO|OJQ)\s+\S+)\s+(?P<city>.+)$")


def recognises(path: Path) -> bool:
    """A JSON file that holds a project."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError):
        return False
    return isinstance(content, dict) and isinstance(content.get("project"), dict)


@transaction.atomic
def load_project(path: Path, *, by: Actor) -> int:
    """1 where the file brought a project; loading it again brings nothing twice."""
    content = json.loads(path.read_text(encoding="utf-8-sig"))
    _stop_at(list(_problems(content, path)))
    told = content["project"]
    title = Text(
        {code.removeprefix("title_"): text for code, text in told.items() if code.startswith("title_") and text}
    )
    economy = content.get("economy") or ""
    key = slug(f"record {economy or 'region'} {title.in_language('sq').text}")[:80].strip("-")
    if Project.objects.filter(pk=key).exists():
        return 0
    project = keep_project(
        by=by,
        content=ProjectContent(
            key=key, kind=_kind(told.get("type") or ""), title=title, economy=economy, donor=content.get("donor") or "",
            aim=Text(content.get("overall_aim")), levels=_named(told.get("level") or "", action_levels()),
            areas=told.get("area") or [], approaches=[Text(one) for one in content.get("approaches") or []],
            carried_over=[Text(one) for one in content.get("carries_over") or []],
            addressees=_about(content, "actors"), sustainability=_about(content, "sustainability"),
            networks=_about(content, "links", "networks"), lessons=Text(), source=content.get("seed_file") or "",
        ),
    )  # fmt: skip
    for one in content.get("results") or []:
        add_result(by=by, project=project, number=number_of(str(one["no"])), title=Text(one["result"]))
        channels = _named(one["result"], campaign_channels())
        if channels:
            add_campaign(by=by, project=project, title=Text(one["result"]), channels=channels)
    for written in content.get("organisations") or []:
        found = CITY.match(written)
        name, city = (found["name"], found["city"]) if found else (written, "")
        add_partner(by=by, project=project, as_written=name, city=city)
    return 1


def number_of(written: str) -> int | None:
    """“Rezultati III”, “3” and “iii” are the third result; anything else has no number of its own."""
    word = fold(written).split()[-1].rstrip(".") if written.strip() else ""
    return int(word) if word.isdecimal() else ROMAN.get(word)


def _about(content: dict, *words: str) -> Text:
    """The sentences of the record that speak of this, as they are written."""
    told = [one["result"] for one in content.get("results") or []] + list(content.get("approaches") or [])
    return Text("; ".join(one for one in told if any(word in fold(one) for word in words)))


def _kind(written: str) -> str:
    return next(iter(_named(written, project_kinds())), "")


def _named(written: str, known: dict) -> list[str]:
    """Every key of which a word stands in the text."""
    text = fold(written)
    return [key for key, one in known.items() if any(word in text for word in one.words)]


def _problems(content: dict, path: Path) -> Iterable[Problem]:
    def wrong(template: object, **facts: object) -> Problem:
        return Problem("record", template, facts, where=path.name)

    told = content["project"]
    if not any(code.startswith("title_") and text for code, text in told.items()):
        yield wrong(_("the project has no title. Give title_sq, title_en or another language."))
    if content.get("economy") and content["economy"] not in economies():
        yield wrong(_("“%(key)s” is not an economy here; use %(known)s."), key=content["economy"], known=", ".join(economies()))  # fmt: skip
    if not _kind(told.get("type") or ""):
        yield wrong(_("“%(name)s” names no kind of project; add its word in project_kinds.yaml."), name=told.get("type") or "")  # fmt: skip
    numbers = [number_of(str(one.get("no", ""))) for one in content.get("results") or []]
    if None in numbers or len(set(numbers)) < len(numbers):
        yield wrong(_("the numbers of the results must be there and differ: %(numbers)s."), numbers=", ".join(map(str, numbers)))  # fmt: skip


def _stop_at(problems: list[Problem]) -> None:
    if problems:
        raise Problems(problems)

"""Keep a practice or a story, note who took it over, end a person's consent."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.advocacy.catalogue import evidence_grades, practice_kinds
from barabar.advocacy.hints import hints_in
from barabar.advocacy.models import Practice, Takeover
from barabar.advocacy.permissions import may_keep
from barabar.journal.actions.record import record
from barabar.plans.models import Plan
from barabar.reference.catalogue import communities, currencies, economies, sectors
from barabar.reference.models import Territory
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems


@dataclass(frozen=True)
class PracticeContent:
    """What is said of a practice; see `models.Practice`."""

    key: str
    kind: str
    title: Text
    done: Text
    grade: str
    economy: str = ""
    territory: Territory | None = None
    organisation: Organisation | None = None
    as_written: str = ""
    for_whom: Text = Text()
    communities: Sequence[str] = ()
    sectors: Sequence[str] = ()
    year: int | None = None
    cost: Decimal | None = None
    currency: str = ""
    evidence: str = ""
    preconditions: Text = Text()
    identified_by: str = ""
    plan: Plan | None = None
    tells_of_person: bool = False
    person: str = ""
    consent: str = ""
    is_public: bool = False
    source: str = ""
    is_demonstration: bool = False


@transaction.atomic
def keep_practice(*, by: Actor, content: PracticeContent) -> Practice:
    """A new practice or other words for one. A story about a person names them only with a note of consent."""
    may_keep(by, content.organisation, content.economy).require()
    standing = Practice.objects.filter(pk=content.key).first()
    if standing is not None:
        may_keep(by, standing.organisation, standing.economy).require()
    problems = list(_problems(content))
    if problems:
        raise Problems(problems)
    values = {name: getattr(content, name) for name in PracticeContent.__dataclass_fields__ if name != "key"}
    values |= {"communities": list(content.communities), "sectors": list(content.sectors)}
    day = standing.added_on if standing else timezone.localdate()
    practice, is_new = Practice.objects.update_or_create(key=content.key, defaults={**values, "added_on": day})
    facts = {"kind": practice.kind, "grade": practice.grade, "public": practice.is_public}
    record(by=by, action="practice.add" if is_new else "practice.edit", kind="practice", subject=practice.pk, facts=facts)  # fmt: skip
    return practice


@transaction.atomic
def end_consent(*, by: Actor, practice: Practice) -> Practice:
    """The person withdrew: the name and the note go at once, and the story is taken off the site until somebody reads it again."""
    may_keep(by, practice.organisation, practice.economy).require()
    practice.person = practice.consent = ""
    practice.is_public = False
    practice.save()
    record(by=by, action="practice.consent-end", kind="practice", subject=practice.pk)
    return practice


@transaction.atomic
def add_takeover(
    *, by: Actor, practice: Practice, organisation: Organisation | None = None, as_written: str = "", economy: str = "",
    year: int | None = None, after: Text = Text(),  # noqa: B008 - frozen
) -> Takeover:  # fmt: skip
    """Who took it over, and what happened after."""
    may_keep(by, practice.organisation, practice.economy).require()
    problems = list(_year_problems(year))
    if organisation is None and not as_written.strip():
        problems.append(Problem("who-missing", _("say who took it over: choose an institution, or write its name."), anchor="id_organisation"))  # fmt: skip
    if economy and economy not in economies():
        problems.append(Problem("economy", _("this economy is not known here. Choose it again."), anchor="id_economy"))
    if problems:
        raise Problems(problems)
    made = Takeover.objects.create(
        practice=practice, organisation=organisation, as_written=as_written.strip(),
        economy=economy or (organisation.economy if organisation else ""), year=year, after=after,
    )  # fmt: skip
    record(by=by, action="practice.takeover", kind="practice", subject=practice.pk, facts={"economy": made.economy})
    return made


def _problems(content: PracticeContent) -> Iterable[Problem]:
    if not content.title:
        yield Problem("title-missing", _("give a title in at least one language."), anchor="id_title_sq")
    if not content.done:
        yield Problem("done-missing", _("say what was done, in at least one language."), anchor="id_done_sq")
    yield from _key_problems(content)
    yield from _year_problems(content.year)
    if content.cost is not None and (content.cost < 0 or content.currency not in currencies()):
        yield Problem("cost", _("a cost is a positive amount with its currency."), anchor="id_cost")
    if content.territory and content.territory.economy != content.economy:
        yield Problem("place", _("the municipality lies in another economy. Choose it again."), anchor="id_territory")
    yield from _person_problems(content)


def _key_problems(content: PracticeContent) -> Iterable[Problem]:
    if content.kind not in practice_kinds():
        yield Problem("kind", _("choose whether it is a practice or a story."), anchor="id_kind")
    if content.grade not in evidence_grades():
        yield Problem("grade", _("say how well it is known to work: choose a grade of evidence."), anchor="id_grade")
    if content.economy and content.economy not in economies():
        yield Problem("economy", _("this economy is not known here. Choose it again."), anchor="id_economy")
    if set(content.sectors) - set(sectors()):
        yield Problem("sectors", _("this sector is not known here. Choose it again."), anchor="id_sectors")
    if set(content.communities) - set(communities()):
        yield Problem("communities", _("this community is not known here. Choose it again."), anchor="id_communities")


def _year_problems(year: int | None) -> Iterable[Problem]:
    if year is not None and not 1990 <= year <= dt.date.today().year:
        yield Problem("year", _("give a year from 1990 until now."), anchor="id_year")


def _person_problems(content: PracticeContent) -> Iterable[Problem]:
    """Without consent nothing in the words may point to the person."""
    if content.person.strip() and not content.tells_of_person:
        yield Problem("person", _("a person is named, but it is not marked as a story about a person. Mark it."), anchor="id_tells_of_person")  # fmt: skip
    if content.consent.strip() or not content.tells_of_person:
        return
    if content.person.strip():
        yield Problem("consent", _("without a note of consent the story is anonymous: note who agreed, when and how, or take the name out."), anchor="id_consent")  # fmt: skip
    words = "\n".join(text for one in (content.title, content.done, content.for_whom) for text in one.values())
    pieces = [hint.piece for hint in hints_in(words) if hint.kind != "slur"]
    if pieces:
        facts = {"pieces": ", ".join(pieces)}
        yield Problem("anonymous", _("without a note of consent the story is anonymous, but these words may point to the person: %(pieces)s."), facts, anchor="id_done_sq")  # fmt: skip

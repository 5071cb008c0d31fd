"""Keep a project with its numbered results, partners, campaigns and materials."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.advocacy.catalogue import action_levels, campaign_channels, project_kinds, rights
from barabar.advocacy.models import Campaign, Material, Partner, Project, ProjectResult
from barabar.advocacy.permissions import may_keep
from barabar.journal.actions.record import record
from barabar.reference.catalogue import currencies, economies, languages, sectors
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems


@dataclass(frozen=True)
class ProjectContent:
    """What is said of a project; see `models.Project`. What nobody knows stays empty."""

    key: str
    kind: str
    title: Text
    economy: str = ""
    organisation: Organisation | None = None
    donor: str = ""
    aim: Text = Text()
    levels: Sequence[str] = ()
    areas: Sequence[str] = ()
    sectors: Sequence[str] = ()
    addressees: Text = Text()
    approaches: Sequence[Text] = ()
    carried_over: Sequence[Text] = ()
    lessons: Text = Text()
    networks: Text = Text()
    sustainability: Text = Text()
    starts: dt.date | None = None
    ends: dt.date | None = None
    budget: Decimal | None = None
    currency: str = ""
    source: str = ""
    is_demonstration: bool = False


@transaction.atomic
def keep_project(*, by: Actor, content: ProjectContent) -> Project:
    """A new project, or other words for one."""
    may_keep(by, content.organisation, content.economy).require()
    standing = Project.objects.filter(pk=content.key).first()
    if standing is not None:
        may_keep(by, standing.organisation, standing.economy).require()
    _stop_at(list(_problems(content)))
    values = {name: getattr(content, name) for name in ProjectContent.__dataclass_fields__ if name != "key"}
    values |= {name: list(values[name]) for name in ("levels", "areas", "sectors")}
    values |= {name: [dict(one) for one in values[name]] for name in ("approaches", "carried_over")}
    project, is_new = Project.objects.update_or_create(key=content.key, defaults=values)
    record(by=by, action="project.add" if is_new else "project.edit", kind="project", subject=project.pk, facts={"kind": project.kind})  # fmt: skip
    return project


@transaction.atomic
def add_result(*, by: Actor, project: Project, title: Text, number: int | None = None) -> ProjectResult:
    """A numbered result; without a number the next one."""
    may_keep(by, project.organisation, project.economy).require()
    taken = set(project.results.values_list("number", flat=True))
    number = number or max(taken, default=0) + 1
    problems = _untitled(title)
    if number in taken:
        problems.append(Problem("number", _("result %(number)s stands already. Give another number."), {"number": number}, anchor="id_number"))  # fmt: skip
    _stop_at(problems)
    made = ProjectResult.objects.create(project=project, number=number, title=title)
    _tell(by, project, "project.result", number=number)
    return made


@transaction.atomic
def add_partner(*, by: Actor, project: Project, organisation: Organisation | None = None, as_written: str = "", city: str = "") -> Partner:  # fmt: skip
    """An organisation that carries the project; each office in a city is one."""
    may_keep(by, project.organisation, project.economy).require()
    if organisation is None and not as_written.strip():
        _stop_at([Problem("partner-missing", _("choose the organisation, or write its name."), anchor="id_organisation")])  # fmt: skip
    made = Partner.objects.create(project=project, organisation=organisation, as_written=as_written.strip(), city=city.strip())  # fmt: skip
    _tell(by, project, "project.partner", city=made.city)
    return made


@transaction.atomic
def add_campaign(*, by: Actor, project: Project, title: Text, audience: Text = Text(), channels: Sequence[str] = ()) -> Campaign:  # fmt: skip # noqa: B008
    may_keep(by, project.organisation, project.economy).require()
    problems = _untitled(title)
    if set(channels) - set(campaign_channels()):
        problems.append(
            Problem("channels", _("this channel is not known here. Choose it again."), anchor="id_channels")
        )
    _stop_at(problems)
    made = Campaign.objects.create(project=project, title=title, audience=audience, channels=list(channels))
    _tell(by, project, "project.campaign", channels=made.channels)
    return made


@transaction.atomic
def add_material(*, by: Actor, project: Project, title: str, language: str, right: str = "", address: str = "") -> Material:  # fmt: skip
    """Awareness material: on which right, in which language, where it can be read."""
    may_keep(by, project.organisation, project.economy).require()
    problems = _untitled(Text(title.strip()))
    if language not in languages():
        problems.append(Problem("language", _("this language is not known here. Choose it again."), anchor="id_language"))  # fmt: skip
    if right and right not in rights():
        problems.append(Problem("right", _("this right is not known here. Choose it again."), anchor="id_right"))
    _stop_at(problems)
    made = Material.objects.create(
        project=project, title=title.strip(), language=language, right=right, address=address
    )
    _tell(by, project, "project.material", language=language)
    return made


def _problems(content: ProjectContent) -> Iterable[Problem]:
    yield from _untitled(content.title)
    if content.kind not in project_kinds():
        yield Problem("kind", _("choose the kind of project."), anchor="id_kind")
    if content.economy and content.economy not in economies():
        yield Problem("economy", _("this economy is not known here. Choose it again."), anchor="id_economy")
    if set(content.levels) - set(action_levels()):
        yield Problem("levels", _("this level is not known here. Choose it again."), anchor="id_levels")
    if set(content.sectors) - set(sectors()):
        yield Problem("sectors", _("this sector is not known here. Choose it again."), anchor="id_sectors")
    if content.starts and content.ends and content.ends < content.starts:
        yield Problem("period", _("it would end before it begins. Give a later last day."), anchor="id_ends")
    if content.budget is not None and (content.budget < 0 or content.currency not in currencies()):
        yield Problem("budget", _("a budget is a positive amount with its currency."), anchor="id_budget")


def _untitled(title: Text) -> list[Problem]:
    return (
        [] if title else [Problem("title-missing", _("give a title in at least one language."), anchor="id_title_sq")]
    )


def _stop_at(problems: list[Problem]) -> None:
    if problems:
        raise Problems(problems)


def _tell(by: Actor, project: Project, action: str, **facts: object) -> None:
    record(by=by, action=action, kind="project", subject=project.pk, facts=facts)

"""What a bulletin tells: everything made public in its time, by part; what an earlier one told is not told again."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Min, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from barabar.advocacy.catalogue import practice_kinds, reading_ratings
from barabar.advocacy.models import FulfilmentState, Issue, StepOutcome
from barabar.advocacy.queries import practices_of, standing_readings
from barabar.advocacy.recommendation_catalogue import fulfilment_states
from barabar.coordination.catalogue import commitment_states, conclusion_kinds, event_kinds, minutes_stages
from barabar.coordination.models import Commitment, CommitmentState, Conclusion, Event, Minutes, Visit
from barabar.design.figures import day
from barabar.journal.models import Entry
from barabar.plans.models import Plan
from barabar.publishing.catalogue import publication_kinds
from barabar.publishing.models import Bulletin, Publication, Release
from barabar.publishing.wording import place_named
from barabar.reference.definitions import title_of
from barabar.reference.text import Text

LOOK_BACK = dt.timedelta(days=366)
AHEAD = dt.timedelta(days=92)
OUTCOMES = {"solved": gettext_lazy("solved"), "part": gettext_lazy("solved in part"), "unsolved": gettext_lazy("closed without a solution")}  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One thing made public: `words` is what there is to say beside the title, `path` its page on the public site.

    `key` names it for good; a thing that only announces what is to come has none.
    """

    key: str
    day: dt.date | None
    title: Text | str
    words: tuple[Text | str, ...]
    path: str
    is_demonstration: bool = False


@dataclass(frozen=True)
class Window:
    """The time a bulletin tells of, for an economy or, without one, for the region and every economy.

    `first` lies before `since`: what was entered late is told then, if no bulletin told it.
    """

    economy: str
    since: dt.date
    until: dt.date
    first: dt.date

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        return self.first, self.until

    def own(self, field: str = "economy") -> Q:
        """Things of the economy and of the region."""
        return Q(**{f"{field}__in": [self.economy, ""]}) if self.economy else Q()


def window_of(economy: str, since: dt.date, until: dt.date) -> Window:
    """Nothing is looked for before the first bulletin of the economy, nor more than a year back."""
    earliest = Bulletin.objects.filter(economy=economy).order_by("since").values_list("since", flat=True).first()
    first = since if earliest is None else max(min(earliest, since), since - LOOK_BACK)
    return Window(economy, since, until, first)


def items_of(window: Window) -> dict[str, list[Item]]:
    """Items by part, in the language in force; parts without any are left out. Oldest first."""
    told: set[str] = set()
    for one in Bulletin.objects.filter(economy=window.economy, until__gte=window.first):
        told |= {*one.told, *one.left_out}
    found = {}
    for part, (_title, find) in PARTS.items():
        own = [one for one in find(window) if not one.key or one.key not in told]
        if own:
            found[part] = sorted(own, key=lambda one: (one.day or window.until, one.key))
    return found


def _sentence(*parts: Text | str | None) -> tuple[Text | str, ...]:
    """What is known, divided by dots."""
    known = [part for part in parts if part]
    return tuple(piece for at, part in enumerate(known) for piece in ((" · ", part) if at else (part,)))


def _reports(window: Window) -> Iterator[Item]:
    own = Q(economy=window.economy) if window.economy else Q()
    for one in Release.objects.filter(own, released_at__date__range=window.days):
        path = reverse("public:report", args=[one.pk])
        yield Item(f"report/{one.pk}", one.released_at.date(), one.title, _sentence(place_named(one.economy), one.period), path, one.is_demonstration)  # fmt: skip


def _plans(window: Window) -> Iterator[Item]:
    acted = Entry.objects.filter(action="plan.adopt", at__date__range=window.days).values_list("subject", flat=True)
    for one in Plan.objects.filter(window.own(), pk__in=list(acted)).exclude(status="draft").select_related("territory"):  # fmt: skip
        act = one.acts.last()
        if act is None:
            continue
        said = _("adopted on %(day)s, decision %(number)s") % {"day": day(act.adopted_on), "number": act.number}
        place = str(one.territory.name) if one.territory else place_named(one.economy)
        yield Item(f"plan/{one.pk}", act.adopted_on, one.title, _sentence(place, said), reverse("public:plan", args=[one.pk]), one.is_demonstration)  # fmt: skip


def _publications(window: Window) -> Iterator[Item]:
    for one in Publication.objects.filter(window.own(), public_since__range=window.days).select_related("organisation"):
        kind = title_of(publication_kinds(), one.kind)
        path = reverse("public:publication", args=[one.pk])
        yield Item(f"publication/{one.pk}", one.public_since, one.title, _sentence(kind, one.publisher), path, one.is_demonstration)  # fmt: skip


def _events(window: Window) -> Iterator[Item]:
    held = Event.objects.annotate(last=Coalesce("ends", "starts")).filter(window.own(), state="held", is_public=True)
    for one in held.filter(last__range=window.days):
        yield Item(f"event/{one.pk}", one.last_day, one.title, _about_event(one), _event_page(one), one.is_demonstration)  # fmt: skip


def _about_event(one: Event) -> tuple[Text | str, ...]:
    return _sentence(title_of(event_kinds(), one.kind), one.place, day(one.starts))


def _event_page(one: Event) -> str:
    return reverse("public:event", args=[one.pk])


def _minutes(window: Window) -> Iterator[Item]:
    public = [key for key, stage in minutes_stages().items() if stage.public]
    own = Minutes.objects.filter(window.own("event__economy"), stage__in=public, event__is_public=True)
    for one in own.filter(written_at__date__range=window.days).select_related("event"):
        yield Item(f"minutes/{one.pk}", one.written_at.date(), one.event.title, _about_event(one.event), _event_page(one.event), one.event.is_demonstration)  # fmt: skip


def _conclusions(window: Window) -> Iterator[Item]:
    """Entered in this time; those of an event of long ago, or without a day, are no news."""
    apart = [key for key, kind in conclusion_kinds().items() if kind.binds]
    own = Conclusion.objects.filter(window.own("event__economy"), event__is_public=True).exclude(kind__in=apart)
    own = own.filter(added_at__date__range=window.days, event__starts__gte=window.first - LOOK_BACK)
    for one in own.select_related("event"):
        words = _sentence(title_of(conclusion_kinds(), one.kind), one.event.title)
        yield Item(f"conclusion/{one.pk}", one.added_at.date(), one.text, words, _event_page(one.event), one.event.is_demonstration)  # fmt: skip


def _promised(window: Window) -> Q:
    return window.own() & Q(is_public=True)


def _commitment(key: str, on: dt.date, one: Commitment, *words: Text | str | None) -> Item:
    path = reverse("public:commitment", args=[one.pk])
    return Item(f"{key}/{one.pk}", on, one.what, _sentence(one.who, *words), path, one.is_demonstration)


def _commitments_made(window: Window) -> Iterator[Item]:
    """Entered in this time. An old record that does not say when it was promised is no news."""
    own = Commitment.objects.filter(_promised(window), made_on__gte=window.first - LOOK_BACK)
    own = own.annotate(entered=Min("states__at")).filter(entered__date__range=window.days)
    for one in own.select_related("organisation"):
        until = _("by %(day)s") % {"day": day(one.due_on)} if one.due_on else one.date_note
        yield _commitment("promised", one.made_on, one, until)


def _commitments_ended(window: Window) -> Iterator[Item]:
    """Done or dropped, as their last word says. What had ended when it was entered is no news."""
    own = Commitment.objects.filter(_promised(window)).annotate(entry=Min("states__pk"))
    rows = CommitmentState.objects.filter(at__date__range=window.days, commitment__in=own.values("pk"))
    last = {row.commitment_id: row for row in rows.order_by("pk")}
    for one in own.filter(pk__in=last, ended_on__isnull=False).select_related("organisation"):
        row = last[one.pk]
        if row.pk != one.entry and row.state == one.state:
            note = Text({row.language: row.note}) if row.note and row.language else row.note
            yield _commitment(f"ended-{row.pk}", row.at.date(), one, title_of(commitment_states(), one.state), note)


def _commitments_late(window: Window) -> Iterator[Item]:
    """Those whose day has passed in this time and that nothing has ended."""
    passed = (window.first - dt.timedelta(days=1), window.until - dt.timedelta(days=1))
    own = Commitment.objects.filter(_promised(window), ended_on=None, due_on__range=passed)
    for one in own.select_related("organisation"):
        said = _("was to be done by %(day)s") % {"day": day(one.due_on)}
        yield _commitment(f"late-{one.due_on}", one.due_on + dt.timedelta(days=1), one, said)


def _issue(key: str, on: dt.date, issue: Issue, *words: Text | str | None) -> Item:
    place = str(issue.territory.name) if issue.territory else place_named(issue.economy)
    path = reverse("public:issue", args=[issue.pk])
    return Item(key, on, issue.title, _sentence(place, *words), path, issue.is_demonstration)


def _issues_raised(window: Window) -> Iterator[Item]:
    own = Issue.objects.filter(window.own(), published_on__range=window.days, state__in=Issue.PUBLIC)
    for one in own.select_related("territory"):
        yield _issue(f"issue/{one.pk}", one.published_on, one)


def _issues_answered(window: Window) -> Iterator[Item]:
    own = StepOutcome.objects.filter(window.own("step__issue__economy"), kind="answer", recorded_on__range=window.days)
    own = own.filter(step__issue__state__in=Issue.PUBLIC)
    for one in own.select_related("step__issue__territory", "step__organisation"):
        said = _("answered after %(days)s days, late") if one.is_late else _("answered after %(days)s days")
        yield _issue(f"answer/{one.pk}", one.recorded_on, one.step.issue, one.step.organisation.name, said % {"days": one.days})  # fmt: skip


def _issues_closed(window: Window) -> Iterator[Item]:
    own = Issue.objects.filter(window.own(), closed_on__range=window.days, state="closed").select_related("territory")
    for one in own:
        yield _issue(f"closed-{one.closed_on}/{one.pk}", one.closed_on, one, str(OUTCOMES.get(one.outcome, "")))


def _recommendations(window: Window) -> Iterator[Item]:
    """How recommendations stand by what was told last in this time; what is told of years ago is no news."""
    told = FulfilmentState.objects.filter(window.own(), at__date__range=window.days, on__gte=window.first - LOOK_BACK)
    told = told.filter(recommendation__document__is_public=True, recommendation__withdrawn_on=None)
    last = {(one.recommendation_id, one.economy): one for one in told.select_related("recommendation__document").order_by("on", "pk")}  # fmt: skip
    for one in last.values():
        own = one.recommendation
        title = Text({language: Truncator(text).words(30) for language, text in own.text.items()})
        said = title_of(fulfilment_states(), one.state)
        words = _sentence(place_named(one.economy), said, own.document.title)
        yield Item(f"fulfilment/{one.pk}", one.at.date(), title, words, reverse("public:recommendation", args=[own.pk]), own.is_demonstration)  # fmt: skip


def _practices(window: Window) -> Iterator[Item]:
    own = practices_of(until=window.until).filter(window.own(), added_on__gte=window.first)
    for one in own:
        place = str(one.territory.name) if one.territory else place_named(one.economy)
        yield Item(f"practice/{one.pk}", one.added_on, one.title, _sentence(title_of(practice_kinds(), one.kind), place), reverse("public:practice", args=[one.pk]), one.is_demonstration)  # fmt: skip


def _readings(window: Window) -> Iterator[Item]:
    for one in standing_readings(economy=window.economy, until=window.until):
        if one.written_on < window.first:
            continue
        measure = one.measure
        words = _sentence(one.organisation.name, title_of(reading_ratings(), one.rating), one.period)
        yield Item(f"reading/{one.pk}", one.written_on, measure.node.title, words, reverse("public:measure", args=[measure.key]), measure.node.plan.is_demonstration)  # fmt: skip


def _visits(window: Window) -> Iterator[Item]:
    own = Visit.objects.filter(window.own(), is_public=True, starts__range=window.days)
    for one in own.select_related("territory", "organiser"):
        place = str(one.territory.name) if one.territory else place_named(one.economy)
        who = one.organiser.name if one.organiser else one.organiser_as_written
        yield Item(f"visit/{one.pk}", one.starts, place, _sentence(who, day(one.starts)), reverse("public:visit", args=[one.pk]), one.is_demonstration)  # fmt: skip


def _coming(window: Window) -> Iterator[Item]:
    """Announced, and told again when it was held."""
    ahead = (window.until + dt.timedelta(days=1), window.until + AHEAD)
    for one in Event.objects.filter(window.own(), state="planned", is_public=True, starts__range=ahead):
        yield Item("", one.starts, one.title, _about_event(one), _event_page(one), one.is_demonstration)


# A part of the bulletin: its heading, and what finds its items. To add one, a line here.
PARTS: dict[str, tuple[object, Callable[[Window], Iterator[Item]]]] = {
    "reports": (gettext_lazy("Reports"), _reports),
    "plans": (gettext_lazy("Plans made public"), _plans),
    "publications": (gettext_lazy("Publications"), _publications),
    "events": (gettext_lazy("Meetings and events"), _events),
    "minutes": (gettext_lazy("Minutes published"), _minutes),
    "conclusions": (gettext_lazy("Conclusions"), _conclusions),
    "promised": (gettext_lazy("New commitments"), _commitments_made),
    "ended": (gettext_lazy("Commitments done or dropped"), _commitments_ended),
    "late": (gettext_lazy("Commitments whose day has passed"), _commitments_late),
    "issues": (gettext_lazy("Issues that communities raised"), _issues_raised),
    "answers": (gettext_lazy("Issues answered"), _issues_answered),
    "closed": (gettext_lazy("Issues closed"), _issues_closed),
    "recommendations": (gettext_lazy("How recommendations stand"), _recommendations),
    "practices": (gettext_lazy("Practices and stories"), _practices),
    "readings": (gettext_lazy("Civil society's readings"), _readings),
    "visits": (gettext_lazy("Field visits"), _visits),
    "coming": (gettext_lazy("What comes next"), _coming),
}

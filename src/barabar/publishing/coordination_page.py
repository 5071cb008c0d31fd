"""What the pages on bodies show, public and in the office alike."""

from collections.abc import Mapping

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from barabar.analysis.protection_rule import protection_rule
from barabar.coordination.catalogue import body_kinds, event_kinds, minutes_stages, party_kinds
from barabar.coordination.models import Body, Conclusion, Event, Participation
from barabar.publishing.commitments_page import lines_of
from barabar.publishing.recommended import recommended_by_conclusion
from barabar.reference.catalogue import economies, economy_asked

EVENTS_SHOWN = 50
EVENT_STATES = {
    "planned": pgettext_lazy("event", "Planned"),
    "held": pgettext_lazy("event", "Held"),
    "called_off": pgettext_lazy("event", "Called off"),
}


def register_context(asked: Mapping[str, str]) -> dict:
    """The register of bodies by economy ("region" for those of no economy) and kind; unknown words filter nothing."""
    economy, kind = asked.get("economy", ""), asked.get("kind", "")
    found = Body.objects.select_related("host", "territory")
    if (wanted := economy_asked(economy)) is not None:
        found = found.filter(economy=wanted)
    if kind in body_kinds():
        found = found.filter(kind=kind)
    return {
        "bodies": found,
        "economies": economies().values(),
        "kinds": body_kinds().values(),
        "chosen_economy": economy,
        "chosen_kind": kind,
    }


def body_context(body: Body) -> dict:
    seats = list(body.members.select_related("organisation"))
    return {"body": body, "seats": seats}


def events_context(asked: Mapping[str, str], seen: QuerySet[Event]) -> dict:
    """The events a person may see, newest first and those without a day last, by economy, kind and year."""
    economy, kind, year = (asked.get(name, "") for name in ("economy", "kind", "year"))
    found = seen.select_related("organiser", "body")
    if (wanted := economy_asked(economy)) is not None:
        found = found.filter(economy=wanted)
    if kind in event_kinds():
        found = found.filter(kind=kind)
    if year.isdecimal() and len(year) == 4:
        found = found.filter(starts__year=int(year))
    return {
        "page": Paginator(found, EVENTS_SHOWN).get_page(asked.get("page")),
        "states": EVENT_STATES,
        "economies": economies().values(),
        "kinds": event_kinds().values(),
        "chosen_economy": economy,
        "chosen_kind": kind,
        "chosen_year": year,
    }


def event_context(event: Event, *, inside: bool) -> dict:
    """One event. Outside, only minutes of a public stage are shown, and no small count of community members."""
    minutes = list(event.minutes.all())
    if not inside:
        minutes = [one for one in minutes if minutes_stages()[one.stage].public]
    conclusions = list(event.conclusions.prefetch_related("commitments__organisation"))
    kept = recommended_by_conclusion(conclusions)
    return {
        "event": event,
        "state": EVENT_STATES[event.state],
        "sessions": event.sessions.all(),
        "participants": [
            one if inside else _published(one) for one in event.participants.select_related("organisation")
        ],
        "agenda": _agenda(event, inside=inside),
        "conclusions": [(one, _commitments(one, inside=inside), kept.get(one.pk, [])) for one in conclusions],
        "documents": event.documents.all(),
        "minutes": minutes,
    }


def _agenda(event: Event, *, inside: bool) -> list:
    """Each point, with the word of its state where it is a commitment. Outside, one that is not public is not named."""
    today = timezone.localdate()
    points = []
    for item in event.agenda.select_related("commitment__organisation"):
        own = item.commitment
        if own is not None and not inside and not own.is_public:
            continue
        points.append((item, lines_of([own], today)[0] if own else None))
    return points


def _commitments(conclusion: Conclusion, *, inside: bool) -> list:
    own = [one for one in conclusion.commitments.all() if inside or one.is_public]
    return lines_of(own, timezone.localdate())


def _published(one: Participation) -> Participation:
    """Of a protected kind only a count that is not small leaves, and never by sex."""
    kind = party_kinds().get(one.kind)
    if kind and kind.protected:
        one.women = one.men = None
        one.people = one.people if one.people == 0 or (one.people or 0) >= protection_rule().frequency else None
    return one

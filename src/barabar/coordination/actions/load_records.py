"""Load a record of coordination from a JSON file as it stands: what the source does not say stays empty."""

import datetime as dt
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.coordination.actions.commit import Promise, commit
from barabar.coordination.actions.conclude import conclude
from barabar.coordination.actions.event_parts import (
    Party,
    add_agenda_item,
    add_event_document,
    add_participants,
    add_session,
)
from barabar.coordination.actions.keep_body import BodyContent, keep_body
from barabar.coordination.actions.keep_event import EventContent, keep_event
from barabar.coordination.actions.keep_visit import VisitContent, keep_visit
from barabar.coordination.actions.seat_members import Seat, add_member
from barabar.coordination.catalogue import (
    BodyKind,
    EventKind,
    body_kinds,
    commitment_states,
    conclusion_kinds,
    event_documents,
    event_kinds,
    mandates,
    meeting_rhythms,
    party_kinds,
)
from barabar.coordination.models import Body, Commitment, Event, Visit
from barabar.reference.catalogue import communities, sectors
from barabar.reference.slugs import fold, slug
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems


def read_record(path: Path) -> dict:
    """The object that the file holds; what is wrong with the file is said with its place."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise _wrong(path, _("the file is not UTF-8 text; save it as UTF-8.")) from None
    except json.JSONDecodeError as error:
        said = _("line %(line)s is not readable as JSON. Mend it there, or take the file from its source again.")
        raise _wrong(path, said, line=error.lineno) from None
    if not isinstance(content, dict) or not set(content) & set(PARTS):
        raise _wrong(
            path, _("none of the parts of a record of coordination is here: %(known)s."), known=", ".join(PARTS)
        )
    return content


@transaction.atomic
def load_record(path: Path, *, by: Actor) -> int:
    """How many things the file brought; loading it again brings nothing twice."""
    content = read_record(path)
    return sum(load(content, path, by) for part, load in PARTS.items() if content.get(part))


def _wrong(path: Path, template: object, **facts: object) -> Problems:
    return Problems([Problem("record", template, facts, where=path.name)])


def source_of(content: dict) -> str:
    """What the record says of where it comes from."""
    named = [content.get("document"), content.get("organisation"), content.get("organiser"), content.get("seed_file")]
    return "; ".join(part for part in named if isinstance(part, str))[:300]


# ------------------------------------------------------------------------------------------------ bodies


def _bodies(content: dict, path: Path, by: Actor) -> int:
    made = 0
    problems = []
    for number, one in enumerate(content["bodies"], 1):
        kind = kind_of(one["name"])
        if kind is None:
            said = _("“%(name)s” is no kind of body; add its word in body_kinds.yaml.")
            problems.append(Problem("kind", said, {"name": one["name"]}, where=f"{path.name}, bodies {number}"))
            continue
        made += _body(one, kind, content, by)
    if problems:
        raise Problems(problems)
    return made


def _body(one: dict, kind: BodyKind, content: dict, by: Actor) -> int:
    key = slug(f"record {kind.key} {content.get('economy') or 'region'}")
    if Body.objects.filter(pk=key).exists():
        return 0
    body = keep_body(
        by=by,
        content=BodyContent(
            key=key, kind=kind.key, name=two_names(one["name"]), economy=content.get("economy") or "",
            task=Text({"en": one.get("role", "")}), mandates=mandates_in(one.get("role", "")),
            rhythm=rhythm_of(one.get("meets", "")), stands_for_many=kind.level != "regional", source=source_of(content),
        ),
    )  # fmt: skip
    for member in one.get("members", []):
        add_member(by=by, body=body, seat=Seat(kind=party_of(member), as_written=Text({"en": member})))
    return 1


def _local_mechanism(content: dict, path: Path, by: Actor) -> int:
    mechanism = content["local_mechanism"]
    if not mechanism.get("municipal_committee_in_each"):
        return 0
    tasks = "; ".join(mechanism.get("committee_task", []))
    kind = body_kinds()["municipal_committee"]
    return _body({"name": kind.title.in_language("en").text, "role": tasks}, kind, content, by)


def kind_of(name: str) -> BodyKind | None:
    """The kind whose longest word stands in the name."""
    found = [(word, kind) for kind in body_kinds().values() for word in kind.words if fold(word) in fold(name)]
    return max(found, key=lambda one: len(one[0]), default=(None, None))[1]


def two_names(name: str) -> Text:
    """“Task Force (Trupi punues)” is an English name with the Albanian one behind it."""
    english, _mark, rest = name.partition(" (")
    return Text({"en": english, "sq": rest.removesuffix(")")})


def mandates_in(text: str) -> list[str]:
    """The mandates whose English word the task names: “national coordination”, “collect data; report”."""
    words = fold(text)
    return [key for key, one in mandates().items() if _stem(one.title.in_language("en").text) in words]


def _stem(word: str) -> str:
    return fold(word).removesuffix("ing")


def rhythm_of(text: str) -> str:
    return next((one.key for one in meeting_rhythms().values() if text and fold(text) in map(fold, one.words)), "")


def party_of(text: str) -> str:
    """The kind of party that a text names; an unnamed kind counts as another public body."""
    words = fold(text)
    return next((k.key for k in party_kinds().values() if any(fold(word) in words for word in k.words)), "agency")


# ------------------------------------------------------------------------------------------------ events


def _one_event(content: dict, path: Path, by: Actor) -> int:
    """An event with its own title: a summit, a conference."""
    told = content["event"]
    title = Text({code.removeprefix("title_"): text for code, text in told.items() if code.startswith("title_")})
    kind = event_kind_of(" ".join(title.values()))
    if kind is None:
        raise _wrong(path, _("“%(name)s” names no kind of event; add its word in event_kinds.yaml."), name=title)
    formats = content.get("formats", [])
    event = _kept(
        by,
        EventContent(
            key=slug(f"record {kind.key} {title}")[:80].strip("-"), kind=kind.key, title=title, state="held",
            economy=content.get("economy") or "", starts=_day(told["starts"]), ends=_day(told["ends"]),
            place=told["place"] or "", organiser_as_written=told["organiser"] or "",
            themes=[Text(one) for one in content.get("themes", [])],
            communities=_named(content.get("communities", []), communities()), source=source_of(content),
        ),
    )  # fmt: skip
    if event is None:
        return 0
    for one in formats:
        add_session(by=by, event=event, title=Text(one))
    document = content.get("document")
    if document:
        kind_of_document = next(
            (one.key for one in event_documents().values() if document["type"] in one.words), "other"
        )
        add_event_document(
            by=by, event=event, kind=kind_of_document, title=document["type"], language=document["language"],
            published_on=_day(document["date_published"]), date_note=document["date_note"],
        )  # fmt: skip
    return 1


def _sector_meetings(content: dict, path: Path, by: Actor) -> int:
    """Meetings told of together: without a day and without their number, where the record gives none."""
    kind = event_kind_of(content["record_type"])
    if kind is None:
        raise _wrong(path, _("“%(name)s” names no kind of event; add its word in event_kinds.yaml."), name=content["record_type"])  # fmt: skip
    event = _kept(
        by,
        EventContent(
            key=slug(f"record {kind.key} {content.get('economy') or 'region'}"), kind=kind.key,
            title=Text(content["record_type"].capitalize()), state="held", economy=content.get("economy") or "",
            starts=_day(content["meeting_date"]), date_note=content["date_note"], meetings=content["meeting_count"],
            organiser_as_written=content["organiser"], purpose=Text("; ".join(content["purpose"])),
            strategy_as_written=content["strategy"]["title"], sectors=_sectors_in(content["sectors"]),
            stands_for_many=True, source=source_of(content),
        ),
    )  # fmt: skip
    if event is None:
        return 0
    for one in content["sectors"]:
        add_session(by=by, event=event, title=Text(one), sectors_of=_sectors_in([one]))
    for one in content["participants"]:
        add_participants(by=by, event=event, party=Party(kind=party_of(one), as_written=Text(one)))
    for one in content["agenda_facts"]:
        add_agenda_item(by=by, event=event, title=Text(one["fact"]))
    for one in content.get("conclusions", []):
        text = Text({"en": one.get("text_en", ""), "sq": one.get("text_sq", "")})
        conclude(by=by, event=event, kind=conclusion_kind_of(text), text=text, agreement=one.get("status", ""))
    return 1


def conclusion_kind_of(text: Text) -> str:
    """The kind that a conclusion's words name; the first kind where they name none."""
    words = fold(" ".join(text.values()))
    kinds = conclusion_kinds()
    return next((k.key for k in kinds.values() if any(fold(word) in words for word in k.words)), next(iter(kinds)))


def _visits(content: dict, path: Path, by: Actor) -> int:
    """Visits told of together: how many, with whom and where; neither day nor municipality is named."""
    told, source = content["municipality_visits"], source_of(content)
    economy = content.get("economy") or ""
    if Visit.objects.filter(economy=economy, source=source, stands_for_many=True).exists():
        return 0
    keep_visit(
        by=by,
        content=VisitContent(
            economy, date_note=content["date_note"], organiser_as_written=content["organiser"], visits=told["count"],
            partner_as_written=told["with"] or "", office_as_written=told["office_visited"] or "",
            purpose=Text(told["purpose"]), report_announced=content.get("announced_output") or "", stands_for_many=True,
            source=source,
        ),
    )  # fmt: skip
    return 1


def _state_of_region(content: dict, path: Path, by: Actor) -> int:
    """What the economies took upon themselves, as a leaflet tells it, with its state; what names no state is left to the text."""
    made = 0
    for text in content["state_of_region"]:
        state = commitment_state_of(text)
        source = source_of(content)
        if state is None or Commitment.objects.filter(what=Text(text), source=source).exists():
            continue
        promise = Promise(
            Text(text), who_as_written=Text("the economies of the region"), date_note="the source gives no day",
            economy=content.get("economy") or "", state=state, source=source,
            note="as the source tells it; since which day is not known",
        )  # fmt: skip
        commit(by=by, promise=promise)
        made += 1
    return made


def commitment_state_of(text: str) -> str | None:
    words = f" {fold(text)} "
    found = (k.key for k in commitment_states().values() if any(f" {fold(word)} " in words for word in k.words))
    return next(found, None)


def _activities(content: dict, path: Path, by: Actor) -> int:
    """What was planned and what was done, each told without a day; what is no event is left to the text."""
    made = 0
    planned = [(text, "planned") for texts in content["planned_activities"].values() for text in texts]
    done = [(text, "held") for text in content.get("done_so_far", [])]
    for text, state in [*planned, *done]:
        kinds = event_kinds_in(text)
        for kind in kinds:
            made += _activity(content, by, kind, text, state)
    return made


def _activity(content: dict, by: Actor, kind: EventKind, text: str, state: str) -> int:
    event = _kept(
        by,
        EventContent(
            key=slug(f"record {state} {kind.key} {content.get('economy') or 'region'}"), kind=kind.key, title=Text(text),
            state=state, economy=content.get("economy") or "", date_note="the source gives no day",
            organiser_as_written=content["organisation"], stands_for_many=True, source=source_of(content),
            body=Body.objects.filter(kind=kind.key, economy=content.get("economy") or "").first(),
        ),
    )  # fmt: skip
    if event is None:
        return 0
    if kind.trains and state == "held":
        for field in content.get("trained_fields", []):
            add_participants(by=by, event=event, party=Party(kind="agency", as_written=Text("officials"), field=field))
    return 1


def _standards(content: dict, path: Path, by: Actor) -> int:
    """Standards and the meeting that adopted them: its day is not told, its body is the one its words name."""
    made = 0
    for one in content["standards"]:
        kind, body = event_kind_of(f"{one['adopted_by']} meetings"), kind_of(one["adopted_by"])
        if kind is None:
            raise _wrong(path, _("“%(name)s” names no kind of event; add its word in event_kinds.yaml."), name=one["adopted_by"])  # fmt: skip
        event = _kept(
            by,
            EventContent(
                key=slug(f"record {one['adopted_by']} {content.get('economy') or 'region'}"), kind=kind.key,
                title=Text(one["adopted_by"]), state="held", economy=content.get("economy") or "",
                date_note="the source gives no day", source=source_of(content),
                body=Body.objects.filter(kind=body.key if body else "", economy=content.get("economy") or "").first(),
            ),
        )  # fmt: skip
        if event is not None:
            text = Text(f"{one['standard']} adopted, as proposed by the {one['proposed_by']}")
            conclude(by=by, event=event, kind=conclusion_kind_of(text), text=text)
            made += 1
    return made


def _kept(by: Actor, content: EventContent) -> Event | None:
    """None where the record was loaded before."""
    return None if Event.objects.filter(pk=content.key).exists() else keep_event(by=by, content=content)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def event_kind_of(text: str) -> EventKind | None:
    return next(iter(event_kinds_in(text)), None)


def event_kinds_in(text: str) -> list[EventKind]:
    """Every kind of event that a text names: “consultative meetings and training” names two."""
    words = fold(text)
    return [kind for kind in event_kinds().values() if any(fold(word) in words for word in kind.words)]


def _sectors_in(texts: Iterable[str]) -> list[str]:
    """“employment and social welfare” names employment and, by the word social, social protection."""
    words = fold(" ".join(texts))
    return [key for key, one in sectors().items() if fold(one.title.in_language("en").text).split()[0] in words]


def _named(texts: Iterable[str], known: dict) -> list[str]:
    wanted = {fold(text).rstrip("s") for text in texts}
    return [key for key, one in known.items() if fold(one.title.in_language("en").text).rstrip("s") in wanted]


PARTS: dict[str, Callable[[dict, Path, Actor], int]] = {
    "bodies": _bodies,
    "local_mechanism": _local_mechanism,
    "event": _one_event,
    "record_type": _sector_meetings,
    "planned_activities": _activities,
    "standards": _standards,
    "state_of_region": _state_of_region,
    "municipality_visits": _visits,
}

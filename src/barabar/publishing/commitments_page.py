"""What the pages on commitments show, public and in the office alike, and the same as rows for files and the API."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from barabar.access.models import Organisation
from barabar.coordination.carrying import carriers
from barabar.coordination.catalogue import commitment_states, open_states
from barabar.coordination.models import Body, Commitment
from barabar.publishing.recommended import recommended
from barabar.reference.catalogue import economies, economy_asked
from barabar.reference.definitions import title_of

SHOWN = 30
LATE, OPEN = "late", "not_ended"
COLUMNS = (
    "commitment", "economy", "institution", "what_en", "what_sq", "partner", "event", "body", "made_on", "promised_for",
    "due_on", "state", "late", "ended_on", "measures", "source",
)  # fmt: skip


def word_of(state: str, *, late: bool) -> str:
    return _("Late") if late else str(title_of(commitment_states(), state))


def look_of(state: str, *, late: bool) -> str:
    """A key of the design room's states, by what the definition says of this one."""
    known = commitment_states().get(state)
    if late or known is None:
        return "delayed" if late else "no_data"
    if known.ends:
        return "completed" if known.kept else "not_due"
    return "not_started" if state == open_states()[0] else "on_track"


@dataclass(frozen=True)
class Line:
    """A commitment with the word and look of its state on a day."""

    commitment: Commitment
    word: str
    look: str
    is_late: bool


def lines_of(commitments: Iterable[Commitment], today: dt.date) -> list[Line]:
    made = []
    for one in commitments:
        late = one.is_late(today)
        made.append(Line(one, word_of(one.state, late=late), look_of(one.state, late=late), late))
    return made


def chosen(asked: Mapping[str, str], seen: QuerySet[Commitment], today: dt.date) -> QuerySet[Commitment]:
    """Those asked for: by economy ("region" for none), state ("late", "not_ended" too), institution and body."""
    economy, state, who, body = (asked.get(name, "") for name in ("economy", "state", "institution", "body"))
    found = seen
    if (wanted := economy_asked(economy)) is not None:
        found = found.filter(economy=wanted)
    if state in commitment_states():
        found = found.filter(state=state)
    if state in (LATE, OPEN):
        found = found.filter(ended_on=None)
    if state == LATE:
        found = found.filter(due_on__lt=today)
    if who:
        found = found.filter(Q(organisation=who) | Q(partner=who))
    return found.filter(body=body) if body else found


def commitments_context(asked: Mapping[str, str], seen: QuerySet[Commitment]) -> dict:
    today = timezone.localdate()
    # What is owed first, by day, then what ended last. Ordered and cut as bare numbers; only the page's own rows are read
    # with what belongs to them.
    order = (F("ended_on").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")
    page = Paginator(chosen(asked, seen, today).order_by(*order).values_list("pk", flat=True), SHOWN).get_page(
        asked.get("page")
    )
    rows = Commitment.objects.select_related("organisation", "conclusion__event", "body").in_bulk(
        list(page.object_list)
    )
    promised = Organisation.objects.filter(pk__in=seen.order_by().values("organisation"))
    return {
        "page": page,
        "lines": lines_of([rows[number] for number in page.object_list], today),
        "economies": economies().values(),
        "states": [(LATE, _("Late")), (OPEN, _("Not ended")), *((one.key, one.title) for one in commitment_states().values())],
        "institutions": promised.order_by("path").only("key", "name"),
        "bodies": Body.objects.filter(pk__in=seen.order_by().values("body")),
        **{f"chosen_{name}": asked.get(name, "") for name in ("economy", "state", "institution", "body")},
    }  # fmt: skip


def commitment_context(commitment: Commitment) -> dict:
    """One commitment with its whole history, the newest said last, and who answers for it now."""
    today = timezone.localdate()
    late = commitment.is_late(today)
    rows = commitment.states.select_related("said_by", "of__request__cycle")
    answering = carriers(commitment.organisation) if commitment.organisation else []
    return {
        "commitment": commitment,
        "word": word_of(commitment.state, late=late),
        "look": look_of(commitment.state, late=late),
        "history": [(row, word_of(row.state, late=False), look_of(row.state, late=False)) for row in rows],
        "measures": commitment.measures.select_related("node__plan"),
        "recommended": recommended("commitment", commitment.pk),
        "agendas": commitment.agenda_items.select_related("event").order_by("event__starts", "event_id"),
        "answering": [one for one in answering if one.pk != commitment.organisation_id],
        "postponed": commitment.promised_for != commitment.due_on,
    }


def rows_of(commitments: QuerySet[Commitment], today: dt.date) -> Iterable[list]:
    """A row a commitment, in the order of COLUMNS."""
    found = commitments.select_related("organisation", "partner", "conclusion__event", "body").prefetch_related(
        "measures"
    )
    for one in found:
        event = one.conclusion.event_id if one.conclusion else ""
        yield [
            one.pk, one.economy, one.organisation_id or one.who.in_language("en").text, one.what.get("en", ""),
            one.what.get("sq", ""), one.partner_id or one.partner_as_written, event, one.body_id or "", one.made_on or "",
            one.promised_for or "", one.due_on or "", one.state, "yes" if one.is_late(today) else "no", one.ended_on or "",
            " ".join(sorted(measure.key for measure in one.measures.all())), one.source,
        ]  # fmt: skip

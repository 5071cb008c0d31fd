"""The follow-up table of a source: what it recommended, how far that is fulfilled, what was done. For international bodies."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from barabar.advocacy.models import FulfilmentState, Recommendation, SourceDocument
from barabar.advocacy.recommendation_catalogue import (
    fulfilment_states,
    recommendation_addressees,
    recommendation_sources,
)
from barabar.advocacy.recommendation_queries import recommendations_of, standing_links, states_on
from barabar.coordination.catalogue import commitment_states
from barabar.coordination.standings import LATE, Standing
from barabar.publishing.document.model import (
    Block,
    Column,
    DefinitionList,
    Document,
    Heading,
    Link,
    Notice,
    NoticeKind,
    Orientation,
    Paragraph,
    Row,
    Runs,
    Section,
    Table,
)
from barabar.publishing.recommendation_answers import Answered, MeasureTold, answered
from barabar.publishing.report import Page, Report, Scope
from barabar.publishing.wording import LABELS, footnotes, place_named, written_in
from barabar.reference.catalogue import economies, units
from barabar.reference.definitions import title_of


@dataclass(frozen=True)
class Line:
    """A recommendation in one economy: the state in force (None: nobody told any) and what answers it."""

    recommendation: Recommendation
    economy: str
    state: FulfilmentState | None
    answered: Answered


@dataclass(frozen=True)
class FollowUp:
    """What the table is about: documents, and an economy or ("") all to which they are addressed, on a day.

    `position` is where the ledger stood, for the values of measures.
    """

    documents: tuple[SourceDocument, ...]
    economy: str
    on: dt.date
    position: int
    demonstration: bool
    report: Report = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "report", Report(Scope(self.economy, str(self.on.year)), self.position, self.on, self.demonstration))  # fmt: skip

    @property
    def sources(self) -> list[str]:
        return list(dict.fromkeys(one.source for one in self.documents))


def documents_for(*, source: str, economy: str, seen) -> tuple[SourceDocument, ...]:
    """A source's documents about the economy or about several; of all of them where no economy is given. Oldest first."""
    found = seen.filter(source=source)
    if economy:
        found = found.filter(economy__in=("", economy))
    return tuple(found.order_by(F("published_on").asc(nulls_last=True), "key"))


def lines_of(recommendations: Sequence[Recommendation], *, economy: str, on: dt.date, position: int) -> list[Line]:
    """A line for each recommendation and economy, in the order given; the same facts and day give the same lines."""
    keys = [one.pk for one in recommendations]
    states = states_on(keys, on)
    wanted = [(one, other.economy) for one in recommendations for other in one.addressed.all() if economy in ("", other.economy)]  # fmt: skip
    by_economy = {}
    for code in sorted({code for _one, code in wanted}):
        own = [one.pk for one, at in wanted if at == code]
        by_economy[code] = answered(standing_links(own, economy=code, until=on), on=on, as_of=position)
    return [
        Line(one, code, states.get((one.pk, code)), by_economy[code].get(one.pk, Answered())) for one, code in wanted
    ]


def follow_up_document(wanted: FollowUp, language: str) -> Document:
    """The table as a document; the same facts, day and language give the same document."""
    page = Page(wanted.report, language)
    with override(language):
        told = [(one, _lines(wanted, one)) for one in wanted.documents]
        blocks: list[Block] = []
        if len(told) > 1:
            blocks.append(Paragraph(page.said(counted(page, [line for _one, lines in told for line in lines]))))
        for one, lines in told:
            blocks += [
                Heading(1, page.said(one.title), f"document-{one.pk}"),
                _facts(page, one),
                *_beginning(page, lines),
            ]
        tables = tuple(_table(page, wanted, one, lines) for one, lines in told if lines)
        names = [page.plain(title_of(recommendation_sources(), key)) for key in wanted.sources]
        where = place_named(wanted.economy)
        office = wanted.report.contact_point if wanted.economy else None
        return Document(
            title=page.said(_("Follow-up of recommendations: %(sources)s") % {"sources": ", ".join(names)}),
            subtitle=page.said(where), language=language, date=wanted.on,
            blocks=(*blocks, *((Section(tables, Orientation.LANDSCAPE),) if tables else ())), labels=LABELS[language],
            footnotes=footnotes(language), demonstration=wanted.demonstration, author=page.plain(office.name) if office else "",
        )  # fmt: skip


def _lines(wanted: FollowUp, one: SourceDocument) -> list[Line]:
    own = (
        recommendations_of(SourceDocument.objects.filter(pk=one.pk)).order_by("position").prefetch_related("addressed")
    )
    return lines_of(list(own), economy=wanted.economy, on=wanted.on, position=wanted.position)


def counted(page: Page, lines: Iterable[Line]) -> str:
    """How many, and how many in each state; what nobody told is counted apart."""
    lines = list(lines)
    counts = Counter(line.state.state if line.state else "" for line in lines)
    known = [*fulfilment_states(), *(key for key in counts if key and key not in fulfilment_states())]
    parts = [f"{page.plain(title_of(fulfilment_states(), key))}: {page.numbers.integer(counts[key])}" for key in known if counts[key]]  # fmt: skip
    if counts[""]:
        parts.append(f"{_('no state told')}: {page.numbers.integer(counts[''])}")
    held = len({line.recommendation.pk for line in lines})
    total = ngettext("%(count)s recommendation.", "%(count)s recommendations.", held) % {
        "count": page.numbers.integer(held)
    }
    if held < len(lines):
        total += " " + _("Told for each economy: %(count)s rows.") % {"count": page.numbers.integer(len(lines))}
    return f"{total} {'; '.join(parts)}{'.' if parts else ''}"


def _beginning(page: Page, lines: list[Line]) -> list[Block]:
    if lines:
        return [Paragraph(page.said(counted(page, lines)))]
    return [Notice(NoticeKind.NO_DATA, page.said(_("No recommendation of this document is kept here.")))]


def _table(page: Page, wanted: FollowUp, one: SourceDocument, lines: list[Line]) -> Table:
    caption = _("Recommendations and what came of them: %(document)s") % {"document": page.plain(one.title)}
    return follow_up_table(page, lines, f"follow-up-{one.pk}", caption, economy=not wanted.economy)


def _facts(page: Page, one: SourceDocument) -> DefinitionList:
    source = recommendation_sources().get(one.source)
    day = page.numbers.date(one.published_on) if one.published_on else one.date_note
    pairs = [(_("Source"), page.said(source.name if source else one.source)), (_("Cycle"), page.said(one.cycle or "–")), (_("Published"), page.said(day))]  # fmt: skip
    if one.address:
        pairs.append((_("Address"), (Link(page.said(one.address), one.address),)))
    if source and source.rhythm:
        pairs.append((_("How the source comes back to it"), page.said(source.rhythm)))
    return DefinitionList(tuple((page.said(head), value) for head, value in pairs))


def follow_up_table(page: Page, lines: Sequence[Line], key: str, caption: str, *, economy: bool, document: bool = False) -> Table:  # fmt: skip
    """`economy` and `document` name them beside the number, where the lines are of several."""
    columns = (
        Column(_("No., paragraph"), width=1.3), Column(_("Recommendation"), width=3.2), Column(_("Addressee"), width=1.3),
        Column(_("State"), width=1.2), Column(_("Since"), width=1), Column(_("What was done"), width=2.4),
        Column(_("Measures and their latest reported value"), width=2.4),
    )  # fmt: skip
    rows = tuple(_row(page, line, economy=economy, document=document) for line in lines)
    return Table(columns, rows, caption, key, row_heads=2, show_refs=True)


def _row(page: Page, line: Line, *, economy: bool, document: bool) -> Row:
    own, state = line.recommendation, line.state
    number = [page.said("\n".join(filter(None, (own.number, own.paragraph))) or "–")]
    if document:
        number.append(page.said(own.document.title))
    addressee = [page.said(title_of(recommendation_addressees(), own.addressee))]
    if own.addressee_as_written:
        addressee.append(page.said(own.addressee_as_written))
    if economy:
        addressee.append(page.said(title_of(economies(), line.economy)))
    word = page.said(title_of(fulfilment_states(), state.state)) if state else page.said(_("no state told"))
    since = page.said(f"{state.on:%d.%m.%Y}" if state else "–")
    measures = [_measure(page, one) for one in line.answered.measures]
    return Row((
        _lines_of(page, number), page.said(own.text), _lines_of(page, addressee), word, since,
        _lines_of(page, _done(page, line)) or page.said("–"), _lines_of(page, measures) or page.said("–"),
    ))  # fmt: skip


def _lines_of(page: Page, parts: Iterable[Runs]) -> Runs:
    """Each part on a line of its own."""
    made: list = []
    for part in parts:
        made += [*(page.said("\n") if made else ()), *part]
    return tuple(made)


def _done(page: Page, line: Line) -> list[Runs]:
    """The words told with the state, then commitments as they stood, then how many issues communities raised."""
    parts: list[Runs] = []
    if line.state and line.state.note:
        parts.append(written_in(line.state.note, line.state.language or page.language, page.language))
    if line.state and line.state.evidence:
        parts.append(page.said(_("Evidence: %(evidence)s") % {"evidence": line.state.evidence}))
    parts += [_commitment(page, one) for one in line.answered.commitments]
    issues = line.answered.issues
    if issues:
        facts = {"count": page.numbers.integer(issues.count), "most": issues.fewer_than}
        if issues.raised is None:
            parts.append(
                page.said(_("Issues that communities raised: %(count)s, fewer than %(most)s times in all") % facts)
            )
        else:
            facts["raised"] = page.numbers.integer(issues.raised)
            parts.append(page.said(_("Issues that communities raised: %(count)s, %(raised)s times in all") % facts))
    return parts


def _commitment(page: Page, one: Standing) -> Runs:
    """ "Commitment: twelve places, ministry of education: late, due on 31.03.2026"."""
    word = _("Late") if one.state == LATE else page.plain(title_of(commitment_states(), one.state))
    day = one.ended_on or one.due_on
    when = f", {day:%d.%m.%Y}" if day else ""
    who = one.commitment.who
    return (*page.said(_("Commitment:") + " "), *page.said(one.commitment.what), *page.said(", "), *page.said(who), *page.said(f": {word}{when}"))  # fmt: skip


def _measure(page: Page, one: MeasureTold) -> Runs:
    """The measure, its indicator, the value with its reference, the period. What was never reported says so."""
    measure, value = one.measure, one.value
    label = f"{page.plain(one.place.name)}, " if one.place else ""
    label += f"{measure.code} {page.plain(measure.title)}"
    if value is None:
        return page.said(_("%(measure)s: nothing reported yet") % {"measure": label})
    name = page.plain(value.name)
    figure = page.figure(value.total, f"{label}: {name}", unit=value.unit)
    unit = page.plain(title_of(units(), value.unit))
    state = f", {page.status(one.status)}" if one.status else ""
    return (*page.said(f"{label}: {name} "), figure, *page.said(f" ({unit}, {one.period}{state})"))

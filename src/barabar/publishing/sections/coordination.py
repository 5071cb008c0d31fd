"""Meetings of the year, and what became of every commitment: done, late, or dropped with its reason. None is left out."""

import datetime as dt
from collections import Counter

from django.utils.translation import gettext as _

from barabar.coordination.catalogue import commitment_states, event_kinds, finding_kinds
from barabar.coordination.models import Event
from barabar.coordination.standings import LATE, Standing, standings_in_year
from barabar.coordination.trainings import Trained
from barabar.publishing.document.model import Align, Block, Column, Heading, Notice, NoticeKind, Paragraph, Row, Table
from barabar.publishing.report import Page
from barabar.publishing.trainings_page import trainings_rows
from barabar.publishing.visits_page import Beside
from barabar.reference.definitions import title_of


def build(page: Page) -> list[Block]:
    return [
        Heading(1, _("Meetings and commitments"), "coordination"),
        *_meetings(page),
        *_commitments(page),
        *_visits(page),
        *_trainings(page),
    ]


def _day(day: dt.date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else "–"


def _meetings(page: Page) -> list[Block]:
    report = page.report
    held = Event.objects.filter(economy=report.scope.economy, starts__year=report.year, state="held", is_public=True)
    if report.scope.territory:
        held = held.filter(territory=report.scope.territory)
    events = list(held.select_related("organiser").prefetch_related("conclusions").order_by("starts", "key"))
    if not events:
        return [Notice(NoticeKind.NO_DATA, page.said(_("No meeting is recorded for this period.")))]
    columns = (
        Column(page.said(_("Day"))), Column(page.said(_("Meeting")), width=3), Column(page.said(_("Kind"))),
        Column(page.said(_("Organiser")), width=2), Column(page.said(_("Conclusions")), Align.RIGHT),
    )  # fmt: skip
    rows = tuple(
        Row((
            page.said(_day(one.starts)), page.said(one.title), page.said(page.plain(title_of(event_kinds(), one.kind))),
            page.said(one.organiser.name if one.organiser else one.organiser_as_written or "–"),
            page.said(page.numbers.integer(len(one.conclusions.all()))),
        ))
        for one in events
    )  # fmt: skip
    return [Table(columns, rows, page.said(_("Meetings held in the year")), "meetings")]


def _commitments(page: Page) -> list[Block]:
    report = page.report
    heading = Heading(2, _("Commitments"), "commitments")
    found = standings_in_year(report.scope.economy, report.year, report.built_on, report.scope.territory)
    if not found:
        return [heading, Notice(NoticeKind.NO_DATA, page.said(_("No commitment was open in this period.")))]
    return [heading, Paragraph(page.said(_counted(page, found))), _table(page, found)]


def _counted(page: Page, found: list[Standing]) -> str:
    """How many in all and of each state, as of the day of the report."""
    counts = Counter(one.state for one in found)
    parts = [f"{_word(page, state)}: {page.numbers.integer(counts[state])}" for state in (LATE, *commitment_states()) if counts[state]]  # fmt: skip
    said = _("Commitments that were open in the year, as they stand on %(day)s: %(total)s. %(parts)s.")
    facts = {"day": _day(page.report.built_on), "total": page.numbers.integer(len(found)), "parts": "; ".join(parts)}
    return said % facts


def _word(page: Page, state: str) -> str:
    return _("Late") if state == LATE else page.plain(title_of(commitment_states(), state))


def _table(page: Page, found: list[Standing]) -> Table:
    heads = (_("Commitment"), _("Institution"), _("By when"), _("State"), _("In words"))
    columns = tuple(
        Column(page.said(head), width=width) for head, width in zip(heads, (3, 2, 1.2, 1.2, 3), strict=True)
    )
    caption = page.said(_("What became of each commitment"))
    return Table(columns, tuple(_row(page, one) for one in found), caption, "commitments-list")


def _row(page: Page, one: Standing) -> Row:
    own = one.commitment
    due = _day(one.due_on)
    if one.moves:
        due = _("%(due)s (promised for %(first)s)") % {"due": due, "first": _day(own.promised_for)}
    state = _word(page, one.state)
    if one.ended_on:
        state = f"{state}, {_day(one.ended_on)}"
    return Row((page.said(own.what), page.said(own.who), page.said(due), page.said(state), page.said(one.note or "–")))


def _visits(page: Page) -> list[Block]:
    """How many, and each finding beside what was reported; neither takes the other's place."""
    report = page.report
    heading = Heading(2, _("Field visits"), "visits")
    if not report.visits and not report.beside:
        return [heading, Notice(NoticeKind.NO_DATA, page.said(_("No visit is recorded for this period.")))]
    counted = page.numbers.integer(sum(one.visits or 1 for one in report.visits))
    said = _(
        "Field visits in the year: %(count)s. What they found stands beside what was reported and enters no total."
    )
    blocks: list[Block] = [heading, Paragraph(page.said(said % {"count": counted}))]
    if not report.beside:
        return blocks
    heads = (_("Municipality"), _("Finding"), _("Measure"), _("Reported"), _("Found"), _("Evidence"))
    columns = tuple(
        Column(page.said(head), width=width) for head, width in zip(heads, (1.5, 3, 2, 1, 1, 2), strict=True)
    )
    caption = page.said(_("Findings of field visits beside what was reported"))
    return [*blocks, Table(columns, tuple(_finding(page, one) for one in report.beside), caption, "visit-findings")]


def _finding(page: Page, one: Beside) -> Row:
    own = one.finding
    place = page.named(own.visit.territory.name) if own.visit.territory else page.said("–")
    title = f"{page.plain(title_of(finding_kinds(), own.kind))}: "
    about = (
        f"{own.measure.code} {page.plain(own.indicator.name if own.indicator else own.measure.title)}"
        if own.measure
        else "–"
    )
    hidden = _("hidden to protect people")
    figures = (hidden, hidden) if one.is_hidden else (one.reported or "–", one.found or "–")
    return Row((
        place, (*page.said(title), *page.said(own.text)), page.said(about), *(page.said(one) for one in figures),
        page.said(own.evidence or "–"),
    ))  # fmt: skip


def _trainings(page: Page) -> list[Block]:
    """Officials trained in the year, by field and institution, by sex where that is known."""
    report = page.report
    if report.scope.territory:
        return []
    heading = Heading(2, _("Trainings"), "trainings")
    seen = Event.objects.filter(is_public=True)
    rows = trainings_rows({"economy": report.scope.economy, "year": str(report.year)}, seen)
    if not rows:
        return [
            heading,
            Notice(NoticeKind.NO_DATA, page.said(_("No training of officials is recorded for this period."))),
        ]
    heads = (_("Field of training"), _("Institution"), _("People in all"), _("Women"), _("Men"), _("Trainings"))
    columns = tuple(Column(page.said(head), Align.RIGHT if at > 1 else Align.LEFT) for at, head in enumerate(heads))
    caption = page.said(_("Officials trained, by field and institution"))
    return [heading, Table(columns, tuple(_trained(page, one) for one in rows), caption, "trained")]


def _trained(page: Page, one: Trained) -> Row:
    """No number is a dash, never a nought."""
    sexes = (one.women, one.men) if one.women or one.men else (None, None)
    people = one.people if one.told else None
    figures = [page.said("–" if n is None else page.numbers.integer(n)) for n in (people, *sexes, len(one.events))]
    return Row((page.said(one.field_title), page.said(one.who), *figures))

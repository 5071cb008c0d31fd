"""The field form of a visit: made for an economy and the institution that goes, and what comes back as a visit with findings.

What was collected is not public before somebody has read it in the office: the visit is kept without its public mark.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.collection.field_forms.naming import name_of
from barabar.collection.field_forms.records import (
    OWN,
    RECORDS,
    Recorded,
    RecordForm,
    chosen_in,
    media_of,
    note_row,
    number_in,
    text_in,
    word_in,
)
from barabar.collection.field_forms.write import form_choice, form_row
from barabar.coordination.actions.keep_record_file import add_record_file
from barabar.coordination.actions.keep_visit import Found, VisitContent, add_finding, keep_visit
from barabar.coordination.catalogue import finding_kinds
from barabar.coordination.models import Visit
from barabar.plans.models import Measure
from barabar.reference.catalogue import economies, languages
from barabar.reference.models import Territory
from barabar.reference.sent_files import SentFile
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems

KIND = "visit"
FINDINGS = 10
ANYWHERE = "anywhere"


class Visits:
    """`place` is "ECONOMY INSTITUTION": the economy visited, and who goes."""

    def form(self, place: str) -> RecordForm:
        economy, organiser = _place(place)
        title = Text({"sq": f"Vizitë në terren · {organiser.name.in_language('sq').text}", "en": f"Field visit · {organiser.name.in_language('en').text}"})  # fmt: skip
        return RecordForm(title, tuple(_survey()), tuple(_choices(economy)))

    def take(self, *, by: Actor, place: str, fields: Mapping[str, Any], media: Mapping[str, bytes]) -> Recorded:
        economy, organiser = _place(place)
        language = word_in(fields, "language") or "sq"
        visit = keep_visit(by=by, content=_content(economy, organiser, fields, language))
        problems: list[Problem] = []
        for number in range(1, FINDINGS + 1):
            problems += _finding(by, visit, fields, media, number, language)
        return Recorded(str(visit.pk), tuple(problems))


def register() -> None:
    RECORDS[KIND] = Visits()


def place_for(economy: str, organiser: str) -> str:
    return f"{economy} {organiser}"


def _place(place: str) -> tuple[str, Organisation]:
    economy, _space, key = place.partition(" ")
    organiser = Organisation.objects.filter(pk=key).first()
    if economy not in economies() or organiser is None:
        said = gettext_lazy("“%(place)s” names no economy and institution that go on visits here. Make a new form.")
        raise Problems([Problem("form-place", said, {"place": place})])
    return economy, organiser


def _survey() -> Iterable[dict[str, str]]:
    yield note_row(
        "about", lambda: _("Write no names of persons. Photos without faces: their place and device are taken out.")
    )
    yield form_row(
        "select_one language", f"{OWN}language", lambda: _("In which language do you write?"), required="yes"
    )
    yield form_row("date", f"{OWN}day", lambda: _("Day of the visit"), required="yes")
    yield form_row("select_one place", f"{OWN}place", lambda: _("Municipality"), appearance="minimal", required="yes")
    yield form_row("text", f"{OWN}office", lambda: _("Office visited"))
    yield form_row("text", f"{OWN}partner", lambda: _("Together with"))
    yield form_row("text", f"{OWN}purpose", lambda: _("Purpose"), appearance="multiline")
    for number in range(1, FINDINGS + 1):
        yield from _finding_rows(number)


def _finding_rows(number: int) -> Iterable[dict[str, str]]:
    own = f"{OWN}f{number}_"
    before = {"relevant": f"${{{OWN}f{number - 1}_text}} != ''"} if number > 1 else {}
    given = {"relevant": f"${{{own}text}} != ''"}
    yield form_row("begin_group", f"{own}group", lambda: _("Finding %(number)s") % {"number": number}, **before)
    yield form_row("text", f"{own}text", lambda: _("What was found"), appearance="multiline")
    yield form_row("select_one finding", f"{own}kind", lambda: _("Kind of finding"), required="yes", **given)
    yield form_row("select_one measure", f"{own}measure", lambda: _("Measure looked at"), appearance="minimal", choice_filter=f"place = ${{{OWN}place}} or place = '{ANYWHERE}'", **given)  # fmt: skip
    yield form_row("select_one indicator", f"{own}indicator", lambda: _("Value it is about"), appearance="minimal", choice_filter=f"measure = ${{{own}measure}}", relevant=f"${{{own}measure}} != ''")  # fmt: skip
    counted = {"relevant": f"${{{own}indicator}} != ''", "constraint": ". >= 0"}
    yield form_row("text", f"{own}period", lambda: _("Period of the value, such as 2025"), relevant=counted["relevant"])
    yield form_row("decimal", f"{own}amount", lambda: _("What was counted (of a share: the part)"), **counted)
    yield form_row("decimal", f"{own}whole", lambda: _("Of a share: the whole"), **counted)
    yield form_row("text", f"{own}evidence", lambda: _("Evidence: a document, a list"), **given)
    yield form_row("image", f"{own}photo", lambda: _("Photo (no faces)"), parameters="max-pixels=1600", **given)
    yield {"type": "end_group", "name": f"{own}group"}


def _measures(economy: str) -> Iterable[Measure]:
    found = Measure.objects.filter(node__plan__economy=economy).exclude(node__plan__status="draft")
    return found.select_related("node__plan").prefetch_related("indicators")


def _choices(economy: str) -> Iterable[dict[str, str]]:
    for key, language in languages().items():
        yield form_choice("language", key, lambda said=language.title: str(said))
    for place in Territory.objects.filter(economy=economy, kind="municipality"):
        yield form_choice("place", place.pk, lambda said=place.name: str(said))
    for key, kind in finding_kinds().items():
        yield form_choice("finding", key, lambda said=kind.title: str(said))
    for measure in _measures(economy):
        own = name_of(measure.key)
        yield form_choice("measure", own, lambda one=measure: f"{one.code} {one.title}", place=measure.node.plan.territory_id or ANYWHERE)  # fmt: skip
        for indicator in measure.indicators.all():
            yield form_choice("indicator", name_of(indicator.key), lambda one=indicator: str(one.name), measure=own)


def _content(economy: str, organiser: Organisation, fields: Mapping[str, Any], language: str) -> VisitContent:
    try:
        day = dt.date.fromisoformat(word_in(fields, "day")[:10])
    except ValueError:
        day = None
    place = Territory.objects.filter(pk=word_in(fields, "place"), economy=economy).first()
    return VisitContent(
        economy, territory=place, starts=day, organiser=organiser, partner_as_written=word_in(fields, "partner")[:300],
        office_as_written=word_in(fields, "office")[:300], purpose=text_in(fields, "purpose", language), is_public=False,
    )  # fmt: skip


def _finding(by: Actor, visit: Visit, fields: Mapping[str, Any], media: Mapping[str, bytes], number: int, language: str) -> list[Problem]:  # fmt: skip
    own = f"f{number}_"
    text = text_in(fields, f"{own}text", language)
    if not text:
        return []
    measure = chosen_in(fields, f"{own}measure", _measures(visit.economy))
    indicator = chosen_in(fields, f"{own}indicator", measure.indicators.all() if measure else ())
    is_share = indicator is not None and indicator.aggregation == "ratio"
    amount = number_in(fields, f"{own}amount") if indicator else None
    finding = add_finding(
        by=by, visit=visit,
        found=Found(
            word_in(fields, f"{own}kind"), text, evidence=_evidence(fields, own), measure=measure,
            indicator=indicator if amount is not None else None, period=word_in(fields, f"{own}period").removesuffix(".0"),
            amount=None if is_share else amount, numerator=amount if is_share else None,
            denominator=number_in(fields, f"{own}whole") if is_share else None,
        ),
    )  # fmt: skip
    photo = media_of(fields, f"{own}photo", media)
    if isinstance(photo, Problem):
        return [photo]
    if photo is not None:
        add_record_file(by=by, owner=finding, sent=SentFile(*photo), caption=_("Photo from the field"))
    return []


def _evidence(fields: Mapping[str, Any], own: str) -> str:
    """What was named; where only a photo was taken, the photo."""
    said = word_in(fields, f"{own}evidence")[:500]
    return said or (_("Photo from the field") if word_in(fields, f"{own}photo") else "")

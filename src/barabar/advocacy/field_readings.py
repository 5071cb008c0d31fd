"""The field form of a civil-society reading: made for a plan and an organisation, and what comes back as readings."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.advocacy.actions.write_reading import Seen, write_reading
from barabar.advocacy.catalogue import reading_ratings
from barabar.advocacy.models import Reading, ReadingFile
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
from barabar.plans.models import Measure, Plan
from barabar.reference.catalogue import languages
from barabar.reference.sent_files import FileLimits, SentFile, accept_files
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems

KIND = "reading"
LIMITS = FileLimits(files=1, file_megabytes=10)


class Readings:
    """`place` is "PLAN ORGANISATION": the plan that is read, and who reads it."""

    def form(self, place: str) -> RecordForm:
        plan, organisation = _place(place)
        title = Text({code: f"{word} · {organisation.name.in_language(code).text}" for code, word in (("sq", "Vlerësim i shoqërisë civile"), ("en", "Civil society's reading"))})  # fmt: skip
        return RecordForm(title, tuple(_survey()), tuple(_choices(plan)))

    def take(self, *, by: Actor, place: str, fields: Mapping[str, Any], media: Mapping[str, bytes]) -> Recorded:
        plan, organisation = _place(place)
        measure = chosen_in(fields, "measure", _measures(plan))
        if measure is None:
            raise Problems(
                [Problem("measure-missing", gettext_lazy("it names no measure of this plan. Make a new form."))]
            )
        reading = write_reading(by=by, organisation=organisation, measure=measure, period=word_in(fields, "period").removesuffix(".0"), seen=_seen(measure, fields))  # fmt: skip
        photo = media_of(fields, "photo", media)
        if isinstance(photo, Problem):
            return Recorded(str(reading.pk), (photo,))
        if photo is not None:
            _keep(reading, SentFile(*photo))
        return Recorded(str(reading.pk))


def register() -> None:
    RECORDS[KIND] = Readings()


def place_for(plan: str, organisation: str) -> str:
    return f"{plan} {organisation}"


def _place(place: str) -> tuple[Plan, Organisation]:
    key, _space, own = place.partition(" ")
    plan = Plan.objects.filter(pk=key).exclude(status="draft").first()
    organisation = Organisation.objects.filter(pk=own).first()
    if plan is None or organisation is None:
        said = gettext_lazy("“%(place)s” names no public plan and organisation here. Make a new form.")
        raise Problems([Problem("form-place", said, {"place": place})])
    return plan, organisation


def _measures(plan: Plan) -> Iterable[Measure]:
    found = Measure.objects.filter(node__plan=plan).select_related("node__plan", "responsible")
    return found.prefetch_related("indicators").order_by("node__path")


def _survey() -> Iterable[dict[str, str]]:
    given = {"relevant": f"${{{OWN}indicator}} != ''", "constraint": ". >= 0"}
    yield note_row(
        "about", lambda: _("Write no names of persons. Photos without faces: their place and device are taken out.")
    )
    yield form_row(
        "select_one language", f"{OWN}language", lambda: _("In which language do you write?"), required="yes"
    )
    yield form_row("select_one measure", f"{OWN}measure", lambda: _("Measure"), appearance="minimal", required="yes")
    yield form_row("select_one period", f"{OWN}period", lambda: _("Year"), required="yes")
    yield form_row("select_one rating", f"{OWN}rating", lambda: _("How it was seen"), required="yes")
    yield form_row("text", f"{OWN}text", lambda: _("What was seen"), appearance="multiline", required="yes")
    yield form_row("select_one indicator", f"{OWN}indicator", lambda: _("Value it is about"), appearance="minimal", choice_filter=f"measure = ${{{OWN}measure}}")  # fmt: skip
    yield form_row("decimal", f"{OWN}counter", lambda: _("Own figure"), **given)
    yield form_row("text", f"{OWN}evidence", lambda: _("Evidence: a visit with its day, a document, an address"), required="yes")  # fmt: skip
    yield form_row("image", f"{OWN}photo", lambda: _("Photo (no faces)"), parameters="max-pixels=1600")


def _choices(plan: Plan) -> Iterable[dict[str, str]]:
    for key, language in languages().items():
        yield form_choice("language", key, lambda said=language.title: str(said))
    for year in reversed(plan.years):
        yield form_choice("period", str(year), lambda said=year: str(said))
    for key, rating in reading_ratings().items():
        yield form_choice("rating", key, lambda said=rating.title: str(said))
    for measure in _measures(plan):
        own = name_of(measure.key)
        yield form_choice("measure", own, lambda one=measure: f"{one.code} {one.title}")
        for indicator in measure.indicators.all():
            yield form_choice("indicator", name_of(indicator.key), lambda one=indicator: str(one.name), measure=own)


def _seen(measure: Measure, fields: Mapping[str, Any]) -> Seen:
    indicator = chosen_in(fields, "indicator", measure.indicators.all())
    counter = number_in(fields, "counter")
    text = text_in(fields, "text", word_in(fields, "language") or "sq")
    return Seen(
        word_in(fields, "rating"), text, word_in(fields, "evidence")[:500], indicator=indicator, counter=counter
    )


def _keep(reading: Reading, sent: SentFile) -> None:
    accepted, problems = accept_files([sent], LIMITS)
    if problems:
        raise Problems(problems)
    one = accepted[0]
    kept = ReadingFile(reading=reading, **one.facts())
    kept.file.save(f"reading-{reading.pk}-{one.sha256[:12]}{one.extension}", ContentFile(one.content), save=False)
    kept.save()

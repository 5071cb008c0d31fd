"""Forms of bodies, their seats, events and minutes. Rules live in the actions; forms only read what is typed."""

import itertools

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.catalogue import roles
from barabar.access.models import Organisation
from barabar.coordination.actions.event_parts import Party
from barabar.coordination.actions.keep_body import BodyContent
from barabar.coordination.actions.keep_event import EventContent
from barabar.coordination.actions.seat_members import Seat
from barabar.coordination.actions.write_minutes import allowed_stages
from barabar.coordination.catalogue import (
    body_areas,
    body_kinds,
    body_roles,
    event_documents,
    event_kinds,
    mandates,
    meeting_rhythms,
    minutes_stages,
    party_kinds,
)
from barabar.coordination.models import Body, Event, Minutes
from barabar.office.forms.days import day_field
from barabar.office.forms.money import choices
from barabar.office.forms.plans import NOTHING, organisations, territories, text_initial, text_of
from barabar.plans.models import Plan
from barabar.publishing.coordination_page import EVENT_STATES
from barabar.reference.catalogue import communities, economies, languages, sectors
from barabar.reference.models import Territory
from barabar.reference.slugs import slug
from barabar.reference.text import Text


def own_economies(actor: Actor) -> list[tuple[str, str]]:
    """The economies a person may write for; who reaches everything may also write for the region."""
    reaches = {roles()[part.role].reach for part in actor.parts if part.role in roles()}
    if "everything" in reaches:
        return [("", str(_("Region"))), *((one.key, str(one.title)) for one in economies().values())]
    own = {part.economy for part in actor.parts}
    return [(one.key, str(one.title)) for one in economies().values() if one.key in own]


def free_key(model, words: str) -> str:
    """A key made of words that no record has yet."""
    first = slug(words)[:74].strip("-") or "record"
    tries = itertools.chain([first], (f"{first}-{number}" for number in itertools.count(2)))
    return next(key for key in tries if not model.objects.filter(pk=key).exists())


def many(label) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple)


class BodyForm(forms.Form):
    name_sq = forms.CharField(label=_("Name in Albanian"), max_length=300, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind of body"))
    economy = forms.ChoiceField(label=_("Economy"), required=False)
    territory = forms.ChoiceField(label=_("Municipality"), required=False)
    host = forms.ChoiceField(label=_("Institution that runs it"), required=False)
    task_sq = forms.CharField(label=_("Task, in Albanian"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))  # fmt: skip
    task_en = forms.CharField(label=_("Task, in English"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))  # fmt: skip
    mandates = many(_("Mandate"))
    since = day_field(_("First day"))
    until = day_field(_("Last day"))
    period_note = forms.CharField(label=_("Note on the period"), max_length=200, required=False)
    rhythm = forms.ChoiceField(label=_("How often it meets"), required=False)
    rules_title = forms.CharField(label=_("Rules of procedure: title"), max_length=300, required=False)
    rules_address = forms.URLField(label=_("Rules of procedure: address"), required=False, assume_scheme="https")

    def __init__(self, *args, actor: Actor, body: Body | None = None, **kwargs):
        if body is not None:
            kwargs["initial"] = self.initial_of(body)
        super().__init__(*args, **kwargs)
        self.body = body
        own = own_economies(actor)
        self.fields["kind"].choices = choices(body_kinds())
        self.fields["economy"].choices = own
        self.fields["territory"].choices = territories([key for key, _title in own])
        self.fields["host"].choices = [NOTHING, *organisations(own[0][0] if len(own) == 1 else "")]
        self.fields["mandates"].choices = choices(mandates())
        self.fields["rhythm"].choices = choices(meeting_rhythms(), optional=True)

    @staticmethod
    def initial_of(body: Body) -> dict:
        names = ("kind", "economy", "mandates", "since", "until", "period_note", "rhythm", "rules_title", "rules_address")  # fmt: skip
        made = {name: getattr(body, name) for name in names}
        made |= {"territory": body.territory_id, "host": body.host_id}
        return made | text_initial("name", body.name) | text_initial("task", body.task)

    def content(self) -> BodyContent:
        given = dict(self.cleaned_data)
        before = self.body
        name = text_of(given, "name", before and before.name)
        task = text_of(given, "task", before and before.task)
        kept = {k: v for k, v in given.items() if not k.startswith(("name_", "task_"))}
        kept["territory"] = Territory.objects.get(pk=given["territory"]) if given["territory"] else None
        kept["host"] = Organisation.objects.get(pk=given["host"]) if given["host"] else None
        if before:
            kept |= {"stands_for_many": before.stands_for_many, "source": before.source, "is_demonstration": before.is_demonstration}  # fmt: skip
        key = before.pk if before else free_key(Body, f"{given['economy']} {name}")
        return BodyContent(key=key, name=name, task=task, **kept)


class SeatForm(forms.Form):
    organisation = forms.ChoiceField(label=_("Institution"), required=False)
    as_written = forms.CharField(label=_("Institution that is not in the list"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind of member"))
    role = forms.ChoiceField(label=_("Role in the body"), initial="member")
    position = forms.CharField(label=_("Office held"), help_text=_("The office, not the person's name."), max_length=200, required=False)  # fmt: skip
    area = forms.ChoiceField(label=_("Area"), required=False)
    mandates = many(_("Mandate of the member"))
    seats = forms.IntegerField(label=_("Number of seats"), min_value=1, max_value=999, required=False)
    since = day_field(_("Since"))
    until = day_field(_("Until"))

    def __init__(self, *args, body: Body, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [NOTHING, *organisations(body.economy)]
        self.fields["kind"].choices = choices(party_kinds())
        self.fields["role"].choices = choices(body_roles())
        self.fields["area"].choices = choices(body_areas(), optional=True)
        self.fields["mandates"].choices = choices(mandates())

    def seat(self) -> Seat:
        given = dict(self.cleaned_data)
        given["organisation"] = Organisation.objects.get(pk=given["organisation"]) if given["organisation"] else None
        given["as_written"] = Text(given["as_written"], language="sq")
        return Seat(**given)


class EndForm(forms.Form):
    until = day_field(_("Last day"), required=True)


class EventForm(forms.Form):
    title_sq = forms.CharField(label=_("Title in Albanian"), max_length=300, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind of event"))
    state = forms.ChoiceField(label=_("State"))
    economy = forms.ChoiceField(label=_("Economy"), required=False)
    starts = day_field(_("First day"))
    ends = day_field(_("Last day"))
    date_note = forms.CharField(label=_("Note, where no day is known"), max_length=200, required=False)
    territory = forms.ChoiceField(label=_("Municipality"), required=False)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    organiser = forms.ChoiceField(label=_("Organiser"), required=False)
    organiser_as_written = forms.CharField(label=_("Organiser that is not in the list"), max_length=300, required=False)
    body = forms.ChoiceField(label=_("Meeting of the body"), required=False)
    plan = forms.ChoiceField(label=_("Strategy or plan"), required=False)
    purpose_sq = forms.CharField(label=_("Purpose, in Albanian"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))  # fmt: skip
    purpose_en = forms.CharField(label=_("Purpose, in English"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))  # fmt: skip
    themes = forms.CharField(label=_("Themes, one a line"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}))  # fmt: skip
    sectors = many(_("Sectors"))
    communities = many(_("Communities"))
    is_public = forms.BooleanField(label=_("Shown on the public site"), required=False, initial=True)

    def __init__(self, *args, actor: Actor, event: Event | None = None, **kwargs):
        if event is not None:
            kwargs["initial"] = self.initial_of(event)
        super().__init__(*args, **kwargs)
        self.event = event
        own = own_economies(actor)
        only = own[0][0] if len(own) == 1 else ""
        self.fields["kind"].choices = choices(event_kinds())
        self.fields["state"].choices = EVENT_STATES.items()
        self.fields["economy"].choices = own
        self.fields["territory"].choices = territories([key for key, _title in own])
        self.fields["organiser"].choices = [NOTHING, *organisations(only)]
        codes = [key for key, _title in own]
        self.fields["body"].choices = [NOTHING, *((b.pk, str(b.name)) for b in Body.objects.filter(economy__in=codes))]
        plans = Plan.objects.filter(economy__in=codes).exclude(status="draft")
        self.fields["plan"].choices = [NOTHING, *((one.pk, str(one.title)) for one in plans)]
        self.fields["sectors"].choices = choices(sectors())
        self.fields["communities"].choices = choices(communities())

    @staticmethod
    def initial_of(event: Event) -> dict:
        names = ("kind", "state", "economy", "starts", "ends", "date_note", "place", "organiser_as_written", "sectors", "communities", "is_public")  # fmt: skip
        made = {name: getattr(event, name) for name in names}
        made |= {name: getattr(event, f"{name}_id") for name in ("territory", "organiser", "body", "plan")}
        made["themes"] = "\n".join(str(Text(one)) for one in event.themes)
        return made | text_initial("title", event.title) | text_initial("purpose", event.purpose)

    def content(self) -> EventContent:
        given, before = dict(self.cleaned_data), self.event
        title = text_of(given, "title", before and before.title)
        purpose = text_of(given, "purpose", before and before.purpose)
        kept = {k: v for k, v in given.items() if not k.startswith(("title_", "purpose_"))}
        for name, model in (("territory", Territory), ("organiser", Organisation), ("body", Body), ("plan", Plan)):
            kept[name] = model.objects.get(pk=given[name]) if given[name] else None
        kept["themes"] = self._themes(given["themes"])
        if before:
            same = ("strategy_as_written", "meetings", "stands_for_many", "source", "is_demonstration")
            kept |= {name: getattr(before, name) for name in same}
        key = before.pk if before else free_key(Event, f"{given['economy']} {title} {given['starts'] or ''}")
        return EventContent(key=key, title=title, purpose=purpose, **kept)

    def _themes(self, written: str) -> list[Text]:
        """A line that stands as it was keeps its other languages."""
        before = {str(Text(one)): Text(one) for one in (self.event.themes if self.event else [])}
        lines = [line.strip() for line in written.splitlines() if line.strip()]
        return [before.get(line, Text(line, language=get_language() or "sq")) for line in lines]


class PartForm(forms.Form):
    """A point of the agenda or a session: its title in either language."""

    title_sq = forms.CharField(label=_("Title in Albanian"), max_length=300, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=300, required=False)

    def title(self) -> Text:
        return text_of(self.cleaned_data, "title")


class PartyForm(forms.Form):
    organisation = forms.ChoiceField(label=_("Institution"), required=False)
    as_written = forms.CharField(label=_("Institution that is not in the list"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind of participant"))
    field = forms.CharField(label=_("Field of training"), max_length=40, required=False)
    women = forms.IntegerField(label=_("Women"), min_value=0, required=False)
    men = forms.IntegerField(label=_("Men"), min_value=0, required=False)
    people = forms.IntegerField(label=_("People in all"), min_value=0, required=False)

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [NOTHING, *organisations(event.economy)]
        self.fields["kind"].choices = choices(party_kinds())

    def party(self) -> Party:
        given = dict(self.cleaned_data)
        given["organisation"] = Organisation.objects.get(pk=given["organisation"]) if given["organisation"] else None
        given["as_written"] = Text(given["as_written"], language="sq")
        return Party(**given)


class EventDocumentForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of document"))
    title = forms.CharField(label=_("Title"), max_length=300)
    language = forms.ChoiceField(label=_("Language"), required=False)
    address = forms.URLField(label=_("Address"), required=False, assume_scheme="https")
    published_on = day_field(_("Day of publication"))
    date_note = forms.CharField(label=_("Note, where no day is known"), max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices(event_documents())
        self.fields["language"].choices = choices(languages(), optional=True)


class MinutesForm(forms.Form):
    stage = forms.ChoiceField(label=_("Stage"))
    text_sq = forms.CharField(label=_("Text, in Albanian"), required=False, widget=forms.Textarea(attrs={"rows": 8}))
    text_en = forms.CharField(label=_("Text, in English"), required=False, widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(self, *args, last: Minutes | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [(key, str(minutes_stages()[key].title)) for key in allowed_stages(last)]

    def text(self) -> Text:
        return text_of(self.cleaned_data, "text")

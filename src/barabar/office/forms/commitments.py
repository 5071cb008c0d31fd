"""Forms of conclusions, commitments and their states. Rules live in the actions; forms only read what is typed."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.coordination.actions.commit import Promise
from barabar.coordination.actions.tell_state import LONGEST_NOTE, Told
from barabar.coordination.catalogue import commitment_states, conclusion_kinds
from barabar.coordination.models import Body, Commitment, Conclusion, Event
from barabar.office.forms.coordination import own_economies
from barabar.office.forms.days import day_field
from barabar.office.forms.money import choices
from barabar.office.forms.plans import NOTHING, organisations, text_of
from barabar.plans.models import Measure
from barabar.reference.text import Text

LONG = {"rows": 4}


class ConclusionForm(forms.Form):
    """A statement or a recommendation; a commitment has a form of its own, for somebody must answer for it."""

    kind = forms.ChoiceField(label=_("Kind of conclusion"))
    text_sq = forms.CharField(label=_("Text, in Albanian"), max_length=2000, required=False, widget=forms.Textarea(attrs=LONG))  # fmt: skip
    text_en = forms.CharField(label=_("Text, in English"), max_length=2000, required=False, widget=forms.Textarea(attrs=LONG))  # fmt: skip
    agreement = forms.CharField(label=_("How it was agreed"), max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices({key: one for key, one in conclusion_kinds().items() if not one.binds})

    def text(self) -> Text:
        return text_of(self.cleaned_data, "text")


class CommitmentForm(forms.Form):
    """A commitment of an event; without one, economy, body and the day it was made are asked too."""

    conclusion = forms.ChoiceField(label=_("Recommendation that it carries out"), required=False)
    organisation = forms.ChoiceField(label=_("Institution that promises"), required=False)
    who_as_written = forms.CharField(label=_("Institution that is not in the list"), max_length=300, required=False)
    what_sq = forms.CharField(label=_("What is promised, in Albanian"), max_length=1000, required=False, widget=forms.Textarea(attrs=LONG))  # fmt: skip
    what_en = forms.CharField(label=_("What is promised, in English"), max_length=1000, required=False, widget=forms.Textarea(attrs=LONG))  # fmt: skip
    promised_for = day_field(_("By when"))
    date_note = forms.CharField(label=_("Note, where no day was agreed"), max_length=200, required=False)
    measures = forms.MultipleChoiceField(label=_("Measures it serves"), required=False)
    partner = forms.ChoiceField(label=_("Together with"), required=False)
    partner_as_written = forms.CharField(label=_("Partner that is not in the list"), max_length=300, required=False)
    body = forms.ChoiceField(label=_("Body on whose agenda it comes back"), required=False)
    economy = forms.ChoiceField(label=_("Economy"), required=False)
    made_on = day_field(_("Promised on"))
    source = forms.CharField(label=_("Source"), max_length=300, required=False)

    def __init__(self, *args, actor: Actor, event: Event | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.event = event
        own = own_economies(actor)
        codes = [event.economy] if event else [key for key, _title in own]
        only = codes[0] if len(codes) == 1 else ""
        for name in ("organisation", "partner"):
            self.fields[name].choices = [NOTHING, *organisations(only)]
        bodies = Body.objects.filter(economy__in=codes)
        self.fields["body"].choices = [NOTHING, *((one.pk, str(one.name)) for one in bodies)]
        asked = Measure.objects.filter(node__plan__economy__in=codes, node__plan__status="adopted")
        asked = asked.select_related("node__plan").order_by("node__plan_id", "node__path")
        self.fields["measures"].choices = [
            (one.key, f"{one.code} {one.title} ({one.node.plan.title})") for one in asked
        ]
        self.fields["economy"].choices = own
        leading = (
            [] if event is None else [one for one in event.conclusions.all() if conclusion_kinds()[one.kind].leads]
        )
        self.fields["conclusion"].choices = [NOTHING, *((one.pk, str(one.text)) for one in leading)]
        if not leading:
            del self.fields["conclusion"]
        if event is not None:
            self.fields["body"].initial = event.body_id
            for name in ("economy", "made_on", "source"):
                del self.fields[name]

    def led_by(self) -> Conclusion | None:
        """The recommendation that becomes a concrete step."""
        chosen = self.cleaned_data.get("conclusion")
        return self.event.conclusions.get(pk=chosen) if chosen else None

    def promise(self) -> Promise:
        given = dict(self.cleaned_data)
        kept = {name: given[name] for name in ("promised_for", "date_note", "partner_as_written")}
        kept |= {name: given[name] for name in ("economy", "made_on", "source") if name in given}
        for name in ("organisation", "partner"):
            kept[name] = Organisation.objects.get(pk=given[name]) if given[name] else None
        kept["body"] = Body.objects.get(pk=given["body"]) if given["body"] else None
        measures = Measure.objects.filter(key__in=given["measures"]).select_related("node__plan")
        who = Text(given["who_as_written"], language=get_language() or "sq")
        return Promise(text_of(given, "what"), who_as_written=who, measures=list(measures), **kept)


class StateForm(forms.Form):
    """How a commitment stands. Moving and dropping are offered to those alone who may."""

    state = forms.ChoiceField(label=_("How it stands"))
    note = forms.CharField(label=_("In words"), help_text=_("What was done, why it is dropped or moved. No names of persons."), required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs=LONG))  # fmt: skip
    on = day_field(_("Since which day"))
    evidence = forms.CharField(label=_("Evidence: a document, an address"), max_length=500, required=False)
    moved_to = day_field(_("New day by which it is due"))

    def __init__(self, *args, commitment: Commitment, keeps: bool, **kwargs):
        super().__init__(*args, **kwargs)
        offered = {key: one for key, one in commitment_states().items() if keeps or not one.ends or one.kept}
        self.fields["state"].choices = choices(offered)
        self.fields["state"].initial = commitment.state
        if not keeps:
            del self.fields["moved_to"]

    def told(self, said_by: Organisation | None) -> Told:
        return Told(**self.cleaned_data, language=get_language() or "", said_by=said_by)

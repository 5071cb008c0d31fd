"""Forms of who drafted a plan, of a measure's footing, and of a file beside a record. Rules live in the actions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from barabar.access.models import Organisation
from barabar.coordination.actions.keep_drafting import Drafted
from barabar.coordination.actions.tell_footing import ToldFooting
from barabar.coordination.catalogue import drafting_parts, footings, party_kinds
from barabar.coordination.models import Body
from barabar.office.forms.advocacy import found
from barabar.office.forms.days import day_field
from barabar.office.forms.issues import area
from barabar.office.forms.money import choices
from barabar.office.forms.plans import NOTHING, organisations, text_of
from barabar.plans.models import Plan


class DraftingForm(forms.Form):
    part = forms.ChoiceField(label=_("Part in the drafting"))
    kind = forms.ChoiceField(label=_("Kind of party"))
    organisation = forms.ChoiceField(label=_("Institution"), required=False)
    body = forms.ChoiceField(label=_("Body or group"), required=False)
    as_written_sq = forms.CharField(
        label=_("Name in Albanian, if in neither list; no persons"), max_length=200, required=False
    )
    as_written_en = forms.CharField(
        label=_("Name in English, if in neither list; no persons"), max_length=200, required=False
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, **kwargs)
        bodies = Body.objects.filter(economy__in=[plan.economy, ""])
        self.fields["part"].choices = choices(drafting_parts())
        self.fields["kind"].choices = choices(party_kinds())
        self.fields["organisation"].choices = [NOTHING, *organisations(plan.economy)]
        self.fields["body"].choices = [NOTHING, *((one.pk, str(one.name)) for one in bodies)]

    def drafted(self) -> Drafted:
        given = self.cleaned_data
        return Drafted(
            kind=given["kind"], part=given["part"], organisation=found(Organisation, given["organisation"]),
            body=found(Body, given["body"]), as_written=text_of(given, "as_written"), note=given["note"], source=given["source"],
        )  # fmt: skip


class FootingForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), widget=forms.RadioSelect)
    on = day_field(_("Since"))
    text_sq = area(_("In words, in Albanian"), 3)
    text_en = area(_("In words, in English"), 3)
    evidence = forms.CharField(
        label=_("Evidence: the act, the line of the budget, the job description"), max_length=500, required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = choices(footings())

    def told(self) -> ToldFooting:
        given = self.cleaned_data
        return ToldFooting(given["state"], given["on"], text_of(given, "text"), given["evidence"])


class RecordFileForm(forms.Form):
    files = forms.FileField(label=_("File"), help_text=_("PDF, Word, Excel, OpenDocument or a picture, at most 10 MB. A picture loses the place and the device it remembers."))  # fmt: skip
    caption = forms.CharField(label=_("What it is, in a few words; no names of persons"), max_length=200)
    is_public = forms.BooleanField(label=_("Everybody may read it, where the record itself is public"), required=False)

"""Forms of field visits and their findings. Rules live in the actions; forms only read what is typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.coordination.actions.keep_visit import Found, VisitContent
from barabar.coordination.catalogue import finding_kinds
from barabar.coordination.models import Visit
from barabar.office.forms.coordination import own_economies
from barabar.office.forms.days import day_field
from barabar.office.forms.money import choices
from barabar.office.forms.plans import NOTHING, organisations, territories, text_initial, text_of
from barabar.plans.models import Plan, PlannedIndicator
from barabar.reference.catalogue import breakdown_title, dimensions, sectors
from barabar.reference.models import Territory

LONG = {"rows": 3}


class VisitForm(forms.Form):
    economy = forms.ChoiceField(label=_("Economy"))
    territory = forms.ChoiceField(label=_("Municipality"), required=False)
    starts = day_field(_("Day of the visit"))
    date_note = forms.CharField(label=_("Note, where no day is known"), max_length=200, required=False)
    organiser = forms.ChoiceField(label=_("Institution that visits"), required=False)
    partner = forms.ChoiceField(label=_("Together with"), required=False)
    partner_as_written = forms.CharField(label=_("Partner that is not in the list"), max_length=300, required=False)
    office = forms.ChoiceField(label=_("Office visited"), required=False)
    office_as_written = forms.CharField(label=_("Office that is not in the list"), max_length=300, required=False)
    plan = forms.ChoiceField(label=_("Strategy or plan"), required=False)
    purpose_sq = forms.CharField(label=_("Purpose, in Albanian"), max_length=1000, required=False, widget=forms.Textarea(attrs=LONG))  # fmt: skip
    purpose_en = forms.CharField(label=_("Purpose, in English"), max_length=1000, required=False, widget=forms.Textarea(attrs=LONG))  # fmt: skip
    is_public = forms.BooleanField(label=_("Shown on the public site"), required=False, initial=True)

    def __init__(self, *args, actor: Actor, visit: Visit | None = None, **kwargs):
        if visit is not None:
            kwargs["initial"] = self.initial_of(visit)
        super().__init__(*args, **kwargs)
        self.visit = visit
        own = [(key, title) for key, title in own_economies(actor) if key]
        codes = [key for key, _title in own]
        listed = [NOTHING, *organisations(codes[0] if len(codes) == 1 else "")]
        self.fields["economy"].choices = own
        self.fields["territory"].choices = territories(codes)
        for name in ("organiser", "partner", "office"):
            self.fields[name].choices = listed
        plans = Plan.objects.filter(economy__in=codes).exclude(status="draft")
        self.fields["plan"].choices = [NOTHING, *((one.pk, str(one.title)) for one in plans)]

    @staticmethod
    def initial_of(visit: Visit) -> dict:
        names = ("economy", "starts", "date_note", "partner_as_written", "office_as_written", "is_public")
        made = {name: getattr(visit, name) for name in names}
        made |= {name: getattr(visit, f"{name}_id") for name in ("territory", "organiser", "partner", "office", "plan")}
        return made | text_initial("purpose", visit.purpose)

    def content(self) -> VisitContent:
        given, before = dict(self.cleaned_data), self.visit
        kept = {name: value for name, value in given.items() if not name.startswith("purpose_")}
        models = {"territory": Territory, "organiser": Organisation, "partner": Organisation, "office": Organisation, "plan": Plan}  # fmt: skip
        for name, model in models.items():
            kept[name] = model.objects.get(pk=given[name]) if given[name] else None
        if before is not None:
            same = (
                "organiser_as_written",
                "report_announced",
                "visits",
                "stands_for_many",
                "source",
                "is_demonstration",
            )
            kept |= {name: getattr(before, name) for name in same}
        return VisitContent(purpose=text_of(given, "purpose", before and before.purpose), **kept)


class FindingForm(forms.Form):
    kind = forms.ChoiceField(label=_("What was found"))
    text_sq = forms.CharField(label=_("In words, in Albanian"), max_length=1500, required=False, widget=forms.Textarea(attrs=LONG))  # fmt: skip
    text_en = forms.CharField(label=_("In words, in English"), max_length=1500, required=False, widget=forms.Textarea(attrs=LONG))  # fmt: skip
    indicator = forms.ChoiceField(label=_("Measure and figure it is about"), required=False)
    breakdown = forms.ChoiceField(label=_("Part"), required=False)
    period = forms.CharField(label=_("Period"), help_text=_("The year of the report, such as 2025."), max_length=10, required=False)  # fmt: skip
    amount = forms.DecimalField(label=_("Figure found"), required=False, max_digits=20, decimal_places=4)
    numerator = forms.DecimalField(label=_("For a share: the part found"), required=False, max_digits=20, decimal_places=4)  # fmt: skip
    denominator = forms.DecimalField(label=_("For a share: the whole"), required=False, max_digits=20, decimal_places=4)
    evidence = forms.CharField(label=_("Evidence: a document, an address"), max_length=500, required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)

    def __init__(self, *args, visit: Visit, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices(finding_kinds())
        self.fields["sector"].choices = choices(sectors(), optional=True)
        rows = PlannedIndicator.objects.filter(measure__node__plan__economy=visit.economy, measure__node__plan__status="adopted")  # fmt: skip
        if visit.plan_id:
            rows = rows.filter(measure__node__plan=visit.plan_id)
        elif visit.territory_id:
            rows = rows.filter(measure__node__plan__territory__in=[visit.territory_id])
        rows = rows.select_related("measure__node__plan").order_by(
            "measure__node__plan_id", "measure__node__path", "pk"
        )
        self.about = {str(one.pk): one for one in rows}
        listed = [(key, f"{one.measure.code} {one.measure.title}: {one.name}") for key, one in self.about.items()]
        self.fields["indicator"].choices = [NOTHING, *listed]
        parts = [f"{name}={one.key}" for name, dimension in dimensions().items() for one in dimension.categories]
        self.fields["breakdown"].choices = [("", _("the total")), *((part, breakdown_title(part)) for part in parts)]

    def found(self) -> Found:
        given = dict(self.cleaned_data)
        indicator = self.about.get(given["indicator"])
        kept = {name: given[name] for name in ("kind", "evidence", "breakdown", "period", "amount", "numerator", "denominator", "sector")}  # fmt: skip
        return Found(text=text_of(given, "text"), indicator=indicator, measure=indicator.measure if indicator else None, **kept)  # fmt: skip

"""Forms of practices, readings, replies and projects. Rules live in the actions; forms only read what is typed."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.advocacy.actions.keep_practice import PracticeContent
from barabar.advocacy.actions.keep_project import ProjectContent
from barabar.advocacy.actions.write_reading import Seen
from barabar.advocacy.catalogue import (
    action_levels,
    campaign_channels,
    evidence_grades,
    practice_kinds,
    project_kinds,
    reading_ratings,
    rights,
)
from barabar.advocacy.models import Practice, Project
from barabar.office.forms.coordination import free_key, many, own_economies
from barabar.office.forms.days import day_field
from barabar.office.forms.issues import area
from barabar.office.forms.money import choices
from barabar.office.forms.plans import NOTHING, organisations, territories, text_initial, text_of
from barabar.plans.models import Measure, Plan, PlannedIndicator
from barabar.reference.catalogue import communities, currencies, languages, sectors
from barabar.reference.models import Territory
from barabar.reference.text import Text

TOLD = ("title", "done", "for_whom", "preconditions")
SAID = ("title", "aim", "addressees", "lessons", "networks", "sustainability")


def found(model, key: str):
    return model.objects.filter(pk=key).first() if key else None


class PracticeForm(forms.Form):
    title_sq = forms.CharField(label=_("Title in Albanian"), max_length=300, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind"))
    done_sq = area(_("What was done, in Albanian"), 6)
    done_en = area(_("What was done, in English"), 6)
    economy = forms.ChoiceField(label=_("Economy"), required=False)
    territory = forms.ChoiceField(label=_("Municipality"), required=False)
    organisation = forms.ChoiceField(label=_("Who did it"), required=False)
    as_written = forms.CharField(label=_("Who did it, if not in the list"), max_length=300, required=False)
    for_whom_sq = forms.CharField(label=_("For whom, in Albanian"), max_length=300, required=False)
    for_whom_en = forms.CharField(label=_("For whom, in English"), max_length=300, required=False)
    communities = many(_("Communities"))
    sectors = many(_("Sectors"))
    year = forms.IntegerField(label=_("Year"), required=False)
    cost = forms.DecimalField(label=_("Cost"), required=False, decimal_places=2, max_digits=18)
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    grade = forms.ChoiceField(label=_("How well it is known to work"))
    evidence = forms.CharField(label=_("Evidence: a document, an address"), max_length=500, required=False)
    preconditions_sq = area(_("What it needs, in Albanian"), 3)
    preconditions_en = area(_("What it needs, in English"), 3)
    identified_by = forms.CharField(label=_("Identified by"), max_length=300, required=False)
    plan = forms.ChoiceField(label=_("Plan"), required=False)
    tells_of_person = forms.BooleanField(label=_("It tells of a person"), required=False)
    consent = forms.CharField(label=_("Note of consent: who agreed, when and how"), help_text=_("Without it the story is anonymous."), max_length=300, required=False)  # fmt: skip
    person = forms.CharField(label=_("Name, only with consent"), max_length=120, required=False)
    is_public = forms.BooleanField(label=_("Shown on the public site"), required=False)

    def __init__(self, *args, actor: Actor, practice: Practice | None = None, **kwargs):
        if practice is not None:
            kwargs["initial"] = self.initial_of(practice)
        super().__init__(*args, **kwargs)
        self.practice = practice
        own = own_economies(actor)
        codes = [key for key, _title in own]
        self.fields["kind"].choices = choices(practice_kinds())
        self.fields["economy"].choices = own
        self.fields["territory"].choices = territories(codes)
        self.fields["organisation"].choices = [NOTHING, *organisations(own[0][0] if len(own) == 1 else "")]
        self.fields["communities"].choices = choices(communities())
        self.fields["sectors"].choices = choices(sectors())
        self.fields["currency"].choices = choices(currencies(), optional=True)
        self.fields["grade"].choices = choices(evidence_grades())
        plans = Plan.objects.filter(economy__in=codes).exclude(status="draft")
        self.fields["plan"].choices = [NOTHING, *((one.pk, str(one.title)) for one in plans)]

    @staticmethod
    def initial_of(one: Practice) -> dict:
        names = ("kind", "economy", "as_written", "communities", "sectors", "year", "cost", "currency", "grade", "evidence", "identified_by", "tells_of_person", "consent", "person", "is_public")  # fmt: skip
        made = {name: getattr(one, name) for name in names}
        made |= {name: getattr(one, f"{name}_id") for name in ("territory", "organisation", "plan")}
        for name in TOLD:
            made |= text_initial(name, getattr(one, name))
        return made

    def content(self) -> PracticeContent:
        given, before = dict(self.cleaned_data), self.practice
        kept = {name: given[name] for name in given if not name.endswith(("_sq", "_en"))}
        kept |= {name: text_of(given, name, before and getattr(before, name)) for name in TOLD}
        kept |= {"territory": found(Territory, given["territory"]), "organisation": found(Organisation, given["organisation"]), "plan": found(Plan, given["plan"])}  # fmt: skip
        if before:
            kept |= {"source": before.source, "is_demonstration": before.is_demonstration}
        return PracticeContent(key=before.pk if before else free_key(Practice, f"{given['economy']} {kept['title']}"), **kept)  # fmt: skip


class TakeoverForm(forms.Form):
    organisation = forms.ChoiceField(label=_("Institution"), required=False)
    as_written = forms.CharField(label=_("Institution that is not in the list"), max_length=300, required=False)
    economy = forms.ChoiceField(label=_("Economy"), required=False)
    year = forms.IntegerField(label=_("Year"), required=False)
    after_sq = area(_("What happened after, in Albanian"), 3)
    after_en = area(_("What happened after, in English"), 3)

    def __init__(self, *args, economies: list, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [NOTHING, *organisations()]
        self.fields["economy"].choices = [NOTHING, *economies]

    def given(self) -> dict:
        given = self.cleaned_data
        return {
            "organisation": found(Organisation, given["organisation"]), "as_written": given["as_written"],
            "economy": given["economy"], "year": given["year"], "after": text_of(given, "after"),
        }  # fmt: skip


class ReadingForm(forms.Form):
    period = forms.ChoiceField(label=_("Year"))
    indicator = forms.ChoiceField(label=_("Value it is about"), required=False)
    rating = forms.ChoiceField(label=_("How it was seen"), widget=forms.RadioSelect)
    text_sq = area(_("What was seen, in Albanian"), 5, help_text=_("No names of persons."))
    text_en = area(_("What was seen, in English"), 5)
    counter = forms.DecimalField(label=_("Own figure"), required=False, min_value=0)
    evidence = forms.CharField(label=_("Evidence: a visit with its day, a document, an address"), max_length=500)

    def __init__(self, *args, measure: Measure, periods: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        years = list(dict.fromkeys([*periods, *(str(year) for year in reversed(measure.node.plan.years))]))
        self.fields["period"].choices = [(one, one) for one in years]
        self.fields["indicator"].choices = [("", _("the measure as a whole")), *((one.pk, str(one.name)) for one in measure.indicators.all())]  # fmt: skip
        self.fields["rating"].choices = choices(reading_ratings())

    def seen(self) -> Seen:
        given = self.cleaned_data
        return Seen(
            rating=given["rating"], text=text_of(given, "text"), evidence=given["evidence"], counter=given["counter"],
            indicator=found(PlannedIndicator, given["indicator"]),
        )  # fmt: skip


class ReplyForm(forms.Form):
    text_sq = area(_("Reply, in Albanian"), 5)
    text_en = area(_("Reply, in English"), 5)


class ProjectForm(forms.Form):
    title_sq = forms.CharField(label=_("Title in Albanian"), max_length=300, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind"))
    economy = forms.ChoiceField(label=_("Economy"), required=False)
    organisation = forms.ChoiceField(label=_("Organisation that leads it"), required=False)
    donor = forms.CharField(label=_("Donor"), max_length=300, required=False)
    aim_sq = area(_("Aim, in Albanian"), 3)
    aim_en = area(_("Aim, in English"), 3)
    levels = many(_("Level"))
    sectors = many(_("Sectors"))
    addressees_sq = forms.CharField(label=_("Addressees, in Albanian"), max_length=500, required=False)
    addressees_en = forms.CharField(label=_("Addressees, in English"), max_length=500, required=False)
    approaches = area(_("Approaches, one a line"), 4)
    networks_sq = area(_("Networks, in Albanian"), 2)
    networks_en = area(_("Networks, in English"), 2)
    lessons_sq = area(_("Lessons learned, in Albanian"), 3)
    lessons_en = area(_("Lessons learned, in English"), 3)
    sustainability_sq = area(_("Sustainability, in Albanian"), 3)
    sustainability_en = area(_("Sustainability, in English"), 3)
    starts = day_field(_("First day"))
    ends = day_field(_("Last day"))
    budget = forms.DecimalField(label=_("Budget"), required=False, decimal_places=2, max_digits=18)
    currency = forms.ChoiceField(label=_("Currency"), required=False)

    def __init__(self, *args, actor: Actor, project: Project | None = None, **kwargs):
        if project is not None:
            kwargs["initial"] = self.initial_of(project)
        super().__init__(*args, **kwargs)
        self.project = project
        own = own_economies(actor)
        self.fields["kind"].choices = choices(project_kinds())
        self.fields["economy"].choices = own
        self.fields["organisation"].choices = [NOTHING, *organisations(own[0][0] if len(own) == 1 else "")]
        self.fields["levels"].choices = choices(action_levels())
        self.fields["sectors"].choices = choices(sectors())
        self.fields["currency"].choices = choices(currencies(), optional=True)

    @staticmethod
    def initial_of(one: Project) -> dict:
        names = ("kind", "economy", "donor", "levels", "sectors", "starts", "ends", "budget", "currency")
        made = {name: getattr(one, name) for name in names} | {"organisation": one.organisation_id}
        made["approaches"] = "\n".join(str(Text(text)) for text in one.approaches)
        for name in SAID:
            made |= text_initial(name, getattr(one, name))
        return made

    def content(self) -> ProjectContent:
        given, before = dict(self.cleaned_data), self.project
        kept = {name: given[name] for name in given if not name.endswith(("_sq", "_en"))}
        kept |= {name: text_of(given, name, before and getattr(before, name)) for name in SAID}
        kept |= {"organisation": found(Organisation, given["organisation"]), "approaches": self._approaches(given["approaches"])}  # fmt: skip
        if before:
            kept |= {"areas": before.areas, "carried_over": [Text(one) for one in before.carried_over], "source": before.source, "is_demonstration": before.is_demonstration}  # fmt: skip
        return ProjectContent(key=before.pk if before else free_key(Project, f"{given['economy']} {kept['title']}"), **kept)  # fmt: skip

    def _approaches(self, written: str) -> list[Text]:
        """A line that stands as it was keeps its other languages."""
        before = {str(Text(one)): Text(one) for one in (self.project.approaches if self.project else [])}
        lines = [line.strip() for line in written.splitlines() if line.strip()]
        return [before.get(line, Text(line, language=get_language() or "sq")) for line in lines]


class ResultForm(forms.Form):
    title_sq = forms.CharField(label=_("Title in Albanian"), max_length=300, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=300, required=False)
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=999, required=False)

    def given(self) -> dict:
        return {"title": text_of(self.cleaned_data, "title"), "number": self.cleaned_data["number"]}


class PartnerForm(forms.Form):
    organisation = forms.ChoiceField(label=_("Institution"), required=False)
    as_written = forms.CharField(label=_("Institution that is not in the list"), max_length=300, required=False)
    city = forms.CharField(label=_("City"), max_length=120, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [NOTHING, *organisations()]

    def given(self) -> dict:
        return {**self.cleaned_data, "organisation": found(Organisation, self.cleaned_data["organisation"])}


class CampaignForm(forms.Form):
    title_sq = forms.CharField(label=_("Title in Albanian"), max_length=300, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=300, required=False)
    audience_sq = forms.CharField(label=_("Audience, in Albanian"), max_length=300, required=False)
    audience_en = forms.CharField(label=_("Audience, in English"), max_length=300, required=False)
    channels = many(_("Channels"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["channels"].choices = choices(campaign_channels())

    def given(self) -> dict:
        given = self.cleaned_data
        return {"title": text_of(given, "title"), "audience": text_of(given, "audience"), "channels": given["channels"]}


class MaterialForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=300)
    language = forms.ChoiceField(label=_("Language"))
    right = forms.ChoiceField(label=_("Right concerned"), required=False)
    address = forms.URLField(label=_("Address"), required=False, assume_scheme="https")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = choices(languages())
        self.fields["right"].choices = choices(rights(), optional=True)

    def given(self) -> dict:
        return dict(self.cleaned_data)

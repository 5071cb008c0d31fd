"""What the plan pages ask for: a plan's head, its adoption, a copy, an entry of the tree, a document, a file to import."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from barabar.access.models import Organisation
from barabar.plans.actions.create_plan import Head
from barabar.plans.catalogue import plan_levels
from barabar.plans.importing.column_maps import column_maps
from barabar.plans.importing.template import own_map
from barabar.plans.models import Plan
from barabar.plans.words import FOCUS
from barabar.reference.catalogue import communities, currencies, economies, languages
from barabar.reference.models import Territory
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem

NOTHING = ("", "–")
WRITTEN = ("sq", "en")


def show_problems(form: forms.Form, problems: Iterable[Problem]) -> None:
    """Put each sentence at its field; what belongs to no field stands above the form."""
    for problem in problems:
        name = problem.anchor.removeprefix("id_")
        form.add_error(name if name in form.fields else None, problem.message)


def text_of(data: dict, name: str, before: Text | None = None) -> Text:
    """The texts typed, and those in languages that the form does not show."""
    texts = dict(before or {})
    texts.update({code: data.get(f"{name}_{code}", "").strip() for code in WRITTEN})
    other = data.get(f"{name}_language", "")
    if other:
        texts[other] = data.get(f"{name}_other", "").strip()
    return Text(texts)


def text_initial(name: str, text: Text) -> dict:
    made = {f"{name}_{code}": text.get(code, "") for code in WRITTEN}
    other = next((code for code in text if code not in WRITTEN), "")
    return made | ({f"{name}_language": other, f"{name}_other": text[other]} if other else {})


def territories(economies_of: Iterable[str]) -> list:
    """Municipalities by economy, as a select groups them."""
    groups = []
    places = Territory.objects.filter(kind__in=["municipality", "city", "district", "entity", "province"])
    for economy in economies().values():
        if economy.key in economies_of:
            own = sorted(((p.pk, str(p.name)) for p in places if p.economy == economy.key), key=lambda pair: pair[1])
            groups.append((str(economy.title), own))
    return [NOTHING, *groups]


def organisations(economy: str = "") -> list[tuple[str, str]]:
    found = Organisation.objects.filter(closed_on=None).order_by("path")
    if economy:
        found = found.filter(economy__in=[economy, ""])
    return [(one.pk, str(one.name)) for one in found]


class HeadForm(forms.Form):
    title_sq = forms.CharField(label=_("Title in Albanian"), max_length=400, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=400, required=False)
    title_language = forms.ChoiceField(label=_("Another language"), required=False)
    title_other = forms.CharField(label=_("Title in that language"), max_length=400, required=False)
    level = forms.ChoiceField(label=pgettext_lazy("plan", "Level"), initial="local")
    economy = forms.ChoiceField(label=_("Economy"), required=False)
    territory = forms.ChoiceField(label=_("Municipality"), required=False)
    owner = forms.ChoiceField(label=_("Institution that keeps the plan"), required=False)
    starts_year = forms.IntegerField(label=_("First year"), required=False)
    ends_year = forms.IntegerField(label=pgettext_lazy("plan", "Last year"), required=False)
    communities = forms.MultipleChoiceField(
        label=_("Communities the plan is for"), required=False, widget=forms.CheckboxSelectMultiple
    )
    focus = forms.ChoiceField(
        label=_("Focus"), choices=list(FOCUS.items()), widget=forms.RadioSelect, initial="targeted",
        help_text=_("Targeted: for the communities named. Mainstream: for everybody, them included."),
    )  # fmt: skip
    currency = forms.ChoiceField(label=_("Currency of its money"), required=False)
    level_names = forms.CharField(
        label=_("The plan's own words for its levels"), required=False, max_length=200,
        help_text=_("From the top, divided by commas, such as “Objective, Measure”."),
    )  # fmt: skip
    parent = forms.ChoiceField(label=_("Part of the plan"), required=False)
    predecessor = forms.ChoiceField(label=_("Follows the plan"), required=False)
    programme = forms.CharField(label=_("Supporting programme"), max_length=120, required=False)
    source = forms.CharField(label=_("Source"), required=False, help_text=_("Where these facts were read."))
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    is_model = forms.BooleanField(label=_("Offer it as a model to copy"), required=False)

    def __init__(self, *args, actor, plan: Plan | None = None, plans: Iterable[Plan] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = plan
        own = {part.economy for part in actor.parts if part.economy} or set(economies())
        choices = {
            "title_language": [NOTHING, *((k, str(v.title)) for k, v in languages().items() if k not in WRITTEN)],
            "level": [(k, str(v.title)) for k, v in plan_levels().items()],
            "economy": [NOTHING, *((k, str(v.title)) for k, v in economies().items() if k in own)],
            "territory": territories(own),
            "owner": [NOTHING, *organisations(next(iter(own)) if len(own) == 1 else "")],
            "communities": [(k, str(v.title)) for k, v in communities().items()],
            "currency": [NOTHING, *((k, f"{k} – {v.title}") for k, v in currencies().items())],
        }
        others = [NOTHING, *((p.pk, str(p.title)) for p in plans if plan is None or p.pk != plan.pk)]
        choices |= {"parent": others, "predecessor": others}
        for name, options in choices.items():
            self.fields[name].choices = options

    @staticmethod
    def initial_of(head: Head) -> dict:
        made = {name: getattr(head, name) for name in Head.__dataclass_fields__ if name not in {"title", "level_names"}}
        made["level_names"] = ", ".join(str(name) for name in head.level_names)
        return made | text_initial("title", head.title)

    def head(self, before: Head | None = None, language: str = "en") -> Head:
        data = dict(self.cleaned_data)
        names = tuple(n.strip() for n in data["level_names"].split(",") if n.strip())
        kept = before.level_names if before and tuple(map(str, before.level_names)) == names else ()
        return Head(
            title=text_of(data, "title", before.title if before else None),
            level_names=kept or tuple(Text({language: name}) for name in names),
            communities=tuple(data["communities"]),
            **{
                name: data[name]
                for name in Head.__dataclass_fields__
                if name not in {"title", "level_names", "communities"}
            },
        )


class CopyForm(HeadForm):
    keep_budget = forms.BooleanField(
        label=_("Take over the money too"), required=False,
        help_text=_("Usually left out: amounts belong to the other municipality. Baselines and targets are "
"never taken over."),
    )  # fmt: skip


class AdoptForm(forms.Form):
    body = forms.CharField(
        label=_("Body that adopted the plan"),
        max_length=200,
        help_text=_("Such as the municipal council, as the decision names it."),
    )
    number = forms.CharField(label=_("Number of the decision"), max_length=40)
    adopted_on = forms.DateField(
        label=_("Date of the decision"), input_formats=["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y"],
        help_text=_("Such as 17.05.2026."),
    )  # fmt: skip


class EndForm(forms.Form):
    successor = forms.ChoiceField(
        label=_("Replaced by"), required=False, help_text=_("Leave it empty if the plan simply ran out.")
    )
    reason = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, plans: Iterable[Plan], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["successor"].choices = [NOTHING, *((p.pk, str(p.title)) for p in plans)]


class NodeForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What it is"), choices=[("goal", _("Objective or goal")), ("measure", _("Measure"))],
        widget=forms.RadioSelect, initial="measure",
    )  # fmt: skip
    parent = forms.ChoiceField(label=_("Under"), required=False)
    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("As the plan writes it, such as 1.2. It stays: answers hang on it.")
    )
    title_sq = forms.CharField(label=_("Title in Albanian"), max_length=400, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=400, required=False)
    description_sq = forms.CharField(
        label=_("Description in Albanian"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    description_en = forms.CharField(
        label=_("Description in English"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, entries: Iterable[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = [("", _("the top of the plan")), *entries]


class DocumentForm(forms.Form):
    title = forms.CharField(label=_("Title of the document"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    file = forms.FileField(
        label=_("File"), required=False, help_text=_("PDF, Word, Excel, OpenDocument or a picture, up to 20 MB.")
    )
    address = forms.CharField(label=_("Or its public address"), max_length=500, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [NOTHING, *((k, str(v.title)) for k, v in languages().items())]


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("Workbook"), help_text=_("An Excel file (.xlsx) with the plan's table; one row a measure.")
    )
    column_map = forms.ChoiceField(
        label=_("Which heads its columns have"),
        help_text=_("The map says what each head means. A new one is a file in definitions/column_maps."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        own_first = sorted(
            column_maps().items(),
            key=lambda pair: (pair[0] not in {own_map(get_language()).key}, "plain" not in pair[0]),
        )
        self.fields["column_map"].choices = [(key, str(one.title)) for key, one in own_first]

"""Forms of the moderation desk and of answering. Rules live in the actions; forms only read what is typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from barabar.access.models import Organisation
from barabar.advocacy.actions.moderate_issue import Words
from barabar.advocacy.catalogue import Rung, issue_refusals, issue_rungs, rights
from barabar.advocacy.hints import pieces_of
from barabar.advocacy.ladder import addressees, likely
from barabar.advocacy.models import Issue
from barabar.advocacy.queries import public_issues
from barabar.office.forms.money import choices
from barabar.office.forms.plans import NOTHING, territories, text_initial, text_of
from barabar.plans.models import Measure
from barabar.publishing.issues_page import OUTCOMES
from barabar.reference.catalogue import sectors
from barabar.reference.models import Territory

SIMILAR = 30


def area(label, rows: int, **more) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": rows}), **more)


class WordsForm(forms.Form):
    """The public words of an issue, proposed without what the hints mark. Where hints are left, the moderator says that they
    point to nobody."""

    title_sq = forms.CharField(label=_("Title in Albanian"), max_length=200, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    text_sq = area(_("Public text, in Albanian"), 6)
    text_en = area(_("Public text, in English"), 6)
    sector = forms.ChoiceField(label=_("Sector"))
    right = forms.ChoiceField(label=_("Right concerned"), required=False)
    territory = forms.ChoiceField(label=_("Municipality"), required=False)
    settlement = forms.CharField(label=_("Settlement or neighbourhood"), max_length=120, required=False, help_text=_("Leave it out where so few live there that the place names a family."))  # fmt: skip
    measures = forms.MultipleChoiceField(label=_("Measures concerned"), required=False, widget=forms.SelectMultiple(attrs={"size": 6}))  # fmt: skip
    sure = forms.BooleanField(label=_("I looked at the marked pieces; they point to no person and insult nobody"), required=False)  # fmt: skip

    def __init__(self, *args, issue: Issue, **kwargs):
        kwargs.setdefault("initial", self.initial_of(issue))
        super().__init__(*args, **kwargs)
        self.issue = issue
        self.fields["sector"].choices = choices(sectors(), optional=True)
        own = {key: one for key, one in rights().items() if one.economy in ("", issue.economy)}
        self.fields["right"].choices = choices(own, optional=True)
        self.fields["territory"].choices = territories([issue.economy])
        self.fields["measures"].choices = measure_choices(issue.economy)

    @staticmethod
    def initial_of(issue: Issue) -> dict:
        made = {"sector": issue.sector, "right": issue.right, "territory": issue.territory_id, "settlement": issue.settlement}  # fmt: skip
        made["measures"] = [str(pk) for pk in issue.measures.values_list("pk", flat=True)]
        first = issue.raisings.order_by("pk").first()
        if issue.state == "waiting" and first:
            proposed = "".join("…" if hint else piece for piece, hint in pieces_of(first.text))
            made |= {"settlement": first.settlement, f"text_{'en' if first.language == 'en' else 'sq'}": proposed}
        return made | (text_initial("title", issue.title) | text_initial("text", issue.text) if issue.title else {})

    def words(self) -> Words:
        given, issue = self.cleaned_data, self.issue
        place = Territory.objects.filter(pk=given["territory"]).first() if given["territory"] else None
        return Words(
            title=text_of(given, "title", issue.title), text=text_of(given, "text", issue.text), sector=given["sector"],
            right=given["right"], territory=place, settlement=given["settlement"],
            measures=list(Measure.objects.filter(pk__in=given["measures"]).select_related("node__plan")),
        )  # fmt: skip

    def all_text(self) -> str:
        """Everything that would become public."""
        names = ("title_sq", "title_en", "text_sq", "text_en", "settlement")
        return "\n".join(filter(None, (self.cleaned_data.get(name, "") for name in names)))


class AskForm(forms.Form):
    """Whom to ask at a rung; the likeliest stands first."""

    organisation = forms.ChoiceField(label=_("Institution to ask"))

    def __init__(self, *args, issue: Issue, rung: Rung, **kwargs):
        super().__init__(*args, **kwargs)
        first = likely(issue, rung)
        rest = [one for one in addressees(issue, rung) if one not in first]
        self.fields["organisation"].choices = [(one.pk, str(one.name)) for one in (*first, *rest)]

    def organisation_chosen(self) -> Organisation:
        return Organisation.objects.get(pk=self.cleaned_data["organisation"])


class RungForm(forms.Form):
    """At which rung the issue begins, and whom to ask there."""

    asked = forms.ChoiceField(label=_("Ask first"))

    def __init__(self, *args, issue: Issue, **kwargs):
        super().__init__(*args, **kwargs)
        groups = []
        for rung in issue_rungs().values():
            first = likely(issue, rung)
            rest = [one for one in addressees(issue, rung) if one not in first]
            own = [(f"{rung.key}/{one.pk}", str(one.name)) for one in (*first, *rest)]
            if own:
                groups.append((str(rung.title), own))
        self.fields["asked"].choices = groups

    def chosen(self) -> tuple[Rung, Organisation]:
        rung, _mark, key = self.cleaned_data["asked"].partition("/")
        return issue_rungs()[rung], Organisation.objects.get(pk=key)


class RefuseForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why it does not become public"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = choices(issue_refusals(), optional=True)


class MergeForm(forms.Form):
    into = forms.ChoiceField(label=_("It tells of the same as"))

    def __init__(self, *args, issue: Issue, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [NOTHING, *((one.pk, f"{one.pk}: {one.title}") for one in similar(issue))]


class AnswerForm(forms.Form):
    answer = area(_("Answer"), 6, help_text=_("It is public as you write it, with your institution's name. Write no names of persons."))  # fmt: skip


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Outcome"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [NOTHING, *((key, str(word)) for key, word in OUTCOMES.items())]


def similar(issue: Issue) -> list[Issue]:
    """Public issues that may be the same: of the place, then of the sector in the economy, newest first."""
    found = public_issues(economy=issue.economy).exclude(pk=issue.pk).defer("text", "folded")
    here = list(found.filter(territory=issue.territory_id)[:SIMILAR]) if issue.territory_id else []
    there = list(found.filter(sector=issue.sector)[:SIMILAR]) if issue.sector else list(found[:SIMILAR])
    return list({one.pk: one for one in (*here, *there)}.values())[:SIMILAR]


def measure_choices(economy: str) -> list:
    """Measures of the economy's plans, plan by plan; drafts left out."""
    found = Measure.objects.filter(node__plan__economy=economy).exclude(node__plan__status="draft")
    groups: dict[str, list] = {}
    for one in found.select_related("node__plan").order_by("node__plan", "node__path"):
        groups.setdefault(str(one.node.plan.title), []).append((str(one.pk), f"{one.code} {one.title}"))
    return list(groups.items())

"""Forms of the money desk: documents, lines, amounts, rates. Rules live in the actions; forms only read what is typed."""

import itertools
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from barabar.access.models import Organisation
from barabar.money.actions.enter_rates import NewRate
from barabar.money.actions.keep_document import DocumentContent, ItemContent
from barabar.money.catalogue import budget_documents, money_links, share_methods
from barabar.money.models import BudgetDocument, BudgetItem, MoneyEntry
from barabar.money.rules import Given
from barabar.office.forms.days import day_field
from barabar.plans.catalogue import money_sources, money_stages
from barabar.reference.catalogue import currencies, economies, sectors
from barabar.reference.numbers import Ambiguous, Number, read_number
from barabar.reference.slugs import slug
from barabar.reference.text import Text

NOTHING = ("", "–")


def choices(things: dict, *, optional: bool = False) -> list[tuple[str, str]]:
    made = [(key, str(thing.title)) for key, thing in things.items()]
    return [NOTHING, *made] if optional else made


class DocumentForm(forms.Form):
    title_sq = forms.CharField(label=_("Title in Albanian"), max_length=300, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind"))
    economy = forms.ChoiceField(label=_("Economy"))
    starts_year = forms.IntegerField(label=_("First year"), min_value=1990, max_value=2100)
    ends_year = forms.IntegerField(label=_("Last year"), min_value=1990, max_value=2100)
    source_title = forms.CharField(label=_("Where it was published"), max_length=300, required=False)
    source_address = forms.URLField(label=_("Address of the source"), required=False, assume_scheme="https")

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices(budget_documents())
        own = {part.economy for part in actor.parts if part.economy}
        self.fields["economy"].choices = [
            (e.key, str(e.title)) for e in economies().values() if not own or e.key in own
        ]

    def content(self) -> DocumentContent:
        given = dict(self.cleaned_data)
        title = Text({"sq": given.pop("title_sq"), "en": given.pop("title_en")})
        first = slug(f"{given['economy']} {title} {given['starts_year']}")[:74].strip("-") or "budget"
        tries = itertools.chain([first], (f"{first}-{number}" for number in itertools.count(2)))
        key = next(key for key in tries if not BudgetDocument.objects.filter(pk=key).exists())
        return DocumentContent(key=key, title=title, **given)


class ItemForm(forms.Form):
    title_sq = forms.CharField(label=_("Line, in Albanian"), max_length=300, required=False)
    title_en = forms.CharField(label=_("Line, in English"), max_length=300, required=False)
    code = forms.CharField(label=_("Programme or classification code"), max_length=60, required=False)
    parent = forms.ChoiceField(label=_("Part of the line"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    source = forms.ChoiceField(label=_("Source of money"))
    link = forms.ChoiceField(label=_("Link to the communities"))
    share = forms.DecimalField(
        label=_("Estimated share, per cent"), required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    method = forms.ChoiceField(label=_("Method of the estimate"), required=False)
    method_note = forms.CharField(label=_("How it was estimated"), max_length=500, required=False)
    organisation = forms.ChoiceField(label=_("Institution"), required=False)

    def __init__(self, *args, document: BudgetDocument, **kwargs):
        super().__init__(*args, **kwargs)
        own = [(str(item.pk), str(item.title)) for item in document.items.all()]
        self.fields["parent"].choices = [NOTHING, *own]
        self.fields["sector"].choices = choices(sectors(), optional=True)
        self.fields["source"].choices = choices(money_sources())
        self.fields["link"].choices = choices(money_links())
        self.fields["method"].choices = choices(share_methods(), optional=True)
        institutions = Organisation.objects.filter(economy=document.economy).order_by("path")
        self.fields["organisation"].choices = [NOTHING, *((one.pk, str(one.name)) for one in institutions)]

    def content(self) -> ItemContent:
        given = dict(self.cleaned_data)
        given["title"] = Text({"sq": given.pop("title_sq"), "en": given.pop("title_en")})
        given["parent"] = BudgetItem.objects.get(pk=given["parent"]) if given["parent"] else None
        given["organisation"] = Organisation.objects.get(pk=given["organisation"]) if given["organisation"] else None
        return ItemContent(**given)


class AmountForm(forms.Form):
    stage = forms.ChoiceField(label=_("Stage"))
    year = forms.IntegerField(label=_("Year"))
    source = forms.ChoiceField(label=_("Source of money"))
    amount = forms.CharField(label=_("Amount"), max_length=30)
    currency = forms.ChoiceField(label=_("Currency"))
    decided_on = day_field(_("Day of the decision"))
    act = forms.CharField(label=_("Act or decision"), max_length=200, required=False)
    grant = forms.CharField(label=_("Number of the grant agreement"), max_length=100, required=False)
    explanation = forms.CharField(label=_("Explanation, where more was spent"), max_length=1000, required=False)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        stages = {key: stage for key, stage in money_stages().items() if not stage.remark}
        self.fields["stage"].choices = choices(stages)
        self.fields["source"].choices = choices(money_sources())
        self.fields["currency"].choices = [(key, key) for key in currencies()]

    def clean_amount(self) -> Decimal:
        """As people write amounts; what may mean two things is asked about."""
        read = read_number(self.cleaned_data["amount"])
        if isinstance(read, Ambiguous):
            facts = {"text": self.cleaned_data["amount"], "whole": f"{read.as_whole}", "part": f"{read.as_decimal}"}
            raise forms.ValidationError(
                _("“%(text)s” may be %(whole)s or %(part)s: write it without the mark.") % facts
            )
        if not isinstance(read, Number):
            facts = {"text": self.cleaned_data["amount"]}
            raise forms.ValidationError(_("“%(text)s” is not an amount; write it as 1200000 or 1 200 000,50.") % facts)
        return read.amount

    def given(self) -> Given:
        return Given(**self.cleaned_data)

    @staticmethod
    def initial_of(entry: MoneyEntry) -> dict:
        names = ("stage", "year", "source", "currency", "decided_on", "act", "grant", "explanation", "note")
        return {name: getattr(entry, name) for name in names} | {"amount": f"{entry.amount.normalize():f}"}


class RateForm(forms.Form):
    currency = forms.ChoiceField(label=_("Currency"))
    on = day_field(_("Day"), required=True)
    per_euro = forms.DecimalField(label=_("Units for one euro"), max_digits=18, decimal_places=6)
    source = forms.CharField(label=_("Source"), max_length=200)
    address = forms.URLField(label=_("Address of the source"), required=False, assume_scheme="https")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = [(key, key) for key in currencies() if key != "EUR"]

    def rate(self) -> NewRate:
        return NewRate(**self.cleaned_data)

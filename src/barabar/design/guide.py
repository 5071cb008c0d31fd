"""Sample data for the style guide. All figures are invented."""

import datetime
from decimal import Decimal

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from barabar.design.icons import ICONS
from barabar.design.words import STATES, VALUE_STATES

MEASURE_STATES = ["not_started", "on_track", "at_risk", "delayed", "completed"]


class SampleForm(forms.Form):
    state = forms.ChoiceField(
        label=_("State of the measure at the end of the year"),
        choices=[(key, STATES[key][2]) for key in MEASURE_STATES],
        widget=forms.RadioSelect,
    )
    spent = forms.DecimalField(
        label=_("Budget spent"),
        max_value=1_150_000,
        localize=True,
        help_text=_("All sources together, in whole lek."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    source = forms.ChoiceField(label=_("Source of funding"), choices=[("m", _("Municipal budget")), ("d", _("Donor"))])
    public = forms.BooleanField(label=_("This answer may be published"), required=False)


def guide(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Return sent to the national contact point."))
    messages.warning(request, _("The deadline is in three days."))
    form = SampleForm(data={"state": "on_track", "spent": "1420000", "source": "m"})
    form.is_valid()
    return render(request, "design/guide.html", {**_samples(), "form": form, "navigation": _navigation()})


def _navigation() -> list[dict]:
    titles = [_("Overview"), _("Measures"), _("Indicators"), _("Local plans"), _("Meetings"), _("Documents")]
    return [{"title": title, "url": "#", "current": title == titles[1]} for title in titles]


def _samples() -> dict:
    counts = [("completed", 9), ("on_track", 31), ("at_risk", 8), ("delayed", 5), ("not_started", 5)]
    return {
        "counts": counts,
        "measures": _measures(),
        "big": Decimal("1234567.5"),
        "today": datetime.date(2026, 11, 21),
        "states": list(STATES),
        "value_states": list(VALUE_STATES),
        "icons": sorted(ICONS),
        "long_list": Paginator(range(1, 241), 20).page(5),
        "reporters": [
            ("Elbasan", ["approved", "approved", "in_review"]),
            ("Pogradec", ["approved", "returned", "not_due"]),
            ("Përmet", ["approved", "overdue", "not_due"]),
        ],
        "problems": [
            {"sentence": _("The budget spent is higher than the budget allocated"), "anchor": "sample_spent"},
            {"sentence": _("The numbers of women and men do not add up to the total"), "anchor": "sample_total"},
        ],
        "field_problems": {"sample_total": _("The sum should be 146"), "sample_spent": _("Higher than allocated")},
    }


def _measures() -> list[dict]:
    rows = [
        ("2.3", _("Legalisation of homes in informal settlements"), _("Housing"), 18, 60, "9.4", "delayed"),
        ("4.1", _("Health mediators in 12 municipalities"), _("Health"), 7, 12, "3.1", "at_risk"),
        ("1.6", _("Scholarships for secondary-school pupils"), _("Education"), 640, 800, "28.0", "on_track"),
        ("3.2", _("Wage subsidy for a first job"), _("Employment"), 0, 250, "0", "not_started"),
        ("5.1", _("Free late registration of births"), _("Civil registration"), 310, 310, "1.2", "completed"),
    ]
    names = ["code", "title", "sector", "done", "target", "spent", "state"]
    dues = [datetime.date(2026, 3, 31), datetime.date(2026, 6, 30), datetime.date(2026, 9, 30)]
    return [
        {**dict(zip(names, row, strict=True)), "spent": Decimal(row[5]), "due": dues[place % 3]}
        for place, row in enumerate(rows)
    ]

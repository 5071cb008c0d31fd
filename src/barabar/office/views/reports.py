"""The report builder: choose what, see whom it will cover, build, look, release."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from barabar.office.access import office_view
from barabar.publishing.actions.build_report import build_report, release_report
from barabar.publishing.downloads import download
from barabar.publishing.formats import FORMATS
from barabar.publishing.models import Release, ReleaseFile
from barabar.publishing.outlines import outlines
from barabar.publishing.permissions import may_build, may_release
from barabar.publishing.report import Scope
from barabar.reference.catalogue import economies, sectors
from barabar.reference.models import Territory
from barabar.warehouse.coverage import reported_periods, reporters


class ReportForm(forms.Form):
    """What the report is about. A municipality or a sector is asked only for their own kinds of report."""

    outline = forms.ChoiceField(label=gettext_lazy("Kind of report"))
    period = forms.ChoiceField(label=gettext_lazy("Period"))
    territory = forms.ChoiceField(label=gettext_lazy("Municipality (for its own report)"), required=False)
    sector = forms.ChoiceField(label=gettext_lazy("Sector (for its own report)"), required=False)

    def __init__(self, *args, economy: str, **kwargs):
        super().__init__(*args, **kwargs)
        places = Territory.objects.filter(economy=economy, plans__status="adopted").distinct()
        self.fields["outline"].choices = [(o.key, str(o.title)) for o in outlines().values()]
        self.fields["period"].choices = [(p, p) for p in reported_periods(economy)]
        self.fields["territory"].choices = [("", "–"), *((p.pk, str(p.name)) for p in places)]
        self.fields["sector"].choices = [("", "–"), *((s.key, str(s.title)) for s in sectors().values())]

    def clean(self):
        given = super().clean()
        outline = outlines().get(given.get("outline", ""))
        if outline and outline.scope == "territory" and not given.get("territory"):
            self.add_error("territory", _("Choose the municipality whose report this is."))
        if outline and outline.scope == "sector" and not given.get("sector"):
            self.add_error("sector", _("Choose the sector that the report is about."))
        return given

    def scope(self, economy: str) -> Scope:
        kind = outlines()[self.cleaned_data["outline"]].scope
        return Scope(
            economy,
            self.cleaned_data["period"],
            self.cleaned_data["territory"] if kind == "territory" else "",
            self.cleaned_data["sector"] if kind == "sector" else "",
        )


@office_view
def reports(request):
    """The builder and what was built before."""
    economy = _economy(request)
    may_build(request.actor, economy).require()
    form = ReportForm(request.POST or None, economy=economy)
    if request.method == "POST" and form.is_valid():
        release = build_report(by=request.actor, outline=form.cleaned_data["outline"], scope=form.scope(economy))
        messages.success(request, _("The report is built. Look at it, then release it."))
        return redirect("office:report", key=release.pk)
    period = next(iter(reported_periods(economy)), "")
    everybody = reporters(economy=economy, period=period) if period else []
    context = {
        "form": form,
        "economy": economies()[economy],
        "period": period,
        "everybody": everybody,
        "absent": [one for one in everybody if not one.has_reported],
        "releases": Release.objects.filter(economy=economy).prefetch_related("files")[:20],
    }
    return render(request, "office/reports.html", context, status=400 if form.errors else 200)


@office_view
def report(request, key):
    """One built report: its files, and the button that makes it public."""
    release = _release(request, key)
    context = {"release": release, "may_release": may_release(request.actor, release), "formats": FORMATS}
    return render(request, "office/report.html", context)


@office_view
def report_file(request, key, language, name):
    _release(request, key)
    kept = get_object_or_404(ReleaseFile, release=key, language=language, format=name)
    return download(kept)


@require_POST
@office_view
def release(request, key):
    found = _release(request, key)
    release_report(by=request.actor, release=found)
    messages.success(request, _("The report is public now."))
    return redirect("office:report", key=found.pk)


def _economy(request) -> str:
    own = next((part.economy for part in request.actor.parts if part.economy), "")
    return own or next((key for key in economies() if reported_periods(key)), next(iter(economies())))


def _release(request, key: str) -> Release:
    """A report of an economy within reach; a foreign one and a missing one answer alike."""
    found = Release.objects.prefetch_related("files").filter(pk=key).first()
    if found is None or not may_build(request.actor, found.economy):
        raise Http404
    return found

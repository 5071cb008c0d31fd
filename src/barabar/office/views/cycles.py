"""Cycles: plan one, open it, close it, lock what is approved."""

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from barabar.access.permissions import may
from barabar.chasing.permissions import may_send_pack
from barabar.chasing.requests import requests_of
from barabar.collection.actions.add_cycle import add_cycle
from barabar.collection.actions.close_cycle import close_cycle
from barabar.collection.actions.open_cycle import open_cycle
from barabar.collection.catalogue import routes
from barabar.collection.models import Cycle, Return
from barabar.messages.actions.send_messages import can_send, send_messages
from barabar.office.access import office_view
from barabar.office.downloads import download
from barabar.publishing.actions.send_pack import send_pack
from barabar.publishing.packs import pack
from barabar.reference.catalogue import economies
from barabar.reference.verdicts import Problems
from barabar.review.actions.approve_return import lock_returns


class CycleForm(forms.Form):
    period = forms.CharField(
        label=gettext_lazy("Period"), max_length=10,
        help_text=gettext_lazy("2026 for a year, 2026-H1 half-year, 2026-Q1 quarter, 2026-B1 two months."),
    )  # fmt: skip
    opens_on = forms.DateField(
        label=gettext_lazy("Opens on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    due_on = forms.DateField(
        label=gettext_lazy("Returns due on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    routes = forms.MultipleChoiceField(label=gettext_lazy("Routes"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["routes"].choices = [(route.key, str(route.title)) for route in routes().values()]
        self.fields["routes"].initial = list(routes())
        for name in ("opens_on", "due_on"):
            self.fields[name].input_formats = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"]


@office_view
def cycles(request):
    economy = _economy(request)
    may(request.actor, "cycle.open", economy=economy).require()
    form = CycleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            cycle = add_cycle(
                by=request.actor, economy=economy, period=given["period"], opens_on=given["opens_on"],
                due_on=given["due_on"], route_keys=given["routes"],
            )  # fmt: skip
        except Problems as found:
            for problem in found.problems:
                form.add_error(problem.anchor or None, problem.message)
        else:
            messages.success(request, _("The cycle is planned. Open it to send the requests."))
            return redirect("office:cycles") if cycle else None
    rows = Cycle.objects.filter(economy=economy).annotate(
        asked=Count("requests"),
        approved=Count("requests", filter=Q(requests__return_of__state__in=["approved", "locked"])),
        to_lock=Count("requests", filter=Q(requests__return_of__state="approved")),
    )
    context = {"form": form, "cycles": rows, "economy": economies()[economy]}
    return render(request, "office/cycles.html", context, status=400 if form.errors else 200)


@require_POST
@office_view
def cycle_action(request, key, verb):
    """Open, close or lock: one button each."""
    cycle = Cycle.objects.filter(pk=key).first()
    if cycle is None or not may(request.actor, "cycle.open", economy=cycle.economy):
        raise Http404
    if verb == "open":
        made = open_cycle(by=request.actor, cycle=cycle)
        text = ngettext("%(count)s request is out.", "%(count)s requests are out.", len(made)) % {"count": len(made)}
    elif verb == "close":
        close_cycle(by=request.actor, cycle=cycle)
        text = _("The cycle is closed. Returns already sent go on through review.")
    elif verb == "lock":
        approved = Return.objects.filter(request__cycle=cycle, state="approved")
        count = lock_returns(by=request.actor, returns=approved)
        text = ngettext("%(count)s return is locked.", "%(count)s returns are locked.", count) % {"count": count}
    else:
        raise Http404
    messages.success(request, text)
    return redirect("office:cycles")


@office_view
def cycle_pack(request, key):
    """The pack of an open cycle: download it as a ZIP, or send it."""
    cycle = Cycle.objects.filter(pk=key, state="open").first()
    if cycle is None or not may_send_pack(request.actor, cycle):
        raise Http404
    protocol = request.POST.get("protocol", "").strip()[:60]
    if request.method != "POST":
        context = {"cycle": cycle, "can_send": can_send(), "lacking": [o for o in requests_of(cycle) if not o.organisation.email], "asked": len(requests_of(cycle))}  # fmt: skip
        return render(request, "office/pack.html", context)
    if "send" not in request.POST:
        return download(pack(cycle, protocol=protocol), f"{cycle.pk}-pack.zip", "application/zip")
    done = send_pack(by=request.actor, cycle=cycle, protocol=protocol)
    if can_send():
        send_messages(most=10_000)
    text = ngettext("%(count)s message is written.", "%(count)s messages are written.", done.written)
    messages.success(request, text % {"count": done.written})
    return redirect("office:cycle-pack", cycle.pk)


def _economy(request) -> str:
    own = next((part.economy for part in request.actor.parts if part.economy), "")
    return own or next(iter(economies()))

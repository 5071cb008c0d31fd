"""A reporter on the chase desk: contacts, the next step, reminders with their words, who is away."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from barabar.access.models import Account, Membership
from barabar.chasing.actions.log_contact import KINDS, log_contact
from barabar.chasing.actions.mark_absent import end_absence, mark_absent
from barabar.chasing.actions.remind import letter, next_level, remind
from barabar.chasing.calendar import account_of_key, calendar, own_days, private_key
from barabar.chasing.catalogue import levels
from barabar.chasing.models import Absence, Contact
from barabar.chasing.permissions import may_contact
from barabar.chasing.queries import away, expected
from barabar.collection.models import Return
from barabar.coordination.queries import event_days, events_of_account
from barabar.messages.actions.send_messages import can_send, send_messages
from barabar.office.access import office_view
from barabar.office.forms.plans import show_problems
from barabar.reference.verdicts import Problems
from barabar.review.queries import stage_of

CONTACT_WORDS = {
    "phone": pgettext_lazy("contact", "Phone call"), "visit": pgettext_lazy("contact", "Visit"),
    "letter": pgettext_lazy("contact", "Letter"), "mail": pgettext_lazy("contact", "E-mail"),
    "reminder": pgettext_lazy("contact", "Reminder"),
}  # fmt: skip
DATE = {"type": "date"}


class ContactForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[(kind, CONTACT_WORDS[kind]) for kind in KINDS])
    on = forms.DateField(label=gettext_lazy("Day"), required=False, widget=forms.DateInput(attrs=DATE))
    said = forms.CharField(label=gettext_lazy("What was said"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))  # fmt: skip
    next_step = forms.CharField(label=gettext_lazy("Next step"), max_length=300, required=False)
    next_on = forms.DateField(label=gettext_lazy("By when"), required=False, widget=forms.DateInput(attrs=DATE))


class AbsenceForm(forms.Form):
    since = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs=DATE))
    until = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput(attrs=DATE))
    replacement = forms.ChoiceField(label=gettext_lazy("Replaced by"), required=False)

    def __init__(self, *args, account: Account, **kwargs):
        super().__init__(*args, **kwargs)
        own = Membership.objects.filter(account=account, until=None).values("organisation")
        others = Account.objects.filter(memberships__organisation__in=own, memberships__until=None, is_active=True)
        names = [(str(one.pk), one.name) for one in others.exclude(pk=account.pk).distinct().order_by("name")]
        self.fields["replacement"].choices = [("", "–"), *names]


def _chased(request, return_id: int) -> Return:
    found = Return.objects.select_related("request__organisation__parent", "request__cycle", "gathered_into").filter(pk=return_id).first()  # fmt: skip
    if found is None or not may_contact(request.actor, found.request):
        raise Http404
    return found


@office_view
def contacts(request, return_id):
    own = _chased(request, return_id)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            log_contact(by=request.actor, request=own.request, **form.cleaned_data)
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, _("The contact is noted."))
            return redirect("office:contacts", own.pk)
    organisation = own.request.organisation
    level = request.GET.get("level", "")
    chosen = level if level in levels() else next_level(own.request)
    people = Membership.objects.filter(organisation=organisation, until=None).select_related("account")
    context = {
        "own": own, "organisation": organisation, "form": form, "people": people, "stage": stage_of(own),
        "away": away({organisation.pk}).get(organisation.pk, []),
        "expected": expected(own.request.cycle, [organisation.pk])[organisation.pk],
        "history": [(one, CONTACT_WORDS.get(one.kind, one.kind)) for one in
                    Contact.objects.filter(request__organisation=organisation).select_related("request__cycle", "message")],
        "levels": levels().values(), "level": chosen,
        "letter": letter(own.request, chosen, sender=request.organisation.name if request.organisation else "Barabar"),
        "can_send": can_send(),
    }  # fmt: skip
    return render(request, "office/contacts.html", context, status=400 if form.errors else 200)


@require_POST
@office_view
def reminder(request, return_id):
    """One click: the reminder is written, and sent if a mail server is configured."""
    own = _chased(request, return_id)
    remind(by=request.actor, request=own.request, level=request.POST.get("level", ""))
    if can_send():
        send_messages()
        messages.success(request, _("The reminder is sent."))
    else:
        messages.success(request, _("The reminder is written. It waits for a mail server; its words stand below."))
    return redirect("office:contacts", own.pk)


@office_view
def absences(request):
    """The person's own absences, and the address of the own calendar."""
    form = AbsenceForm(request.POST or None, account=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        other = Account.objects.filter(pk=given["replacement"]).first() if given["replacement"] else None
        try:
            mark_absent(by=request.actor, account=request.user, since=given["since"], until=given["until"], replacement=other)  # fmt: skip
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, _("Noted. Who chases sees it, and your replacement gets your digest."))
            return redirect("office:absences")
    own = Absence.objects.filter(account=request.user, until__gte=timezone.localdate()).select_related("replacement")
    return render(request, "office/absences.html", {"form": form, "absences": own, "key": private_key(request.user)}, status=400 if form.errors else 200)  # fmt: skip


@require_POST
@office_view
def back(request, number):
    absence = Absence.objects.select_related("account").filter(pk=number).first()
    if absence is None:
        raise Http404
    end_absence(by=request.actor, absence=absence)
    messages.success(request, _("Welcome back: the absence is taken out."))
    return redirect("office:absences")


def own_calendar(request, key):
    """The private calendar: whoever has the address reads it, so it holds due dates only."""
    account = account_of_key(key)
    if account is None:
        raise Http404
    events = event_days(events_of_account(account), settings.ADDRESS)
    text = calendar("Barabar", [*own_days(account), *events], timezone.now())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response.headers["X-Robots-Tag"] = "noindex"
    return response

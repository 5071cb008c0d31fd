"""Institutions and their accounts: add, give a role, hand over to a successor."""

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from barabar.access.actions.add_account import add_account
from barabar.access.actions.add_organisation import add_organisation
from barabar.access.actions.hand_over import hand_over
from barabar.access.actions.keep_tokens import make_token, revoke_token
from barabar.access.actions.reset_password import reset_password
from barabar.access.catalogue import organisation_kinds, roles
from barabar.access.models import ApiToken, Membership, Organisation
from barabar.access.permissions import may
from barabar.office.access import office_view
from barabar.reference.slugs import slug
from barabar.reference.text import Text
from barabar.reference.verdicts import Problems


class OrganisationForm(forms.Form):
    name_sq = forms.CharField(label=gettext_lazy("Name in Albanian"), max_length=200)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=200, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    email = forms.EmailField(label=gettext_lazy("E-mail of the office"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.key, str(kind.title)) for kind in organisation_kinds().values()]


class AccountForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("Office e-mail"))
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=[("sq", "Shqip"), ("en", "English")])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.key, str(role.title)) for role in roles().values()]


@office_view
def institutions(request):
    """The tree of institutions that this person administers, with who works there today."""
    may(request.actor, "account.edit").require()
    found = _within_reach(request)
    today = timezone.localdate()
    parts = (
        Membership.objects.filter(organisation__in=found)
        .filter(Q(until=None) | Q(until__gt=today))
        .select_related("account")
    )
    people: dict[str, list[Membership]] = {}
    for part in parts:
        people.setdefault(part.organisation_id, []).append(part)
    rows = [
        {"organisation": one, "depth": one.path.count("/") - 2, "people": people.get(one.pk, []),
         "kind": organisation_kinds()[one.kind].title if one.kind in organisation_kinds() else one.kind}
        for one in found
    ]  # fmt: skip
    return render(request, "office/institutions.html", {"rows": rows, "roles": roles()})


@office_view
def institution(request, key):
    """One institution: its people, a new account, a new institution below it."""
    own = _one(request, key)
    account_form = AccountForm(request.POST if "add_account" in request.POST else None)
    below_form = OrganisationForm(request.POST if "add_below" in request.POST else None)
    form = account_form if account_form.is_bound else below_form
    if form.is_bound and form.is_valid():
        try:
            (_take_account if form is account_form else _take_organisation)(request, own, form.cleaned_data)
        except Problems as found:
            for problem in found.problems:
                form.add_error(None, problem.message)
        else:
            return redirect("office:institution", key=own.pk)
    parts = own.memberships.select_related("account").order_by("until", "since")
    context = {"own": own, "parts": parts, "account_form": account_form, "below_form": below_form, "roles": roles(), "tokens": own.tokens.filter(revoked_at=None)}  # fmt: skip
    return render(request, "office/institution.html", context, status=400 if form.errors else 200)


@require_POST
@office_view
def new_token(request, key):
    """A key for the institution's own system, shown once."""
    own = _one(request, key)
    token = make_token(by=request.actor, organisation=own, label=request.POST.get("label", ""))
    messages.success(
        request, _("The token, shown only now: %(token)s. Give it to whoever runs the system.") % {"token": token}
    )
    return redirect("office:institution", key=own.pk)


@require_POST
@office_view
def end_token(request, number):
    token = ApiToken.objects.select_related("organisation").filter(pk=number).first()
    if token is None:
        raise Http404
    own = _one(request, token.organisation_id)
    revoke_token(by=request.actor, token=token)
    messages.success(request, _("The token is revoked; its system cannot push any more."))
    return redirect("office:institution", key=own.pk)


@require_POST
@office_view
def successor(request, membership_id):
    """Hand a part over to a successor with an account of their own; the work stays with the institution."""
    membership = (
        Membership.objects.select_related("organisation", "account").filter(pk=membership_id, until=None).first()
    )
    if membership is None:
        raise Http404
    own = _one(request, membership.organisation_id)
    form = AccountForm({**request.POST.dict(), "role": membership.role})
    if not form.is_valid():
        messages.error(request, _("Give the successor's name and office e-mail."))
        return redirect("office:institution", key=own.pk)
    given = form.cleaned_data
    account, password = add_account(
        by=request.actor, email=given["email"], name=given["name"], organisation=own, role=membership.role,
        language=given["language"],
    )  # fmt: skip
    hand_over(by=request.actor, membership=membership, to=account, reason=request.POST.get("reason", ""))
    _say_password(request, account, password)
    return redirect("office:institution", key=own.pk)


@require_POST
@office_view
def new_password(request, membership_id):
    """For somebody who forgot the password: a new first one, shown once."""
    membership = (
        Membership.objects.select_related("organisation", "account").filter(pk=membership_id, until=None).first()
    )
    if membership is None:
        raise Http404
    own = _one(request, membership.organisation_id)
    _say_password(request, membership.account, reset_password(by=request.actor, membership=membership))
    return redirect("office:institution", key=own.pk)


def _take_account(request, own: Organisation, given: dict) -> None:
    account, password = add_account(
        by=request.actor, email=given["email"], name=given["name"], organisation=own, role=given["role"],
        language=given["language"],
    )  # fmt: skip
    _say_password(request, account, password)


def _say_password(request, account, password: str) -> None:
    if password:
        text = _("First password of %(name)s, shown only now: %(password)s. Give it in person or by phone.")
        messages.success(request, text % {"password": password, "name": account.name})
    else:
        messages.success(request, _("%(name)s had an account already and has the role now.") % {"name": account.name})


def _take_organisation(request, own: Organisation, given: dict) -> None:
    names = {"sq": given["name_sq"], "en": given["name_en"]}
    key = slug(f"{own.pk} {given['name_en'] or given['name_sq']}")[:80]
    add_organisation(
        by=request.actor, key=key, kind=given["kind"], name=Text(names), parent=own, territory=own.territory,
        email=given["email"], language=own.language,
    )  # fmt: skip
    messages.success(request, _("The institution is registered."))


def _within_reach(request) -> list[Organisation]:
    everybody = Organisation.objects.select_related("parent").order_by("path")
    return [one for one in everybody if may(request.actor, "account.edit", organisation=one)]


def _one(request, key: str) -> Organisation:
    """An institution within reach; a foreign one and a missing one answer alike."""
    found = Organisation.objects.filter(pk=key).first()
    if found is None or not may(request.actor, "account.edit", organisation=found):
        raise Http404
    return found

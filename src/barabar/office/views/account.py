"""The person's own account: who it is for, its language, its password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override

from barabar.access.actions.keep_account import change_password, choose_language
from barabar.access.models import Membership
from barabar.access.permissions import role_in_words
from barabar.office.access import office_view
from barabar.office.forms.account import LanguageForm, PasswordForm
from barabar.office.views.sign_in import keep_language


@office_view
def account(request: HttpRequest) -> HttpResponse:
    language = LanguageForm(initial={"language": request.user.language})
    password = PasswordForm(request.user)
    if request.method == "POST" and "language" in request.POST:
        return _choose_language(request)
    if request.method == "POST":
        password = PasswordForm(request.user, data=request.POST)
        if password.is_valid():
            account = change_password(by=request.actor, password=password.cleaned_data["new_password1"])
            update_session_auth_hash(request, account)
            messages.success(
                request, _("The password is changed. Other places where you were signed in are signed out.")
            )
            return redirect("office:account")
    memberships = Membership.objects.filter(account=request.user, until=None).select_related("organisation")
    context = {
        "language_form": language,
        "password_form": password,
        "parts": [(one.organisation.name, _role(one), one.since) for one in memberships],
    }
    return render(request, "office/account.html", context)


def _role(membership: Membership) -> object:
    return role_in_words(membership)


def _choose_language(request: HttpRequest) -> HttpResponse:
    account = choose_language(by=request.actor, language=request.POST["language"])
    with override(account.language):
        messages.success(request, _("The language is changed."))
    response = redirect("office:account")
    keep_language(response, account.language)
    return response

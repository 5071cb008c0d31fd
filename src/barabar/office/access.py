"""The door of every office page: who is asking, in which roles, and what a refusal looks like."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from barabar.access.actors import actor_of
from barabar.access.models import Organisation
from barabar.collection.models import Return
from barabar.collection.permissions import may_fill
from barabar.office.navigation import navigation_for
from barabar.office.offline import ACCOUNT_HEADER, SCRIPTS, account_key
from barabar.reference.verdicts import Problems, Refused
from barabar.review.visibility import returns_seen_by


def office_view(view: Callable) -> Callable:
    """Only for people signed in. Gives `request.actor`, `.navigation` and `.organisation`.

    A refusal becomes a page with its reason (or JSON where the page's script asks); problems that the view does not
    show itself become messages on the page the person came from.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        request.actor = actor_of(request.user)
        request.navigation = navigation_for(request.actor, request.path)
        own = request.actor.organisation_key
        request.organisation = Organisation.objects.filter(pk=own).first() if own else ""
        request.account_key, request.extra_scripts = account_key(request.user), SCRIPTS
        request.manifest = reverse("office:manifest")
        response = _answered(view, request, *args, **kwargs)
        response.headers.setdefault(ACCOUNT_HEADER, request.account_key)
        return response

    return guarded


def _answered(view: Callable, request: HttpRequest, *args, **kwargs) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except Refused as refusal:
        return refusal_page(request, str(refusal))
    except Problems as found:
        for problem in found.problems:
            messages.error(request, problem.sentence)
        return redirect(came_from(request))


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(
            {"reason": _("You are signed out. Sign in again in another tab; the page keeps what you typed.")},
            status=401,
        )
    return redirect_to_login(request.get_full_path() if request.method == "GET" else reverse("office:home"))


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def refusal_page(request: HttpRequest, reason: str, status: int = 403) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"reason": reason}, status=status)
    return render(request, "office/refused.html", {"reason": reason}, status=status)


def came_from(request: HttpRequest) -> str:
    """The page that sent this form, when it is one of ours."""
    address = request.headers.get("Referer", "")
    own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if own else reverse("office:home")


def seen_return(request: HttpRequest, return_id: int) -> Return:
    """A return that this person may see; what is foreign and what does not exist answer alike."""
    found = returns_seen_by(request.actor).filter(pk=return_id).first()
    if found is None:
        raise Http404
    return found


def own_return(request: HttpRequest, return_id: int) -> Return:
    """A return that this person answers for."""
    found = seen_return(request, return_id)
    may_fill(request.actor, found).require()
    return found

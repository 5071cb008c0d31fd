"""Every public view: the site's menu, and short caching for readers who are not signed in."""

from functools import wraps

from django.http import Http404
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt

from barabar.public.navigation import navigation
from barabar.reference.catalogue import economies
from barabar.warehouse.coverage import reported_periods


def public_view(view):
    """A read-only page: GET and HEAD only."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if request.method not in {"GET", "HEAD"}:
            raise Http404
        request.navigation = navigation(request)
        response = view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            patch_cache_control(response, private=True, max_age=30)
        return response

    return wrapped


def open_form(view):
    """A page that everybody may write to, with or without an account, a cookie or a script; kept by no cache.

    It acts for nobody, so there is no session that a foreign page could ride on: a signed stamp in the form stands in the
    place of the token that needs a cookie.
    """

    @csrf_exempt
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if request.method not in {"GET", "HEAD", "POST"}:
            raise Http404
        request.navigation = navigation(request)
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return wrapped


def private_page(view):
    """A page behind an unguessable address: in no cache, no index, and no referrer leads back to it."""

    @open_form
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return wrapped


def chosen_economy(request) -> str:
    """The economy asked for, else the first that reported, else the first of the definitions."""
    asked = request.GET.get("economy", "")
    if asked:
        if asked not in economies():
            raise Http404(asked)
        return asked
    return next((key for key in economies() if reported_periods(key)), next(iter(economies())))


def chosen_period(request, economy: str) -> str:
    """The period asked for, else the newest of the economy, else none."""
    known = reported_periods(economy)
    asked = request.GET.get("period", "")
    if asked and asked not in known:
        raise Http404(asked)
    return asked or (known[0] if known else "")

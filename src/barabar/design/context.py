"""What every page may show: languages, person, demonstration mark, addresses of the fixed pages."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, get_language_bidi

from barabar.design.figures import number_marks

FIXED_PAGES = {
    "overview_url": "public:overview",
    "office_url": "office:home",
    "sign_in_url": "office:sign-in",
    "sign_out_url": "office:sign-out",
    "account_url": "office:account",
    "licence_url": "public:licence",
    "accessibility_url": "public:accessibility",
    "privacy_url": "public:privacy",
}


def page(request) -> dict:
    """Context processor of every template; asks no database.

    A room may set `request.navigation` (mappings with title, url, current, and count if there is something to do) and
    `request.organisation` (printed under the person's name); a view's own context wins over both.
    """
    person = _person(request)
    addresses = {name: _address(route) for name, route in FIXED_PAGES.items()}
    return {
        "languages": _languages(request),
        "language": get_language() or settings.LANGUAGE_CODE,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "number_marks": number_marks(),
        "demonstration": bool(getattr(settings, "DEMONSTRATION", False)),
        "person": person,
        "navigation": getattr(request, "navigation", []),
        "home_url": (person and addresses["office_url"]) or addresses["overview_url"],
        **addresses,
    }


def _languages(request) -> list[dict]:
    current = get_language() or settings.LANGUAGE_CODE
    kept = [(k, v) for k, values in request.GET.lists() for v in values if k != "language"]
    return [
        {"code": code, "name": name, "url": "?" + urlencode([*kept, ("language", code)]), "current": code == current}
        for code, name in settings.LANGUAGES
    ]


def _person(request) -> dict | None:
    """Name, initials and organisation of whoever is signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    name = getattr(user, "name", "") or str(user)
    return {"name": name, "initials": _initials(name), "organisation": getattr(request, "organisation", "")}


def _initials(name: str) -> str:
    words = name.split("@")[0].replace(".", " ").split()
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]])


def _address(route: str) -> str:
    """An empty text where the page does not exist: its link is left out."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""

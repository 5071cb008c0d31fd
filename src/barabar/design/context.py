"""What every page may show: languages, person, demonstration mark, addresses of the fixed pages."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, get_language_bidi

FIXED_PAGES = {
    "home_url": ["office:home", "public:overview"],
    "overview_url": ["public:overview"],
    "office_url": ["office:home"],
    "sign_in_url": ["office:sign-in"],
    "sign_out_url": ["office:sign-out"],
    "account_url": ["office:account"],
    "licence_url": ["public:licence"],
    "accessibility_url": ["public:accessibility"],
    "privacy_url": ["public:privacy"],
}


def page(request) -> dict:
    """Context processor of every template; asks no database beyond the signed-in person already loaded."""
    person = _person(getattr(request, "user", None))
    return {
        "languages": _languages(request),
        "language": get_language() or settings.LANGUAGE_CODE,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "demonstration": bool(getattr(settings, "DEMONSTRATION", False)),
        "person": person,
        **{name: _first_address(names) for name, names in FIXED_PAGES.items()},
    }


def _languages(request) -> list[dict]:
    current = get_language() or settings.LANGUAGE_CODE
    kept = [(k, v) for k, values in request.GET.lists() for v in values if k != "language"]
    return [
        {"code": code, "name": name, "url": "?" + urlencode([*kept, ("language", code)]), "current": code == current}
        for code, name in settings.LANGUAGES
    ]


def _person(user) -> dict | None:
    """Name, initials and organisation; the account model may call them as it likes, so each has a fallback."""
    if user is None or not user.is_authenticated:
        return None
    name = _called(user, "name") or _called(user, "get_full_name") or str(user)
    organisation = _called(user, "organisation") or ""
    return {"name": name, "initials": _initials(name), "organisation": organisation}


def _called(thing, name: str):
    found = getattr(thing, name, None)
    return found() if callable(found) else found


def _initials(name: str) -> str:
    words = name.split("@")[0].replace(".", " ").split()
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]])


def _first_address(names: list[str]) -> str:
    """The address of the first page that exists; an empty text hides the link."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""

"""Working without a connection: what the return form's script sends and fetches, and the pages around it."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from barabar.collection.actions.open_request import open_request
from barabar.collection.actions.receive_file import Announced, receive_file
from barabar.collection.actions.take_delivery import take_delivery
from barabar.collection.fields import questions_of, reading_problems
from barabar.collection.models import ArrivingFile
from barabar.collection.queries import filled
from barabar.collection.reading import anchor_of
from barabar.design.templatetags.components import asset
from barabar.office.access import office_view, refusal_page
from barabar.office.offline import KEEP_HEADER, kept_offline, open_clashes, page_fields, read_delivery
from barabar.office.views.measure import Sheet, sheet_of
from barabar.plans.models import Measure
from barabar.reference.verdicts import Problem, Problems, Refused

WORKER = "office/service-worker.js"
ASSETS = (
    "design/base.css", "design/components.css", "design/forms.css", "design/enhance.js", "design/mark.svg",
    "office/kept.js", "office/sending.js", "office/offline.js", "office/waiting.js",
)  # fmt: skip
PLAIN_ASSETS = ("design/inter-regular.woff2", "design/inter-semibold.woff2", "office/office.css")


@office_view
@require_POST
def deliver(request: HttpRequest, return_id: int, measure_id: int) -> HttpResponse:
    """Take in changed answers under the page's own id. The answer names that id: only then does the page let them go."""
    sheet = sheet_of(request, return_id, measure_id)
    try:
        identity, account, changes = read_delivery(request.body)
        if account != request.account_key:
            return _other_account()
        by = request.actor.acting_for(sheet.return_.request.organisation_id)
        if sheet.return_.request.first_opened_at is None:
            open_request(by=request.actor, request=sheet.return_.request)
        taken = take_delivery(by=by, return_=sheet.return_, measure=sheet.measure, delivery=identity, changes=changes)
    except Problems as found:
        return JsonResponse({"reason": str(found)}, status=422)
    return JsonResponse({"id": str(identity), "clashing": list(taken.clashing), **_standing(sheet)})


def _other_account() -> HttpResponse:
    said = _("Somebody else is signed in on this machine now. What you saved waits here until you sign in again.")
    return JsonResponse({"reason": said, "code": "other-account"}, status=409)


def _standing(sheet: Sheet) -> dict:
    """The measure's draft as it stands after a delivery."""
    held = filled(sheet.return_)
    anchors = {anchor_of(sheet.measure.key), *(anchor_of(question.key) for question in questions_of(sheet.measure))}
    problems = [*reading_problems(held, sheet.measure), *held.problems]
    return {
        "edition": sheet.return_.edition,
        "fields": page_fields(held, sheet.measure, sheet.return_.organisation.language),
        "clashes": len(open_clashes(sheet.return_)),
        "problems": [one.sentence for one in problems if one.blocks and one.anchor in anchors],
    }


@office_view
@require_POST
def arriving_file(request: HttpRequest, return_id: int, measure_id: int, file_id: UUID) -> HttpResponse:
    """One piece of a file: its bytes as the body; name, size, SHA-256, account and offset in the address."""
    sheet = sheet_of(request, return_id, measure_id)
    asked = request.GET
    if asked.get("account") != request.account_key:
        return _other_account()
    if sheet.measure.further:
        raise Http404
    try:
        announced = _announced(file_id, asked)
        done = receive_file(
            by=request.actor.acting_for(sheet.return_.request.organisation_id), return_=sheet.return_,
            measure=Measure.objects.get(pk=sheet.measure.measure_id), file=announced, offset=_number(asked, "offset"),
            content=request.body,
        )  # fmt: skip
    except Problems as found:
        return JsonResponse({"reason": str(found)}, status=422)
    except Refused as refusal:
        return refusal_page(request, str(refusal))
    return JsonResponse({"id": str(file_id), "received": done.received, "done": done.done})


def _announced(file_id: UUID, asked) -> Announced:
    sha256 = asked.get("sha256", "")
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise Problems([Problem("file-form", _("sha256 is not 64 hexadecimal digits."))])
    return Announced(file_id, asked.get("name", "")[-200:] or "file", _number(asked, "size"), sha256)


def _number(asked, name: str) -> int:
    text = asked.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 10:
        raise Problems([Problem("file-form", _("%(name)s is not a number."), {"name": name})])
    return int(text)


@office_view
@kept_offline
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits on this machine; filled in by its script, for only the machine knows."""
    unfinished = ArrivingFile.objects.filter(account=request.user, is_done=False, received__gt=0)
    return render(request, "office/waiting.html", {"unfinished": list(unfinished)})


@require_GET
def no_connection(request: HttpRequest) -> HttpResponse:
    """Shown without a connection in place of a page that this machine does not keep. Holds nothing of anybody."""
    return render(request, "office/no_connection.html")


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What an installed app is called, where it begins, how it looks."""
    icon = {"src": static("design/mark.svg"), "type": "image/svg+xml", "sizes": "any", "purpose": "any"}
    described = {
        "id": reverse("office:home"), "name": "Barabar", "short_name": "Barabar", "lang": get_language(),
        "description": _("Fill in your returns, also without a connection."), "start_url": reverse("office:requests"),
        "scope": reverse("office:home"), "display": "standalone", "background_color": "#ffffff",
        "theme_color": "#0f4c5c", "icons": [icon],
    }  # fmt: skip
    return HttpResponse(json.dumps(described), content_type="application/manifest+json")


@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker, with the names of what it keeps; another version whenever one of these files changes."""
    facts = {
        "version": _version(), "assets": [*(asset(path) for path in ASSETS), *(static(path) for path in PLAIN_ASSETS)],
        "fallback": reverse("office:no-connection"), "signIn": reverse("office:sign-in"), "keep": KEEP_HEADER,
    }  # fmt: skip
    text = f"const FACTS = {json.dumps(facts)};\n{_source()}"
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@lru_cache
def _source() -> str:
    return Path(finders.find(WORKER)).read_text(encoding="utf-8")


@lru_cache
def _version() -> str:
    digest = hashlib.sha256(_source().encode())
    for path in (*ASSETS, *PLAIN_ASSETS):
        digest.update(Path(finders.find(path)).read_bytes())
    return digest.hexdigest()[:12]

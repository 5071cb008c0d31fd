"""Working without a connection: whose drafts a machine keeps, which pages it may keep, what a page's script is told."""

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import wraps
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from barabar.access.models import Account
from barabar.collection.actions.take_delivery import Change
from barabar.collection.fields import PARTS, TEXT, alike, clean, name_of, questions_of, stored_units, words_asked
from barabar.collection.models import Clash, Return
from barabar.collection.queries import Filled
from barabar.collection.questions import MeasureForm
from barabar.collection.reading import LONGEST_TEXT
from barabar.reference.verdicts import Problem, Problems

SCRIPTS = "office/_offline.html"
ACCOUNT_HEADER, KEEP_HEADER, PURPOSE_HEADER = "Barabar-Account", "Barabar-Keep", "Barabar-Purpose"
# What is typed is kept also where it is too long to be an answer; only what nobody typed by hand is turned away.
LONGEST_PART = 20 * LONGEST_TEXT
LONGEST_NAME = 200


def account_key(account: Account) -> str:
    """Names an account on a machine without telling who it is; the same for as long as the account exists."""
    return hashlib.sha256(f"{account.pk}:{account.created_at.isoformat()}".encode()).hexdigest()[:16]


def kept_offline(view: Callable) -> Callable:
    """A page that the machine may keep for this account, to show it without a connection."""

    @wraps(view)
    def marked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "GET" and response.status_code == 200:
            response.headers[KEEP_HEADER] = "1"
        return response

    return marked


def is_only_kept(request: HttpRequest) -> bool:
    """The page is fetched to be kept, not looked at."""
    return request.headers.get(PURPOSE_HEADER) == "keep"


def page_fields(filled: Filled, measure: MeasureForm, language: str) -> dict[str, str]:
    """What the page's fields hold as stored, without the empty ones: what a page compares with, and answers give back."""
    units = stored_units(filled, measure, language)
    fields = {f"{unit}:{part}": text for unit, parts in units.items() for part, text in parts.items() if text}
    return {name.removesuffix(f":{TEXT}"): text for name, text in fields.items()}


def changes_posted(
    posted: Mapping[str, str], base: Mapping[str, str], filled: Filled, measure: MeasureForm
) -> list[Change]:
    """The units of a plain post that differ from what the page had shown. A part that did not arrive stands as it was."""
    changes = []
    for question in questions_of(measure):
        unit = name_of(question)
        names = {part: f"{unit}:{part}" for part in PARTS}
        before = {part: base.get(name, "") for part, name in names.items()}
        after = before | {part: clean(posted[name]) for part, name in names.items() if name in posted}
        if not alike(question, before, after):
            changes.append(Change(unit, before, after))
    for unit in words_asked(measure):
        before, after = base.get(unit, ""), clean(posted.get(unit, base.get(unit, "")))
        if before != after:
            changes.append(Change(unit, {TEXT: before}, {TEXT: after}))
    return changes


def base_posted(posted: Mapping[str, str]) -> dict[str, str] | None:
    """What the page had shown, as it sends it back; nothing where it did not arrive whole."""
    try:
        base = json.loads(posted.get("base", ""))
    except ValueError:
        return None
    whole = isinstance(base, dict) and all(isinstance(text, str) for text in base.values())
    return base if whole else None


def id_posted(posted: Mapping[str, str]) -> UUID:
    try:
        return UUID(posted.get("delivery", ""))
    except ValueError:
        return uuid4()


def read_delivery(body: bytes) -> tuple[UUID, str, list[Change]]:
    """A delivery as a page sends it: {"id", "account", "changes": [{"unit", "base": {part: text}, "mine": {part: text}}]}."""
    try:
        sent = json.loads(body)
        identity, account = UUID(sent["id"]), str(sent["account"])
        changes = [_change(one) for one in sent["changes"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Problems(
            [Problem("delivery-form", _("The delivery is not of the documented form: id, account, changes."))]
        ) from None
    if len({one.unit for one in changes}) != len(changes):
        raise Problems([Problem("delivery-twice", _("A unit stands twice in the delivery."))])
    return identity, account, changes


def _change(sent: dict) -> Change:
    unit = sent["unit"]
    if not isinstance(unit, str) or not 0 < len(unit) <= LONGEST_NAME:
        raise ValueError(unit)
    base, mine = ({str(part): _text(text) for part, text in sent[side].items()} for side in ("base", "mine"))
    if not {*base, *mine} <= {*PARTS, TEXT}:
        raise ValueError(unit)
    return Change(unit, base, mine)


def _text(text: object) -> str:
    if not isinstance(text, str) or len(text) > LONGEST_PART or "\0" in text:
        raise ValueError(text)
    return clean(text)


def open_clashes(return_: Return) -> list[Clash]:
    return list(return_.clashes.filter(chosen="").select_related("measure__node"))

"""Field forms of the rooms above this one: a field visit, a civil-society reading.

A room registers what it asks in `RECORDS` when it starts; nothing here knows what it is about. The form names itself
"record:KIND PLACE", PLACE being words that the room gave it.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol, TypeVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.collection.field_forms import naming
from barabar.collection.field_forms.naming import LANGUAGES
from barabar.collection.field_forms.write import Said, form_row, write_form
from barabar.reference.numbers import Number, read_number
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems


class HasKey(Protocol):
    """What is chosen in a form by its key."""

    key: Any


Keyed = TypeVar("Keyed", bound=HasKey)
PREFIX = "record:"
OWN = "r_"
"""Every name that a room gives a field begins so: what else an export holds is not ours."""


@dataclass(frozen=True)
class RecordForm:
    """A form's title, questions and lists, as `form_row` and `form_choice` make them."""

    title: Text
    survey: tuple[dict[str, str], ...]
    choices: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Recorded:
    """What a submission became: its page's number or key, and what is to be looked at."""

    subject: str
    problems: tuple[Problem, ...] = ()


class Recorder(Protocol):
    """What a room registers."""

    def form(self, place: str) -> RecordForm:
        """The form for a place. Raises Problems where nothing is collected there."""

    def take(self, *, by: Actor, place: str, fields: Mapping[str, Any], media: Mapping[str, bytes]) -> Recorded:
        """Keep what was collected, within the import's transaction. Raises Problems and Refused."""


RECORDS: dict[str, Recorder] = {}


def identity_of(kind: str, place: str) -> str:
    return f"{PREFIX}{kind} {place}"


def kind_and_place(form: str) -> tuple[str, str]:
    kind, _space, place = form.removeprefix(PREFIX).partition(" ")
    return kind, place


def make_record_form(kind: str, place: str) -> bytes:
    """The form as an .xlsx that KoboToolbox and ODK take in."""
    if kind not in RECORDS:
        said = _("“%(kind)s” is no field form here; use %(known)s.")
        raise Problems([Problem("form-unknown", said, {"kind": kind, "known": ", ".join(RECORDS)})])
    form = RECORDS[kind].form(place)
    survey = [
        {"type": "start", "name": "start"},
        {"type": "end", "name": "end"},
        {"type": "calculate", "name": naming.IDENTITY, "calculation": f"'{identity_of(kind, place)}'"},
        *form.survey,
    ]
    settings = {
        "form_title": form.title.in_language("sq").text,
        "form_id": f"barabar_{kind}_{place}".replace("-", "_").replace(" ", "_"),
        "version": timezone.now().strftime("%Y%m%d%H%M"),
        "default_language": LANGUAGES["sq"],
        "instance_name": f"concat('{kind} ', ${{start}})",
    }
    return write_form(survey, list(form.choices), settings)


def text_in(fields: Mapping[str, Any], name: str, language: str) -> Text:
    """What was typed in a field, in the language that the form asked for."""
    said = str(fields.get(OWN + name) or "").strip()
    return Text({language: said}) if said else Text()


def word_in(fields: Mapping[str, Any], name: str) -> str:
    return str(fields.get(OWN + name) or "").strip()


def number_in(fields: Mapping[str, Any], name: str) -> Decimal | None:
    """The number typed in a field, None where it is empty. Raises Problems where it is none."""
    said = word_in(fields, name)
    if not said:
        return None
    with suppress(InvalidOperation):
        # A form writes numbers as programs do: a point before the decimals, nothing between the thousands.
        read = read_number(Decimal(said))
        if isinstance(read, Number):
            return read.amount
    template = _("“%(said)s” is not a number. Write it with digits.")
    raise Problems([Problem("number", template, {"said": said[:40]})])


def chosen_in(fields: Mapping[str, Any], name: str, among: Iterable[Keyed]) -> Keyed | None:
    """The thing whose key was chosen in a field; None where none was, or it is not among these."""
    said = word_in(fields, name)
    return next((one for one in among if naming.name_of(one.key) == said), None)


def media_of(fields: Mapping[str, Any], name: str, media: Mapping[str, bytes]) -> tuple[str, bytes] | Problem | None:
    """The file that a field names, a problem where it was not among the files given, None where it names none."""
    file = word_in(fields, name).rpartition("/")[2]
    if not file:
        return None
    if file in media:
        return file, media[file]
    said = _(
        "the file %(file)s was not among the files given. Give the media of the export too, or attach it on the web."
    )
    return Problem("media-missing", said, {"file": file}, severity="question")


def note_row(name: str, label: Said) -> dict[str, str]:
    return form_row("note", OWN + name, label)

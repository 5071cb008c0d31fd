"""Every sentence a person may read exists in Albanian, and no placeholder is lost on the way."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

pytestmark = pytest.mark.once
ROOMS = sorted({path.parents[2] for path in settings.PACKAGE.glob("*/locale/sq/LC_MESSAGES")})
PLACES = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


@pytest.mark.parametrize("room", ROOMS, ids=lambda r: r.name)
def test_every_entry_of_a_catalogue_is_translated_and_keeps_its_places(room):
    with (room / "locale/sq/LC_MESSAGES/django.po").open("rb") as stream:
        catalogue = read_po(stream, locale="sq")
    for message in catalogue:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(texts), f"{room.name}: {ids[0]!r} has no Albanian"
        assert not message.fuzzy, f"{room.name}: {ids[0]!r} is marked as unsure"
        wanted = {found for text in ids for found in PLACES.findall(text)}
        for text in texts:
            assert set(PLACES.findall(text)) <= wanted, f"{room.name}: {ids[0]!r} gains a place in {text!r}"


@pytest.mark.parametrize(
    "room", [p for p in sorted(settings.PACKAGE.iterdir()) if (p / "apps.py").exists()], ids=lambda p: p.name
)
def test_no_text_of_the_code_is_missing_from_the_catalogues(room, tmp_path):
    if not shutil.which("xgettext"):
        pytest.skip("gettext is not installed (Debian package gettext)")
    copy = tmp_path / room.name
    shutil.copytree(room, copy, ignore=shutil.ignore_patterns("*.mo", "static", "__pycache__", "fonts"))
    (copy / "locale").mkdir(exist_ok=True)
    command = [sys.executable, "-P", "-m", "django", "makemessages", "-l", "sq", "--no-location", "--no-obsolete"]
    ended = subprocess.run(command, cwd=copy, capture_output=True, text=True, env=_environment())
    assert ended.returncode == 0, ended.stderr
    made = copy / "locale/sq/LC_MESSAGES/django.po"
    if not made.exists():
        return
    known = _known()
    with made.open("rb") as stream:
        extracted = [m for m in read_po(stream, locale="sq") if m.id]
    lacking = [m.id for m in extracted if _key(m) not in known]
    assert lacking == [], f"{len(lacking)} texts of {room.name} have no Albanian"


def _environment() -> dict:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "barabar.config.settings", "PYTHONPATH": str(settings.ROOT / "src")}


def _key(message) -> tuple:
    return (message.context, message.id if isinstance(message.id, str) else message.id[0])


def _known() -> set:
    """What any room's catalogue translates: Django merges them."""
    known = set()
    for room in ROOMS:
        with (room / "locale/sq/LC_MESSAGES/django.po").open("rb") as stream:
            known |= {_key(m) for m in read_po(stream, locale="sq") if m.id and m.string and not m.fuzzy}
    return known

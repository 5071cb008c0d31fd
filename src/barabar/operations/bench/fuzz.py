"""`barabar bench fuzz [--minutes 10] [--keep FOLDER]`: broken files for every importer, until the time is over.

Right files (workbooks, exports of field forms, tables of plans and recommendations, pictures, bodies of the exchange API) are broken
at random: bytes and cells changed, parts of archives cut, doubled, swapped, filled with what people and programmes leave behind. Each must be
taken in or refused with sentences. Anything else is a find: it is said, and kept in FOLDER for a test to replay. Runs in a
fresh data folder; the exit code is 1 where there was a find.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import logging
import os
import random
import re
import struct
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.test import Client
from xlsxwriter import Workbook

from barabar.access.actions.keep_tokens import make_token
from barabar.access.actors import SYSTEM
from barabar.advocacy import field_readings
from barabar.advocacy.actions.import_recommendations import import_recommendations
from barabar.advocacy.catalogue import reading_ratings
from barabar.advocacy.models import SourceDocument
from barabar.advocacy.recommendation_tables.reading import Wanted
from barabar.collection.actions.import_submissions import import_submissions
from barabar.collection.field_forms import make_field_form, naming
from barabar.collection.field_forms.naming import name_of
from barabar.collection.field_forms.read import read_submissions
from barabar.collection.field_forms.records import identity_of
from barabar.collection.inbox import take_in
from barabar.collection.models import Return
from barabar.collection.questions import form_of
from barabar.collection.workbooks import make_workbook
from barabar.coordination import field_visits
from barabar.operations.bench.round_trip import PIECES, build, empty, mean
from barabar.plans.actions.import_plan import import_plan
from barabar.plans.content import content_of
from barabar.plans.importing.column_maps import column_maps
from barabar.plans.importing.template import make_template, own_map
from barabar.plans.models import Measure, Plan
from barabar.reference.models import Territory
from barabar.reference.sent_files import FileLimits, SentFile, accept_files
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems, Refused

ODD = (
    *PIECES, "", " ", "0", "-0", "1e309", "NaN", "Infinity", "9" * 400, "1/0", "\u202e12", "\u0000", "2026-02-30", "true", "null",
    "12,5,5", "1.234.567,89", "٣", "½", "=1/0", "#REF!", "\ud7ff", "a" * 40_000, "[]", "{}", "${x}", "..", "\r", "\x0b", "１２", "1_000",
)  # fmt: skip
# Words and numbers between the signs of CSV, JSON and XML.
_WORDS = re.compile(rb"""(?<=[>",;:\[{ \n])[^<>",;:\[\]{}\n]{1,200}(?=[<",;:\]} \n])""")


@dataclass(frozen=True)
class Importer:
    """A way in: right files to begin with, and what takes a file in."""

    name: str
    ending: str
    right: tuple[bytes, ...]
    take: Callable[[str, bytes], None]


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="barabar bench fuzz")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="folder for the files that were found")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.child:
        return _fuzz(options.minutes * 60, options.seed, options.keep)
    with tempfile.TemporaryDirectory(prefix="barabar-bench-") as folder:
        environment = {**os.environ, "BARABAR_DATA": folder, "BARABAR_DATABASE": ""}
        command = [sys.executable, "-m", "barabar"]
        subprocess.run([*command, "migrate", "--verbosity", "0"], env=environment, check=True)
        command += ["bench", "fuzz", "--child", "--minutes", str(options.minutes), "--seed", str(options.seed)]
        command += ["--keep", str(options.keep.absolute())] if options.keep else []
        return subprocess.run(command, env=environment).returncode


def _fuzz(seconds: float, seed: int, keep: Path | None) -> int:
    logging.disable(logging.CRITICAL)
    return_ = build()
    ways = importers(return_)
    tried, refused, finds = Counter(), Counter(), Counter()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        chance = random.Random(seed)
        seed += 1
        way = chance.choice(ways)
        content = broken(way, chance)
        tried[way.name] += 1
        try:
            refused[way.name] += not taken(way, content)
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            what = f"{way.name}: {type(error).__name__} in {Path(where.filename).name}, line {where.lineno}: {str(error)[:160]}"
            finds[what] += 1
            if finds[what] == 1:
                print(f"seed {seed - 1}: {what}", flush=True)
                if keep:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{way.name}-{hashlib.sha256(content).hexdigest()[:12]}.{way.ending}").write_bytes(content)
        if seed % 200 == 0:
            empty(return_)
    for name, count in sorted(tried.items()):
        print(f"{name:12} {count:8,} files, {refused[name]:,} refused with sentences")
    print(f"{sum(tried.values()):,} files in {seconds / 60:g} minutes: {len(finds)} kinds of unhandled error")
    return 1 if finds else 0


def taken(way: Importer, content: bytes) -> bool:
    """Whether it was taken in; False where it was refused with sentences. Whatever else happens is raised.

    In a transaction that is taken back, so that each file meets the same draft.
    """
    try:
        with transaction.atomic():
            way.take(f"file.{way.ending}", content)
            transaction.set_rollback(True)
    except Problems as found:
        assert found.problems and all(problem.sentence.strip() for problem in found.problems)
        return False
    except Refused as refusal:
        assert str(refusal).strip()
        return False
    return True


def importers(return_: Return) -> list[Importer]:
    """Every way in, with right files made here."""
    chance, form = random.Random(7), form_of(return_)
    meant = mean(chance, form)
    typed = {(key, "value"): float(amount or part or 0) for key, (_, amount, part, *_rest) in meant.answers.items()}
    typed |= {(key, "achievements"): texts[1] for key, texts in meant.words.items()}
    book = make_workbook(return_, "sq", typed=typed)
    asked = return_.request
    row = {naming.IDENTITY: naming.identity_of(asked.organisation_id, asked.cycle_id, 0), "meta/instanceID": "uuid:1"}
    row |= {"_submission_time": "2026-02-02T10:00:00"} | {
        f"g/{name_of(key)}": str(a[1] or 3) for key, a in meant.answers.items()
    }
    exported_json = json.dumps({"results": [row, {**row, "meta/instanceID": "uuid:2"}]}).encode()
    exported_csv = "\n".join([";".join(row), ";".join(row.values())]).encode()
    cells = "".join(f"<{key.rpartition('/')[2]}>{value}</{key.rpartition('/')[2]}>" for key, value in row.items())
    plan, map_ = Plan.objects.get(), own_map("sq")
    maps = {one.key: one for one in [map_, *column_maps().values()]}
    token = make_token(by=SYSTEM, organisation=return_.request.organisation, label="fuzz")
    client = Client(headers={"host": "127.0.0.1", "authorization": f"Bearer {token}"})
    answers = [{"question": key, "value": str(a[1] or 1), "note": a[6]} for key, a in meant.answers.items()]
    body = json.dumps(
        {"answers": answers, "narratives": [{"measure": key, "status": w[0]} for key, w in meant.words.items()]}
    )
    values = {"dataSet": "x", "period": "2025", "orgUnit": "y", "dataValues": [{"dataElement": "a", "value": "1"}]}

    def workbook(name: str, content: bytes) -> None:
        done = take_in(name, content, sender="fuzz")
        if not done.taken:
            raise Problems(list(done.problems))

    def submissions(name: str, content: bytes) -> None:
        for done in import_submissions(collected=read_submissions(name, content), sender="fuzz"):
            if not done.taken:
                raise Problems(list(done.problems))

    def table(name: str, content: bytes) -> None:
        key = list(maps)[content[-1] % len(maps)] if content else map_.key
        import_plan(by=SYSTEM, plan=plan, name=name, content=content, mapped=maps[key], dry_run=True)

    def posted(where: str) -> Callable[[str, bytes], None]:
        def post(name: str, content: bytes) -> None:
            kind = "text/csv" if name.endswith("csv") else "application/json"
            response = client.post(f"/api/{where}", content, content_type=kind)
            assert response.status_code < 500, response.content[:300]
            if response.status_code >= 400:
                raise Problems([Problem("refused", response.content.decode().replace("%", "%%"))])

        return post

    return [
        Importer("workbook", "xlsx", (book,), workbook),
        Importer("form-json", "json", (exported_json,), submissions),
        Importer("form-csv", "csv", (exported_csv,), submissions),
        Importer("form-xml", "xml", (f'<data id="a">{cells}</data>'.encode(),), submissions),
        Importer("form-xlsx", "xlsx", (make_field_form(return_), _table(row)), submissions),
        Importer("form-zip", "zip", (_archive({"data.csv": exported_csv, "media/a.png": b"\x89PNG"}),), submissions),
        Importer("plan", "xlsx", (make_template(content_of(plan), map_),), table),
        Importer("api", "json", (body.encode(),), posted(f"requests/{return_.pk}/answers?partial=true")),
        Importer("dhis2", "json", (json.dumps(values).encode(),), posted("dataValueSets")),
        Importer("dhis2-csv", "csv", (b"dataelement,period,orgunit,categoryoptioncombo,value\na,2025,y,z,1\n",), posted("dataValueSets")),
        *_records(return_), _recommendations(), *_files(),
    ]  # fmt: skip


def _records(return_: Return) -> list[Importer]:
    """What comes back from the forms of visits and readings."""
    organisation, measure = return_.request.organisation, Measure.objects.get(key="bench/1.1")
    place = Territory.objects.create(key="bench-place", economy="AL", kind="municipality", name=Text("Place"))
    chosen = {"measure": name_of(measure.key), "indicator": name_of(measure.indicators.all()[0].key), "period": "2025"}
    visit = {
        "r_language": "sq", "r_day": "2026-02-03", "r_place": place.pk, "r_office": "Zyra", "r_purpose": "Të shihet",
        "r_f1_text": "U pa.", "r_f1_kind": "challenge", "r_f1_evidence": "Lista", "r_f1_photo": "a.png",
    }  # fmt: skip
    # Nothing approved stands here to set a count beside: refused, with a sentence.
    counted = {"r_f2_text": "S'ka ujë.", "r_f2_kind": "contradicted", "r_f2_amount": "12.5", "r_f2_whole": "20"}
    counted |= {f"r_f2_{name}": value for name, value in chosen.items()}
    reading = {"r_language": "sq", "r_text": "U pa.", "r_evidence": "Lista", "r_photo": "a.png", "r_counter": "60"}
    reading |= {"r_rating": next(iter(reading_ratings())), **{f"r_{name}": value for name, value in chosen.items()}}
    rows = [
        {
            naming.IDENTITY: identity_of(kind, place_of(keyed, organisation.pk)),
            "meta/instanceID": f"uuid:{kind}",
            **given,
        }
        for kind, place_of, keyed, given in (
            (field_visits.KIND, field_visits.place_for, "AL", visit | counted),
            (field_visits.KIND, field_visits.place_for, "AL", visit),
            (field_readings.KIND, field_readings.place_for, measure.node.plan_id, reading),
        )
    ]

    def take(name: str, content: bytes) -> None:
        for done in import_submissions(collected=read_submissions(name, content), by=SYSTEM):
            if not done.taken:
                raise Problems(list(done.problems))

    csvs = tuple("\n".join([";".join(row), ";".join(row.values())]).encode() for row in rows)
    zips = tuple(_archive({"data.csv": one, "media/a.png": PNG}) for one in csvs)
    return [
        Importer(
            "record-json", "json", tuple(json.dumps({"results": some}).encode() for some in (rows[:1], rows[1:])), take
        ),  # fmt: skip
        Importer("record-csv", "csv", csvs, take),
        Importer("record-zip", "zip", zips, take),
    ]


def _recommendations() -> Importer:
    """A table of what a document recommends, with states."""
    document = SourceDocument.objects.create(
        key="fuzz", source="ecri", title=Text("Report"), economy="AL", language="en"
    )
    heads = {"No.": "1", "Article": "§ 3", "Text (en)": "Enrol every child.", "Teksti (sq)": "Regjistroni çdo fëmijë."}
    heads |= {"Addressee": "government", "Economies": "AL", "Sectors": "education; health", "Frames": "chapter_23"}
    heads |= {
        "Account asked by": "2026-06-04",
        "State": "in_progress",
        "State since": "01.02.2025",
        "What was done": "Counted.",
    }

    def take(name: str, content: bytes) -> None:
        import_recommendations(
            by=SYSTEM, document=document, name=name, content=content, wanted=Wanted("government", ["AL"])
        )

    return Importer("recommended", "xlsx", (_table(heads),), take)


def _files() -> list[Importer]:
    """Pictures and documents that people send, judged by content."""

    def take(name: str, content: bytes) -> None:
        _accepted, problems = accept_files([SentFile(name, content)], FileLimits(1, 10))
        if problems:
            raise Problems(problems)

    macros = _archive({"word/document.xml": b"<w/>", "word/vbaProject.bin": b"x"})
    return [
        Importer("picture", "png", (PNG,), take),
        Importer("photo", "jpg", (JPEG,), take),
        Importer("document", "docx", (macros, _archive({"word/document.xml": b"<w/>"})), take),
    ]


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


# A picture of one point with a note, and the parts of a photo in their order, with a place among its notes.
PNG = (
    b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) + _chunk(b"tEXt", b"Place\x00here")
    + _chunk(b"IDAT", zlib.compress(b"\x00\x00")) + _chunk(b"IEND", b"")
)  # fmt: skip
JPEG = (
    b"\xff\xd8\xff\xe1" + struct.pack(">H", 12) + b"Exif\x00\x00GPS!" + b"\xff\xdb" + struct.pack(">H", 67) + bytes(65)
    + b"\xff\xda" + struct.pack(">H", 8) + bytes(6) + b"picture\xff\x00more" + b"\xff\xd9"
)  # fmt: skip


def _table(row: dict[str, str]) -> bytes:
    """An export as a workbook."""
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, list(row))
    sheet.write_row(1, 0, list(row.values()))
    book.close()
    return stream.getvalue()


def _archive(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def broken(way: Importer, chance: random.Random) -> bytes:
    """One right file with one to six things done to it."""
    content = chance.choice(way.right)
    for _ in range(chance.randint(1, 6)):
        if way.ending in ("xlsx", "zip") and chance.random() < 0.85:
            content = _broken_archive(content, chance)
        else:
            content = _broken_bytes(content, chance)
    return content


def _broken_archive(content: bytes, chance: random.Random) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error):
        return _broken_bytes(content, chance)
    if not parts:
        return content
    name = chance.choice(sorted(parts))
    what = chance.random()
    if what < 0.08:
        del parts[name]
    elif what < 0.14:
        parts[chance.choice(sorted(parts))] = parts[name]
    elif what < 0.18:
        parts[chance.choice(("x/../y", "xl/worksheets/sheet99.xml", "/a", "a" * 300))] = parts[name]
    else:
        parts[name] = _broken_bytes(parts[name], chance)
    return _archive(parts)


def _broken_bytes(content: bytes, chance: random.Random) -> bytes:
    """Changed as text where it is text (a word, a number, a bracket), else as bytes."""
    what, at = chance.random(), chance.randrange(len(content) + 1)
    until = min(len(content), at + chance.choice((1, 2, 8, 60, 2000)))
    if what < 0.15:
        return content[:at]
    if what < 0.3:
        return content[:at] + content[until:]
    if what < 0.4:
        return content[:at] + content[at:until] * chance.choice((2, 3, 30)) + content[until:]
    if what < 0.5:
        return content[:at] + bytes(chance.randrange(256) for _ in range(chance.choice((1, 4, 40)))) + content[at:]
    odd = chance.choice(ODD).encode("utf-8", "surrogatepass")
    words = list(_WORDS.finditer(content)) if len(content) < 400_000 else []
    if not words:
        return content[:at] + odd + content[until:]
    word = chance.choice(words)
    new = odd if chance.random() < 0.7 else chance.choice(words)[0]
    return content[: word.start()] + new + content[word.end() :]

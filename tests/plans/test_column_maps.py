"""Every definition that is shipped loads; every planted fault is named with its file and line."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from barabar.operations.management.commands.check import KINDS, check_definitions
from barabar.plans.importing.column_maps import column_maps
from barabar.reference.definitions import DefinitionsRejected, forget_definitions

SHIPPED = sorted(Path(settings.ROOT, "definitions").glob("**/*.yaml"))


def kind_of(path: Path) -> str:
    return path.relative_to(Path(settings.ROOT, "definitions")).parts[0].removesuffix(".yaml")


def faults() -> list[str]:
    return [str(fault) for fault in check_definitions()[1]]


def test_every_shipped_definition_loads(own_definitions, capsys):
    call_command("check")
    said = capsys.readouterr().out
    assert all(f"{kind}: " in said for kind in KINDS) and "are in order" in said


def test_every_shipped_file_is_of_a_kind_that_is_checked():
    assert {kind_of(path) for path in SHIPPED} == set(KINDS)


MAP = """key: mine
title: {en: Mine}
language: en
columns:
  - {head: Title, means: measure}
  - {head: Money, means: money}
"""


def planted(folder: Path, text: str | bytes, name: str = "column_maps/mine.yaml") -> list[str]:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return faults()


def test_a_map_of_the_installation_is_read_beside_the_shipped_ones(own_definitions):
    assert planted(own_definitions, MAP) == []
    assert {"mine", "serbia_2012"} <= column_maps().keys()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("language: en", "langauge: en", ["mine.yaml, line 1: 'language' is missing", "mine.yaml, line 3: 'langauge' is not a field"]),
        ("language: en", "language: xx", ["mine.yaml, line 3: 'language': 'xx' is not known here"]),
        ("means: money", "means: cash", ["mine.yaml, line 6: 'means': 'cash' is not known here"]),
        ("means: money", "means: money, year: 99", ["mine.yaml, line 6: 'year': must be a year from 1990 to 2100."]),
        ("means: money", "means: money, colour: red", ["mine.yaml, line 6: 'colour' is not a field"]),
        ("means: measure", "means: note", ["mine.yaml, line 4: no column is the measure"]),
        ("head: Money, means: money", "head: TITLE, means: money", ["mine.yaml, line 4: the head 'TITLE' stands twice"]),
        ("head: Money, means: money", "head: Money, means: measure", ["mine.yaml, line 4: 'measure' stands 2 times"]),
        ("title: {en: Mine}", "title: {en: Mine, en: Yours}", ["mine.yaml, line 2: not readable as YAML: 'en' is given twice in one entry"]),
        ("title: {en: Mine}", "title: {en: Mine", ["mine.yaml, line 3: not readable as YAML"]),
        ("language: en", "language: en\nmoney: {order: [cash]}", ["mine.yaml, line 4: 'cash' is not a source of money"]),
        ("language: en", 'language: en\nmoney: {thousands: ".", decimal: "."}', ["mine.yaml, line 4: thousands and decimal have the same mark"]),
        ("language: en", "language: en\nmoney:\n  order: [state]\n  multiplier: 7", ["mine.yaml, line 6: 'multiplier': must be 1, 1000 or 1000000."]),
        ("language: en", "language: en\nsectors: {stanov: house}", ["mine.yaml, line 4: 'sectors': 'house' is not known here"]),
        ("key: mine", "key: serbia_2012", ["mine.yaml, line 1: the key 'serbia_2012' is used twice"]),
    ],
)  # fmt: skip
def test_planted_faults_are_named_with_file_and_line(own_definitions, old, new, expected):
    found = planted(own_definitions, MAP.replace(old, new, 1))
    assert [found[at].startswith(words) for at, words in enumerate(expected)] == [True] * len(expected), found


def test_a_file_that_is_not_utf8(own_definitions):
    assert planted(own_definitions, "key: mjet\ntitle: ë".encode("latin-1")) == [
        "mine.yaml, line 1: the file is not UTF-8 text; save it as UTF-8."
    ]


def test_an_indicator_that_serves_an_unknown_target(own_definitions):
    text = (Path(settings.ROOT) / "definitions/indicators/culture.yaml").read_text(encoding="utf-8")
    line = next(number for number, row in enumerate(text.splitlines(), 1) if "frames:" in row)
    text = re.sub(r"frames: \[.*\]", "frames: [eu2030/E-99]", text, count=1)
    found = planted(own_definitions, text, "indicators/culture.yaml")
    assert found[0].startswith(f"culture.yaml, line {line}: 'eu2030/E-99' is not known here")


def test_the_command_names_all_and_fails(own_definitions):
    (own_definitions / "sectors.yaml").write_text("- key: one\n- key: two\n  title: {en: Two}\n", encoding="utf-8")
    with pytest.raises(CommandError) as error:
        call_command("check")
    assert "sectors.yaml, line 1: 'title' is missing" in str(error.value)
    assert "sectors.yaml, line 2: 'regional_area' is missing" in str(error.value)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_no_fault_is_a_crash(own_definitions, path):
    """Each field of a file's first entry taken out, and then made a list of nothing: a fault with a line, never a crash."""
    text = path.read_text(encoding="utf-8")
    kind, target = kind_of(path), own_definitions / path.relative_to(Path(settings.ROOT, "definitions"))
    target.parent.mkdir(exist_ok=True)
    for name in dict.fromkeys(re.findall(r"^(?:- )?\s{0,2}([a-z_]+):", text, flags=re.M)):
        for planted_text in (
            re.sub(rf"^((?:- )?\s{{0,2}}){name}:", rf"\1{name}_:", text, count=1, flags=re.M),
            re.sub(rf"^((?:- )?\s{{0,2}}){name}:.*$", rf"\1{name}: 3.5", text, count=1, flags=re.M),
        ):
            target.write_text(planted_text, encoding="utf-8")
            assert all(fault.line >= 1 for fault in faults_of(kind)), (kind, name)


def faults_of(kind: str) -> list:
    forget_definitions()
    try:
        KINDS[kind]()
    except DefinitionsRejected as rejected:
        return rejected.faults
    return []


def test_faults_are_raised_together(own_definitions):
    (own_definitions / "units.yaml").write_text("- {key: a}\n- {key: b}\n", encoding="utf-8")
    with pytest.raises(DefinitionsRejected) as rejected:
        KINDS["units"]()
    assert [fault.line for fault in rejected.value.faults] == [1, 2]

"""What README and docs promise, held against the code."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands

from barabar.collection.models import Return
from barabar.operations.management.commands.docs import PAGE, expected
from barabar.plans.models import Measure, Plan
from barabar.reference.models import Territory

ROOT = settings.ROOT
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("facts/*.md")])


def packages(name: str) -> list[str]:
    lines = (ROOT / "requirements" / f"{name}.in").read_text().splitlines()
    return [re.split(r"[<>=\[ ]", line)[0] for line in lines if line and not line.startswith(("#", "-"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_command_that_a_page_names_exists(page):
    own = {name for name, app in get_commands().items()} | {"demo", "test", "help"}
    for command in re.findall(r"(?:\./run|`barabar) ([a-z][a-z-]*)", page.read_text(encoding="utf-8")):
        assert command in own, f"{page.name} names ./run {command}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_link_inside_the_repository_leads_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_no_page_holds_the_bare_name_and_the_footnote_stands_with_it(page):
    text = page.read_text(encoding="utf-8")
    without_note = re.sub(r"on the Kosovo declaration of independence", "", text)
    assert not re.search(r"\bKosovo\b(?!\*|\\\*)", without_note), page.name
    if "Kosovo*" in text:
        assert "without prejudice to positions on status" in text


def test_every_dependency_is_explained():
    page = (ROOT / "docs" / "dependencies.md").read_text()
    for name in [*packages("app"), *packages("dev")]:
        assert re.search(rf"\b{re.escape(name)}\b", page), f"{name} has no line in docs/dependencies.md"


def test_every_setting_is_documented():
    page = (ROOT / "docs" / "operating.md").read_text()
    code = "\n".join(path.read_text() for path in (ROOT / "src").rglob("*.py"))
    used = set(re.findall(r"BARABAR_[A-Z_]+", code)) - {"BARABAR_TEST_DATA", "BARABAR_CI"}
    assert used, "no setting found: the search is broken"
    assert {name for name in used if f"`{name}`" not in page} == set()


def test_the_generated_page_is_fresh():
    text = PAGE.read_text(encoding="utf-8")
    assert text == expected(text), "run ./run docs and commit docs/the-chain.md"


def test_locks_and_files_hold_no_address_of_a_registry_or_a_machine():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split()
    hosts = re.compile(
        "|".join(
            [
                "py" + r"pi\.org",
                "files\\.python" + "hosted",
                "registry\\.npm" + "js",
                "deb\\.debian" + r"\.org",
                "/ro" + "ot/",
                "/work/" + "main",
            ]
        )
    )
    for lock in (ROOT / "requirements").glob("*.txt"):
        assert not re.search(r"://|index-url|find-links", lock.read_text()), lock.name
    for name in tracked or [str(p.relative_to(ROOT)) for p in ROOT.glob("src/**/*.py")]:
        path = ROOT / name
        if path.suffix in {".py", ".md", ".txt", ".toml", ".yaml", ".in", ".html", ".js", ".css"} and path.exists():
            found = hosts.search(path.read_text(encoding="utf-8", errors="ignore"))
            assert not found, f"{name}: {found and found[0]}"


def test_the_launcher_uses_the_standard_library_only():
    text = (ROOT / "run").read_text()
    imported = set(re.findall(r"^(?:import|from) (\w+)", text, re.MULTILINE))
    assert imported <= set(sys.stdlib_module_names)
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"] == ">=3.11"


def test_the_launcher_says_what_to_do_on_an_old_python(tmp_path):
    text = (ROOT / "run").read_text().replace("OLDEST = (3, 11)", "OLDEST = (9, 9)")
    text = text.replace('("python3.13", "python3.12", "python3.11")', "()")
    (tmp_path / "run").write_text(text)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "app.txt").write_text("")
    environment = {"PATH": "/usr/bin:/bin"}
    ended = subprocess.run(
        [sys.executable, str(tmp_path / "run"), "demo"], capture_output=True, text=True, env=environment
    )
    assert ended.returncode != 0
    assert "needs Python 3.11 or newer" in ended.stderr and "Install a newer Python" in ended.stderr


@pytest.mark.django_db
def test_the_demonstration_year_holds_what_it_promises(tmp_path, settings):
    settings.DATA = tmp_path
    settings.DEMONSTRATION = False
    call_command("demo", "--no-serve", verbosity=0)
    assert Plan.objects.filter(is_demonstration=False).count() == 7
    assert Territory.objects.filter(kind="municipality", economy__in=["AL", "XK"]).count() == 99
    last = Return.objects.filter(request__cycle="al-2025")
    assert last.count() == 45
    assert Measure.objects.count() >= 30
    assert set(last.values_list("state", flat=True)) == {"draft", "submitted", "returned", "accepted", "approved"}
    assert (tmp_path / "demonstration").exists()
    for plan in Plan.objects.exclude(is_demonstration=False):
        assert "demonstr" in str(plan.title).lower()


def test_no_field_anywhere_could_hold_a_persons_ethnicity():
    people = {"Account", "Membership", "Entry", "Member", "Participation"}
    for model in apps.get_models():
        names = {field.name for field in model._meta.get_fields()}
        if model.__name__ in people:
            assert not names & {
                "ethnicity",
                "community",
                "nationality",
                "religion",
                "communities",
                "born",
                "birth_date",
            }
    assert {f.name for f in apps.get_model("access", "Account")._meta.concrete_fields} == {
        "id", "password", "last_login", "email", "name", "language", "is_active", "created_at",
    }  # fmt: skip


def test_no_economys_or_programmes_name_stands_in_code():
    words = re.compile(r"\b(Albania|Kosovo|Serbia|Montenegro|Macedonia|Bosnia|ROMACTED)\b")
    allowed = {"load_territories.py", "demo"}
    for path in (ROOT / "src" / "barabar").rglob("*.py"):
        if allowed & set(path.parts) or path.name in allowed or "migrations" in path.parts or "bench" in path.parts:
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            code = line.split("#")[0]
            is_prose = code.strip().startswith(('"""', "'")) or '"""' in code or not re.search(r"[=(\[]", code)
            assert is_prose or not words.search(code), f"{path.name}:{number}: {line.strip()}"


def test_pages_are_read(tmp_path):
    assert len(PAGES) > 6 and all(isinstance(page, Path) for page in PAGES)

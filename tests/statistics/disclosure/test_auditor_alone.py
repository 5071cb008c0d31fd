"""The auditor stands alone: it shares no code with what it audits."""

import ast
import sys
from pathlib import Path

import barabar.statistics.disclosure.auditor as auditor

FILES = sorted(Path(auditor.__file__).parent.glob("*.py"))
ALLOWED = {"numpy", "scipy", "highspy"}


def imported(tree):
    """(level, module) of each import statement."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((0, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.level, node.module or ""


def test_it_imports_nothing_of_the_package_but_itself():
    assert len(FILES) > 5
    own = {path.stem for path in FILES}
    for path in FILES:
        for level, module in imported(ast.parse(path.read_text(encoding="utf-8"))):
            if level:
                assert level == 1 and module in own, f"{path.name} imports {'.' * level}{module}"
            else:
                first = module.partition(".")[0]
                assert first in ALLOWED or first in sys.stdlib_module_names, f"{path.name} imports {module}"

"""The tree of codes of a dimension: which codes add up to which, with `*` on top."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .delimited import read_csv
from .errors import DisclosureError, Problem

TOP = "*"


@dataclass(frozen=True)
class Hierarchy:
    """`children` of each code that has some, `*` included; `name` is the file, for sentences."""

    children: Mapping[str, tuple[str, ...]]
    name: str = ""

    @property
    def codes(self) -> frozenset[str]:
        return frozenset({TOP, *(code for codes in self.children.values() for code in codes)})

    def below(self, code: str) -> frozenset[str]:
        """Every code under `code`, at any depth."""
        children = self.children.get(code, ())
        return frozenset(children).union(*(self.below(child) for child in children))

    @property
    def levels(self) -> int:
        """Levels below the top: 1 for a plain list of codes."""
        return _depth(self.children, TOP)


def _depth(children: Mapping[str, tuple[str, ...]], top: str) -> int:
    return max((1 + _depth(children, code) for code in children.get(top, ())), default=0)


def flat(codes: Iterable[str]) -> Hierarchy:
    """Codes that add up to the total and to nothing between."""
    return Hierarchy({TOP: tuple(codes)})


def hierarchy_of(pairs: Sequence[tuple[int, str, str]], name: str) -> Hierarchy:
    """The tree of (row, code, parent); everything that is wrong with it is said at once."""
    problems: list[Problem] = []
    parents: dict[str, str] = {}
    rows: dict[str, int] = {}
    for row, code, parent in pairs:
        if code == TOP:
            if parent not in ("", TOP):
                problems.append(Problem("hierarchy_top", {"file": name, "row": row}))
        elif code in parents:
            problems.append(Problem("hierarchy_twice", {"file": name, "row": row, "code": code, "first": rows[code]}))
        else:
            parents[code], rows[code] = parent or TOP, row
    for code, parent in parents.items():
        if parent != TOP and parent not in parents:
            facts = {"file": name, "row": rows[code], "code": code, "parent": parent}
            problems.append(Problem("hierarchy_parent", facts))
    problems += _loops(parents, rows, name)
    if problems:
        raise DisclosureError(problems)
    children: dict[str, tuple[str, ...]] = {}
    for code, parent in parents.items():
        children[parent] = (*children.get(parent, ()), code)
    return Hierarchy(children, name)


def _loops(parents: Mapping[str, str], rows: Mapping[str, int], name: str) -> list[Problem]:
    found = []
    done: set[str] = set()
    for start in parents:
        path: list[str] = []
        code = start
        while code in parents and code not in done and code not in path:
            path.append(code)
            code = parents[code]
        if code in path:
            loop = [*path[path.index(code) :], code]
            facts = {"file": name, "row": rows[code], "path": " → ".join(loop)}
            found.append(Problem("hierarchy_loop", facts))
        done.update(path)
    return found


def read_hierarchy(path: Path) -> Hierarchy:
    """The hierarchy of a CSV file with the columns `code` and `parent`."""
    rows = read_csv(path)
    header = [name.strip() for name in rows[0]] if rows else []
    if "code" not in header or "parent" not in header:
        facts = {"file": path.name, "columns": ", ".join(header) or "none"}
        raise DisclosureError([Problem("hierarchy_columns", facts)])
    code, parent = header.index("code"), header.index("parent")
    short = [
        Problem("row_length", {"file": path.name, "row": n, "given": len(row), "expected": len(header)})
        for n, row in enumerate(rows[1:], start=2)
        if row and len(row) != len(header)
    ]
    if short:
        raise DisclosureError(short)
    pairs = [(n, row[code].strip(), row[parent].strip()) for n, row in enumerate(rows[1:], start=2) if row]
    return hierarchy_of(pairs, path.name)

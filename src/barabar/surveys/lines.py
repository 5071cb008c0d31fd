"""YAML whose mappings remember their lines, and the gathering of what is wrong in them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from barabar.statistics.surveys.errors import Problem, SurveyError
from barabar.statistics.surveys.expressions import Node, parse


class Lines(dict[str, Any]):
    """A mapping that remembers the line of each key."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[Any, int] = {}


class LinesLoader(yaml.SafeLoader):
    pass


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> Lines:
    found = Lines()
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        found[key] = loader.construct_object(value_node, deep=True)
        found.lines[key] = key_node.start_mark.line + 1
    return found


LinesLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


@dataclass
class Checker:
    """Collects what is wrong, each with its line."""

    path: Path
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, line: int, reason: str) -> None:
        self.problems.append(Problem("yaml", {"path": self.path.name, "line": line, "reason": reason}))

    def keys(self, where: str, given: Lines, known: tuple[str, ...]) -> None:
        for key in given:
            if key not in known:
                self.wrong(given.lines[key], f"{where} has no {key!r}; known are {', '.join(known)}")

    def choice(self, line: int, what: str, value: Any, known: tuple[Any, ...]) -> None:
        if value not in known:
            self.wrong(line, f"{what} {value!r} is not known; choose one of {', '.join(map(str, known))}")

    def expression(self, line: int, text: Any) -> Node:
        try:
            return parse(str(text))
        except SurveyError as error:
            self.wrong(line, str(error))
            return parse("0")

    def number(self, given: Lines, name: str, where: str) -> float | None:
        """A number where one is given."""
        value = given.get(name)
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            return value
        self.wrong(given.lines[name], f"{name} of {where} must be a number, not {value!r}")
        return None


def names_of(value: Any) -> tuple[str, ...]:
    """One name or a list of them, as names."""
    if value is None:
        return ()
    return tuple(str(v) for v in value) if isinstance(value, list) else (str(value),)

"""Definitions: the content that the field may change without code, read from YAML, checked with file and line.

A kind is one file `definitions/KIND.yaml` or a folder `definitions/KIND/*.yaml`; each holds a list of entries or one
entry. An installation's own folder adds files, and replaces a shipped file of the same name.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.conf import settings

from barabar.reference.text import Text

T = TypeVar("T")
REQUIRED: Any = object()


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a definitions file: the file, the line, and what to do."""

    file: Path
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file.name}, line {self.line}: {self.sentence}"


class DefinitionsRejected(Exception):
    """All faults of the files that were read, at once."""

    def __init__(self, faults: list[Fault]):
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class Lined(dict):
    """A YAML mapping that remembers the line of itself and of each key."""

    line: int
    lines: dict[str, int]


class _LinedLoader(yaml.SafeLoader):
    """SafeLoader whose mappings are `Lined`; a key given twice is a fault, not a silent overwrite."""

    def construct_lined(self, node: yaml.MappingNode) -> Lined:
        made = Lined()
        made.line = node.start_mark.line + 1
        made.lines = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in made:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key!r} is given twice in one entry; keep one", key_node.start_mark
                )
            made[key] = self.construct_object(value_node, deep=True)
            made.lines[key] = key_node.start_mark.line + 1
        return made


_LinedLoader.add_constructor(
    yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, lambda loader, node: loader.construct_lined(node)
)
# Keys such as `no`, `on` and dates stay what the author wrote.
_LinedLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in {"tag:yaml.org,2002:timestamp"}]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class Row:
    """One entry being read: each `take` names a field; what is wrong is gathered, never raised one by one."""

    def __init__(self, data: Lined, file: Path, faults: list[Fault]):
        self.data, self.file, self.faults = data, file, faults
        self._seen: set[str] = set()

    def fault(self, name: str | None, sentence: str) -> None:
        line = self.data.lines.get(name, self.data.line) if name else self.data.line
        self.faults.append(Fault(self.file, line, sentence))

    def take(self, name: str, read: Callable[[Any], T], default: Any = REQUIRED) -> T:
        self._seen.add(name)
        if name not in self.data or self.data[name] is None:
            if default is REQUIRED:
                self.fault(None, f"{name!r} is missing; add a line “{name}: …”.")
                return None  # type: ignore[return-value]
            return default
        try:
            return read(self.data[name])
        except ValueError as error:
            self.fault(name, f"{name!r}: {error}")
            return None  # type: ignore[return-value]

    def text(self, name: str, default: Any = REQUIRED) -> Text:
        return self.take(name, read_text, default)

    def word(self, name: str, default: Any = REQUIRED) -> str:
        return self.take(name, read_word, default)

    def words(self, name: str, default: Any = ()) -> tuple[str, ...]:
        return self.take(name, read_words, default)

    def one_of(self, name: str, allowed: Iterable[str], default: Any = REQUIRED) -> str:
        options = list(allowed)

        def read(value: Any) -> str:
            if value not in options:
                raise ValueError(f"{value!r} is not known here; use one of {', '.join(map(str, options))}.")
            return value

        return self.take(name, read, default)

    def rows(self, name: str) -> list["Row"]:
        self._seen.add(name)
        entries = self.data.get(name) or []
        if not isinstance(entries, list) or not all(isinstance(entry, Lined) for entry in entries):
            self.fault(name, f"{name!r} must be a list of entries, each starting with “- ”.")
            return []
        return [Row(entry, self.file, self.faults) for entry in entries]

    def finish(self) -> None:
        for name in self.data:
            if name not in self._seen:
                known = ", ".join(sorted(self._seen))
                self.fault(name, f"{name!r} is not a field of this definition; known fields are {known}.")


def read_text(value: Any) -> Text:
    if isinstance(value, str):
        return Text({"en": value})
    if isinstance(value, dict) and all(isinstance(k, str) and isinstance(v, str) for k, v in value.items()):
        return Text(value)
    raise ValueError("must be a text, or one line for each language (“en: …”, “sq: …”).")


def read_word(value: Any) -> str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise ValueError("must be one word or a short text.")


def read_words(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(read_word(entry) for entry in value)
    raise ValueError("must be a list, such as [education, health].")


def read_day(value: Any) -> dt.date:
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"{value!r} is not a date; write it as 2026-07-01.") from None


def definition_files(kind: str, folders: Iterable[Path] | None = None) -> list[Path]:
    found: dict[str, Path] = {}
    for folder in folders or (settings.DEFINITIONS, settings.OWN_DEFINITIONS):
        for path in [folder / f"{kind}.yaml", *sorted((folder / kind).glob("**/*.yaml"))]:
            if path.exists():
                found[str(path.relative_to(folder))] = path
    return list(found.values())


def read_definitions(kind: str, read: Callable[[Row], T], folders: Iterable[Path] | None = None) -> dict[str, T]:
    """Read every entry of a kind with `read`, which must give an object with `.key`. Raises all faults at once."""
    return read_files(definition_files(kind, folders), read)


def read_files(files: Iterable[Path], read: Callable[[Row], T]) -> dict[str, T]:
    """The entries of these files together: a key stands once in all of them."""
    faults: list[Fault] = []
    made: dict[str, T] = {}
    for path in files:
        for entry in _entries(path, faults):
            row = Row(entry, path, faults)
            before = len(faults)
            thing = read(row)
            row.finish()
            if len(faults) > before:
                continue
            if thing.key in made:  # type: ignore[attr-defined]
                row.fault("key", f"the key {thing.key!r} is used twice; give one of them another.")  # type: ignore[attr-defined]
            made[thing.key] = thing  # type: ignore[attr-defined]
    if faults:
        raise DefinitionsRejected(faults)
    return made


def _entries(path: Path, faults: list[Fault]) -> list[Lined]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LinedLoader)
    except UnicodeDecodeError:
        faults.append(Fault(path, 1, "the file is not UTF-8 text; save it as UTF-8."))
        return []
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        faults.append(Fault(path, mark.line + 1 if mark else 1, f"not readable as YAML: {error.problem}."))
        return []
    entries = [content] if isinstance(content, Lined) else content or []
    if not isinstance(entries, list) or not all(isinstance(entry, Lined) for entry in entries):
        faults.append(Fault(path, 1, "must hold a list of entries, each starting with “- key: …”."))
        return []
    return entries


_CACHE: dict[str, dict[str, Any]] = {}


def definitions(kind: str, read: Callable[[Row], T]) -> dict[str, T]:
    """The definitions of a kind, read once per process."""
    if kind not in _CACHE:
        _CACHE[kind] = read_definitions(kind, read)
    return _CACHE[kind]


def forget_definitions() -> None:
    """Read the files again at the next use: after an edit, and between tests."""
    _CACHE.clear()


def title_of(things: dict[str, Any], key: str) -> Text:
    """The title of a definition, or the key itself where an old record names one that no longer exists."""
    thing = things.get(key)
    return thing.title if thing else Text({"en": key})

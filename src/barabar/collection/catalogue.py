"""Definitions of the collection room: the routes a return takes, what a reporter may say of overlap, the rules in words."""

from dataclasses import dataclass

from barabar.access.catalogue import organisation_kinds
from barabar.reference.definitions import Row, definitions
from barabar.reference.text import Text

DUTIES = ("answer", "consolidate", "approve")


@dataclass(frozen=True)
class Step:
    """One station of a route: which kinds of organisation stand there, and what they do with a return."""

    key: str
    title: Text
    kinds: tuple[str, ...]
    does: str


@dataclass(frozen=True)
class Route:
    key: str
    title: Text
    steps: tuple[Step, ...]

    def step(self, key: str) -> Step:
        return next(step for step in self.steps if step.key == key)

    def index(self, key: str) -> int:
        return [step.key for step in self.steps].index(key)


@dataclass(frozen=True)
class Overlap:
    key: str
    title: Text


@dataclass(frozen=True)
class QualityRule:
    """What is looked at in an answer, and whether it blocks, in words. `key` is the code of its errors and hints."""

    key: str
    title: Text
    text: Text


def _route(row: Row) -> Route:
    steps = []
    for inner in row.rows("steps"):
        step = Step(inner.word("key"), inner.text("title"), inner.words("kinds"), inner.one_of("does", DUTIES))
        for kind in step.kinds or ():
            if kind not in organisation_kinds():
                inner.fault("kinds", f"{kind!r} is not a kind of organisation; use {', '.join(organisation_kinds())}.")
        inner.finish()
        steps.append(step)
    if not steps or steps[-1].does != "approve":
        row.fault("steps", "the last step of a route must approve; add a step with “does: approve” at the end.")
    if any(step.does == "approve" for step in steps[:-1]):
        row.fault("steps", "only the last step of a route approves; let the others answer or consolidate.")
    return Route(row.word("key"), row.text("title"), tuple(steps))


def routes() -> dict[str, Route]:
    return definitions("routes", _route)


def overlaps() -> dict[str, Overlap]:
    return definitions("overlap", lambda row: Overlap(row.word("key"), row.text("title")))


def quality_rules() -> dict[str, QualityRule]:
    return definitions("quality_rules", lambda row: QualityRule(row.word("key"), row.text("title"), row.text("text")))

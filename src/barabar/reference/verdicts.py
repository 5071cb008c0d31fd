"""The answer to "may I?" and "is it in order?": allowed, or refused with a code and a sentence."""

from dataclasses import dataclass, field


class Refused(Exception):
    """Raised by `Verdict.require()`; shown to the person as it stands."""

    def __init__(self, verdict: "Verdict"):
        super().__init__(verdict.code)
        self.verdict = verdict

    def __str__(self) -> str:
        return self.verdict.sentence


@dataclass(frozen=True)
class Verdict:
    """Allowed (`bool` is true), or refused. `code` is stable; `sentence` says why, in the reader's language."""

    allowed: bool
    code: str = ""
    template: object = ""
    facts: dict = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def sentence(self) -> str:
        return str(self.template) % self.facts if self.facts else str(self.template)

    def require(self) -> None:
        if not self.allowed:
            raise Refused(self)

    def __and__(self, other: "Verdict") -> "Verdict":
        return self if not self.allowed else other


ALLOWED = Verdict(True)


def refused(code: str, template: object, **facts: object) -> Verdict:
    return Verdict(False, code, template, facts)


@dataclass(frozen=True)
class Problem:
    """One thing that is not accepted: what, exactly where, and what to do.

    `severity` is "error" (blocks), "question" (the person must say which meaning) or "warning" (never blocks).
    `where` names the cell, field or line for the reader; `anchor` leads the page there.
    """

    code: str
    template: object
    facts: dict = field(default_factory=dict)
    severity: str = "error"
    where: str = ""
    anchor: str = ""

    @property
    def sentence(self) -> str:
        said = str(self.template) % self.facts if self.facts else str(self.template)
        return f"{self.where}: {said}" if self.where else said

    @property
    def message(self) -> str:
        """The sentence without its place, for a message that already stands at the place."""
        return str(self.template) % self.facts if self.facts else str(self.template)

    @property
    def blocks(self) -> bool:
        return self.severity != "warning"


class Problems(Exception):
    """All problems at once; nothing was stored."""

    def __init__(self, problems: "list[Problem]"):
        super().__init__(f"{len(problems)} problems")
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(problem.sentence for problem in self.problems)

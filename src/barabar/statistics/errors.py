"""How the rooms of statistics refuse: stable codes, the facts a sentence is made of, and all problems at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Generic, Self, TypeVar


@dataclass(frozen=True)
class Problem:
    """One thing that is not accepted: a code for programs, facts, and the English sentence made of them."""

    sentences: ClassVar[Mapping[str, str]] = {}

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return self.sentences[self.code].format(**self.facts)


Kind = TypeVar("Kind", bound=Problem)


class StatisticsError(Exception, Generic[Kind]):
    """Refused. `problems` holds everything that was found, not only the first."""

    problem: type[Kind]

    def __init__(self, problems: Sequence[Kind]) -> None:
        assert problems, "an error needs at least one problem"
        self.problems = tuple(problems)
        super().__init__("\n".join(p.sentence for p in self.problems))

    @classmethod
    def of(cls, code: str, **facts: object) -> Self:
        """A refusal for one reason."""
        return cls([cls.problem(code, facts)])

    @property
    def code(self) -> str:
        return self.problems[0].code

    @property
    def facts(self) -> Mapping[str, object]:
        return self.problems[0].facts

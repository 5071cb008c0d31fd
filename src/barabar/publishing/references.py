"""References: the code printed with each figure, and what it stands on. The same facts have the same code."""

import base64
import hashlib
from dataclasses import dataclass, field

from barabar.publishing.document.numbers import Numbers
from barabar.publishing.document.runs import Figure, State
from barabar.publishing.models import Reference
from barabar.statistics.rollup import Total

LENGTH = 9


def code_of(positions: tuple[int, ...]) -> str:
    """ "F-" and nine letters or digits, from the facts' positions in the ledger."""
    digest = hashlib.sha256(",".join(map(str, sorted(positions))).encode()).digest()
    return "F-" + base64.b32encode(digest).decode()[:LENGTH]


@dataclass
class References:
    """Gathers the references of a release while its documents are built."""

    position: int
    found: dict[str, Reference] = field(default_factory=dict)

    def figure(
        self, total: Total | None, title: str, numbers: Numbers, *, percent: bool = False, unit: str = ""
    ) -> Figure:
        """A total as a published figure; None where nothing was asked at all."""
        if total is None:
            return Figure(state=State.MISSING)
        if total.amount is None:
            code = self._keep(total, title, numbers, "")
            return Figure(state=total.state, ref=code)
        text = figure_text(total, numbers, percent=percent)
        return Figure(text, value=total.amount, unit=unit, ref=self._keep(total, title, numbers, text))

    def _keep(self, total: Total, title: str, numbers: Numbers, text: str) -> str | None:
        if not total.origins:
            return None
        positions = tuple(int(origin) for origin in total.origins)
        code = code_of(positions)
        reference = self.found.setdefault(
            code, Reference(code=code, position=self.position, facts=sorted(positions), title={}, shown={})
        )
        language = numbers.labels.language
        reference.title.setdefault(language, title)
        reference.shown.setdefault(language, text)
        return code

    def save(self) -> None:
        """Keep those that are new; a code that is known stands on the same facts."""
        known = set(Reference.objects.filter(code__in=self.found).values_list("code", flat=True))
        Reference.objects.bulk_create([r for code, r in self.found.items() if code not in known])


def figure_text(total: Total, numbers: Numbers, *, percent: bool = False) -> str:
    """The number as the reader sees it; where counts may overlap, the range."""
    if total.numerator is not None or percent:
        amount = total.amount * 100 if total.numerator is not None else total.amount
        return numbers.percent(amount, places=1)
    places = 0 if total.amount == total.amount.to_integral_value() else 1
    if total.is_range:
        return numbers.interval(total.low, total.high, places=places)
    return numbers.decimal(total.amount, places=places)

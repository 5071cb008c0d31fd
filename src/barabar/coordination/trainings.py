"""Who was trained: by field and institution, with counts by sex where they are known. "Officials trained in statistics" is one row's sum.

A record without a number counts as a record, not as nobody. Of protected kinds a small count is not told, never by sex,
and enters no sum that is told: else the sum would give it away.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from barabar.coordination.catalogue import event_kinds, party_kinds, training_fields
from barabar.coordination.models import Event, Participation
from barabar.reference.slugs import fold
from barabar.reference.text import Text

ALL, OFFICIALS = "all", "officials"


@dataclass
class Trained:
    """The people of one field and institution. `women` and `men` are of those whose sex is known; `unnumbered` counts
    records without a number, `hidden` those whose number is not told, `numbered` those that make up `people`."""

    field: str
    field_title: Text
    who: Text
    kind: str
    people: int = 0
    women: int = 0
    men: int = 0
    unnumbered: int = 0
    hidden: int = 0
    numbered: int = 0
    events: set[str] = field(default_factory=set)

    @property
    def told(self) -> bool:
        """Whether a number stands here; nought people is one, no number is none."""
        return self.numbered > 0

    def add(self, one: Participation, *, least: int | None) -> None:
        """`least`: the smallest count that may be told of a protected kind; None tells everything."""
        self.events.add(one.event_id)
        known = party_kinds().get(one.kind)
        protected = bool(known and known.protected) and least is not None
        if one.people is None:
            self.unnumbered += 1
        elif protected and 0 < one.people < least:
            self.hidden += 1
        else:
            self.people += one.people
            self.numbered += 1
        if one.people is not None and not protected:
            self.women += one.women or 0
            self.men += one.men or 0


def field_of(written: str) -> tuple[str, Text]:
    """The key and title of a field by its words; what none names, as it was written."""
    words = fold(written)
    for one in training_fields().values():
        if words == one.key or any(fold(word) in words for word in one.words):
            return one.key, one.title
    return "", Text(written)


def trained(
    seen: QuerySet[Event], *, who: str = OFFICIALS, chosen: str = "", least: int | None = None
) -> list[Trained]:
    """By field and institution, of the events seen that were held and train. `chosen`: one field's key only."""
    kinds = [key for key, kind in event_kinds().items() if kind.trains]
    rows = Participation.objects.filter(event__in=seen.filter(kind__in=kinds, state="held")).select_related(
        "organisation"
    )
    if who == OFFICIALS:
        rows = rows.filter(kind__in=[key for key, kind in party_kinds().items() if kind.official])
    found: dict[tuple, Trained] = {}
    for one in rows.order_by("pk"):
        key, title = field_of(one.field)
        if chosen and key != chosen:
            continue
        whose = _whose(one)
        place = (key or fold(one.field), one.organisation_id or fold(str(whose)), one.kind)
        found.setdefault(place, Trained(key, title, whose, one.kind)).add(one, least=least)
    order = [*training_fields(), ""]
    return sorted(
        found.values(), key=lambda one: (order.index(one.field), str(one.field_title), str(one.who), one.kind)
    )


def _whose(one: Participation) -> Text:
    if one.name:
        return one.name
    known = party_kinds().get(one.kind)
    return known.title if known else Text(one.kind)


def total_of(rows: Sequence[Trained] | Iterable[Trained]) -> Trained:
    """The sum of what is told; the same event counts once."""
    whole = Trained("", Text(), Text(), "")
    for one in rows:
        for name in ("people", "women", "men", "unnumbered", "hidden", "numbered"):
            setattr(whole, name, getattr(whole, name) + getattr(one, name))
        whole.events |= one.events
    return whole


def totals_by_field(rows: Sequence[Trained]) -> list[tuple[Text, Trained]]:
    titles = {(one.field, str(one.field_title)): one.field_title for one in rows}
    return [
        (title, total_of(one for one in rows if (one.field, str(one.field_title)) == key))
        for key, title in titles.items()
    ]

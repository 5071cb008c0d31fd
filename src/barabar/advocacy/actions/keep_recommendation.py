"""Enter a recommendation, alter it, withdraw it. Every version stays; nothing is deleted."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.advocacy.models import (
    Addressed,
    FulfilmentState,
    Recommendation,
    RecommendationTag,
    RecommendationVersion,
    SourceDocument,
)
from barabar.advocacy.recommendation_catalogue import frame_tags, recommendation_addressees
from barabar.advocacy.recommendation_permissions import may_keep_recommendations
from barabar.coordination.catalogue import conclusion_kinds
from barabar.coordination.models import Conclusion
from barabar.journal.actions.record import record
from barabar.reference.catalogue import economies, languages, sectors
from barabar.reference.slugs import fold
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems

LONGEST_TEXT = 20_000
LONGEST_REASON = 500


@dataclass(frozen=True)
class Asked:
    """What a recommendation says; see `models.Recommendation`."""

    text: Text
    original: str
    addressee: str
    economies: Sequence[str]
    number: str = ""
    paragraph: str = ""
    addressee_as_written: str = ""
    sectors: Sequence[str] = ()
    frames: Sequence[str] = ()
    follow_up_on: dt.date | None = None
    conclusion: Conclusion | None = None

    def kept(self) -> dict:
        """The whole of it, as a version keeps it."""
        return {
            "text": dict(self.text), "original": self.original, "addressee": self.addressee,
            "addressee_as_written": self.addressee_as_written.strip(), "economies": sorted(set(self.economies)),
            "number": self.number.strip(), "paragraph": self.paragraph.strip(), "sectors": list(dict.fromkeys(self.sectors)),
            "frames": list(dict.fromkeys(self.frames)), "follow_up_on": str(self.follow_up_on or ""),
            "conclusion": self.conclusion.pk if self.conclusion else None,
        }  # fmt: skip


@transaction.atomic
def keep_recommendation(
    *, by: Actor, document: SourceDocument, asked: Asked, recommendation: Recommendation | None = None, reason: str = "",
    is_demonstration: bool = False,
) -> Recommendation:  # fmt: skip
    """A new recommendation of the document, or another version of one, with the reason. Nothing changed writes nothing.

    Altering one that was withdrawn brings it back.
    """
    may_keep_recommendations(by, document.economy).require()
    SourceDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    last = recommendation.versions.last() if recommendation else None
    if last is not None and not last.is_withdrawn and last.content == asked.kept():
        return recommendation
    problems = [*_problems(document, asked, recommendation), *_reason(reason, needed=recommendation is not None)]
    if problems:
        raise Problems(problems)
    kept = recommendation or Recommendation(document=document, position=_next(document), is_demonstration=is_demonstration or document.is_demonstration)  # fmt: skip
    _store(kept, asked)
    _version(by, kept, asked.kept(), reason=reason)
    facts = {"document": document.pk, "number": kept.number or kept.position}
    action = "recommendation.edit" if recommendation else "recommendation.add"
    record(by=by, action=action, kind="recommendation", subject=kept.pk, facts=facts, reason=reason.strip())
    return kept


@transaction.atomic
def withdraw_recommendation(*, by: Actor, recommendation: Recommendation, reason: str) -> Recommendation:
    """Entered by mistake: it leaves lists and tables, and stays with its reason and its history."""
    may_keep_recommendations(by, recommendation.document.economy).require()
    problems = list(_reason(reason, needed=True))
    if recommendation.withdrawn_on is not None:
        problems.append(Problem("withdrawn", _("it is withdrawn already.")))
    if problems:
        raise Problems(problems)
    recommendation.withdrawn_on = timezone.localdate()
    recommendation.save(update_fields=["withdrawn_on"])
    last = recommendation.versions.last()
    _version(by, recommendation, last.content if last else {}, reason=reason, is_withdrawn=True)
    record(by=by, action="recommendation.withdraw", kind="recommendation", subject=recommendation.pk, reason=reason.strip())  # fmt: skip
    return recommendation


def _next(document: SourceDocument) -> int:
    return (document.recommendations.aggregate(last=Max("position"))["last"] or 0) + 1


def _store(kept: Recommendation, asked: Asked) -> None:
    kept.number, kept.paragraph = asked.number.strip(), asked.paragraph.strip()
    kept.text, kept.original = asked.text, asked.original
    kept.addressee, kept.addressee_as_written = asked.addressee, asked.addressee_as_written.strip()
    kept.follow_up_on, kept.conclusion, kept.withdrawn_on = asked.follow_up_on, asked.conclusion, None
    kept.folded = fold(" ".join([kept.number, kept.paragraph, *asked.text.values()]))
    kept.save()
    kept.addressed.exclude(economy__in=asked.economies).delete()
    held = set(kept.addressed.values_list("economy", flat=True))
    Addressed.objects.bulk_create(Addressed(recommendation=kept, economy=one) for one in sorted(set(asked.economies) - held))  # fmt: skip
    kept.tags.all().delete()
    RecommendationTag.objects.bulk_create(
        RecommendationTag(recommendation=kept, kind=kind, key=key)
        for kind, keys in ((RecommendationTag.SECTOR, asked.sectors), (RecommendationTag.FRAME, asked.frames))
        for key in dict.fromkeys(keys)
    )


def _version(by: Actor, kept: Recommendation, content: dict, *, reason: str, is_withdrawn: bool = False) -> None:
    number = (kept.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    RecommendationVersion.objects.create(
        recommendation=kept, number=number, content=content, reason=reason.strip(), is_withdrawn=is_withdrawn, by=by.name,
        by_role=by.role_title,
    )  # fmt: skip


def _reason(reason: str, *, needed: bool) -> Iterable[Problem]:
    if needed and not reason.strip():
        yield Problem(
            "reason-missing", _("say why: the words before stay in the history beside it."), anchor="id_reason"
        )
    if len(reason.strip()) > LONGEST_REASON:
        facts = {"length": len(reason.strip()), "most": LONGEST_REASON}
        yield Problem("reason-long", _("the reason has %(length)s characters; at most %(most)s fit. Shorten it."), facts, anchor="id_reason")  # fmt: skip


def _problems(document: SourceDocument, asked: Asked, standing: Recommendation | None) -> Iterable[Problem]:
    yield from words_problems(asked)
    if asked.number.strip():
        twins = document.recommendations.filter(number=asked.number.strip())
        if standing is not None:
            twins = twins.exclude(pk=standing.pk)
        if twins.exists():
            yield Problem("number-taken", _("this document holds a recommendation %(number)s already; open that one, or correct the number."), {"number": asked.number.strip()}, anchor="id_number")  # fmt: skip
    if document.economy and set(asked.economies) - {document.economy}:
        yield Problem("economy-other", _("the document is about another economy; a recommendation of it is addressed to that one alone."), anchor="id_economies")  # fmt: skip
    if standing is not None:
        told = FulfilmentState.objects.filter(recommendation=standing).exclude(economy__in=asked.economies)
        gone = sorted(set(told.values_list("economy", flat=True)))
        if gone:
            facts = {"economies": ", ".join(str(economies()[one].title) for one in gone if one in economies())}
            yield Problem("economy-told", _("how it stands was told for %(economies)s already, and stays; keep the economy."), facts, anchor="id_economies")  # fmt: skip
    if asked.conclusion is not None and not conclusion_kinds()[asked.conclusion.kind].leads:
        yield Problem("conclusion", _("this conclusion is not a recommendation of its event. Choose it again."), anchor="id_conclusion")  # fmt: skip


def words_problems(asked: Asked) -> Iterable[Problem]:
    """What is wrong with the words alone, whatever the document."""
    if not asked.text:
        yield Problem("text-missing", _("write the text in at least one language."), anchor="id_text_en")
    longest = max((len(one) for one in asked.text.values()), default=0)
    if longest > LONGEST_TEXT:
        facts = {"length": longest, "most": LONGEST_TEXT}
        yield Problem("text-long", _("the text has %(length)s characters; at most %(most)s fit. Shorten it."), facts, anchor="id_text_en")  # fmt: skip
    unknown = sorted(set(asked.text) - set(languages()))
    if unknown:
        facts = {"keys": ", ".join(unknown), "known": ", ".join(languages())}
        yield Problem("language-unknown", _("“%(keys)s” is not a language here; use %(known)s."), facts, anchor="id_original")  # fmt: skip
    if asked.text and asked.original not in asked.text:
        yield Problem("original", _("say which of the languages is the original; its text must be there."), anchor="id_original")  # fmt: skip
    if asked.addressee not in recommendation_addressees():
        facts = {"key": asked.addressee, "known": ", ".join(recommendation_addressees())}
        yield Problem("addressee-unknown", _("“%(key)s” is not an addressee here; use %(known)s."), facts, anchor="id_addressee")  # fmt: skip
    if not asked.economies:
        yield Problem("economies-missing", _("say to which economies it is addressed."), anchor="id_economies")
    for name, template, given, known in (
        ("economies", _("“%(key)s” is not an economy here; use %(known)s."), asked.economies, economies()),
        ("sectors", _("“%(key)s” is not a sector; use %(known)s."), asked.sectors, sectors()),
        ("frames", _("“%(key)s” is not a frame; use %(known)s."), asked.frames, frame_tags()),
    ):
        for key in sorted(set(given) - set(known)):
            yield Problem(f"{name}-unknown", template, {"key": key, "known": ", ".join(known)}, anchor=f"id_{name}")

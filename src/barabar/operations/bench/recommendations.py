"""Recommendations at size: ten thousand of them in two hundred documents, and how fast every list and page answers.

    barabar bench recommendations [--recommendations 10000]

In a fresh data folder; with BARABAR_DATABASE set, in that database, which must be empty. Each line is of a page, as `bench/pages.py`
measures it; the exit code is 1 where a goal was missed.
"""

import argparse
import datetime as dt
import logging
import random
import sys
import time

from django.core.management import call_command
from django.db import connection

from barabar.access.models import Account
from barabar.advocacy.models import (
    Addressed,
    FulfilmentState,
    Recommendation,
    RecommendationTag,
    RecommendationVersion,
    SourceDocument,
)
from barabar.advocacy.recommendation_catalogue import (
    frame_tags,
    fulfilment_states,
    recommendation_addressees,
    recommendation_sources,
)
from barabar.operations.bench.advocacy import WORDS
from barabar.operations.bench.pages import contact_point_with_officer, counted, in_fresh_folder, page, printed
from barabar.reference.catalogue import economies, sectors
from barabar.reference.slugs import fold
from barabar.reference.text import Text

DOCUMENTS = 200
ECONOMY = "AL"
AT_ONCE = 500


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench recommendations")
    parser.add_argument("--recommendations", type=int, default=10_000)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.child:
        return _child(chosen.recommendations)
    return in_fresh_folder("bench", "recommendations", "--child", "--recommendations", str(chosen.recommendations))


def _child(count: int) -> int:
    logging.disable(logging.WARNING)
    call_command("migrate", verbosity=0)
    if Recommendation.objects.exists():
        print("bench recommendations: this database holds some already; give an empty one.", file=sys.stderr)
        return 2
    started = time.perf_counter()
    officer = _fill(count)
    print(f"{connection.vendor}: {count} recommendations, {Addressed.objects.count()} by economy, {FulfilmentState.objects.count()} states, made in {time.perf_counter() - started:.1f} s")  # fmt: skip
    counted()
    return printed(page(*one) for one in _addresses(officer))


def _fill(count: int) -> Account:
    """A third of the documents is about one economy, the others about all; each recommendation has a state or none, with two rows of history."""
    chance = random.Random(18)
    _contact, account = contact_point_with_officer(ECONOMY)
    sources = list(recommendation_sources())
    documents = SourceDocument.objects.bulk_create([
        SourceDocument(
            key=f"document-{n}", source=chance.choice(sources), title=Text({"en": f"Report {n}", "sq": f"Raporti {n}"}),
            economy=ECONOMY if n % 3 == 0 else "", published_on=dt.date(2014, 1, 1) + dt.timedelta(days=n * 20), language="en",
        )
        for n in range(DOCUMENTS)
    ])  # fmt: skip
    made = Recommendation.objects.bulk_create([_one(chance, documents, n) for n in range(count)], batch_size=AT_ONCE)
    _around(chance, made)
    return account


def _one(chance: random.Random, documents: list[SourceDocument], number: int) -> Recommendation:
    text = " ".join(chance.choices(WORDS, k=60))
    return Recommendation(
        document=documents[number % DOCUMENTS], position=number // DOCUMENTS + 1, number=str(number // DOCUMENTS + 1),
        paragraph=f"§ {number}", text=Text({"en": text, "sq": text}), original="en", folded=fold(text),
        addressee=chance.choice(list(recommendation_addressees())),
    )  # fmt: skip


def _around(chance: random.Random, made: list[Recommendation]) -> None:
    states, codes, frames, areas = ["", *fulfilment_states()], list(economies()), list(frame_tags()), list(sectors())
    addressed, told, tags, versions = [], [], [], []
    for one in made:
        versions.append(
            RecommendationVersion(recommendation=one, number=1, content={"text": dict(one.text)}, by="bench")
        )
        tags.append(RecommendationTag(recommendation=one, kind="sector", key=chance.choice(areas)))
        tags += [RecommendationTag(recommendation=one, kind="frame", key=key) for key in chance.sample(frames, 2)]
        for economy in [one.document.economy] if one.document.economy else chance.sample(codes, 3):
            state, day = chance.choice(states), one.document.published_on + dt.timedelta(days=chance.randrange(1, 400))
            addressed.append(Addressed(recommendation=one, economy=economy, state=state, since=day if state else None))
            if state:
                first = FulfilmentState(recommendation=one, economy=economy, state="not_started", on=one.document.published_on, by="bench")  # fmt: skip
                told += [first, FulfilmentState(recommendation=one, economy=economy, state=state, on=day, note="Said in words. " * 8, by="bench")]  # fmt: skip
    for model, rows in ((Addressed, addressed), (FulfilmentState, told), (RecommendationTag, tags), (RecommendationVersion, versions)):  # fmt: skip
        model.objects.bulk_create(rows, batch_size=AT_ONCE)


def _addresses(officer: Account) -> list[tuple[str, Account | None, str]]:
    one = Recommendation.objects.filter(document__economy="").order_by("-pk").first()
    assert one is not None, "the bench made no recommendation to several economies"
    listed, inside = "/recommendations/", "/office/recommendations/"
    return [
        ("public list", None, listed),
        ("public list, one economy and state", None, f"{listed}?economy={ECONOMY}&state=partly"),
        ("public list, not ended, one source", None, f"{listed}?source=ecri&state=not_ended"),
        ("public list, sector and frame", None, f"{listed}?sector=housing&frame=chapter_23"),
        ("public list, addressee", None, f"{listed}?addressee=civil_society"),
        ("public list, two words", None, f"{listed}?q=water+bridge"),
        ("public list, a word nobody wrote", None, f"{listed}?q=helicopter"),
        ("public list, last page", None, f"{listed}?page=999999"),
        ("public recommendation", None, f"{listed}{one.pk}/"),
        ("public documents", None, f"{listed}documents/"),
        ("public document", None, f"{listed}documents/{one.document_id}/"),
        ("office: list", officer, inside),
        ("office: list, one economy and state", officer, f"{inside}?economy={ECONOMY}&state=none"),
        ("office: recommendation", officer, f"{inside}{one.pk}/"),
        ("API: 30 recommendations", None, f"/api/recommendations?economy={ECONOMY}"),
    ]

"""Two people at the same moment: one decision counts, the other is told; no edit is lost. Real threads, both databases."""

import threading

import pytest
from django.db import connection

from barabar.collection.actions.save_answers import save_answers
from barabar.collection.reading import Given
from barabar.journal.chain import verify_chain
from barabar.reference.verdicts import Refused
from barabar.review.actions.approve_return import approve_return
from barabar.review.actions.send_back import send_back
from barabar.review.models import ApprovedValue, Decision
from tests.factories import build_world, send

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def at_once(*works):
    """Run each work in a thread of its own; return what each gave or raised, in order."""
    gate = threading.Barrier(len(works))
    results: list[object] = [None] * len(works)

    def run(position, work):
        gate.wait()
        try:
            results[position] = work()
        except Refused as refusal:
            results[position] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(i, work)) for i, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.mark.parametrize("attempt", range(6))
def test_one_version_is_approved_once_whoever_presses_first(attempt):
    world = build_world()
    return_ = send(world, "ministry")
    officer = world.people["contact"]
    results = at_once(*[lambda: approve_return(by=officer, return_=world.return_of("ministry"))] * 3)
    assert sorted(isinstance(result, Refused) for result in results) == [False, True, True]
    assert Decision.objects.filter(of=return_).count() == 1
    assert ApprovedValue.objects.filter(of=return_, breakdown="", indicator__isnull=False).count() == 1
    assert verify_chain()[1] is None


@pytest.mark.parametrize("attempt", range(4))
def test_approving_and_sending_back_at_once_leaves_one_of_them(attempt):
    world = build_world()
    send(world, "ministry")
    officer = world.people["contact"]
    results = at_once(
        lambda: approve_return(by=officer, return_=world.return_of("ministry")),
        lambda: send_back(by=officer, return_=world.return_of("ministry"), reason="Split by sex."),
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    state = world.return_of("ministry").state
    assert (state == "approved") == bool(ApprovedValue.objects.count())


@pytest.mark.parametrize("attempt", range(4))
def test_of_two_saves_from_the_same_page_one_is_told(attempt):
    world = build_world()
    question = "elbasan-2023-2026/1.1#reached|"
    person = world.people["education"]

    def save(amount):
        return lambda: save_answers(
            by=person, return_=world.return_of("education"), given=[Given(question, amount)], edition=0
        )

    results = at_once(save(100), save(200))
    assert sorted(isinstance(result, Refused) for result in results) == [False, True]
    kept = world.return_of("education").answers.get().amount
    winner = next(i for i, result in enumerate(results) if not isinstance(result, Refused))
    assert kept == (100, 200)[winner]

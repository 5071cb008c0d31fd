"""Hints: what stands apart from the own past, from similar institutions, or was only copied. Never a block."""

from dataclasses import replace
from decimal import Decimal

import pytest

from barabar.access.actions.add_organisation import add_organisation
from barabar.access.actors import SYSTEM
from barabar.collection.actions.open_cycle import open_cycle
from barabar.collection.actions.save_answers import save_answers
from barabar.collection.actions.submit_return import submit_return
from barabar.collection.models import Return
from barabar.collection.quality import unusual
from barabar.collection.queries import filled
from barabar.plans.models import PlannedIndicator
from barabar.reference.text import Text
from barabar.statistics.outliers import is_notable, modified_z
from tests.factories import account_of, add_cycle, add_measure, add_person, answers_for, build_world, fill, send

EXAMPLE = [Decimal(x) for x in ("2.1", "2.6", "2.4", "2.5", "2.3", "2.1", "2.3", "2.6", "8.2", "8.3")]


def test_the_score_is_that_of_r_to_four_digits():
    """R: (8.2 - median(x)) / mad(x, constant = 1 / 0.6745) = 25.8558; 2.1 gives -1.5738."""
    assert round(modified_z(Decimal("8.2"), EXAMPLE), 4) == Decimal("25.8558")
    assert round(modified_z(Decimal("2.1"), EXAMPLE), 4) == Decimal("-1.5738")
    assert is_notable(modified_z(Decimal("8.2"), EXAMPLE)) and not is_notable(modified_z(Decimal("2.1"), EXAMPLE))


def test_two_values_or_values_all_alike_measure_nothing():
    assert modified_z(Decimal(9), [Decimal(1), Decimal(2)]) is None
    assert modified_z(Decimal(9), [Decimal(1)] * 5) is None


def codes(return_):
    return [problem.code for problem in unusual(return_, filled(return_))]


def years(world, figures):
    """The ministry's children reached in the years before 2025."""
    previous = None
    for year, figure in figures.items():
        cycle = add_cycle(year, previous)
        open_cycle(by=world.people["contact"], cycle=cycle)
        return_ = world.return_of("ministry", cycle)
        given, narratives = answers_for(return_, figure)
        words = [
            replace(one, achievements=f"In {year} all schools of the region took part in the programme.")
            for one in narratives
        ]
        save_answers(by=world.people["ministry"], return_=return_, given=given, narratives=words)
        submit_return(by=world.people["ministry"], return_=return_)
        previous = cycle
    world.cycle.previous = previous
    world.cycle.save()


@pytest.mark.django_db
@pytest.mark.parametrize(("now", "told"), [(118, []), (900, ["own-history"]), (9, ["own-history"])])
def test_a_figure_far_from_the_own_past_is_told(now, told):
    world = build_world()
    years(world, {2022: 117, 2023: 120, 2024: 126})
    assert codes(fill(world, "ministry", now)) == told
    submit_return(by=world.people["ministry"], return_=world.return_of("ministry"))


@pytest.mark.django_db
def test_last_years_words_are_told_whatever_their_case_and_spaces():
    world = build_world()
    years(world, {2023: 117, 2024: 126})
    return_ = fill(world, "ministry", 130)
    given, narratives = answers_for(return_, 130)
    words = [
        replace(one, achievements="in 2024 ALL schools of the  region took part in the programme.")
        for one in narratives
    ]
    save_answers(by=world.people["ministry"], return_=return_, given=given, narratives=words)
    assert codes(return_) == ["words-copied"]


@pytest.mark.django_db
def test_figures_that_are_all_last_years_are_told():
    world = build_world()
    for number in ("1.2", "1.3"):
        add_measure(world.plans["national"], number, world.organisations["ministry"], breakdowns=())
    open_cycle(by=world.people["contact"], cycle=world.cycle)
    years(world, {2024: 126})
    assert codes(fill(world, "ministry", 126)) == ["figures-copied"]
    assert codes(fill(world, "ministry", 127)) == []


@pytest.mark.django_db
def test_a_figure_far_from_similar_institutions_is_told():
    """Seven ministries reach 90 to 150 children; the eighth writes 12,000, the ninth 100."""
    world = build_world()
    officer = world.people["contact"]
    people = {}
    for number in range(9):
        own = add_organisation(by=SYSTEM, key=f"m{number}", kind="ministry", name=Text({"en": f"M{number}"}),
                               parent=world.organisations["contact"], economy="AL")  # fmt: skip
        people[own.pk] = add_person(own, "reporter")
        add_measure(world.plans["national"], f"5.{number + 1}", own, breakdowns=())
    PlannedIndicator.objects.filter(key__contains="/5.").update(catalogue_key="edu_preschool")
    open_cycle(by=officer, cycle=world.cycle)

    def answer(key, figure):
        return_ = Return.objects.get(request__organisation=key, request__cycle=world.cycle)
        given, narratives = answers_for(return_, figure)
        save_answers(by=people[key], return_=return_, given=given, narratives=narratives)
        return return_

    for number, figure in enumerate((90, 100, 110, 120, 130, 140, 150)):
        submit_return(by=people[f"m{number}"], return_=answer(f"m{number}", figure))
    assert codes(answer("m7", 12_000)) == ["similar-institutions"]
    assert codes(answer("m8", 100)) == []


@pytest.mark.django_db
def test_the_reviewer_and_the_sender_see_the_hint_and_neither_is_blocked(client):
    world = build_world()
    years(world, {2022: 117, 2023: 120, 2024: 126})
    fill(world, "ministry", 900)
    client.force_login(account_of(world.people["ministry"]))
    return_ = world.return_of("ministry")
    page = client.get(f"/office/requests/{return_.pk}/send/").content.decode()
    assert "stands far from this institution&#x27;s own earlier values, 117 to 126" in page
    submit_return(by=world.people["ministry"], return_=return_)
    client.force_login(account_of(world.people["contact"]))
    assert "stands far from this" in client.get(f"/office/review/{return_.pk}/").content.decode()
    assert send(world, "education").state

from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import gettext_lazy

from barabar.design.icons import ICONS, icon
from barabar.design.words import STATES, VALUE_STATES


def drawn(template: str, /, **facts) -> str:
    return Template(template).render(Context(facts))


def test_a_state_has_a_shape_and_a_word(en):
    page = drawn('{% status "delayed" %}')
    assert "shape-delayed" in page and "tone-late" in page and "<span>Delayed</span>" in page


def test_no_two_states_of_a_measure_share_a_shape():
    keys = ["completed", "on_track", "at_risk", "delayed", "not_started"]
    assert len({STATES[key][0] for key in keys}) == len({STATES[key][1] for key in keys}) == 5


def test_an_unknown_state_shows_its_own_key(en):
    assert "<span>mislaid</span>" in drawn('{% status "mislaid" %}')
    assert drawn('{% status_shape "mislaid" %}') == ""


def test_a_state_may_be_said_in_other_words(en):
    assert "<span>3 past &lt;deadline&gt;</span>" in drawn('{% status "overdue" word %}', word="3 past <deadline>")


@pytest.mark.parametrize("key", sorted(set(STATES) - {"draft"}))
def test_every_state_is_translated(key):
    said = {}
    for language in ("en", "sq"):
        with translation.override(language):
            said[language] = drawn("{{ key|status_word }}", key=key)
    assert said["en"] != said["sq"]


def test_value_states_are_words_and_never_figures(en):
    words = [drawn("{{ s|state_word }}", s=state) for state in VALUE_STATES]
    assert len(set(words)) == 6 and not any(character.isdigit() for word in words for character in word)


@pytest.mark.parametrize(
    ("value", "total", "width"),
    [(18, 60, "30.0"), (70, 60, "100.0"), (-1, 60, "0.0"), (5, 0, "0.0"), (None, 60, "0.0"), ("x", 60, "0.0")],
)
def test_a_bar_is_as_long_as_its_share(value, total, width, en):
    assert f'class="bar-fill" width="{width}"' in drawn("{% bar v t %}", v=value, t=total).replace('"0"', '"0.0"')


def test_a_bar_says_both_figures(sq):
    assert 'aria-label="640 nga 800"' in drawn("{% bar 640 800 %}")
    assert "<b>640</b><span>800</span>" in drawn("{% bar 640 800 figures_shown=True %}")


def test_a_bars_name_is_escaped(en):
    assert 'aria-label="&quot;&gt;"' in drawn("{% bar 1 2 label=l %}", l='">')


def test_a_stacked_bar_leaves_out_empty_parts_and_tells_all(en):
    page = drawn("{% stacked_bar parts %}", parts=[("completed", 1), ("delayed", 0), ("on_track", 3)])
    assert 'aria-label="Completed: 1, Delayed: 0, On track: 3"' in page
    assert page.count('height="9"/>') == 2 and 'x="25.00" width="75.00"' in page


def test_a_stacked_bar_of_nothing_is_an_empty_track(en):
    page = drawn("{% stacked_bar parts legend=False %}", parts={})
    assert "bar-track" in page and 'aria-label="No data"' in page and "bar-legend" not in page


def test_an_unknown_icon_names_the_known_ones():
    with pytest.raises(ValueError, match="There is no icon 'unicorn'. Choose one of: add, alert"):
        icon("unicorn")


def test_an_icon_with_a_label_is_read_and_without_is_not():
    assert 'role="img" aria-label="Locked"' in icon("lock", "Locked")
    assert all('aria-hidden="true"' in icon(name) for name in ICONS)


class Answer(forms.Form):
    spent = forms.IntegerField(label="Spent", max_value=10, help_text="In lek")
    state = forms.ChoiceField(choices=[("delayed", "Delayed"), ("other", "Other")], widget=forms.RadioSelect)
    public = forms.BooleanField(label="Public")

    def clean(self):
        raise forms.ValidationError("Nothing adds up.")


def test_the_summary_links_each_problem_to_its_field(en):
    page = drawn("{% error_summary form %}", form=Answer({"spent": "20"}))
    assert '<a href="#id_spent">Spent: Ensure this value is less than or equal to 10.</a>' in page
    assert '<a href="#id_state">State: This field is required.</a>' in page
    assert "<li>Nothing adds up.</li>" in page and "4 things need a look" in page


def test_the_summary_takes_problems_as_objects(en):
    problems = [
        SimpleNamespace(sentence="Row 14: too <high>", anchor="row-14"),
        {"sentence": "No period", "anchor": ""},
    ]
    page = drawn("{% error_summary problems %}", problems=problems)
    assert '<a href="#row-14">Row 14: too &lt;high&gt;</a>' in page and "<li>No period</li>" in page
    assert "One thing" in drawn("{% error_summary problems %}", problems=problems[:1])


def test_no_problem_no_summary(en):
    assert drawn("{% error_summary problems %}{% error_summary form %}", problems=[], form=Answer()).strip() == ""


def test_a_field_ties_label_hint_and_error_to_its_input(en):
    page = drawn("{% field form.spent unit='lek' %}", form=Answer({"spent": "20"}))
    assert '<label for="id_spent">Spent' in page and 'id="id_spent_helptext">In lek' in page
    assert 'aria-describedby="id_spent_helptext id_spent_error"' in page and 'aria-invalid="true"' in page
    assert '<p class="error-text" id="id_spent_error">' in page and ">lek</span>" in page


def test_choices_are_a_fieldset_of_cards_with_their_shapes(en):
    page = drawn("{% field form.state %}{% field form.public optional=True %}", form=Answer())
    assert page.count('class="option"') == 3 and page.count("shape-delayed") == 1 and "<legend>State" in page


@pytest.mark.parametrize(
    "source",
    [
        {"total": "Too high"},
        {"total": ["Too high"]},
        {"total": gettext_lazy("Too high")},
        [SimpleNamespace(anchor="total", sentence="Too high"), SimpleNamespace(anchor="x", sentence="Other")],
    ],
)
def test_a_fields_error_comes_from_forms_mappings_or_problems(source, en):
    page = drawn('{% field_error source "total" %}', source=source)
    assert page == '<p class="error-text" id="total_error">Too high</p>'
    assert drawn('{% field_error source "y" %}{% field_error none "y" %}', source=source, none=None) == ""


def test_pages_keep_the_filters_of_the_address(en):
    request = RequestFactory().get("/measures/?sector=housing&page=2&q=a+b")
    page = drawn("{% pagination p %}", p=Paginator(range(200), 20).page(2), request=request)
    assert 'href="?sector=housing&amp;q=a+b&amp;page=3"' in page and 'rel="prev"' in page and "21 to 40 of 200" in page
    assert 'aria-current="page"' in page


def test_one_page_needs_no_links(en):
    assert drawn("{% pagination p %}", p=Paginator(range(5), 20).page(1)).strip() == ""
    assert 'href="?page=2"' in drawn("{% pagination p %}", p=Paginator(range(50), 20).page(1))


def test_breadcrumbs_end_with_this_page(en):
    page = drawn('{% breadcrumbs "Home" "/" "Plans" "/plans/" "Elbasan" %}')
    assert page.count("<li>") == 3 and '<span aria-current="page">Elbasan</span>' in page
    assert page == drawn(
        "{% breadcrumbs trail %}",
        trail=[{"title": "Home", "url": "/"}, {"title": "Plans", "url": "/plans/"}, {"title": "Elbasan"}],
    )


def test_an_empty_list_says_what_to_do(en):
    page = drawn('{% empty "No rounds yet" "Open one." "/new/" "Open a round" %}')
    assert "No rounds yet" in page and '<a class="button secondary" href="/new/">Open a round</a>' in page
    assert "<a" not in drawn('{% empty "No rounds yet" %}')


def test_a_key_figure_shows_value_unit_and_what_explains_it(en):
    page = drawn('{% kpi "Spent" "412.6" unit="m lek" note="71%" tone="late" url="/b/" %}{% bar 71 100 %}{% endkpi %}')
    assert '<p class="kpi-value">412.6 <small>m lek</small></p><svg class="bar"' in page
    assert 'class="card kpi kpi-late"' in page and '<a href="/b/">Spent</a>' in page


def test_notices_escape_their_title_and_keep_their_content(en):
    page = drawn('{% notice "returned" title %}<p>{{ words }}</p>{% endnotice %}', title="<b>", words="<i>")
    assert "&lt;b&gt;" in page and "<p>&lt;i&gt;</p>" in page and "notice-returned" in page


def test_chips_and_shares(en):
    assert drawn('{% chip name "due" %}{% share 1 4 %}', name="A&B") == '<span class="chip chip-due">A&amp;B</span>25%'

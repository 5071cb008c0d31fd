import pytest
from django.template import Context, Template
from django.utils import translation

from barabar.reference.models import Territory
from barabar.reference.text import Text


def test_a_text_shows_in_the_readers_language_and_falls_back_visibly():
    text = Text({"sq": "Arsimi", "sr-Latn": "Obrazovanje"})
    assert text.in_language("sq") == text.in_language("sq").__class__("Arsimi", "sq", False)
    fallen = text.in_language("en")
    assert (fallen.text, fallen.language, fallen.is_fallback) == ("Arsimi", "sq", True)
    assert text.in_language("bs").text == "Obrazovanje"


@pytest.mark.parametrize("language", ["en", "sq"])
def test_the_page_marks_a_fallback_with_its_language(language):
    with translation.override(language):
        page = Template("{{ title|said }}").render(Context({"title": Text({"sq": "Arsimi"})}))
    assert page == "Arsimi" if language == "sq" else 'lang="sq" class="fallback">Arsimi<' in page


def test_what_a_person_wrote_is_never_markup():
    page = Template("{{ title|said }}").render(Context({"title": Text({"en": "<script>x</script>"})}))
    assert "<script>" not in page


@pytest.mark.django_db
def test_six_languages_travel_through_the_database_as_one_value():
    names = {"en": "Peja", "sq": "Pejë", "sr-Latn": "Peć", "mk": "Пеќ", "bs": "Peć", "tr": "İpek"}
    Territory.objects.create(key="xk-peje", economy="XK", kind="municipality", name=Text(names))
    assert Territory.objects.get(pk="xk-peje").name == Text(names)


def test_an_empty_text_is_false_and_texts_compare_by_content():
    assert not Text({"en": ""})
    assert Text({"en": "a"}) == Text("a")
    assert hash(Text({"en": "a", "sq": "b"})) == hash(Text({"sq": "b", "en": "a"}))
    assert Text("a").including("sq", "b") == Text({"en": "a", "sq": "b"})

"""Marks for the moderator: planted personal data and insults in several languages are found, plain sentences are left alone."""

import time

import pytest

from barabar.advocacy.hints import hints_in, pieces_of
from barabar.operations.management.commands.check import check_definitions

# A sentence, the kind of mark, and the piece that must lie inside it.
PLANTED = [
    ("Write to lule.shembulli@example.org please", "email", "lule.shembulli@example.org"),
    ("Call +355 69 212 3456 in the evening", "phone", "+355 69 212 3456"),
    ("Telefoni im: 069 212 3456.", "phone", "069 212 3456"),
    ("tel. 044/123-456", "phone", "044/123-456"),
    ("Pozovite 00381 63 1234567", "phone", "00381 63 1234567"),
    ("Numri 0692123456 nuk punon", "phone", "0692123456"),
    ("Numri personal J12345678K u humb", "id_number", "J12345678K"),
    ("JMBG 0101990710006 je na papiru", "id_number", "0101990710006"),
    ("Numri personal 1234567890", "id_number", "1234567890"),
    ("Kimlik 12345678901", "id_number", "12345678901"),
    ("Llogaria AL47212110090000000235698741", "account", "AL47212110090000000235698741"),
    ("IBAN RS35 2600 0560 1001 6113 79", "account", "RS35 2600 0560 1001 6113 79"),
    ("Mr Agim Berisha lives there", "title_name", "Mr Agim Berisha"),
    ("Mrs. Hoxha said no", "title_name", "Mrs. Hoxha"),
    ("Znj. Çela nuk na priti", "title_name", "Znj. Çela"),
    ("Zonja Lule Shembulli pret", "title_name", "Zonja Lule Shembulli"),
    ("Z. Gashi nga komuna", "title_name", "Z. Gashi"),
    ("Gospođa Petrović je bolesna", "title_name", "Gospođa Petrović"),
    ("Dr Krasniqi na ktheu", "title_name", "Dr Krasniqi"),
    ("Bay Yılmaz geldi", "title_name", "Bay Yılmaz"),
    ("My name is Elvira and I live here", "own_name", "My name is Elvira"),
    ("Unë quhem Besnik", "own_name", "quhem Besnik"),
    ("Zovem se Marko", "own_name", "Zovem se Marko"),
    ("Се викам Марко", "own_name", "Се викам Марко"),
    ("Rruga Myslym Shyri 12", "address", "Rruga Myslym Shyri 12"),
    ("banojmë në rr. Skënderbeu nr 4", "address", "rr. Skënderbeu nr 4"),
    ("ulica Nikole Tesle 5", "address", "ulica Nikole Tesle 5"),
    ("улица Илинденска 7", "address", "улица Илинденска 7"),
    ("I lindur më 12.05.1987 në spital", "birth_day", "12.05.1987"),
    ("born 3/4/2001", "birth_day", "3/4/2001"),
    ("the house at 41.11256, 20.08223", "coordinates", "41.11256, 20.08223"),
    ("they call us magjup at school", "slur", "magjup"),
    ("na thonë MAXHUPË", "slur", "MAXHUPË"),
    ("gabelët nuk lejohen", "slur", "gabelët"),
    ("zovu nas cigani", "slur", "cigani"),
    ("the sign says no gypsies", "slur", "gypsies"),
    ("bize Çingene diyorlar", "slur", "Çingene"),
    ("не викаат Цигани", "slur", "Цигани"),
]
PLAIN = [
    "There has been no water in the settlement since spring, and the school sends children home.",
    "Since 2019 the municipality promised 34 flats; 12 were built and 3 are empty.",
    "Nuk ka ujë në lagje që nga pranvera dhe shkolla i kthen fëmijët në shtëpi.",
    "Komuna tha se 120 familje do të marrin ndihmë deri në fund të vitit 2026.",
    "U naselju nema struje već dva meseca, a škola je udaljena pet kilometara.",
    "Нема вода во населбата од пролетта, а училиштето ги враќа децата.",
    "Mahallede bahardan beri su yok ve okul çocukları eve gönderiyor.",
    "The budget of 1 200 000 lek was not spent in 2024-2025 as the plan says.",
    "Zyra për komunitete kërkon dokumente që askush nuk mund t'i marrë.",
]


@pytest.mark.parametrize(("text", "kind", "piece"), PLANTED, ids=[piece for _text, _kind, piece in PLANTED])
def test_a_planted_piece_is_marked(text, kind, piece):
    found = hints_in(text)
    assert any(piece in one.piece for one in found), [(one.kind, one.piece) for one in found]
    assert kind in {one.kind for one in found}


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_sentence_is_left_alone(text):
    assert hints_in(text) == []


@pytest.mark.parametrize("text", [text for text, _kind, _piece in PLANTED] + PLAIN + ["", "ß İ đ ﬁ 🙂 magjup"])
def test_the_pieces_make_the_whole_text_again(text):
    assert "".join(piece for piece, _hint in pieces_of(text)) == text


def test_a_pattern_that_is_no_expression_is_named_with_its_line(own_definitions):
    (own_definitions / "personal_hints.yaml").write_text("- {key: x, title: X, pattern: '(['}\n")
    _counts, faults = check_definitions()
    assert any("personal_hints.yaml, line 1" in str(one) and "not a regular expression" in str(one) for one in faults)


def test_a_long_text_is_marked_in_no_time():
    """The longest text that the form takes, made to be hard: many beginnings of what is never finished."""
    started = time.perf_counter()
    for piece in ("+1 2 3 ", "Mr A", "rr. a ", "a@a", "01.01.", "AL47 2121 "):
        hints_in((piece * 4000)[:4000])
    assert time.perf_counter() - started < 3

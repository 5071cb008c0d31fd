from __future__ import annotations

from datetime import date

import pytest

from barabar.publishing.formats.support.typesetter import NotTypeset, pictures, set_pdf

CIRCLE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="{}"><circle cx="20" cy="20" r="9"/></svg>'


def test_no_drawings_no_run():
    assert pictures([]) == []


def test_one_picture_for_each_drawing_in_their_order():
    images = pictures([CIRCLE.format(30), CIRCLE.format(60), CIRCLE.format(90)], ppi=96)
    heights = [int.from_bytes(image[20:24], "big") for image in images]
    assert heights == [30, 60, 90]


def test_what_cannot_be_set_is_said():
    with pytest.raises(NotTypeset, match=r"could not be set from report\.typ: .*title_text"):
        set_pdf({}, day=date(2026, 3, 31))
    with pytest.raises(NotTypeset, match=r"pictures\.typ"):
        pictures(["<svg broken"])

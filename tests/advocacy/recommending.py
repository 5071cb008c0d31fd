"""A source document and recommendations, kept by the real actions."""

import datetime as dt

from barabar.access.actors import SYSTEM
from barabar.advocacy.actions.keep_recommendation import Asked, keep_recommendation
from barabar.advocacy.actions.keep_recommendation_source import SourceContent, keep_recommendation_source
from barabar.advocacy.models import Recommendation, SourceDocument
from barabar.reference.text import Text


def a_document(key: str = "report", **more) -> SourceDocument:
    given = {
        "source": "ecri", "title": Text({"en": "Report of the sixth cycle", "sq": "Raporti i ciklit të gjashtë"}), "economy": "AL",
        "cycle": "sixth", "published_on": dt.date(2024, 5, 2), "language": "en",
    }  # fmt: skip
    return keep_recommendation_source(by=SYSTEM, content=SourceContent(key, **{**given, **more}))


def asking(number: str = "12", **more) -> Asked:
    given = {
        "text": Text({"en": "Enrol every child in preschool.", "sq": "Regjistroni çdo fëmijë në kopsht."}), "original": "en",
        "addressee": "government", "economies": ["AL"], "paragraph": "§ 45", "sectors": ["education"],
        "frames": ["ecri_integration", "chapter_23"],
    }  # fmt: skip
    return Asked(number=number, **{**given, **more})


def a_recommendation(number: str = "12", document: SourceDocument | None = None, by=SYSTEM, **more) -> Recommendation:
    own = document or SourceDocument.objects.filter(pk="report").first() or a_document()
    return keep_recommendation(by=by, document=own, asked=asking(number, **more))

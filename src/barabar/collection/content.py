"""A return's stored content as values: what the rules check, what a version keeps, what a comparison shows."""

import hashlib
import json

from barabar.collection.models import Answer, FurtherAnswer, Narrative, Return
from barabar.collection.reading import GivenNarrative, Read

NUMBERS = ("amount", "numerator", "denominator")


def stored_answers(return_: Return) -> dict[str, Read]:
    """The stored answers by question key."""
    rows = Answer.objects.filter(of=return_).select_related("indicator", "measure")
    return {row.question: _read(row) for row in rows} | {
        row.question: Read(row.question, row.state, note=row.note, cell=row.cell)
        for row in FurtherAnswer.objects.filter(of=return_)
    }


def _read(row: Answer) -> Read:
    return Read(
        row.question, row.state, row.amount, row.numerator, row.denominator, row.reason, row.overlap, row.note, row.cell
    )


def stored_narratives(return_: Return) -> dict[str, GivenNarrative]:
    rows = Narrative.objects.filter(of=return_).select_related("measure")
    return {
        row.measure.key: GivenNarrative(
            row.measure.key, row.status, row.achievements, row.setbacks, row.next_steps, row.language, row.cell
        )
        for row in rows
    }


def snapshot(return_: Return) -> tuple[dict, str]:
    """The whole content as plain JSON, and its SHA-256: what a version keeps for ever."""
    answers = [
        {
            "question": read.question,
            "state": read.state,
            **{name: plain(getattr(read, name)) for name in NUMBERS},
            "reason": read.reason,
            "overlap": read.overlap,
            "note": read.note,
            "cell": read.cell,
        }
        for read in stored_answers(return_).values()
    ]
    narratives = [
        {"measure": n.measure_key, "status": n.status, "achievements": n.achievements, "setbacks": n.setbacks,
         "next_steps": n.next_steps, "language": n.language}
        for n in stored_narratives(return_).values()
    ]  # fmt: skip
    evidence = [
        {"measure": e.measure.key, "name": e.name, "sha256": e.sha256}
        for e in return_.evidence.select_related("measure")
    ]
    content = {
        "answers": sorted(answers, key=lambda a: a["question"]),
        "narratives": sorted(narratives, key=lambda n: n["measure"]),
        "evidence": evidence,
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return content, hashlib.sha256(text.encode()).hexdigest()


def plain(number) -> str | None:
    """A decimal as the shortest text that keeps its value."""
    if number is None:
        return None
    normal = number.normalize()
    return f"{normal:f}"

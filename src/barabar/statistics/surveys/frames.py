"""Samples from several overlapping frames as one: weights that count nobody twice.

A person whom two frames reach (a register and an area sample, landline and mobile) could have been drawn from each. Two
ways of weighting them, both of which keep every person of the population once on average:

- shares: rows from a frame stand for a fixed part of the people that several frames reach (Hartley 1962, Proceedings of
  the Social Statistics Section, ASA, 203-206; with several frames the shares are taken anew among those that reach a row);
- expected: a row's weight is one over the number of times it was expected in all samples together, the sum of its chances
  (Kalton & Anderson 1986, Journal of the Royal Statistical Society A 149, 65-82).

The samples are drawn independently, so strata and sampling units are told apart by frame (`apart`).
"""

from collections.abc import Mapping, Sequence

import numpy as np

from .arrays import Column, FloatArray, codes_of, column, missing
from .errors import Problem, SurveyError


def share_weights(
    weights: FloatArray,
    frame: Sequence[object] | Column,
    reached: Mapping[str, Sequence[object] | Column],
    shares: Mapping[str, float],
) -> FloatArray:
    """Weights by shares.

    `weights`: of each row in its own sample. `frame`: the frame each row was drawn from. `reached`: by frame 1 or 0, whether
    it could have given the row. `shares`: by frame, any positive numbers; they count relative to the other frames that
    reach a row. Raises SurveyError with every problem: unknown or missing frames, a row that its own frame does not reach.
    """
    rows, problems = len(weights), list[Problem]()
    own = _own_frame(frame, list(reached), rows, problems)
    inside = np.column_stack([_flags(name, values, rows, problems) for name, values in reached.items()])
    for name, value in shares.items():
        if not value > 0:
            problems.append(Problem("frame_share", {"frame": name, "value": value}))
    problems += [Problem("frame_without", {"frame": f, "what": "share"}) for f in reached if f not in shares]
    if not problems:
        problems += _astray(inside, own, list(reached))
    if problems:
        raise SurveyError(problems)
    parts = inside * np.array([float(shares[name]) for name in reached])
    return np.asarray(weights * parts[np.arange(rows), own] / parts.sum(axis=1))


def expected_weights(frame: Sequence[object] | Column, weights: Mapping[str, Sequence[object] | Column]) -> FloatArray:
    """Weights by expected number of times drawn.

    `weights`: by frame, the weight each row has or would have had in a sample from it; missing or 0 where the frame does not
    reach the row. `frame`: the frame each row was drawn from. Raises SurveyError with every problem.
    """
    rows, problems = len(frame), list[Problem]()
    own = _own_frame(frame, list(weights), rows, problems)
    held = np.column_stack([_numbers(name, values, rows, problems) for name, values in weights.items()])
    if not problems:
        problems += _astray((held > 0).astype(np.float64), own, list(weights))
    if problems:
        raise SurveyError(problems)
    chances = np.divide(1.0, held, out=np.zeros_like(held), where=held > 0)
    return np.asarray(1.0 / chances.sum(axis=1))


def apart(samples: Sequence[Column], values: Column) -> Column:
    """Names of strata or sampling units that start again in each of the independent `samples`: one text per row.
    Rows where `values` or a sample is missing stay missing."""
    codes, first = codes_of(*samples, values)
    absent = np.any([missing(one) for one in (*samples, values)], axis=0)
    texts: list[str | None] = [" · ".join(str(one[row]) for one in (*samples, values)) for row in first]
    names = np.array([None if absent[row] else text for row, text in zip(first, texts, strict=True)], dtype=object)
    return np.asarray(names[codes])


def _own_frame(
    frame: Sequence[object] | Column, names: list[str], rows: int, problems: list[Problem]
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    held = column(frame)
    if len(held) != rows:
        problems.append(Problem("length", {"what": "The frame", "rows": len(held), "expected": rows}))
        return np.zeros(rows, dtype=np.int64)
    codes, first = codes_of(held)
    known = {str(name): at for at, name in enumerate(names)}
    words = [_word(held[row]) for row in first]
    for word, row in zip(words, first, strict=True):
        if word not in known:
            facts = {"value": word, "first": int(row) + 1, "frames": ", ".join(known)}
            problems.append(Problem("frame_unknown", facts))
    return np.array([known.get(word, 0) for word in words], dtype=np.int64)[codes]


def _word(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _numbers(name: str, values: Sequence[object] | Column, rows: int, problems: list[Problem]) -> FloatArray:
    held, what = column(values), f"What says whom frame {name} reaches"
    if len(held) != rows:
        problems.append(Problem("length", {"what": what, "rows": len(held), "expected": rows}))
        return np.ones(rows)
    try:
        numbers = np.where(missing(held), 0.0, held).astype(np.float64)
    except (TypeError, ValueError):
        numbers = np.full(rows, np.nan)
    wrong = ~np.isfinite(numbers) | (numbers < 0)
    if wrong.any():
        row = int(np.argmax(wrong))
        value = held[row].item() if isinstance(held[row], np.generic) else held[row]
        facts = {"what": what, "rows": int(wrong.sum()), "first": row + 1, "value": value}
        problems.append(Problem("not_number", facts))
        return np.ones(rows)
    return numbers


def _flags(name: str, values: Sequence[object] | Column, rows: int, problems: list[Problem]) -> FloatArray:
    numbers = _numbers(name, values, rows, problems)
    wrong = (numbers != 0) & (numbers != 1)
    if wrong.any():
        row = int(np.argmax(wrong))
        facts = {"frame": name, "first": row + 1, "value": float(numbers[row]), "rows": int(wrong.sum())}
        problems.append(Problem("frame_reach", facts))
    return numbers


def _astray(inside: FloatArray, own: np.ndarray[tuple[int], np.dtype[np.int64]], names: list[str]) -> list[Problem]:
    """Rows that the frame they were drawn from is said not to reach."""
    astray = inside[np.arange(len(own)), own] == 0
    if not astray.any():
        return []
    row = int(np.argmax(astray))
    return [Problem("frame_astray", {"rows": int(astray.sum()), "first": row + 1, "frame": names[own[row]]})]

"""What survey estimation refuses, each refusal with a stable code and the facts its sentence was made of."""

from collections.abc import Sequence

from barabar.statistics import errors

SENTENCES = {
    "no_rows": "{source} has no rows. Give a file with at least one row.",
    "length": "{what} has {rows} rows but the data has {expected}. Give one value per row.",
    "missing": (
        "{what} is missing in {rows} of {total} rows, first in row {first}. "
        "Fill it in or leave these rows out before estimating."
    ),
    "not_number": "{what} is not a number in {rows} rows, first in row {first}: {value!r}. Give numbers.",
    "negative_weight": (
        "{what} is negative in {rows} of {total} rows, first in row {first}: {value}. "
        "A weight says how many people a row stands for; give zero or more."
    ),
    "all_weights_zero": "{what} is zero in all {total} rows. Give the column that holds the survey weights.",
    "not_nested": (
        "In stage {stage}, {rows} clusters lie in more than one stratum, first {cluster!r} (row {first}). "
        "If cluster numbers start again in each stratum, say that ids are nested."
    ),
    "fpc_mixed": (
        "{what} mixes population sizes and fractions: row {first} has {value}. "
        "Give sizes (1 or more) in all rows, or fractions (at most 1) in all rows."
    ),
    "fpc_too_small": (
        "{what} says {value} units exist in the stratum of row {first}, but {sampled} were sampled there "
        "({rows} rows concerned). Give the number of units in the population, not in the sample."
    ),
    "fpc_varies": (
        "{what} differs within {rows} strata, first in the stratum of row {first}. Give one size for a whole stratum."
    ),
    "fpc_not_probability": "{what} must be an inclusion probability above 0 and at most 1; row {first} has {value}.",
    "fpc_stages": "There are {given} population sizes for {stages} sampling stages. Give at most one per stage.",
    "one_psu": (
        "Stratum {stratum!r} has only one primary sampling unit (row {first}), so its variance is unknown. "
        "Choose what to do: remove, certainty, adjust or average."
    ),
    "unknown_choice": "{what} {value!r} is not known. Choose one of: {choices}.",
    "unknown_column": "There is no column {name!r} in {source}. Columns: {columns}.",
    "unknown_level": "{column} has no value {level!r}. Values: {levels}.",
    "empty_domain": "No row with a value of {variable} and a weight above zero lies in {domain}. Nothing to estimate.",
    "all_missing": "{variable} is missing in all {total} rows. Choose another variable.",
    "nothing_selected": "No row of {source} has {text}. Change the selection, or leave it out.",
    "not_condition": (
        "The selection {text} is no condition: row {first} gives {value}. Write what is to be true of a row, such as age >= 15."
    ),
    "confidence": "The confidence {value} is not between 0 and 1. Write 0.95 for 95 %.",
    "needs_rows": "{what} need the rows, which the engine {engine} does not hand out. Leave the engine out to have them.",
    "not_binary": "{variable} must hold only 0 and 1 to be a proportion; row {first} holds {value}.",
    "probability": "{value} is not a probability. Give a number between 0 and 1.",
    "replicate_shape": "The replicate weights have {given} {axis}; {expected} are needed.",
    "replicate_key": "{rows} rows have no replicate weights, first row {first} with key {key!r}.",
    "brr_two": "Balanced repeated replication needs two units per stratum; stratum {stratum!r} has {units}.",
    "margin_missing": (
        "The sample has {rows} rows with {margin} = {level!r}, but no population total was given for it. "
        "Add the total or leave these rows out."
    ),
    "margin_empty": (
        "A population total of {total} is given for {margin} = {level!r}, but no row of the sample has it. "
        "Join it with a neighbouring category."
    ),
    "margins_disagree": (
        "The margins add up to different totals: {first_margin} to {first_total}, {margin} to {total}. "
        "Raking needs margins of one population."
    ),
    "calibration_columns": "Calibration needs totals for {expected}, but totals were given for {given}.",
    "calibration_failed": (
        "Calibration did not reach the totals in {iterations} steps; the worst is {worst}, off by {misfit}. "
        "Widen the bounds or use fewer totals."
    ),
    "comparison_mixed": (
        "These figures compare with different groups: {first} and {second}. A gap to neighbours and a gap to the "
        "general population must not be mixed; give figures with one comparison group."
    ),
    "universe_mixed": (
        "These figures describe different populations: {first} and {second}. Give figures about one population."
    ),
    "indicator_mixed": "These figures measure different things: {first} and {second}. Give one indicator.",
    "overlap": (
        "Some rows belong to two of the figures of {name}. Say who it is about, the reference and the waves so that no row "
        "is in two of them."
    ),
    "not_covered": "No covariance is known between {first} and {second}. Estimate them in one call.",
    "baseline_needed": "A target of type {type} needs {what}. Give it.",
    "year_order": "The deadline {deadline} is not after the year of the figure, {year}. Give a later year.",
    "zero_gap": "The gap at the baseline is zero, so no share of it can be closed.",
    "singular": "The variables {names} say the same thing twice in {group}, so effects cannot be separated. Drop one.",
    "expression": "{text!r} cannot be read as an expression at position {position}: {reason}.",
    "frame_unknown": (
        "Row {first} was drawn from the frame {value!r}, of which nothing is said. Frames: {frames}. Say whom it reaches."
    ),
    "frame_without": "The frame {frame} has no {what}. Give one for each frame.",
    "frame_share": "The share of the frame {frame} is {value}. Give a number above zero.",
    "frame_reach": (
        "Whether the frame {frame} reaches a row must be 1 or 0; row {first} has {value} ({rows} rows in all). "
        "For weights in each frame, give them as weights."
    ),
    "frame_astray": (
        "{rows} rows are said not to be reached by the frame they were drawn from, first row {first} from {frame}. "
        "Correct the frame or whom it reaches."
    ),
    "pooled_types": (
        "Column {name} holds {first} in {one} and {second} in {other}. Give files in which it is of one kind."
    ),
    "pooled_name": "{one} has a column {name} already. Say another name for the column that tells the files apart.",
    "file": "{path} cannot be read: {reason}.",
    "yaml": "{path}, line {line}: {reason}.",
}


class Problem(errors.Problem):
    """One thing survey estimation does not accept."""

    sentences = SENTENCES


class SurveyError(errors.StatisticsError[Problem]):
    """Refused. `problems` holds everything that was found, not only the first."""

    problem = Problem


refusal = SurveyError.of


def choice(what: str, value: str, choices: Sequence[str]) -> str:
    """`value`, if it is one of `choices`."""
    if value not in choices:
        raise refusal("unknown_choice", what=what, value=value, choices=", ".join(choices))
    return value

"""What disclosure control refuses, each refusal with a stable code and the facts its sentence was made of."""

from barabar.statistics import errors

SENTENCES = {
    "file": "{file} cannot be read: {reason}.",
    "no_rows": "{file} has no rows. Give a file with at least one cell.",
    "no_value": "{file} has no column `value`. Columns: {columns}. Name the column of figures `value`.",
    "no_dimension": "{file} has no dimension column, only {columns}. Give at least one column that says what a cell is about.",
    "double_column": "{file} has the column {column!r} twice. Name each column once.",
    "unknown_column": "There is no column {column!r} in {file}. Columns: {columns}.",
    "row_length": "{file}, row {row}: {given} entries for {expected} columns. Give one entry per column.",
    "value_missing": "{file}, row {row} ({cell}): `{column}` is empty. A cell that is zero says 0; leave out rows that are not known.",
    "not_number": "{file}, row {row} ({cell}): {value!r} in `{column}` is not a number. Give a plain number, such as 12 or 12.5.",
    "comma": "{file}, row {row} ({cell}): {value!r} in `{column}` has a comma. Write the decimal point as `.` and nothing between thousands.",
    "negative": "{file}, row {row} ({cell}): `{column}` is {value}, below zero. Protection rests on figures of zero or more.",
    "percentage": (
        "{file}, row {row} ({cell}): {value} % of {base} is no whole number of people. "
        "Give the percentage with more decimals, or the counts."
    ),
    "percentage_part": "{file} has the columns `base` and `part`. Percentages make a dimension `part` themselves; name yours otherwise.",
    "code_missing": "{file}, row {row}: `{dimension}` is empty. Write `*` for the total.",
    "duplicate": "{file}, row {row}: the cell {cell} was given before, in {first_file}, row {first}. Give each cell once.",
    "linked_differ": "{file}, row {row}: the cell {cell} is {value}, but {first} in {first_file}, row {first_row}. A cell shared by two tables has one value.",
    "margin": (
        "The margin {cell} ({file}, row {row}) says {says}, but its parts over {dimension} add up to {parts}. "
        "Correct the margin or the parts."
    ),
    "margin_parts": (
        "The margin {cell} ({file}, row {row}) says {says}, but its parts over {dimension} add up to {parts}: "
        "there is no row for {missing}. Add it, or leave the margin out."
    ),
    "hierarchy_columns": "{file} needs the columns `code` and `parent`; it has {columns}.",
    "hierarchy_twice": "{file}, row {row}: the code {code!r} was given before, in row {first}. A code has one parent.",
    "hierarchy_parent": "{file}, row {row}: the parent {parent!r} of {code!r} is not a code of this file. Add it, or write `*` for the top.",
    "hierarchy_loop": "{file}, row {row}: {path} goes round in a loop and never reaches `*`. Correct one parent.",
    "hierarchy_top": "{file}, row {row}: `*` is the top and has no parent. Remove this row.",
    "hierarchy_dimension": "A hierarchy is given for {dimension!r}, but no table has this column. Columns: {columns}.",
    "hierarchy_argument": "{value!r} is not of the form DIM=FILE.csv.",
    "unknown_code": "{file}, row {row}: the code {code!r} of `{dimension}` is not in its hierarchy {hierarchy}. Add it there or correct it.",
    "rule": "{text!r} is not a rule. Write one of: {forms}.",
    "rule_number": "{text!r}: {reason}.",
    "rule_needs": "The rule {rule} needs {columns} in {file}. Add them, or choose another rule.",
    "contributors": "{file}, row {row} ({cell}): {reason}. Correct the contributions.",
    "interval": "The interval {value} is not a width. Give a number of zero or more.",
    "yaml": "{file}: {reason}.",
    "already_published": (
        "{cell} is sensitive ({value}), but {file}, row {row}, already published it. It cannot be hidden any more; "
        "withdraw that release or leave this table unpublished."
    ),
    "cannot_protect": (
        "{cell} cannot be protected: an attacker can always narrow it to {width} wide, and {needed} is asked. {advice}"
    ),
    "audit_failed": "Nothing was written: the audit found {count} cells that are not protected, first {cell}: {reason}.",
    "rounding": "No rounding of this table to base {base} keeps all sums. Use a smaller base, or suppression.",
    "rounding_base": "The base {base} is not a whole number of at least {least}. Choose one.",
    "not_counts": "Rounding is for counts; {cell} is {value}. Use suppression for other figures.",
}


class Problem(errors.Problem):
    """One thing disclosure control does not accept."""

    sentences = SENTENCES


class DisclosureError(errors.StatisticsError[Problem]):
    """Refused. `problems` holds everything that was found, not only the first."""

    problem = Problem


refusal = DisclosureError.of

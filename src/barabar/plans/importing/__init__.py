"""Import of plans from workbooks with free column heads: a column map says what each head means.

workbook (guarded) → table of cells → rows by meaning → content of a plan, with every problem at its cell.
"""

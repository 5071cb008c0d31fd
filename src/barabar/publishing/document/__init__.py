"""The report as a thing of its own: what it says, free of any file format and of the database.

Sections build a `Document` from facts; formats turn it into bytes. Both meet only here.
"""

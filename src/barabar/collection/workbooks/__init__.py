"""The workbook made for one institution: written, filled in Excel or LibreOffice, checked before it is opened, read back,
and answered as the same workbook with its cells marked."""

from barabar.collection.workbooks.write import make_workbook

__all__ = ["make_workbook"]

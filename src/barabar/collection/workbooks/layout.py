"""What stands where in a workbook. Rows and columns are found by hidden keys, never by position, so that inserted,
deleted or reordered ones do no harm."""

from dataclasses import dataclass

FORMAT = "barabar-return-1"
IDENTITY_SHEET = "_barabar"
LISTS_SHEET = "_lists"
# Row 1 of each sheet is hidden and names the columns; column A is hidden and names the questions.
KEY_COLUMN = "key"


@dataclass(frozen=True)
class Column:
    """`key` is what row 1 says; `input` columns are open to typing; `list` names the drop-down."""

    key: str
    width: int
    input: bool = False
    list: str = ""


VALUES = (
    Column(KEY_COLUMN, 4),
    Column("code", 8),
    Column("question", 44),
    Column("part", 24),
    Column("unit", 13),
    Column("earlier", 13),
    Column("target", 11),
    Column("value", 15, input=True),
    Column("whole", 13, input=True),
    Column("why", 27, input=True, list="why"),
    Column("overlap", 24, input=True, list="overlap"),
    Column("note", 34, input=True),
    Column("check", 16),
)
MONEY = (
    Column(KEY_COLUMN, 4),
    Column("code", 8),
    Column("question", 44),
    Column("source", 22),
    Column("stage", 16),
    Column("unit", 13),
    Column("earlier", 15),
    Column("target", 15),
    Column("value", 18, input=True),
    Column("why", 27, input=True, list="why"),
    Column("note", 34, input=True),
    Column("check", 16),
)
NARRATIVES = (
    Column(KEY_COLUMN, 4),
    Column("code", 8),
    Column("question", 38),
    Column("status", 18, input=True, list="status"),
    Column("achievements", 44, input=True),
    Column("setbacks", 44, input=True),
    Column("next_steps", 44, input=True),
)
# Further questions (collection/further.py), where there are any.
FURTHER = (
    Column(KEY_COLUMN, 4),
    Column("question", 48),
    Column("about", 48),
    Column("standing", 24),
    Column("stands", 20, input=True, list="stands"),
    Column("note", 60, input=True),
)
SHEETS = {"values": VALUES, "money": MONEY, "narratives": NARRATIVES, "further": FURTHER}

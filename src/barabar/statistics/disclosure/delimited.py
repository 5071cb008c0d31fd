"""CSV files as people save them: comma, semicolon or tab between entries, with or without a byte-order mark."""

import csv
from pathlib import Path

from .errors import refusal

SEPARATORS = (",", ";", "\t")


def read_csv(path: Path) -> list[list[str]]:
    """The rows of a file; the separator is the one that its first line has most of."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            first = stream.readline()
            stream.seek(0)
            return list(csv.reader(stream, delimiter=max(SEPARATORS, key=first.count), strict=True))
    except OSError as error:
        raise refusal("file", file=path.name, reason=error.strerror) from error
    except UnicodeDecodeError as error:
        raise refusal("file", file=path.name, reason="it is not UTF-8 text") from error
    except csv.Error as error:
        raise refusal("file", file=path.name, reason=f"it is not CSV ({error})") from error

"""The auditor: attacks published files and says what each hidden cell can be narrowed to, and by which equations.

On purpose it shares no code with the rest of this package: it reads the files itself, derives the equations itself and
asks its own questions of the solver. Its attacker knows every printed figure of all files given, the margins, that
figures are not negative and, where all printed figures are whole, that the hidden ones are too; he may be one of the
people counted. It trusts no decision of the protector; a list of decisions tells it only which hidden cells must stay
uncertain, and a table said to fit is used only after checking that it does.
"""

from .attack import attack, attack_sums, audit_files
from .findings import Ask, Audit, Finding, as_json
from .knowledge import AuditRefusal, Knowledge, read_published, said
from .sums import Sum, sums_of

__all__ = [
    "Ask",
    "Audit",
    "AuditRefusal",
    "Finding",
    "Knowledge",
    "Sum",
    "as_json",
    "attack",
    "attack_sums",
    "audit_files",
    "read_published",
    "said",
    "sums_of",
]

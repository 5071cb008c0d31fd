"""Indicators written as expressions over columns, such as `employed == 1 and age >= 15`.

Read once into nodes; worked out here with NumPy, and by the engine room in its own language, to the same values. A
missing value makes a comparison or sum missing; `and`, `or` and `not` follow three-valued logic (as SQL does). The
result is 1 for true, 0 for false, NaN for missing, or a number. `missing(x)` asks whether x is missing;
`if_else(c, a, b)` chooses; `in (…)` tests membership. Column names that are not plain words stand in backquotes.
"""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .arrays import BoolArray, Column, FloatArray, column, missing
from .errors import SurveyError, refusal

Scalar = float | str


@dataclass(frozen=True)
class Name:
    """A column."""

    name: str


@dataclass(frozen=True)
class Constant:
    """A number or a text."""

    value: Scalar


@dataclass(frozen=True)
class Operation:
    """An operator or function applied to parts: + - * / == != < <= > >= and or not missing if_else abs log."""

    operator: str
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Membership:
    """Whether a part is one of some constants."""

    part: "Node"
    choices: tuple[Scalar, ...]


Node = Name | Constant | Operation | Membership

ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
COMPARISONS = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
FUNCTIONS = {"missing": 1, "if_else": 3, "abs": 1, "log": 1}
QUOTED = re.compile(r"`([^`]+)`")


def parse(text: str) -> Node:
    """Read an expression; refuses anything that is not of the kinds above, with the place."""
    quoted: list[str] = []

    def hide(match: re.Match[str]) -> str:
        quoted.append(match.group(1))
        return f"quoted_{len(quoted) - 1}_".ljust(len(match.group(0)), "_")

    try:
        tree = ast.parse(QUOTED.sub(hide, text.strip()), mode="eval")
    except SyntaxError as error:
        raise refusal("expression", text=text, position=error.offset or 1, reason=error.msg) from None
    names = {f"quoted_{i}_": name for i, name in enumerate(quoted)}
    return _Reader(text, names).node(tree.body)


class _Reader:
    """Turns Python's syntax tree into nodes, refusing what has no place in an indicator."""

    def __init__(self, text: str, names: Mapping[str, str]) -> None:
        self._text, self._names = text, names

    def _refuse(self, node: ast.AST, reason: str) -> SurveyError:
        return refusal("expression", text=self._text, position=getattr(node, "col_offset", 0) + 1, reason=reason)

    def node(self, tree: ast.expr) -> Node:
        if isinstance(tree, ast.Name):
            return Name(next((n for key, n in self._names.items() if tree.id.startswith(key)), tree.id))
        if isinstance(tree, ast.Constant):
            return Constant(self._constant(tree))
        if isinstance(tree, ast.BoolOp):
            word = "and" if isinstance(tree.op, ast.And) else "or"
            return Operation(word, tuple(self.node(v) for v in tree.values))
        if isinstance(tree, ast.BinOp) and type(tree.op) in ARITHMETIC:
            return Operation(ARITHMETIC[type(tree.op)], (self.node(tree.left), self.node(tree.right)))
        if isinstance(tree, ast.UnaryOp):
            return self._unary(tree)
        if isinstance(tree, ast.Compare):
            return self._comparison(tree)
        if isinstance(tree, ast.Call):
            return self._call(tree)
        raise self._refuse(tree, "only columns, numbers, texts, comparisons, and/or/not, + - * / and known functions")

    def _constant(self, tree: ast.Constant) -> Scalar:
        if isinstance(tree.value, bool):
            return float(tree.value)
        if isinstance(tree.value, int | float):
            return float(tree.value)
        if isinstance(tree.value, str):
            return tree.value
        raise self._refuse(tree, "only numbers and texts stand for themselves")

    def _unary(self, tree: ast.UnaryOp) -> Node:
        if isinstance(tree.op, ast.Not):
            return Operation("not", (self.node(tree.operand),))
        inner = self.node(tree.operand)
        if isinstance(tree.op, ast.USub):
            if isinstance(inner, Constant) and isinstance(inner.value, float):
                return Constant(-inner.value)
            return Operation("-", (Constant(0.0), inner))
        raise self._refuse(tree, "only not and minus may stand before a value")

    def _comparison(self, tree: ast.Compare) -> Node:
        parts: list[Node] = []
        left = tree.left
        for operator, right in zip(tree.ops, tree.comparators, strict=True):
            if isinstance(operator, ast.In | ast.NotIn):
                member: Node = Membership(self.node(left), self._choices(right))
                parts.append(member if isinstance(operator, ast.In) else Operation("not", (member,)))
            elif type(operator) in COMPARISONS:
                parts.append(Operation(COMPARISONS[type(operator)], (self.node(left), self.node(right))))
            else:
                raise self._refuse(tree, "compare with == != < <= > >= or in")
            left = right
        return parts[0] if len(parts) == 1 else Operation("and", tuple(parts))

    def _choices(self, tree: ast.expr) -> tuple[Scalar, ...]:
        if not isinstance(tree, ast.Tuple | ast.List):
            raise self._refuse(tree, "after in stands a list in brackets")
        found = [self.node(item) for item in tree.elts]
        if not all(isinstance(item, Constant) for item in found):
            raise self._refuse(tree, "the list after in holds numbers or texts")
        return tuple(item.value for item in found if isinstance(item, Constant))

    def _call(self, tree: ast.Call) -> Node:
        if not isinstance(tree.func, ast.Name) or tree.func.id not in FUNCTIONS or tree.keywords:
            raise self._refuse(tree, f"known functions are {', '.join(FUNCTIONS)}")
        if len(tree.args) != FUNCTIONS[tree.func.id]:
            raise self._refuse(tree, f"{tree.func.id} takes {FUNCTIONS[tree.func.id]} values")
        return Operation(tree.func.id, tuple(self.node(a) for a in tree.args))


def columns_of(node: Node) -> list[str]:
    """Columns an expression needs, each once, in the order they are met."""
    if isinstance(node, Name):
        return [node.name]
    if isinstance(node, Membership):
        return columns_of(node.part)
    if isinstance(node, Operation):
        return list(dict.fromkeys(name for part in node.parts for name in columns_of(part)))
    return []


def evaluate(node: Node, columns: Mapping[str, Column]) -> Column:
    """Work out an expression over columns in memory. A bare column comes back as it is; all else as numbers."""
    if isinstance(node, Name):
        if node.name not in columns:
            raise refusal("unknown_column", name=node.name, source="the data", columns=", ".join(columns))
        return column(columns[node.name])
    rows = len(next(iter(columns.values())))
    if isinstance(node, Constant):
        held = np.empty(rows, dtype=object if isinstance(node.value, str) else np.float64)
        held[:] = node.value
        return held
    if isinstance(node, Membership):
        return _membership(evaluate(node.part, columns), node.choices)
    parts = [evaluate(part, columns) for part in node.parts]
    return _operate(node.operator, parts)


def _membership(values: Column, choices: tuple[Scalar, ...]) -> FloatArray:
    absent = missing(values)
    hit = np.zeros(len(values), dtype=np.bool_)
    for one in choices:
        hit |= _equal(values, one, absent)
    return np.where(absent, np.nan, hit)


def _equal(values: Column, one: Scalar, absent: BoolArray) -> BoolArray:
    if isinstance(one, str) or values.dtype.kind != "O":
        return np.asarray(values == one, dtype=np.bool_)
    return np.array([not a and _as_number(v) == one for v, a in zip(values, absent, strict=True)], dtype=np.bool_)


def _as_number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return float("nan")


def _numbers(values: Column) -> FloatArray:
    if values.dtype.kind in "biuf":
        return values.astype(np.float64)
    return np.array([np.nan if v is None or v == "" else _as_number(v) for v in values])


def _operate(operator: str, parts: list[Column]) -> FloatArray:
    if operator == "missing":
        return missing(parts[0]).astype(np.float64)
    if operator in ("==", "!=") and any(p.dtype.kind == "O" for p in parts):
        return _compare_text(operator, parts)
    numbers = [_numbers(p) for p in parts]
    if operator in ("and", "or"):
        return _logic(operator, numbers)
    absent = np.isnan(numbers[0]) | (np.isnan(numbers[1]) if len(numbers) == 2 else False)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = _plain(operator, numbers)
    return np.where(absent | ~np.isfinite(found), np.nan, found)


def _compare_text(operator: str, parts: list[Column]) -> FloatArray:
    """Equality where a side is text; a number and a text are equal if the text reads as that number."""
    absent = missing(parts[0]) | missing(parts[1])
    if all(p.dtype.kind == "O" for p in parts):
        same = np.array([str(a) == str(b) for a, b in zip(*parts, strict=True)], dtype=np.bool_)
    else:
        same = _numbers(parts[0]) == _numbers(parts[1])
    return np.asarray(np.where(absent, np.nan, same if operator == "==" else ~same))


def _logic(operator: str, parts: list[FloatArray]) -> FloatArray:
    deciding = 0.0 if operator == "and" else 1.0
    decided = np.zeros(len(parts[0]), dtype=np.bool_)
    unknown = np.zeros(len(parts[0]), dtype=np.bool_)
    for part in parts:
        decided |= ~np.isnan(part) & ((part != 0) == bool(deciding))
        unknown |= np.isnan(part)
    return np.asarray(np.where(decided, deciding, np.where(unknown, np.nan, 1.0 - deciding)))


def _plain(operator: str, parts: list[FloatArray]) -> FloatArray:
    first = parts[0]
    if operator == "not":
        return np.asarray(first == 0, dtype=np.float64)
    if operator == "abs":
        return np.asarray(np.abs(first))
    if operator == "log":
        return np.asarray(np.log(first))
    if operator == "if_else":
        return np.asarray(np.where(first != 0, parts[1], parts[2]))
    second = parts[1]
    table = {
        "+": np.add,
        "-": np.subtract,
        "*": np.multiply,
        "/": np.divide,
        "==": np.equal,
        "!=": np.not_equal,
        "<": np.less,
        "<=": np.less_equal,
        ">": np.greater,
        ">=": np.greater_equal,
    }
    return np.asarray(table[operator](first, second), dtype=np.float64)

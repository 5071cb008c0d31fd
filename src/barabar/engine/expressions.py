"""Indicator expressions in the engine's language: the nodes that statistics reads, as Ibis expressions.

The nodes are taken by shape (their class name and fields), for this room knows none of the others.
"""

from typing import Any

import ibis
import ibis.expr.types as ir


def compile_expression(node: Any, table: ir.Table) -> ir.Value:
    """An Ibis value for a node; comparisons and logic come back as 1, 0 or null."""
    kind = type(node).__name__
    if kind == "Name":
        return _present(table[node.name])
    if kind == "Constant":
        return ibis.null("float64") if node.value != node.value else ibis.literal(node.value)
    if kind == "Membership":
        part = compile_expression(node.part, table)
        return _number(part.isin([_like(part, choice) for choice in node.choices]))
    return _operation(node.operator, [compile_expression(part, table) for part in node.parts])


def _like(part: ir.Value, choice: float | str) -> float | str:
    if isinstance(part, ir.StringValue) and isinstance(choice, float):
        return str(int(choice)) if choice.is_integer() else str(choice)
    return choice


def _number(condition: ir.Value) -> ir.Value:
    """True as 1, false as 0, unknown as null; a number stays one."""
    return condition.cast("float64") if isinstance(condition, ir.BooleanValue) else condition


def _condition(value: ir.Value) -> ir.Value:
    return value if isinstance(value, ir.BooleanValue) else value.cast("float64") != 0


def _operation(operator: str, parts: list[ir.Value]) -> ir.Value:
    if operator == "missing":
        return _number(parts[0].isnull())
    if operator in ("and", "or"):
        found = _condition(parts[0])
        for part in parts[1:]:
            found = (found & _condition(part)) if operator == "and" else (found | _condition(part))
        return _number(found)
    if operator == "not":
        return _number(~_condition(parts[0]))
    if operator == "if_else":
        return _condition(parts[0]).ifelse(parts[1].cast("float64"), parts[2].cast("float64"))
    if operator in ("==", "!="):
        first, second = _alike(parts[0], parts[1])
        return _number(first == second if operator == "==" else first != second)
    numbers = [part.cast("float64") for part in parts]
    return _number(_arithmetic(operator, numbers))


def _present(value: ir.Value) -> ir.Value:
    """A column in which every kind of missing (null, NaN, empty text) is null."""
    if isinstance(value, ir.FloatingValue):
        return value.isnan().ifelse(ibis.null(value.type()), value)
    if isinstance(value, ir.StringValue):
        return value.nullif("")
    return value


def _alike(first: ir.Value, second: ir.Value) -> tuple[ir.Value, ir.Value]:
    if isinstance(first, ir.StringValue) == isinstance(second, ir.StringValue):
        return first, second
    return first.try_cast("float64"), second.try_cast("float64")


def _arithmetic(operator: str, parts: list[ir.Value]) -> ir.Value:
    if operator == "abs":
        return parts[0].abs()
    if operator == "log":
        return (parts[0] > 0).ifelse(parts[0].log(), ibis.null("float64"))
    first, second = parts
    if operator == "/":
        return (second != 0).ifelse(first / second.nullif(0), ibis.null("float64"))
    table = {
        "+": lambda: first + second,
        "-": lambda: first - second,
        "*": lambda: first * second,
        "<": lambda: first < second,
        "<=": lambda: first <= second,
        ">": lambda: first > second,
        ">=": lambda: first >= second,
    }
    return table[operator]()

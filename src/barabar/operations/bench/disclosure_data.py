"""Random tables made from seeds: gamma-Poisson counts, many of them small."""

import itertools

import numpy as np

from barabar.statistics.disclosure.hierarchies import TOP, Hierarchy, flat
from barabar.statistics.disclosure.tables import Cell, TableSet, key_of, table_set

KINDS = ("two-way 6×5", "regions (3×3)×5", "three-way 4×3×3", "linked pair")


def run(arguments: list[str]) -> int:
    """Not a benchmark by itself."""
    print("This makes the tables of `barabar bench disclosure`.")
    return 0


def random_tables(kind: str, seed: int) -> TableSet:
    """A set of tables of one kind; the same seed gives the same figures everywhere."""
    random = np.random.default_rng([KINDS.index(kind), seed])
    if kind == "two-way 6×5":
        return cube(random, {"area": plain(6), "age": plain(5)})
    if kind == "regions (3×3)×5":
        return cube(random, {"area": regions(3, 3), "age": plain(5)})
    if kind == "three-way 4×3×3":
        return cube(random, {"area": plain(4), "age": plain(3), "sector": plain(3)})
    return linked_pair(random)


def plain(count: int) -> Hierarchy:
    return flat([f"c{n}" for n in range(1, count + 1)])


def regions(count: int, inside: int) -> Hierarchy:
    tops = [f"r{n}" for n in range(1, count + 1)]
    return Hierarchy({TOP: tuple(tops), **{top: tuple(f"{top}m{n}" for n in range(1, inside + 1)) for top in tops}})


def leaves(tree: Hierarchy, code: str = TOP) -> list[str]:
    below = tree.children.get(code, ())
    return [leaf for child in below for leaf in leaves(tree, child)] if below else [code]


def counts(random: np.random.Generator, size: int, scale: float = 14.0) -> np.ndarray:
    return random.poisson(random.gamma(0.9, scale, size))


def cube(random: np.random.Generator, trees: dict[str, Hierarchy]) -> TableSet:
    """Every combination of codes, margins included."""
    inner = list(itertools.product(*(leaves(tree) for tree in trees.values())))
    figures = dict(zip(inner, counts(random, len(inner)).tolist(), strict=True))
    return table_set(list(trees), summed(figures, trees), trees)


def summed(figures: dict[tuple[str, ...], int], trees: dict[str, Hierarchy]) -> list[Cell]:
    """Cells for every combination of codes, each the sum of what lies below."""
    above = {name: _ancestors(tree) for name, tree in trees.items()}
    sums: dict[tuple[str, ...], int] = {}
    for codes, value in figures.items():
        for combination in itertools.product(*(above[name][code] for name, code in zip(trees, codes, strict=True))):
            sums[combination] = sums.get(combination, 0) + value
    return [Cell(key_of(dict(zip(trees, codes, strict=True))), float(value)) for codes, value in sums.items()]


def _ancestors(tree: Hierarchy, code: str = TOP, path: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
    here = (*path, code)
    found = {code: here}
    for child in tree.children.get(code, ()):
        found |= _ancestors(tree, child, here)
    return found


def linked_pair(random: np.random.Generator) -> TableSet:
    """Area × sex and area × age of the same people: two tables that share the areas' totals."""
    areas, sexes, ages = plain(5), flat(["f", "m"]), flat(["young", "middle", "old"])
    people = counts(random, 5 * 2 * 3, 4.0).reshape(5, 2, 3)
    first = {(a, s): int(people[i, j].sum()) for i, a in enumerate(leaves(areas)) for j, s in enumerate(leaves(sexes))}
    second = {
        (a, g): int(people[i, :, k].sum()) for i, a in enumerate(leaves(areas)) for k, g in enumerate(leaves(ages))
    }
    cells = {cell.key: cell for cell in summed(first, {"area": areas, "sex": sexes})}
    cells |= {cell.key: cell for cell in summed(second, {"area": areas, "age": ages})}
    return table_set(["area", "sex", "age"], list(cells.values()), {"area": areas, "sex": sexes, "age": ages})

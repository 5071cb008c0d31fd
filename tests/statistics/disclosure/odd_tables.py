"""Random tables of odd shapes, made from seeds: one to four ways, three levels, zeros, large counts, missing margins."""

import itertools

import numpy as np

from barabar.operations.bench.disclosure_data import leaves, summed
from barabar.statistics.disclosure.hierarchies import TOP, Hierarchy, flat
from barabar.statistics.disclosure.tables import TableSet, table_set

FIGURES = ("few zeros", "many zeros", "all small", "large", "one large", "mixed")


def odd_table(seed: int, most: int = 110) -> TableSet:
    """A table of at most about `most` cells; every seed another shape."""
    random = np.random.default_rng([77, seed])
    while True:
        trees = {f"d{n}": _tree(random, f"{'abcd'[n]}") for n in range(random.choice([1, 2, 2, 2, 3, 3, 4]))}
        if np.prod([len(tree.codes) for tree in trees.values()]) <= most:
            break
    inner = list(itertools.product(*(leaves(tree) for tree in trees.values())))
    counts = dict(zip(inner, _counts(random, len(inner)).tolist(), strict=True))
    cells = summed(counts, trees)
    if random.random() < 0.2:
        gone = random.choice(list(trees))
        cells = [cell for cell in cells if any(name == gone for name, _ in cell.key)]
    return table_set(list(trees), cells, trees)


def _tree(random: np.random.Generator, letter: str) -> Hierarchy:
    kind = random.choice(["one", "flat", "flat", "flat", "two", "three"])
    if kind == "one":
        return flat([f"{letter}1"])
    if kind == "flat":
        return flat([f"{letter}{n}" for n in range(1, random.integers(3, 8))])
    tops = [f"{letter}{n}" for n in range(1, random.integers(3, 5))]
    children = {TOP: tuple(tops)}
    for top in tops:
        children[top] = tuple(f"{top}.{n}" for n in range(1, random.integers(2, 4)))
        if kind == "three" and random.random() < 0.5:
            first = children[top][0]
            children[first] = tuple(f"{first}.{n}" for n in range(1, random.integers(2, 4)))
    return Hierarchy(children)


def _counts(random: np.random.Generator, size: int) -> np.ndarray:
    kind = random.choice(FIGURES)
    if kind == "many zeros":
        return random.poisson(4, size) * (random.random(size) < 0.3)
    if kind == "all small":
        return random.integers(0, 5, size)
    if kind == "large":
        return random.integers(1, 5, size) ** random.integers(1, 14, size)
    if kind == "one large":
        counts = random.integers(0, 3, size)
        counts[random.integers(size)] = 10**6
        return counts
    return random.poisson(random.gamma(0.9, 14.0 if kind == "mixed" else 40.0, size))

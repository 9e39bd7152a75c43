"""Training a ranker: a softmax over the candidates of a statement, several of which may fit.

The loss of a group is -log of the summed chance of its right candidates, times its weight, plus an
L2 penalty.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Group = tuple[list[list[str]], list[bool], float]
"""The features of each candidate, which of them fit, and how much the statement counts."""


def fit(
    groups: Sequence[Group], *, l2: float = 1.0, min_count: int = 2, iterations: int = 150
) -> dict[str, float]:
    """The weight of each feature that occurs at least `min_count` times."""
    groups = [g for g in groups if any(g[1]) and not all(g[1])]
    counts: dict[str, int] = {}
    for rows, _, _ in groups:
        for row in rows:
            for name in row:
                counts[name] = counts.get(name, 0) + 1
    index = {
        name: i for i, name in enumerate(sorted(n for n, c in counts.items() if c >= min_count))
    }
    indices, indptr, right, sizes, counting = [], [0], [], [], []
    for rows, good, weight in groups:
        for row in rows:
            indices.extend(sorted({index[name] for name in row if name in index}))
            indptr.append(len(indices))
        right.extend(good)
        sizes.append(len(rows))
        counting.append(weight)
    matrix = csr_matrix(
        (np.ones(len(indices)), indices, indptr), shape=(len(indptr) - 1, len(index))
    )
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    owner = np.repeat(np.arange(len(sizes)), sizes)
    good = np.array(right)
    weights = np.array(counting, float)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        s = matrix @ w
        s = s - np.maximum.reduceat(s, starts)[owner]
        e = np.exp(s)
        total = np.add.reduceat(e, starts)
        hit = np.add.reduceat(e * good, starts) + 1e-300
        value = -(weights * np.log(hit / total)).sum() + 0.5 * l2 * (w @ w)
        grad = (e / total[owner] - e * good / hit[owner]) * weights[owner]
        return value, matrix.T @ grad + l2 * w

    result = minimize(
        loss, np.zeros(len(index)), jac=True, method="L-BFGS-B", options={"maxiter": iterations}
    )
    return {name: float(result.x[i]) for name, i in index.items() if abs(result.x[i]) > 1e-4}

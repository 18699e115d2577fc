"""A quick stand-in for the model: Gaussian processes over the principal components of standardised errors.

Targets of neighbouring years move together, so a few components carry nearly all that a parameter can change;
what they leave out is added to the uncertainty. A process has a quadratic part, which carries the large
slopes, and a smooth one with a length of its own for each parameter. How sure it may be is checked on points
that it is not shown (leave one out), and its variance is raised where it would be too sure.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.arrays import Floats

REST, MOST_COMPONENTS = 0.02, 20
"""Components are taken until they leave out this variance of a cell, in squared tolerances on average; at
most so many (assumptions)."""

MIDDLE = 0.5
"""Of the cube: squares about it are far less alike than squares about a corner."""

_MOST_TO_TUNE = 250
"""Points on which lengths and variances are found; all points are used once these are known (assumption)."""

_NORMAL_90 = 1.6449
"""Half-width of the 90 % interval of a standard normal."""


@dataclass
class Emulator:
    """Predictions of standardised errors, with their variances.

    Attributes
    ----------
    processes : list of GaussianProcessRegressor
        One for each component.
    inflations : float array
        By which the variance of each process is multiplied; 1 where leave-one-out errors agree with it.
    mean, components : float arrays, shapes (n_cells,), (n_components, n_cells)
    rest : float array, shape (n_cells,)
        Variance that the components leave out.
    varied : int array
        Columns of the cube that differ between the points shown.
    """

    processes: list[Any]
    inflations: Floats
    mean: Floats
    components: Floats
    rest: Floats
    varied: Floats

    def predict(self, points: Floats) -> tuple[Floats, Floats]:
        """Return mean and variance of every cell at some points, shapes (n_points, n_cells)."""
        shown = points[:, self.varied] - MIDDLE
        found = [process.predict(shown, return_std=True) for process in self.processes]
        scores = np.array([mean for mean, _ in found]).T
        variances = np.array([sd**2 for _, sd in found]).T * self.inflations
        return self.mean + scores @ self.components, variances @ self.components**2 + self.rest


def fit(points: Floats, errors: Floats) -> Emulator:
    """Return an emulator of the errors at some points.

    Parameters
    ----------
    points : float array, shape (n_points, n_dims)
        In the unit cube.
    errors : float array, shape (n_points, n_cells)
        Standardised errors, finite.
    """
    from sklearn.decomposition import PCA
    from threadpoolctl import threadpool_limits

    varied = np.flatnonzero(np.ptp(points, axis=0) > 0)
    with threadpool_limits(1):  # sums in another order would be other numbers
        most = min(MOST_COMPONENTS, *errors.shape)
        whole = PCA(n_components=most, svd_solver="full").fit(errors)
        carried = np.cumsum(whole.singular_values_**2) / errors.size
        n = min(most, 1 + int(np.searchsorted(carried, np.var(errors, axis=0).mean() - REST)))
        components = whole.components_[:n]
        scores = (errors - whole.mean_) @ components.T
        rest = np.var(errors - whole.mean_ - scores @ components, axis=0)
        processes = [_process(points[:, varied] - MIDDLE, column) for column in scores.T]
        inflations = np.array([_inflation(process) for process in processes])
    return Emulator(processes, inflations, whole.mean_, components, rest, varied)


def _process(points: Floats, values: Floats) -> Any:
    """Return a Gaussian process through values: tuned on some points, then shown all."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, DotProduct, WhiteKernel

    n_dims = points.shape[1]
    quadratic = ConstantKernel(0.1, (1e-4, 1e2)) * DotProduct(1.0, (0.1, 10.0)) ** 2
    smooth = ConstantKernel(0.5, (1e-4, 1e2)) * RBF(np.full(n_dims, 1.0), (0.1, 30.0))
    kernel = quadratic + smooth + WhiteKernel(0.05, (1e-5, 1.0))
    latest = slice(max(0, len(points) - _MOST_TO_TUNE), None)  # points come in an order drawn by chance
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a length at its bound: no effect, or a kink
        tuned = GaussianProcessRegressor(kernel, normalize_y=True).fit(points[latest], values[latest])
        whole = GaussianProcessRegressor(tuned.kernel_, optimizer=None, normalize_y=True)
        return whole.fit(points, values)


def _inflation(process: Any) -> float:
    """Return by how much a process is too sure: mean squared error over its variance, at least 1.

    The errors are those of leaving one point out; they follow from the matrix of the process.
    """
    from scipy.linalg import cho_solve

    inverse = cho_solve((process.L_, True), np.eye(len(process.L_)))
    precision = np.diag(inverse)
    return float(max(1.0, np.mean(process.alpha_.ravel() ** 2 / precision)))


def coverage(emulator: Emulator, points: Floats, errors: Floats) -> float:
    """Return the share of the errors at fresh points that lie in the emulator's 90 % intervals."""
    mean, variance = emulator.predict(points)
    return float(np.mean(np.abs(errors - mean) <= _NORMAL_90 * np.sqrt(variance)))

"""Inequality and poverty indices as pure functions of values and weights; closed forms beside them."""

from __future__ import annotations

from math import exp, log

import numpy as np
from numba import njit
from scipy.special import ndtr

from sim.arrays import Bools, Floats, Ints, ratio, sum_by


def gini_of_sorted(values: Floats, weights: Floats) -> float:
    """Return the Gini coefficient of values in rising order: 1 - sum w_i (S_i + S_(i-1)) / (W S_n).

    S_i are running sums of w x. NaN without weight or with a sum that is not positive.

    Examples
    --------
    >>> gini_of_sorted(np.array([1.0, 3.0]), np.ones(2))
    0.25
    """
    running = np.cumsum(weights * values)
    total = float(weights.sum())
    if total <= 0 or running[-1] <= 0:
        return float("nan")
    pairs = 2 * float((weights * running).sum()) - float((weights * weights * values).sum())
    return 1 - pairs / (total * float(running[-1]))


def gini(values: Floats, weights: Floats) -> float:
    """Return the Gini coefficient of values in any order (Cowell 2011, Measuring Inequality).

    Examples
    --------
    >>> gini(np.array([3.0, 1.0, 7.0]), np.array([1.0, 1.0, 0.0]))
    0.25
    """
    order = np.argsort(values, kind="stable")
    return gini_of_sorted(values[order], weights[order])


def theil_parts(values: Floats, weights: Floats, group: Ints, n_groups: int) -> tuple[float, float]:
    """Return the Theil index within and between groups; they add up to that of all (Cowell 2011).

    T = sum w y ln(y / mu) / sum w y. NaN without weight; values must be positive.

    Examples
    --------
    >>> village = np.array([0, 0, 1])
    >>> within, between = theil_parts(np.array([1.0, 1.0, 2.0]), np.ones(3), village, 2)
    >>> round(within, 6), round(between, 6)
    (0.0, 0.058892)
    """
    sizes, sums = sum_by(group, weights, n_groups), sum_by(group, weights * values, n_groups)
    if not sums.any():
        return float("nan"), float("nan")
    total, mean = float(sums.sum()), float(sums.sum() / sizes.sum())
    group_mean = np.where(sizes > 0, sums / np.where(sizes > 0, sizes, 1.0), mean)
    within = float((weights * values * np.log(values / group_mean[group])).sum()) / total
    between = float((sums * np.log(group_mean / mean)).sum()) / total
    return within, between


def fgt(values: Floats, weights: Floats, line: float) -> tuple[float, float, float]:
    """Return headcount, gap and squared gap: FGT_a = sum w ((z-y)/z)^a 1[y<z] / sum w for a = 0, 1, 2.

    Values below zero count as zero, so that all three lie in [0, 1]. NaN without weight.
    Foster, Greer and Thorbecke 1984, Econometrica 52(3).

    Examples
    --------
    >>> fgt(np.array([50.0, 100.0, 200.0, 0.0]), np.array([2.0, 1.0, 1.0, 0.0]), 100.0)
    (0.5, 0.25, 0.125)
    """
    total = float(weights.sum())
    if total <= 0:
        return float("nan"), float("nan"), float("nan")
    poor, gap, squared_gap = _shortfall_sums(values, weights, float(line))
    return poor / total, gap / total, squared_gap / total


@njit(cache=True)
def _shortfall_sums(values, weights, line):  # type: ignore[no-untyped-def]
    """Return the sums of w, w s and w s^2 over values below the line; s = min((line - value) / line, 1)."""
    poor, gap, squared_gap = 0.0, 0.0, 0.0
    for i in range(values.shape[0]):
        if values[i] < line:
            shortfall = min((line - values[i]) / line, 1.0)
            poor += weights[i]
            gap += weights[i] * shortfall
            squared_gap += weights[i] * shortfall * shortfall
    return poor, gap, squared_gap


def quantile_of_sorted(values: Floats, weights: Floats, share: float) -> float:
    """Return the smallest value (in rising order) at which the running weight reaches a share of all.

    Examples
    --------
    >>> quantile_of_sorted(np.array([1.0, 2.0, 9.0]), np.array([1.0, 1.0, 3.0]), 0.5)
    9.0
    """
    running = np.cumsum(weights)
    if not len(running) or running[-1] <= 0:
        return float("nan")
    return float(values[int(np.searchsorted(running, share * running[-1]))])


def group_means_of_sorted(values: Floats, weights: Floats, n_groups: int) -> Floats:
    """Return the weighted mean of each n-th of the rows, in rising order; NaN for groups without rows.

    Rows, not weights, are divided evenly: the bureau ranks households and averages persons (errata F7).

    Examples
    --------
    >>> group_means_of_sorted(np.array([1.0, 2.0, 3.0, 6.0]), np.array([1.0, 1.0, 2.0, 1.0]), 2).tolist()
    [1.5, 4.0]
    """
    cuts = np.arange(n_groups + 1) * len(values) // n_groups
    running = np.concatenate([[0.0], np.cumsum(weights * values)])
    counted = np.concatenate([[0.0], np.cumsum(weights)])
    sums, sizes = np.diff(running[cuts]), np.diff(counted[cuts])
    return ratio(sums, sizes, np.nan)


def return_to_poverty_share(
    is_graduated: Bools, income_net_cny: Floats, line_cny: float, counts: Bools
) -> float:
    """Return the share of graduated households below the line again; NaN when none has graduated (E7).

    Examples
    --------
    >>> graduated, income = np.array([True, True, False]), np.array([1.0, 9.0, 1.0])
    >>> return_to_poverty_share(graduated, income, 5.0, np.ones(3, bool))
    0.5
    """
    graduated = is_graduated & counts
    if not graduated.any():
        return float("nan")
    return float((income_net_cny[graduated] < line_cny).mean())


def lognormal_gini(sd_log: float) -> float:
    """Return the Gini of a lognormal: 2 Phi(s/sqrt 2) - 1 (Aitchison and Brown 1957).

    Examples
    --------
    >>> round(lognormal_gini(0.7), 5)
    0.37938
    """
    return float(2 * ndtr(sd_log / 2**0.5) - 1)


def lognormal_fgt(mean: float, sd_log: float, line: float) -> tuple[float, float, float]:
    """Return FGT 0, 1, 2 of a lognormal with a given mean and log standard deviation.

    With q = Phi, t = (ln z - mu)/s: FGT0 = q(t); FGT1 = q(t) - m q(t-s)/z;
    FGT2 = q(t) - 2 m q(t-s)/z + m^2 e^(s^2) q(t-2s)/z^2.

    Examples
    --------
    >>> [round(index, 6) for index in lognormal_fgt(17131.0, 0.7, 4000.0)]
    [0.041995, 0.009483, 0.003319]
    """
    t = (log(line) - log(mean) + sd_log**2 / 2) / sd_log
    poor, first, second = (float(ndtr(t - k * sd_log)) for k in (0, 1, 2))
    scale = mean / line
    gap = poor - scale * first
    return poor, gap, poor - 2 * scale * first + scale**2 * exp(sd_log**2) * second

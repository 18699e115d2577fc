"""Village committees of the start state (model.md 3.2 item 1, errata D4, D5, D10)."""

from __future__ import annotations

import numpy as np

from sim.agents import Committees, Remoteness
from sim.agents.place import Place, VillageStart
from sim.arrays import Floats, Ints
from sim.population.draws import Draw, beta_values
from sim.random_streams import RandomStreams, Stream, stable_ids

VILLAGE_TAG = 1
"""First part of the identity of a village."""


def remoteness_by_quota(order: Floats, near_share: float, far_share: float) -> Ints:
    """Return the remoteness class of each village, dealt by quota in a keyed order (errata D10).

    Parameters
    ----------
    order : array, shape (n_villages,)
        Keyed priorities; the lowest are near.
    near_share, far_share : float

    Examples
    --------
    >>> np.bincount(remoteness_by_quota(np.arange(20.0), 0.3, 0.3)).tolist()
    [6, 8, 6]
    """
    n = order.size
    n_near, n_to_middle = (np.floor(n * share + 0.5) for share in (near_share, 1.0 - far_share))
    rank = np.empty(n, np.int64)
    rank[np.argsort(order, kind="stable")] = np.arange(n)
    classes = np.full(n, int(Remoteness.FAR))
    classes[rank < n_to_middle] = Remoteness.MIDDLE
    classes[rank < n_near] = Remoteness.NEAR
    return classes


def _infrastructure(start: VillageStart, remoteness: Ints, normals: Floats) -> Floats:
    means = np.array([start.infrastructure_near, start.infrastructure_middle, start.infrastructure_far])
    return np.clip(means[remoteness] + start.infrastructure_sd * normals, 0.0, start.infrastructure_cap)


def build_committees(place: Place, streams: RandomStreams, year: int) -> Committees:
    """Return the villages of a place with their traits; money is posted by the model."""
    start = place.villages
    committees = Committees(place.n_villages)
    committees.uid[:] = uid = stable_ids(VILLAGE_TAG, np.arange(place.n_villages))

    def uniforms(draw: Draw) -> Floats:
        return streams.uniforms(Stream.VILLAGE_TRAITS, uid, year, draw)

    def normals(draw: Draw) -> Floats:
        return streams.normals(Stream.VILLAGE_TRAITS, uid, year, draw)

    committees.remoteness[:] = remoteness_by_quota(
        uniforms(Draw.VILLAGE_REMOTENESS), start.near_share, start.far_share
    )
    committees.village_productivity_log[:] = (
        place.village_productivity_mean + start.productivity_sd_log * normals(Draw.VILLAGE_PRODUCTIVITY)
    )
    committees.infrastructure[:] = _infrastructure(
        start, committees.remoteness, normals(Draw.VILLAGE_INFRASTRUCTURE)
    )
    committees.infrastructure_initial[:] = committees.infrastructure
    committees.governance[:] = start.governance_lowest + (
        start.governance_highest - start.governance_lowest
    ) * beta_values(uniforms(Draw.VILLAGE_GOVERNANCE), start.governance_shape, start.governance_shape)
    committees.governance_initial[:] = committees.governance
    committees.environment[:] = np.clip(
        start.environment_mean + start.environment_sd * normals(Draw.VILLAGE_ENVIRONMENT), 0.0, 1.0
    )
    committees.own_income_cny[:] = start.own_income_median_cny * np.exp(
        start.own_income_sd_log * normals(Draw.VILLAGE_OWN_INCOME)
    )
    return committees

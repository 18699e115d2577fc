"""Keyed random draws: a value depends only on (seed, stream, identity, year, draw).

Nothing is drawn in sequence, so the same household meets the same luck in every scenario, whatever
else happens, in whatever order, on however many workers. The hash is a splitmix64 chain in which seed
and stream each pass through a full mix; normals come by inversion (one draw each, monotone), so a
changed mean moves every agent's draw in the same direction.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numba import njit
from scipy.special import ndtri

from sim.arrays import Floats, Ints, UInts

MAX_SEED = 2**64 - 1

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S12 = (np.uint64(shift) for shift in (30, 27, 31, 12))
_UNIT = 2.0**-52


class Stream(IntEnum):
    """The purposes of randomness; each has its own draws (model.md 3.7, errata G3)."""

    INITIAL = 1
    MORTALITY = 2
    BIRTH = 3
    PERMANENT_EXIT = 4
    ILLNESS = 5
    MEDICAL_BILL = 6
    PERSISTENT_SHOCK = 7
    TRANSITORY_SHOCK = 8
    VILLAGE_SHOCK = 9
    FARM_PRICE = 10
    PAY_NOISE = 11
    REDECIDE = 12
    LIVELIHOOD_TASTE = 13
    JOB_PRIORITY = 14
    TARGETING_NOISE = 15
    TAKE_UP = 16
    ADOPTION = 17
    DEMAND_SHOCK = 18
    TECHNOLOGY = 19
    ENTERPRISE_EXIT = 20
    ENTERPRISE_ENTRY = 21
    UPGRADE = 22
    PROJECT_QUALITY = 23
    APPRAISAL = 24
    DETECTION = 25
    LINKAGE_LAPSE = 26
    DISABILITY = 27
    FOLLOW_UP = 28
    PARTICIPATION = 29
    CONTRACT_BREACH = 30
    WRONG_SANCTION = 31
    LAYOFF = 32
    NEWBORN_EDUCATION = 33
    NETWORK = 34
    VILLAGE_TRAITS = 35
    PROJECT_KIND = 36
    MEMBER_DRAW = 37
    OBSERVATION = 38


@njit(cache=True, inline="always")
def mix(z):  # type: ignore[no-untyped-def]
    """Return the splitmix64 finaliser of one 64-bit word."""
    z = (z ^ (z >> _S30)) * _MIX_1
    z = (z ^ (z >> _S27)) * _MIX_2
    return z ^ (z >> _S31)


@njit(cache=True, inline="always")
def _uniform_of(h):  # type: ignore[no-untyped-def]
    return (np.float64(h >> _S12) + 0.5) * _UNIT


@njit(cache=True, inline="always")
def draw_at(stream_key, uid, when):  # type: ignore[no-untyped-def]
    """Return one uniform in (0, 1) inside a kernel; ``when`` is ``year * 65536 + draw`` as uint64."""
    h = mix((stream_key ^ uid) + _GOLDEN)
    return _uniform_of(mix((h ^ when) + _GOLDEN))


@njit(cache=True)
def _fill_uniforms(stream_key, uids, when, out):  # type: ignore[no-untyped-def]
    for i in range(uids.shape[0]):
        out[i] = draw_at(stream_key, uids[i], when)


def mixed(z: int) -> int:
    """Return the splitmix64 finaliser of a Python integer (mod 2^64)."""
    z &= MAX_SEED
    z = ((z ^ (z >> 30)) * int(_MIX_1)) & MAX_SEED
    z = ((z ^ (z >> 27)) * int(_MIX_2)) & MAX_SEED
    return z ^ (z >> 31)


def stable_id(*parts: int) -> int:
    """Return the 64-bit identity of an entity from its origin, never from creation order.

    Examples
    --------
    >>> stable_id(1, 3, 17) == stable_id(1, 3, 17) != stable_id(1, 17, 3)
    True
    """
    h = 0
    for part in parts:
        h = mixed((h ^ (int(part) & MAX_SEED)) + int(_GOLDEN))
    return h


def stable_ids(*parts: int | UInts | Ints) -> UInts:
    """Return :func:`stable_id` for broadcast arrays of parts; shape of the broadcast."""
    h = np.zeros(1, np.uint64)
    for part in parts:
        h = _mix_array((h ^ np.atleast_1d(part).astype(np.uint64)) + _GOLDEN)
    return h


def _mix_array(z: UInts) -> UInts:
    z = (z ^ (z >> _S30)) * _MIX_1
    z = (z ^ (z >> _S27)) * _MIX_2
    return z ^ (z >> _S31)


def moment(year: int, draw: int = 0) -> np.uint64:
    """Return the key of one draw of one year (years 0 to 2^47, draws 0 to 65,535)."""
    return np.uint64(year * 65536 + draw)


class RandomStreams:
    """All draws of one run, keyed by its seed.

    Parameters
    ----------
    seed : int
        From 0 to 2^64 - 1; zero is a seed like any other.

    Examples
    --------
    >>> streams = RandomStreams(0)
    >>> round(float(streams.uniforms(Stream.INITIAL, np.zeros(1, np.uint64), 2013)[0]), 6)
    0.264399
    """

    def __init__(self, seed: int) -> None:
        if not 0 <= seed <= MAX_SEED:
            raise ValueError(f"seed = {seed}: must lie between 0 and 2^64 - 1")
        self.seed = seed
        seed_key = mixed(seed + int(_GOLDEN))
        self._keys = {stream: np.uint64(mixed((seed_key ^ int(stream)) + int(_GOLDEN))) for stream in Stream}

    def key(self, stream: Stream) -> np.uint64:
        """Return the key of a stream, for kernels that call :func:`draw_at`."""
        return self._keys[stream]

    def uniforms(self, stream: Stream, uids: UInts, year: int, draw: int = 0) -> Floats:
        """Return one uniform in (0, 1) for each identity; shape of ``uids``."""
        out = np.empty(uids.shape[0])
        _fill_uniforms(self.key(stream), uids, moment(year, draw), out)
        return out

    def uniform(self, stream: Stream, uid: int, year: int, draw: int = 0) -> float:
        """Return one uniform in (0, 1) for one identity."""
        return float(self.uniforms(stream, np.array([uid], np.uint64), year, draw)[0])

    def normals(self, stream: Stream, uids: UInts, year: int, draw: int = 0) -> Floats:
        """Return one standard normal for each identity, by inversion; shape of ``uids``."""
        normal: Floats = ndtri(self.uniforms(stream, uids, year, draw))
        return normal

    def gumbels(self, stream: Stream, uids: UInts, year: int, draw: int = 0) -> Floats:
        """Return one standard Gumbel for each identity, by inversion; shape of ``uids``."""
        gumbel: Floats = -np.log(-np.log(self.uniforms(stream, uids, year, draw)))
        return gumbel

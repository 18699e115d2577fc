"""Random numbers of a calibration: all from one seed, keyed by what they are for, never drawn in sequence."""

from __future__ import annotations

import zlib

import numpy as np

from sim.arrays import Floats, Ints
from sim.random_streams import RandomStreams, Stream, stable_ids


class Draws:
    """Uniform draws of one purpose; the same purpose and seed give the same numbers, whatever came before.

    Parameters
    ----------
    seed : int
        That of the whole calibration.
    purpose : str

    Examples
    --------
    >>> bool(np.all(Draws(1, "a").uniforms("x", 2, 3) == Draws(1, "a").uniforms("x", 2, 3)))
    True
    >>> bool(np.any(Draws(1, "a").uniforms("x", 2, 3) == Draws(1, "b").uniforms("x", 2, 3)))
    False
    """

    def __init__(self, seed: int, purpose: str) -> None:
        self._streams, self._purpose = RandomStreams(seed), purpose

    def uniforms(self, what: str, n_rows: int, n_columns: int = 1) -> Floats:
        """Return numbers between 0 and 1, shape (n_rows, n_columns)."""
        key = zlib.crc32(f"{self._purpose} {what}".encode())
        ids = stable_ids(key, np.arange(n_rows * n_columns, dtype=np.uint64))
        return self._streams.uniforms(Stream.OBSERVATION, ids, 0).reshape(n_rows, n_columns)

    def picks(self, what: str, n: int, among: int) -> Ints:
        """Return ``n`` whole numbers from 0 to ``among`` - 1, with repetition."""
        return np.floor(self.uniforms(what, n)[:, 0] * among).astype(np.int64)

    def order(self, what: str, n: int) -> Ints:
        """Return the numbers from 0 to ``n`` - 1 in an order drawn by chance."""
        return np.argsort(self.uniforms(what, n)[:, 0], kind="stable")

"""Keyed draws: known answers, independence of seeds and streams, distribution."""

import numpy as np
import pytest

from sim.random_streams import MAX_SEED, RandomStreams, Stream, mixed, stable_id, stable_ids

GOLDEN = 0x9E3779B97F4A7C15


@pytest.mark.parametrize(
    ("seed", "stream", "uid", "year", "draw", "expected"),
    [
        (0, 1, 0, 2013, 0, 0.2643994792996801),
        (0, 1, 1, 2013, 0, 0.8047812852505235),
        (1, 7, 123456789, 2021, 3, 0.6575957275323528),
        (MAX_SEED, 29, MAX_SEED, 2035, 65535, 0.4633731159994797),
    ],
)
def test_known_answers(seed, stream, uid, year, draw, expected):
    """The four known answers of errata G3."""
    assert RandomStreams(seed).uniform(Stream(stream), uid, year, draw) == expected


def test_mixer_is_the_published_splitmix64():
    words = [mixed(GOLDEN * k) for k in (1, 2, 3)]
    assert words == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]


def test_array_and_scalar_identities_agree():
    village, index = np.meshgrid(np.arange(3), np.arange(4), indexing="ij")
    uids = stable_ids(2, village, index)
    assert uids.shape == (3, 4)
    assert int(uids[2, 3]) == stable_id(2, 2, 3)
    assert len(np.unique(uids)) == 12


def test_replicates_share_no_draw():
    """V25: seeds x streams never meet, unlike a key that mixes seed and stream by exclusive or."""
    uids = np.arange(200, dtype=np.uint64)
    draws = [
        RandomStreams(seed).uniforms(stream, uids, 2013)
        for seed in range(30)
        for stream in (Stream.INITIAL, Stream.ILLNESS, Stream.PERSISTENT_SHOCK, Stream.LAYOFF)
    ]
    assert len(np.unique(np.concatenate(draws))) == 30 * 4 * 200


def test_a_draw_does_not_depend_on_the_others():
    streams = RandomStreams(5)
    all_rows = streams.uniforms(Stream.ILLNESS, np.arange(100, dtype=np.uint64), 2020)
    some_rows = streams.uniforms(Stream.ILLNESS, np.array([70, 3], np.uint64), 2020)
    assert some_rows.tolist() == [all_rows[70], all_rows[3]]


def test_uniforms_stay_inside_the_open_interval_and_are_uniform():
    u = RandomStreams(0).uniforms(Stream.INITIAL, np.arange(400_000, dtype=np.uint64), 2013)
    assert 0 < u.min() < u.max() < 1
    counts = np.histogram(u, bins=20, range=(0, 1))[0]
    chi_square = ((counts - 20_000) ** 2 / 20_000).sum()
    assert chi_square < 50  # 19 degrees of freedom: exceeded with probability 1.3e-4


def test_normals_are_monotone_in_uniforms_and_standard():
    streams, uids = RandomStreams(3), np.arange(200_000, dtype=np.uint64)
    u = streams.uniforms(Stream.PERSISTENT_SHOCK, uids, 2015)
    z = streams.normals(Stream.PERSISTENT_SHOCK, uids, 2015)
    assert np.array_equal(np.argsort(u), np.argsort(z))
    assert abs(z.mean()) < 0.01
    assert abs(z.std() - 1) < 0.01


def test_gumbels_have_the_right_mean():
    g = RandomStreams(3).gumbels(Stream.LIVELIHOOD_TASTE, np.arange(200_000, dtype=np.uint64), 2015)
    assert abs(g.mean() - 0.5772) < 0.012


@pytest.mark.parametrize("seed", [-1, MAX_SEED + 1])
def test_seeds_outside_64_bits_are_refused(seed):
    with pytest.raises(ValueError, match="seed"):
        RandomStreams(seed)

"""The draws behave as independent uniforms at every part of their address, and depend on nothing else.

The statistical tests are deterministic (fixed seeds), so a p-value threshold of 1e-4 over about a hundred tests is a
statement about the generator, not a flaky gate.
"""

import itertools
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from model.draws import mix, month_key, stream, uniform, uniforms

SMALLEST_P = 1e-4
IDS = np.arange(100_000, dtype=np.uint64)
words = st.integers(0, 2**64 - 1)


def draw(seed: int = 1, name: str = "test.a", month: int = 0, ids: np.ndarray = IDS) -> np.ndarray:
    key = month_key(np.uint64(seed), stream(name), np.uint64(month))
    return uniforms(key, ids)


@pytest.mark.parametrize(
    ("seed", "name", "month"),
    list(itertools.product([0, 1, 2**63], ["demography.deaths", "a", "b"], [0, 1, 83])),
)
def test_uniform_over_ids(seed: int, name: str, month: int):
    assert stats.kstest(draw(seed, name, month), "uniform").pvalue > SMALLEST_P


@pytest.mark.parametrize("spacing", [1, 2, 256, 2**20, 2**40])
def test_uniform_over_spaced_ids(spacing: int):
    ids = np.arange(50_000, dtype=np.uint64) * np.uint64(spacing)
    assert stats.kstest(draw(ids=ids), "uniform").pvalue > SMALLEST_P


def test_uniform_over_months_seeds_and_streams_of_one_person():
    ids = np.array([7], np.uint64)
    over_months = np.concatenate([draw(month=m, ids=ids) for m in range(4000)])
    over_seeds = np.concatenate([draw(seed=s, ids=ids) for s in range(4000)])
    over_streams = np.concatenate([draw(name=f"s{i}", ids=ids) for i in range(4000)])
    for sample in (over_months, over_seeds, over_streams):
        assert stats.kstest(sample, "uniform").pvalue > SMALLEST_P
        assert abs(np.corrcoef(sample[:-1], sample[1:])[0, 1]) < 4 / np.sqrt(sample.size)


@pytest.mark.parametrize(
    "other", [{"seed": 2}, {"name": "test.b"}, {"month": 1}, {"month": 12}, {"ids": IDS + np.uint64(1)}]
)
def test_independent_across_each_part_of_the_address(other: dict):
    first, second = draw(), draw(**other)
    table, _, _ = np.histogram2d(first, second, bins=16, range=[[0, 1], [0, 1]])
    assert stats.chisquare(table.ravel()).pvalue > SMALLEST_P
    assert abs(np.corrcoef(first, second)[0, 1]) < 4 / np.sqrt(IDS.size)


def test_neighbouring_ids_fill_the_cube():
    triples = draw()[: 3 * 33_000].reshape(-1, 3)
    table, _ = np.histogramdd(triples, bins=8, range=[(0, 1)] * 3)
    assert stats.chisquare(table.ravel()).pvalue > SMALLEST_P


def test_every_output_bit_is_fair():
    values = np.floor(draw() * 2**32).astype(np.uint64)
    for bit in range(32):
        ones = int(((values >> np.uint64(bit)) & np.uint64(1)).sum())
        assert stats.binomtest(ones, IDS.size).pvalue > SMALLEST_P, bit


@pytest.mark.parametrize("bit", range(0, 64, 7))
def test_each_input_bit_flips_half_of_the_output(bit: int):
    flipped = [bin(int(mix(np.uint64(i))) ^ int(mix(np.uint64(i ^ (1 << bit))))).count("1") for i in range(1, 2001)]
    assert abs(np.mean(flipped) - 32) < 4 * 4 / np.sqrt(2000)


@given(words, st.integers(0, 2000), st.lists(words, min_size=1, max_size=50, unique=True), st.randoms())
def test_order_and_subsets_do_not_matter(seed: int, month: int, ids: list[int], shuffler):
    key = month_key(np.uint64(seed), stream("test"), np.uint64(month))
    whole = dict(zip(ids, uniforms(key, np.array(ids, np.uint64)).tolist(), strict=True))
    some = [who for who in ids if shuffler.random() < 0.5] or ids[:1]
    shuffler.shuffle(some)
    assert [whole[who] for who in some] == uniforms(key, np.array(some, np.uint64)).tolist()


@given(words, words, st.integers(0, 2000), words)
def test_scalar_and_array_draws_agree_and_are_inside_the_open_interval(seed: int, name: int, month: int, who: int):
    key = month_key(np.uint64(seed), np.uint64(name), np.uint64(month))
    value = uniform(np.uint64(key), np.uint64(who))
    assert value == uniforms(key, np.array([who], np.uint64))[0]
    assert 0.0 < value < 1.0


def test_mix_agrees_with_the_published_generator():
    # First outputs of SplitMix64 seeded with 1234567, as printed in the reference implementation's test vectors.
    state, outputs = 1234567, []
    for _ in range(5):
        state = (state + 0x9E3779B97F4A7C15) % 2**64
        outputs.append(int(mix(np.uint64(state))))
    assert outputs == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


def test_same_bits_in_plain_python_and_in_another_process():
    code = (
        "import numpy as np, warnings; warnings.simplefilter('ignore')\n"
        "from model.draws import month_key, stream, uniform\n"
        "k = month_key(np.uint64(5), stream('test.a'), np.uint64(3))\n"
        "print([float(uniform(np.uint64(k), np.uint64(i))).hex() for i in range(50)])\n"
    )
    outputs = set()
    for disable in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"NUMBA_DISABLE_JIT": disable, "PYTHONHASHSEED": disable, "HOME": "/tmp"},
        )
        outputs.add(done.stdout)
    assert outputs == {str([float(v).hex() for v in draw(5, "test.a", 3, np.arange(50, dtype=np.uint64))]) + "\n"}


def test_stream_names_are_distinct_and_not_empty():
    names = [f"{a}.{b}" for a in ("health", "education", "labour") for b in range(2000)]
    assert len({int(stream(n)) for n in names}) == len(names)
    with pytest.raises(ValueError, match="needs a name"):
        stream("")

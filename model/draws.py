"""Every random number has an address: it is a pure function of (seed, stream, month, id).

Nothing is drawn in sequence, so order, subsets and other people never matter: two scenarios with the same seed give
the same resident the same luck until a policy touches her, a new process disturbs nobody, and any one life can be
replayed. The mixing function is the finaliser of SplitMix64 (Steele, Lea & Flood 2014, "Fast splittable pseudorandom
number generators", OOPSLA; constants of Stafford's variant 13): seed, stream and month are mixed into a key once, and
the id is a place in the generator's sequence from that key.

A process names its stream by a constant beside its rule, made with :func:`stream`; the name, never a position in a
list, decides the numbers.
"""

import hashlib
import warnings

import numpy as np
from numba import config, njit, uint64, vectorize

from model import compiled  # noqa: F401  (says where compiled code is kept, before the first rule is compiled)

# As plain Python, NumPy warns of what is meant: 64-bit words wrap around.
if config.DISABLE_JIT:  # pyright: ignore[reportAttributeAccessIssue]
    warnings.filterwarnings("ignore", "overflow encountered", RuntimeWarning, r"model\.draws")

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
"""2**64 divided by the golden ratio: the step of SplitMix64, which keeps address part 0 from mixing to 0."""

NAMES: dict[int, str] = {}
"""The names of the streams that were made: a stream's constant is a hash, from which its name cannot be read."""

_MULTIPLY_1 = np.uint64(0xBF58476D1CE4E5B9)
_MULTIPLY_2 = np.uint64(0x94D049BB133111EB)
_SHIFT_1 = np.uint64(30)
_SHIFT_2 = np.uint64(27)
_SHIFT_3 = np.uint64(31)
_SHIFT_TO_53_BITS = np.uint64(11)
_HALF_STEP = 0.5 / 2**53


def stream(name: str) -> np.uint64:
    """The constant that stands for a stream's name, e.g. ``stream("demography.deaths")``.

    A 64-bit BLAKE2b digest, so it depends on the name alone: not on the Python process, the machine or the order in
    which modules are loaded.

    Raises:
        ValueError: if the name is empty.
    """
    if not name:
        raise ValueError("a stream of draws needs a name, such as 'demography.deaths'; got an empty one")
    found = np.uint64(int.from_bytes(hashlib.blake2b(name.encode("utf-8"), digest_size=8).digest(), "little"))
    NAMES[int(found)] = name
    return found


@njit(uint64(uint64), cache=True, nogil=True, inline="always")
def mix(word):
    """SplitMix64's finaliser: a bijection of 64-bit words in which each input bit flips about half of the output."""
    word = (word ^ (word >> _SHIFT_1)) * _MULTIPLY_1
    word = (word ^ (word >> _SHIFT_2)) * _MULTIPLY_2
    return word ^ (word >> _SHIFT_3)


@njit(uint64(uint64, uint64, uint64), cache=True, nogil=True)
def month_key(seed, stream_key, month):
    """The key of one stream in one month, mixed once and then shared by every id of a loop."""
    key = mix(seed + GOLDEN)
    key = mix((key ^ stream_key) + GOLDEN)
    return mix((key ^ month) + GOLDEN)


@njit(cache=True, nogil=True)
def month_keys(keys, seed, stream_key):
    """Fill in the :func:`month_key` of one stream for months 0, 1, 2 and so on."""
    for month in range(len(keys)):
        keys[month] = month_key(seed, stream_key, np.uint64(month))


@njit(cache=True, nogil=True, inline="always")
def first_bits(key, who):
    """The 53 random bits of one id that :func:`uniform` makes its number of, as a whole number."""
    return mix(key + np.uint64(who) * GOLDEN) >> _SHIFT_TO_53_BITS


@njit(cache=True, nogil=True, inline="always")
def uniform(key, who):
    """The uniform draw of one id under a :func:`month_key`: open (0, 1), so its logarithm is always finite.

    It is the output at place ``who`` of the SplitMix64 sequence that starts at the key.
    """
    return np.float64(first_bits(key, who)) * (2.0 * _HALF_STEP) + _HALF_STEP


@vectorize(["float64(uint64, uint64)"], cache=True)
def _uniforms(key, who):
    word = mix(key + who * GOLDEN)
    return np.float64(word >> _SHIFT_TO_53_BITS) * (2.0 * _HALF_STEP) + _HALF_STEP


def uniforms(key: np.uint64, who: np.ndarray) -> np.ndarray:
    """:func:`uniform` for an array of ids (``uint64``): for NumPy processes and for inspection."""
    return np.asarray(_uniforms(key, who))


def slots_for(expected: np.ndarray) -> np.ndarray:
    """Slots to draw for, far above what is expected. A power of two: a slightly higher expectation keeps the slots,
    so the same newcomers come and a few more."""
    return np.exp2(np.ceil(np.log2(4.0 * expected + 8.0))).astype(np.int64)

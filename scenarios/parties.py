"""Who pays and who decides, in Norwegian and English: the plan's parties, and phrases made of them."""

import re

PARTIES: dict[str, tuple[str, str]] = {
    "municipality": ("kommunen", "the municipality"),
    "county": ("fylkeskommunen", "the county"),
    "state": ("staten", "the state"),
    "EU": ("EU", "the EU"),
    "firms": ("virksomhetene", "firms"),
    "landowners": ("grunneierne", "landowners"),
    "investors": ("investorene", "investors"),
    "builders": ("utbyggerne", "builders"),
    "student welfare organisation": ("studentsamskipnaden", "the student welfare organisation"),
    "NAV": ("Nav", "NAV"),
    "research council": ("Forskningsrådet", "the Research Council"),
}
"""Norwegian (bokmål) and English, as inside a sentence."""
JOINERS = {", ": (", ", ", "), " and ": (" og ", " and "), " with ": (" sammen med ", " with ")}
_JOINER = re.compile(f"({'|'.join(JOINERS)})")


def parties(said: str) -> tuple[str, ...]:
    """The parties that a text such as ``municipality, county and state`` names; none where it is empty.

    Raises:
        ValueError: for a party that is unknown.
    """
    found = tuple(one for one in _JOINER.split(said) if one and one not in JOINERS)
    for one in found:
        if one not in PARTIES:
            raise ValueError(f"{one!r}; allowed: {', '.join(PARTIES)}")
    return found


def phrase(said: str) -> tuple[str, str]:
    """The same text in Norwegian and English; two empty ones where nothing is said.

    Raises:
        ValueError: for a party that is unknown.
    """
    parties(said)
    known = PARTIES | JOINERS
    nb, en = ("".join(known[one][place] for one in _JOINER.split(said) if one) for place in range(2))
    return nb, en

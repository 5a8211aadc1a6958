"""Generated pages are current, and the catalogue still gives what is kept beside it."""

import pytest

from results.expected import Expected, kept, path_of, replay
from scenarios.documents import FOLDER, PAGES
from scenarios.plan import measures
from scenarios.shelf import names


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_the_declarations_say(name: str):
    assert (FOLDER / name).read_text("utf-8") == PAGES[name](), "uv run python -m scenarios.documents makes it anew"


def test_the_pages_name_every_measure_and_link_to_levers_that_are_there():
    page, levers = (PAGES[name]() for name in ("measures.md", "levers.md"))
    assert all(f"| {one} |" in page for one in measures())
    for one in measures().values():
        assert all(f"\n## {lever}\n" in levers for lever in one.levers)


@pytest.fixture(scope="module")
def replayed() -> dict[str, dict[str, Expected]]:
    return replay(names())


@pytest.mark.parametrize("name", names())
def test_a_scenario_gives_what_is_kept_beside_it(replayed, name: str):
    """Bits are equal on one machine; elsewhere rounding may move a run, by less than the Monte Carlo error."""
    assert path_of(name).exists(), "uv run python -m results.expected makes it"
    for indicator, expected in kept(name).items():
        now = replayed[name][indicator]
        assert abs(now.level - expected.level) <= expected.level_error + 1e-3, indicator
        assert abs(now.change - expected.change) <= expected.change_error + 1e-3, indicator

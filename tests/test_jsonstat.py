"""Any JSON-stat dataset is read cell by cell, in each form that the standard allows; any other is refused in a line."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.jsonstat import MISSING, NIL, JsonStatError, read

CODES = st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=4, unique=True)


@st.composite
def cubes(draw) -> tuple[dict[str, Any], list[float | None], list[str]]:
    """A dataset in one of the forms that the standard allows, its values and its symbols."""
    names = ["ContentsCode", "Tid", *draw(st.lists(st.sampled_from(["Region", "Kjonn", "Alder"]), unique=True))]
    codes = {name: draw(CODES) for name in draw(st.permutations(names))}
    count = 1
    for one in codes.values():
        count *= len(one)
    numbers = st.one_of(st.integers(-10, 10**7), st.floats(-1e12, 1e12))
    cells = draw(st.lists(st.one_of(numbers, st.sampled_from([*MISSING, NIL])), min_size=count, max_size=count))
    held = [None if isinstance(cell, str) else cell for cell in cells]
    marks = [cell if isinstance(cell, str) else None for cell in cells]
    values: Any = held
    status: Any = {str(at): mark for at, mark in enumerate(marks) if mark}
    if draw(st.booleans()):
        values = {str(at): value for at, value in enumerate(held) if value is not None}
    if draw(st.booleans()):
        status = marks
    dimension = {}
    for name, one in codes.items():
        index: Any = one if draw(st.booleans()) else {code: at for at, code in enumerate(one)}
        dimension[name] = {"category": {"index": index, "label": {code: f"<{code}>" for code in one}}}
    document = {
        "version": "2.0", "class": "dataset", "id": list(codes), "size": [len(one) for one in codes.values()],
        "dimension": dimension, "value": values, "status": status,
        "role": {"time": ["Tid"], "metric": ["ContentsCode"]},
    }  # fmt: skip
    return (
        document,
        [0.0 if mark == NIL else value for value, mark in zip(held, marks, strict=True)],
        [m or "" for m in marks],
    )


@given(cubes())
def test_any_dataset_is_read_cell_by_cell(drawn: tuple[dict[str, Any], list[float | None], list[str]]):
    document, values, symbols = drawn
    cube = read(document, "table")
    assert list(cube.values) == values
    assert list(cube.symbols) == symbols
    cells = list(cube.cells())
    assert len(cells) == len(values)
    assert len({tuple(codes.values()) for codes, _, _ in cells}) == len(cells)
    last = {name: one.codes[-1] for name, one in cube.dimensions.items()}
    assert cells[-1] == (last, values[-1], symbols[-1])
    for name, one in cube.dimensions.items():
        assert cells[0][0][name] == one.codes[0]
        assert one.labels[one.codes[0]] == f"<{one.codes[0]}>"


@given(cubes(), st.data())
def test_a_dataset_that_does_not_fit_together_is_refused_in_one_line(drawn: Any, data: st.DataObject):
    document, values, _ = drawn
    fault = data.draw(st.sampled_from(["size", "value", "text", "index", "dimension", "time"]))
    if fault == "size":
        document["size"][0] += 1
    elif fault == "value":
        document["value"] = [*([0] * len(values)), 1]
    elif fault == "text":
        odd = st.sampled_from(["many", True, float("nan"), float("inf"), 10**400, [1], {}])
        document["value"] = [data.draw(odd)] * len(values)
        document["status"] = {}
    elif fault == "index":
        document["dimension"][document["id"][0]]["category"]["index"] = [1, 2]
    elif fault == "dimension":
        del document["dimension"][document["id"][-1]]
    else:
        document["id"][document["id"].index("Tid")] = "Kvartal"
        document["dimension"]["Kvartal"] = document["dimension"].pop("Tid")
    with pytest.raises(JsonStatError) as caught:
        read(document, "table 1")
    assert str(caught.value).startswith("table 1: ")
    assert "\n" not in str(caught.value)

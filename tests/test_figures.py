"""The figures are those that were published, and a damaged file is said in one line that names the fault."""

from pathlib import Path

import pytest

from calibration.figures import DATA, FigureError, figure, figures, population, read_table

HEADER = "series,year,month_or_quarter,dim1,dim2,value,unit,definition,source,source_kind,confidence,note\n"


@pytest.mark.parametrize(("year", "residents"), [(2018, 31_037), (2019, 31_177), (2020, 31_373), (2021, 31_387)])
def test_population_of_halden(year: int, residents: int):
    table = population("halden")
    of_year = table[table["year"] == year]
    assert len(of_year) == 106
    assert of_year["female"].sum() + of_year["male"].sum() == residents
    assert figure("population_total", year) == residents


@pytest.mark.parametrize("area", ["halden", "ostfold", "norway"])
def test_every_population_file_is_whole(area):
    table = population(area)
    assert (table.groupby("year").size() == 106).all()


def test_halden_is_within_its_county_at_every_age():
    merged = population("halden").merge(population("ostfold"), on=["year", "age"], suffixes=("", "_county"))
    assert len(merged) == 17 * 106
    assert (merged["female"] <= merged["female_county"]).all()
    assert (merged["male"] <= merged["male_county"]).all()


def test_age_groups_are_the_sums_of_single_years():
    table = population("halden")
    adults = table[(table["year"] == 2019) & table["age"].between(20, 66)]
    assert adults["female"].sum() + adults["male"].sum() == figure("population_by_age_group", 2019, "age=20-66")


def test_every_file_names_its_source():
    for path in DATA.rglob("*.csv"):
        if path.name == "posterior.csv":  # no figures: its record stands beside it
            continue
        text = path.read_text("utf-8")
        sourced = any("source" in line for line in text.splitlines()[:2]) or any(
            line.startswith("#") and ("Source" in line or "DERIVED" in line) for line in text.splitlines()[:4]
        )
        assert sourced, path


def test_every_figure_has_source_and_confidence():
    table = figures()
    assert len(table) > 1000
    assert (table["source"] != "").all()


def test_a_figure_must_be_unique():
    with pytest.raises(FigureError, match="no figure; exactly one needed"):
        figure("population_total", 1890)


def write_population(folder: Path, *changes: tuple[str, str]) -> Path:
    lines = ["year,age,sex,pop"]
    lines += [f"2019,{a},{s},{n}" for a in range(106) for s, n in (("female", 3), ("male", 4), ("total", 7))]
    text = "\n".join(lines) + "\n"
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "population.csv"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2019,5,male,4", "2019,5,male,-4", "pop = '-4'"),
        ("2019,5,male,4", "2019,5,male,four", "pop = 'four'"),
        ("2019,5,male,4", "2019,5,male,4.5", "pop = '4.5'"),
        ("2019,5,male,4", "2019,5,male,5", "age 5: total 7 is not female \\+ male = 8"),
        ("2019,5,male,4\n", "", "age 5 has no row for sex 'male'"),
        ("2019,5,male,4", "2019,6,male,4", "age 6, sex 'male' stands more than once"),
        ("2019,5,male,4", "2019,5,man,4", "sex = 'man'; allowed: female, male, total"),
        ("2019,5,male,4", "2019,500,male,4", "age = '500'"),
        ("year,age,sex,pop", "year,age,sex,people", "lacks the column 'pop'"),
    ],
)
def test_a_damaged_population_file_is_named(tmp_path: Path, old: str, new: str, message: str):
    path = write_population(tmp_path, (old, new))
    with pytest.raises(FigureError, match=message) as caught:
        population("halden", path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("births,2018,,,,many,persons,d,s,k,high,", "line 2: value = 'many' of 'births', 2018; allowed: a number"),
        ("births,2018,,,,5,,d,s,k,high,", "line 2: unit is empty"),
        ("births,2018,,,,5,persons,d,,k,high,", "source is empty"),
        ("births,2018,,,,5,persons,d,s,k,sure,", "line 2: confidence = 'sure' of 'births', 2018; allowed: high"),
        ("rate,2018,,,,105,percent,d,s,k,high,", "allowed: 0 to 100"),
    ],
)
def test_a_damaged_figure_is_named(tmp_path: Path, row: str, message: str):
    path = tmp_path / "figures.csv"
    path.write_text(HEADER + row + "\n", "utf-8")
    with pytest.raises(FigureError, match=message):
        figures(path)


@pytest.mark.parametrize("value", ["560", "x"])
def test_a_wrong_value_among_many_of_its_series_is_found_by_line_year_and_dimensions(tmp_path: Path, value: str):
    lines = (DATA / "aremark" / "figures.csv").read_text("utf-8").splitlines()
    (at,) = (k for k, line in enumerate(lines) if line.startswith("employment_rate_15_74,2018,Q4,sex=female,,"))
    cells = lines[at].split(",")
    lines[at] = ",".join([*cells[:5], value, *cells[6:]])
    # Lines that are no figures count too, as they do where the file is edited.
    path = tmp_path / "figures.csv"
    path.write_text("\n".join(["# Copied from, and checked by", "", *lines]) + "\n", "utf-8")
    with pytest.raises(FigureError) as caught:
        figures(path)
    said = str(caught.value)
    assert said.startswith(f"{path}: line {at + 3}: value = ")
    assert "of 'employment_rate_15_74', 2018, Q4, sex=female; allowed: " in said
    assert "\n" not in said


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00bad", b'a,b\n"1,2\n3'])
def test_an_unreadable_file_is_named(tmp_path: Path, content: bytes):
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    with pytest.raises(FigureError, match=r"broken\.csv"):
        read_table(path, ("a", "c"))


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(FigureError, match="cannot be read"):
        read_table(tmp_path / "absent.csv", ("a",))

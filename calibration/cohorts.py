"""Cohort ratios: residents a year later, a year older, per resident; net moves less deaths, by age and sex."""

import numpy as np

from calibration.figures import SHARED, FigureError, population, read_table
from calibration.packs import MunicipalityPack
from model.rates import OLDEST

PERIOD = "2014-2019"
FILE = "cohort_change_ratios.csv"
ENOUGH = 400
"""Resident-years that one ratio rests on at least: neighbouring ages are pooled until there are as many. With fewer, a
ratio near one would have a standard error above one per cent (of a binomial with a twentieth that move)."""
_COLUMNS = ("area", "period", "sex", "age_at_start", "ratio")


def cohort_ratios(pack: MunicipalityPack | None, sex: str) -> np.ndarray:
    """[age] the mean ratios of 2014-2019 of a municipality, or of Norway when none is given.

    A pack whose folder holds the file of ratios has them from there; another's are counted from its population, over
    the years that it knows.
    """
    path = SHARED / FILE if pack is None else pack.folder / FILE
    if pack is not None and not path.exists():
        return _counted(pack, sex)
    table = read_table(path, _COLUMNS)
    rows = table[(table["period"] == PERIOD) & (table["sex"] == sex) & (table["ratio"] != "")]
    if rows.empty:
        raise FigureError(f"{path}: sex = {sex!r} has no ratio of {PERIOD}; allowed: one for each age and sex")
    return np.interp(np.arange(OLDEST + 1), rows["age_at_start"].astype(int), rows["ratio"].astype(float))


def _counted(pack: MunicipalityPack, sex: str) -> np.ndarray:
    """Ratios of the municipality's own counts, ages pooled so that few people do not make large swings.

    Ages are pooled around Norway's ratio of the age: what is pooled is how far the municipality lies from it.
    """
    first, last = (int(year) for year in PERIOD.split("-"))
    known, norway = pack.population, population("norway")
    years = [year for year in range(first, last) if {year, year + 1} <= set(known["year"])]
    if not years:
        raise FigureError(
            f"{pack.folder / 'population.csv'}: allowed: two neighbouring years at least of {PERIOD}, 2019 among them"
        )

    def counts(table, year: int) -> np.ndarray:
        return table[table["year"] == year].sort_values("age")[sex].to_numpy(float)

    before, after, usual = (np.zeros(OLDEST + 1) for _ in range(3))
    for year in years:
        here = counts(known, year)
        before[:-1] += here[:-1]
        after[:-1] += counts(known, year + 1)[1:]
        usual[:-1] += here[:-1] * counts(norway, year + 1)[1:] / np.maximum(counts(norway, year)[:-1], 1.0)
    # 105 stands for all from 105 on, so it has no ratio of its own.
    ratios = np.ones(OLDEST + 1)
    norways = np.ones(OLDEST + 1)
    for age in range(OLDEST):
        wide = next(
            (w for w in range(OLDEST) if before[max(age - w, 0) : age + w + 1].sum() >= ENOUGH), OLDEST
        )  # fmt: skip
        ages = slice(max(age - wide, 0), age + wide + 1)
        norways[age] = usual[age] / before[age] if before[age] else 1.0
        ratios[age] = norways[age] + (after[ages].sum() - usual[ages].sum()) / max(before[ages].sum(), 1.0)
    return np.maximum(ratios, 0.0)

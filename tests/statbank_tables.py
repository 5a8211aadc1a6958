"""The tables of the tests' statbank: small answers shaped like the real ones.

Its municipalities are renumbered as the real ones were, and a number has points in the years when it was not in use.
The cells are consistent with each other, and residents of Halden are the published ones.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from calibration.figures import population

YEARS = [str(year) for year in range(2015, 2026)]
PLACES = {
    "Halden": {"0101": (0, 2019), "3001": (2020, 2023), "3101": (2024, 9999)},
    "Fredrikstad": {"0106": (0, 2019), "3004": (2020, 2023), "3107": (2024, 9999)},
    "Oslo": {"0301": (0, 9999)},
    "Trøgstad": {"0122": (0, 2019)},
    "Spydeberg": {"0123": (0, 2019)},
    "Indre Østfold": {"3014": (2020, 2023), "3118": (2024, 9999)},
}
USED = {number: years for numbers in PLACES.values() for number, years in numbers.items()}
NAME = {number: name for name, numbers in PLACES.items() for number in numbers}
REGIONS = {number: f"{NAME[number]} (-{last})" if last < 9999 else NAME[number] for number, (_, last) in USED.items()}
SUMS = {
    "agg_KommSummer": {
        "K-3101": ("Halden", ["3101", "3001", "0101"]),
        "K-3107": ("Fredrikstad", ["3107", "3004", "0106"]),
        "K-0301": ("Oslo", ["0301"]),
        "K-3118": ("Indre Østfold", ["3118", "3014", "0122", "0123"]),
    }
}
SUMS["agg_KommSummerS"] = {code.replace("-", "."): group for code, group in SUMS["agg_KommSummer"].items()}

Cell = Callable[[dict[str, str]], float | str]


@dataclass
class Table:
    """A table: labels by code for each dimension, and what each cell holds: a number or a symbol."""

    label: str
    dims: dict[str, dict[str, str]]
    cell: Cell
    units: dict[str, str]
    totals: dict[str, str] = field(default_factory=dict)
    """Dimensions that may be left out, and the code that then stands for all."""
    codelists: dict[str, list[str]] = field(default_factory=dict)

    def describe(self, chosen: Mapping[str, Mapping[str, str]] | None = None) -> dict[str, Any]:
        dims = chosen or self.dims
        return {
            "version": "2.0", "class": "dataset", "label": self.label, "source": "Statistics Norway",
            "updated": "2026-02-25T07:00:00Z", "role": {"time": ["Tid"], "metric": ["ContentsCode"]},
            "id": list(dims), "size": [len(codes) for codes in dims.values()],
            "dimension": {name: self._dimension(name, codes) for name, codes in dims.items()},
        }  # fmt: skip

    def _dimension(self, name: str, codes: Mapping[str, str]) -> dict[str, Any]:
        category: dict[str, Any] = {"index": {code: at for at, code in enumerate(codes)}, "label": dict(codes)}
        if name == "ContentsCode":
            category["unit"] = {code: {"base": self.units[code], "decimals": 0} for code in codes}
        offered = [
            {"id": one, "label": "Municipalities 2024, aggregated time series", "type": "Aggregation"}
            for one in self.codelists.get(name, [])
        ]
        more = {"elimination": name in self.totals, "show": "value", "codelists": offered}
        return {"label": name.lower(), "category": category, "extension": more}

    def answer(self, query: dict[str, str]) -> dict[str, Any]:
        """The cells that a query asks for.

        Raises:
            KeyError: for a code or dimension that the table does not have.
        """
        chosen: dict[str, dict[str, str]] = {}
        parts: dict[tuple[str, str], list[str]] = {}
        for name, labels in self.dims.items():
            asked = query.get(f"valueCodes[{name}]")
            if asked is None:
                if name not in self.totals:
                    raise KeyError(f"{name} must be chosen")
                continue
            held: Mapping[str, Any] = SUMS.get(query.get(f"codelist[{name}]", ""), {})
            known = {code: label for code, (label, _) in held.items()} or labels
            codes = list(known) if asked == "*" else asked.split(",")
            chosen[name] = {code: known[code] for code in codes}
            parts.update({(name, code): held[code][1] if held else [code] for code in codes})
        values, status = [], {}
        for position, codes in enumerate(product(*chosen.values())):
            members = [
                self.cell({**self.totals, **dict(zip(chosen, one, strict=True))})
                for one in product(*(parts[name, code] for name, code in zip(chosen, codes, strict=True)))
            ]
            numbers = [one for one in members if not isinstance(one, str)]
            symbols = [one for one in members if isinstance(one, str) and one != "."]
            values.append(None if symbols or not numbers else sum(numbers))
            if values[-1] is None:
                status[str(position)] = symbols[0] if symbols else "."
        return {**self.describe(chosen), "value": values, **({"status": status} if status else {})}


def in_use(number: str, year: str) -> bool:
    first, last = USED[number]
    return first <= int(year) <= last


def of_place(name: str, number: float) -> float:
    """A figure of Halden made one of another place."""
    return number if name == "Halden" else round(number * (1 + len(name) / 10))


def regional(cell: Callable[[dict[str, str], str], float | str]) -> Cell:
    """Cells with a point in the years when the region's number was not in use."""
    return lambda at: cell(at, NAME[at["Region"]]) if in_use(at["Region"], at["Tid"]) else "."


_PEOPLE = {
    (year, age, code): float(persons)
    for year, age, female, male in population("halden").itertuples(index=False, name=None)
    for code, persons in (("2", female), ("1", male))
}
"""Residents of Halden by year, age and the code of their sex."""
AGES = {**{f"{age:03}": f"{age} years" for age in range(105)}, "105+": "105 years or older"}
BANDS = {"15-74": 0, "15-19": 500, "20-24": 1000, "25-39": 4000, "40-54": 4600, "55-66": 2500, "67-74": 205}
BANDS["15-74"] = sum(BANDS.values())
NACE = {
    "00-99": 0, "01-03": 180, "05-09": 20, "10-33": 2350, "35-39": 130, "41-43": 1040, "45-47": 1790, "49-53": 520,
    "55-56": 400, "58-63": 180, "64-66": 110, "68-75": 560, "77-82": 520, "84": 750, "85": 1180, "86-88": 2480,
    "90-99": 521,
}  # fmt: skip
NACE["00-99"] = sum(NACE.values())
SECTORS = {"6100": 900, "6500.6": 300, "6500.7": 2900, "A+B+D+E.5-7": 200, "A+B+D+E.0-1+9": 8431}
STATUSES = {"TOT": 22_000, "A": 13_200, "A.01": 12_805, "A.09": 395, "U.01": 2000, "U.90A": 6800}
FLOWS = {
    "Folkemengde": 0, "Levende": 280, "Dode": 300, "Fodselsoverskudd": -20, "Innflyttinger": 1500,
    "Utflyttinger": 1390, "Nettoinnflytting": 110, "Folketilvekst": 95,
}  # fmt: skip
LEVELS = {"01": 0.25, "02a": 0.40, "11": 0.02, "03a": 0.23, "04a": 0.08, "09a": 0.02}
EDUCATED = {"16-19": 1500, "20-24": 1900, "25-29": 1800, "30-39": 3600, "40-49": 4200, "50-59": 4300, "60-66": 2600,
            "067+": 5900}  # fmt: skip


def residents(year: str, name: str = "Halden") -> float:
    return sum(of_place(name, n) for (one, *_), n in _PEOPLE.items() if one == min(int(year), 2021))


def _age(at: dict[str, str], name: str) -> float:
    return of_place(name, _PEOPLE[min(int(at["Tid"]), 2021), int(at["Alder"][:3]), at["Kjonn"]])


def _employed(at: dict[str, str], name: str) -> float:
    whole = BANDS if at["NACE2007"] == "00-99" and at["ContentsCode"] == "Sysselsatte" else None
    if whole is None and at["NACE2007"] == "00-99":
        whole = {band: n * NACE["00-99"] // BANDS["15-74"] for band, n in BANDS.items()}
        whole["67-74"] += NACE["00-99"] - sum(n for band, n in whole.items() if band != "15-74")
        whole["15-74"] = NACE["00-99"]
    number = whole[at["Alder"]] if whole else NACE[at["NACE2007"]]
    if whole is None and at["ContentsCode"] == "Sysselsatte":
        number += (BANDS["15-74"] - NACE["00-99"]) if at["NACE2007"] == "86-88" else 0
    men = number // 2
    return of_place(name, {"0": number, "1": men, "2": number - men}[at["Kjonn"]])


def _flow(at: dict[str, str], name: str) -> float:
    return (
        residents(at["Tid"], name) if at["ContentsCode"] == "Folkemengde" else of_place(name, FLOWS[at["ContentsCode"]])
    )


def _commuters(at: dict[str, str]) -> float | str:
    work, home = at["ArbstedKomm"], at["Bokommuen"]
    if not (in_use(work, at["Tid"]) and in_use(home, at["Tid"])):
        return 0  # This table has zeros, where others have points.
    return {("Halden", "Halden"): 9751, ("Halden", "Fredrikstad"): 2500, ("Halden", "Oslo"): 480,
            ("Fredrikstad", "Halden"): 2054, ("Oslo", "Halden"): 1000}.get((NAME[work], NAME[home]), 7)  # fmt: skip


def _educated(at: dict[str, str], name: str) -> float:
    ages = EDUCATED if at.get("Alder") is None else {at["Alder"]: EDUCATED[at["Alder"]]}
    sexes = 2 if at["Kjonn"] == "0" else 1
    return of_place(name, sum(sexes * round(n * LEVELS[at["level"]] / 2) for n in ages.values()))


def _named(*codes: str) -> dict[str, str]:
    return {code: f"{code} in words" for code in codes}


_SEX, _BOTH = {"2": "Females", "1": "Males"}, {"0": "Both sexes", "2": "Females", "1": "Males"}
_TIME = {year: year for year in YEARS}
_GROUPED = {"Region": ["agg_KommSummer"]}


def tables() -> dict[str, Table]:
    """Every table, for a test to change as it likes."""
    return {
        "07459": Table(
            "07459: Population, by region, sex, age, contents and year",
            {"Region": REGIONS, "Kjonn": _SEX, "Alder": AGES, "ContentsCode": {"Personer1": "Persons"}, "Tid": _TIME},
            regional(_age), {"Personer1": "persons"}, codelists=_GROUPED,
        ),
        "06445": Table(
            "06445: Employed persons, by region, sex, age, contents and year",
            {"Region": REGIONS, "Kjonn": _BOTH, "Alder": _named("15-74", "20-66"),
             "ContentsCode": {"Sysselsatte": "Employed persons (per cent)"}, "Tid": _TIME},
            regional(lambda at, name: {"0": 58.7, "1": 61.7, "2": 55.5}[at["Kjonn"]] + 9 * (at["Alder"] == "20-66")),
            {"Sysselsatte": "per cent"},
        ),
        "07984": Table(
            "07984: Employed persons, by region, industry, sex, age, contents and year",
            {"Region": REGIONS, "NACE2007": _named(*NACE), "Kjonn": _BOTH, "Alder": _named(*BANDS),
             "ContentsCode": {"Sysselsatte": "Employed by residence", "SysselsatteArb": "Employed by workplace"},
             "Tid": _TIME},
            regional(_employed), {"Sysselsatte": "persons", "SysselsatteArb": "persons"},
            totals={"NACE2007": "00-99", "Kjonn": "0", "Alder": "15-74"}, codelists={"Region": ["agg_KommSummerS"]},
        ),
        "13470": Table(
            "13470: Employed persons, by region, industry, contents and year",
            {"Region": REGIONS, "NACE2007": _named(*NACE), "ContentsCode": {"SysselsatteArb": "By workplace"},
             "Tid": _TIME},
            regional(lambda at, name: of_place(name, NACE[at["NACE2007"]])), {"SysselsatteArb": "persons"},
            codelists=_GROUPED,
        ),
        "13472": Table(
            "13472: Employed persons, by region, industry, sector, contents and year",
            {"Region": REGIONS, "NACE2007": _named("00-99"), "Sektor": _named("ALLE", *SECTORS),
             "ContentsCode": {"SysselEtterArbste": "By workplace"}, "Tid": _TIME},
            regional(lambda at, name: of_place(name, SECTORS[at["Sektor"]])), {"SysselEtterArbste": "persons"},
            totals={"NACE2007": "00-99"}, codelists=_GROUPED,
        ),
        "03321": Table(
            "03321: Employed persons, by municipality of work, municipality of residence, contents and year",
            {"ArbstedKomm": REGIONS, "Bokommuen": REGIONS, "ContentsCode": {"Sysselsatte": "Employed persons"},
             "Tid": _TIME},
            _commuters, {"Sysselsatte": "persons"},
        ),
        "11616": Table(
            "11616: Employed persons, by region, contents and year",
            {"Region": REGIONS, "ContentsCode": _named("Innpendlere", "Utpendlere"), "Tid": _TIME},
            regional(lambda at, name: of_place(name, {"Innpendlere": 2980, "Utpendlere": 3054}[at["ContentsCode"]])),
            {"Innpendlere": "persons", "Utpendlere": "persons"},
        ),
        "12539": Table(
            "12539: Employed immigrants, by region, immigrant group, length of stay, contents and year",
            {"Region": REGIONS, "InnvandrKat": _named("A", "B"), "Botid": _named("0-4", "5+"),
             "ContentsCode": _named("Syss", "Andel"), "Tid": _TIME},
            regional(lambda at, name: 40.5 if at["ContentsCode"] == "Andel" else 300),
            {"Syss": "persons", "Andel": "per cent"},
        ),
        "13563": Table(
            "13563: Residents, by main labour force status, age, immigrant category, contents and year",
            {"Region": REGIONS, "HovArbStyrkStatus": _named(*STATUSES), "Alder": _named("15-74", "15+"),
             "InnvandrKat": _named("A-G", "A_C-G", "B"), "ContentsCode": {"Bosatte": "Residents"}, "Tid": _TIME},
            regional(lambda at, name: of_place(name, STATUSES[at["HovArbStyrkStatus"]])
                     * {"A-G": 10, "A_C-G": 9, "B": 1}[at["InnvandrKat"]]),
            {"Bosatte": "persons"}, codelists=_GROUPED,
        ),
        "06913": Table(
            "06913: Population 1 January and changes, by region, contents and year",
            {"Region": REGIONS, "ContentsCode": _named(*FLOWS), "Tid": _TIME},
            regional(_flow), dict.fromkeys(FLOWS, "persons"), codelists=_GROUPED,
        ),
        "07902": Table(
            "07902: Life tables, by sex, age x, contents and year",
            {"Kjonn": _SEX, "AlderX": {f"{age:03}": f"{age} years" for age in range(107)},
             "ContentsCode": _named("Dodssannsynlighet", "Dode"), "Tid": _TIME},
            lambda at: round(min(0.02 * 1.105 ** int(at["AlderX"]), 1000.0), 3),
            {"Dodssannsynlighet": "per 1 000", "Dode": "deaths"},
        ),
        "08921": Table(
            "08921: Educational attainment, by region, sex, age, level, contents and year",
            {"Region": REGIONS, "Kjonn": _SEX, "Alder": _named(*EDUCATED), "UtdanNivaa": _named(*LEVELS),
             "ContentsCode": {"Personer": "Persons"}, "Tid": _TIME},
            regional(lambda at, name: _educated({**at, "level": at["UtdanNivaa"]}, name)), {"Personer": "persons"},
            codelists=_GROUPED,
        ),
        "09429": Table(
            "09429: Educational attainment, by region, level, sex, contents and year",
            {"Region": REGIONS, "Nivaa": _named(*LEVELS), "Kjonn": _BOTH,
             "ContentsCode": _named("Personer", "PersonerProsent"), "Tid": _TIME},
            regional(lambda at, name: _educated({**at, "level": at["Nivaa"]}, name)),
            {"Personer": "persons", "PersonerProsent": "per cent"},
        ),
    }  # fmt: skip

"""A municipality many times over: what cost is measured on when the number of residents grows."""

from dataclasses import replace

import numpy as np

from model import Municipality
from model.residents import NOBODY

ID_BLOCK = 1 << 45
"""Added to every id of one more copy, apart from all other blocks of ids."""


def enlarged(municipality: Municipality, times: int) -> Municipality:
    """``times`` copies of the municipality's people, firms, moves and places in one labour market."""

    def copies(table):
        columns = {}
        for name in table.declared():
            column = np.tile(getattr(table, name), times)
            block = np.repeat(np.arange(times), len(table))
            if name == "id":
                column = column + block.astype(np.uint64) * np.uint64(ID_BLOCK)
            elif name == "employer":
                column = np.where(column >= 0, column + block * len(municipality.firms), NOBODY)
            columns[name] = column
        return type(table).from_columns(columns)

    return replace(
        municipality,
        name=f"{municipality.name} x {times}",
        residents=copies(municipality.residents),
        commuters=copies(municipality.commuters),
        firms=copies(municipality.firms),
        rates=replace(municipality.rates, arriving=municipality.rates.arriving * times),
        measure_places=municipality.measure_places * times,
        ready_land=municipality.ready_land * times,
    )

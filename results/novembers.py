"""What a list of runs says each November: the value of one run, or quantiles over several."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from model.run import Run

QUANTILES = (0.05, 0.50, 0.95)


def novembers(runs: "list[Run]", indicators: tuple[str, ...]) -> "pd.DataFrame":
    """One row a November and quantile, one column an indicator; the opening (1 January 2019) is the first row.

    The index is (date, quantile); with one run there is one quantile, 0.5, which is the run itself.
    """
    import numpy as np
    import pandas as pd

    dates = runs[0].dates
    rows = [row for row, date in enumerate(dates) if row == 0 or date.endswith("-11")]
    levels = QUANTILES if len(runs) > 1 else (0.50,)
    index = pd.MultiIndex.from_product([[dates[row] for row in rows], levels], names=["date", "quantile"])
    columns = {}
    for name in indicators:
        values = np.stack([run.values(name)[rows] for run in runs])
        columns[name] = np.quantile(values, levels, axis=0).T.ravel()
    return pd.DataFrame(columns, index=index)

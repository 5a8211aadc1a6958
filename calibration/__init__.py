"""What makes it a municipality: packs of figures with sources, starting tables, targets, fit, posterior, validation."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calibration.local import local_conditions
    from calibration.pack import load_municipality
    from calibration.packs import municipalities

__all__ = ["load_municipality", "local_conditions", "municipalities"]


def __getattr__(name: str) -> Any:
    """Import on first use."""
    if name == "load_municipality":
        from calibration.pack import load_municipality as found
    elif name == "local_conditions":
        from calibration.local import local_conditions as found
    elif name == "municipalities":
        from calibration.packs import municipalities as found
    else:
        raise AttributeError(f"module 'calibration' has no attribute {name!r}")
    return found

"""What makes it Halden: figures with sources, starting tables, targets, fit, posterior and validation."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calibration.pack import load_municipality

__all__ = ["load_municipality"]


def __getattr__(name: str) -> Any:
    """Import on first use."""
    if name != "load_municipality":
        raise AttributeError(f"module 'calibration' has no attribute {name!r}")
    from calibration.pack import load_municipality

    return load_municipality

"""Finding a variant by its address: ``package.module:NAME``, or ``path/to/file.py`` with or without ``:NAME``."""

import importlib
import sys
from pathlib import Path

from model.raised import raised
from model.variant import Variant, VariantError

FORM = "package.module:NAME or file.py:NAME (the name may be left out where the module holds one variant)"


def find(address: str) -> Variant:
    """The variant at an address. A file's folder, and the present one, are searched for modules from then on.

    Worker processes of this machine search there too; those of a cluster must have the module installed.

    Raises:
        VariantError: if there is no such module or variant, or the module cannot be imported; it names what there is.
    """
    module, _, name = address.partition(":")
    path: Path | None = None
    if module.endswith(".py"):
        path = Path(module)
        if not path.is_file():
            raise VariantError(f"model = {address!r}: {path}: no such file; allowed: {FORM}")
        folder, module = path.resolve().parent, path.stem
    else:
        folder = Path.cwd()
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    try:
        found = importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or not (module == error.name or module.startswith(f"{error.name}.")):
            raise VariantError(f"model = {address!r}: {module} imports {error.name!r}, which is not there") from error
        raise VariantError(f"model = {address!r}: no module {error.name!r}; allowed: {FORM}") from None
    except VariantError as error:
        raise VariantError(f"model = {address!r}: {error}") from error
    except Exception as error:
        raise VariantError(f"model = {address!r}: {module} cannot be imported: {raised(error)}") from error
    if path is not None and Path(found.__file__ or "").resolve() != path.resolve():
        raise VariantError(
            f"model = {address!r}: {found.__file__ or module} has the same name and was found instead; allowed: a file "
            "with a name of its own"
        )
    known = {one: value for one, value in vars(found).items() if isinstance(value, Variant)}
    if not name and len(known) == 1:
        return next(iter(known.values()))
    held, example = ", ".join(known), f"{address.rstrip(':')}:{next(iter(known), '')}"
    if not known:
        raise VariantError(f"model = {address!r}: {module} holds no variant; allowed: {FORM}")
    if not name:
        raise VariantError(f"model = {address!r}: {module} holds several variants ({held}); name one: {example}")
    if name not in known:
        raise VariantError(f"model = {address!r}: {module} has no variant {name!r}; allowed: {held}")
    return known[name]

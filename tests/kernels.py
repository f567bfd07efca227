"""How much of the compiled engine a process has loaded."""

import importlib
import pkgutil

from matching.core.engine import compiled


def count_loaded() -> int:
    """Count what is compiled or read back, once for each of the types that a function was called with."""
    names = [found.name for found in pkgutil.iter_modules(compiled.__path__)]
    modules = [importlib.import_module(f"{compiled.__name__}.{name}") for name in names]
    found = {id(one): one for module in modules for one in vars(module).values() if hasattr(one, "py_func")}
    return sum(len(one.signatures) for one in found.values())

"""Winnable tells a seller, with quoted evidence, whether an opportunity is winnable."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """`winnable.rank`, loaded when it is first asked for: the command line must start quickly."""
    if name == "rank":
        return import_module("winnable.library").rank
    raise AttributeError(f"module 'winnable' has no attribute '{name}'")

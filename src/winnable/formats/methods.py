"""Sales methods that ask in a fixed order, from the lexicon."""

from functools import cache
from importlib.resources import files

import yaml

from winnable.learning.replay import Letter, Method


@cache
def load_methods() -> tuple[Method, ...]:
    """The methods that come with the package."""
    data = yaml.safe_load(files("winnable").joinpath("lexicons", "methods.yaml").read_text(encoding="utf-8"))
    return tuple(
        Method(
            key=key,
            name=method["name"],
            letters=tuple(Letter(name=letter["name"], words=tuple(letter["words"])) for letter in method["letters"]),
        )
        for key, method in data.items()
    )

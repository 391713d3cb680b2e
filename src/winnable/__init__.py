"""Winnable tells a seller, with quoted evidence, whether an opportunity is winnable."""

__version__ = "0.1.0"

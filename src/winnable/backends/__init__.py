"""Engines: run a plan on a table, and return the engine's own result."""

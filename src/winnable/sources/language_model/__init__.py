"""Reads documents through a language model that the user names: any endpoint that speaks the chat completions protocol.

Nothing is sent unless `ask` is called; `plan_of` says beforehand what would be sent where.
"""

from winnable.sources.language_model.plan import Plan, plan_of
from winnable.sources.language_model.reader import Answer, ask
from winnable.sources.language_model.settings import Settings, load_settings

__all__ = ["Answer", "Plan", "Settings", "ask", "load_settings", "plan_of"]

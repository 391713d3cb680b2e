"""Ranking, pure: a profile and a mapping of columns become a plan, and the plan one statement for a whole table."""

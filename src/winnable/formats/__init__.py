"""Files that people and programs exchange: profiles, sellers, cases, evidence, history, reports."""

"""What a text says, pure: passages in; facts, evidence, demands and coverage out."""

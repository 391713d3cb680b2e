"""From opportunities with outcomes: weights, calibration, backtests, and a revision of the profile to accept or refuse."""

"""`python -m winnable` is `winnable`."""

from winnable.cli import main

main()

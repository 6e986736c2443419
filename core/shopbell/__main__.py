"""``python -m shopbell`` is the command ``shopbell``."""

from shopbell.cli import main

main(prog_name="shopbell")

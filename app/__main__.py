"""``python -m app`` is the ``halden`` command."""

from app.command import main

main()

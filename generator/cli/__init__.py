"""A person's way in: the commands. Only this room prints."""

from generator.cli.commands import main

__all__ = ["main"]

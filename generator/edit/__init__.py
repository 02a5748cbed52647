"""Say which files a new entry consists of. Nothing is written here."""

from generator.edit.new import CannotMakeError, new_entry

__all__ = ["CannotMakeError", "new_entry"]

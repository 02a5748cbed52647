"""Make an answer of whatever keeps the sources from being a site."""

from collections.abc import Iterator
from contextlib import contextmanager

from generator.builder.answers import BuildFailedError
from generator.builder.digest import UnkeyableError
from generator.builder.logs import gathered_log
from generator.builder.mistakes import as_words


class NotAloneError(Exception):
    """An edit of a page may change others in a way that only reading them all can tell."""


@contextmanager
def refusing() -> Iterator[None]:
    """Raise BuildFailedError for an error, or for anything that a strict build stops for."""
    with gathered_log(live=False) as said:
        try:
            yield
        except (NotAloneError, UnkeyableError, BuildFailedError):
            raise
        except Exception as error:
            raise BuildFailedError("\n".join([*said, as_words(error)])) from error
    if said:
        raise BuildFailedError("\n".join(said))

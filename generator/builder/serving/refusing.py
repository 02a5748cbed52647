"""Make an answer of whatever keeps the sources from being a site."""

from collections.abc import Iterator
from contextlib import contextmanager

from mkdocs.exceptions import Abort

from generator.builder.answers import BuildFailedError
from generator.builder.digest import UnkeyableError
from generator.builder.logs import gathered_log


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
            raise BuildFailedError("\n".join([*said, _as_words(error)])) from error
    if said:
        raise BuildFailedError("\n".join(said))


def _as_words(error: Exception) -> str:
    is_told = isinstance(error, Abort)  # all that there is to say
    return str(error) if is_told else f"{type(error).__name__}: {error}"

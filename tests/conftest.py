"""What holds for every test: made-up inputs are the same in each run."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ("browser", "left_out", "measuring")

# A shell that starts a job in the background has it ignore Ctrl-C, and so would all programs that
# the tests start; a handler here gives them the system's own again.
signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("same", deadline=None, derandomize=True, database=None)
settings.load_profile("same")


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the builds of a test run a cache of their own."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TYPED_CONTENT_CACHE", str(folder))
        yield folder

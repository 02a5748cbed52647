"""What holds for every test: made-up inputs are the same in each run."""

from hypothesis import settings

pytest_plugins = ("browser",)

settings.register_profile("same", deadline=None, derandomize=True, database=None)
settings.load_profile("same")

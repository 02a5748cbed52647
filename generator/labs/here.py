"""Tell what a result is worth on this machine, with the services that answer here."""

from collections.abc import Mapping

from generator.model import Run, State


def state_here(run: Run, services: Mapping[str, str]) -> State:
    """Return the state of a run, where ``services`` are the versions of those that answer.

    A result that is good stays good without its service: it is shown, with its versions. That it
    cannot be measured again here, or would be with another major version, is worth knowing.
    """
    if run.state is not State.OK or run.result is None:
        return run.state
    needed = [text.partition(">=")[0] for text in run.profile.services]
    if any(name not in services for name in needed):
        return State.UNAVAILABLE
    measured = run.result.services
    if any(_major(measured.get(name, "")) != _major(services[name]) for name in needed):
        return State.STALE_SERVICE
    return State.OK


def _major(version: str) -> str:
    return version.partition(".")[0]

"""Merge the same work from short and from long branches, and search histories for a planted bug.

Everything is real Git in a scratch folder. Histories are written with `git fast-import`, which
makes a thousand commits in a moment; merges and searches are the commands that people type.
"""

import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from labkit import RANDOM, SCRATCH, record

PEOPLE = 4
CHANGES = 20  # that each of them makes
FILES = 5
LINES = 40  # in each file

Files = dict[str, list[str]]


SETTINGS = SCRATCH / "gitconfig"
SETTINGS.write_text("[maintenance]\nauto = false\n[core]\nfsync = none\n", encoding="utf-8")
ENVIRONMENT = {
    **os.environ,
    "GIT_CONFIG_GLOBAL": str(SETTINGS),  # and nobody else's
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{role}_NAME": "Lab" for role in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{role}_EMAIL": "lab@example.org" for role in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{role}_DATE": "2026-01-01T12:00:00Z" for role in ("AUTHOR", "COMMITTER")},
}


class Repository:
    """A repository of its own, untouched by anybody's settings."""

    def __init__(self, name: str) -> None:
        """Make it, with an empty branch `main`."""
        self.folder = SCRATCH / name
        self.folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *words: str, text: str = "") -> str:
        """Run a command of Git and return what it prints."""
        done = subprocess.run(
            ["git", *words],
            cwd=self.folder,
            env=ENVIRONMENT,
            input=text,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def write(self, commits: list["Commit"]) -> None:
        """Write commits, and look at `main` as it is then."""
        self.git("fast-import", "--quiet", "--force", text="".join(map(as_import, commits)))
        self.git("reset", "--quiet", "--hard", "main")

    def read(self) -> Files:
        """Return the files as they lie there."""
        files = (path for path in sorted(self.folder.iterdir()) if path.is_file())
        return {path.name: path.read_text("utf-8").splitlines() for path in files}

    def merge(self, branch: str) -> "Merge":
        """Merge a branch; where both sides changed the same lines, the branch wins."""
        try:
            self.git("merge", "--quiet", "--no-edit", branch)
        except subprocess.CalledProcessError:
            conflict = Merge(*self.conflict())
            self.git("merge", "--abort")
            self.git("merge", "--quiet", "--no-edit", "-X", "theirs", branch)
            return conflict
        return Merge(0, 0)

    def conflict(self) -> tuple[int, int]:
        """Count the places in conflict, and the lines between their marks."""
        places = lines = 0
        for name in self.git("diff", "--name-only", "--diff-filter=U").splitlines():
            inside = False
            for line in (self.folder / name).read_text("utf-8").splitlines():
                if line.startswith(("<<<<<<<", ">>>>>>>")):
                    inside = line.startswith("<")
                    places += inside
                else:
                    lines += inside and not line.startswith("=======")
        return places, lines


@dataclass(frozen=True)
class Merge:
    """What one merge asked of a person."""

    places: int
    lines: int


@dataclass(frozen=True)
class Commit:
    """A commit to be written: its branch, its message, where it starts, and changed files."""

    branch: str
    message: str
    start: str
    files: Files


def as_import(commit: Commit) -> str:
    """Return a commit in the language of `git fast-import`."""
    lines = [
        f"commit refs/heads/{commit.branch}",
        "committer Lab <lab@example.org> 1767268800 +0000",
        f"data {len(commit.message)}",
        commit.message,
    ]
    lines += [f"from {commit.start}"] if commit.start else []
    for name, content in commit.files.items():
        text = "".join(f"{line}\n" for line in content)
        lines += [f"M 100644 inline {name}", f"data {len(text)}", text]
    return "\n".join([*lines, ""])


# A change is told who makes it and as which of theirs, and is made to the files as they are.
Change = Callable[[Files, int, int], str]
PLAN = {
    (person, number): (RANDOM.randrange(FILES), RANDOM.randrange(LINES))
    for person in range(PEOPLE)
    for number in range(CHANGES)
}


def anywhere(files: Files, person: int, number: int) -> str:
    """Rewrite one line somewhere."""
    file, line = PLAN[person, number]
    files[f"file{file}"][line] = f"{person} rewrote this as change {number}"
    return f"file{file}"


def in_own_file(files: Files, person: int, number: int) -> str:
    """Rewrite one line in a file where nobody else works."""
    files[f"file{person}"][PLAN[person, number][1]] = f"change {number}"
    return f"file{person}"


def at_the_end(files: Files, person: int, number: int) -> str:
    """Add a line to the end of a list that all share."""
    files["changes"].append(f"{person} made change {number}")
    return "changes"


# region shown
def work(repository: Repository, change: Change, rounds: range) -> list[Merge]:
    """Let everybody make their changes, and merge at the end of each round."""
    merges = []
    for start in rounds:
        numbers = range(start, start + rounds.step)
        before = repository.read()
        commits = [
            commit
            for person in range(PEOPLE)
            for commit in branch_commits(before, change, person, numbers)
        ]
        repository.write(commits)
        merges += [repository.merge(f"person{person}") for person in range(PEOPLE)]
    return merges


def branch_commits(before: Files, change: Change, person: int, numbers: range) -> Iterator[Commit]:
    """Yield the commits of one person, who sees nobody else's changes meanwhile."""
    files = {name: list(lines) for name, lines in before.items()}
    start = "main"
    for number in numbers:
        name = change(files, person, number)
        yield Commit(f"person{person}", f"change {number}", start, {name: list(files[name])})
        start = ""  # after the one before


# endregion


def measure_merges(case: str, change: Change, rounds: range, attributes: str = "") -> None:
    """Record how many merges conflict, and how much has to be settled by hand."""
    repository = Repository(case)
    files = {f"file{number}": [f"line {line}" for line in range(LINES)] for number in range(FILES)}
    files |= {"changes": ["Changes"], ".gitattributes": [attributes]}
    repository.write([Commit("main", "start", "", files)])
    merges = work(repository, change, rounds)
    record(
        case,
        changes=PEOPLE * rounds.stop,
        merges=len(merges),
        merges_in_conflict=sum(merge.places > 0 for merge in merges),
        conflicts=sum(merge.places for merge in merges),
        lines_in_conflict=sum(merge.lines for merge in merges),
    )


def measure_silent_conflict() -> None:
    """Record a merge that Git finds nothing wrong with, and what running the result says."""
    old = {"prices.py": ["def total():", "    return 7"], "shop.py": ["import prices"]}
    renamed = {"prices.py": ["def sum_up():", "    return 7"]}
    used = {"shop.py": ["import prices", "print(prices.total())"]}
    repository = Repository("silent")
    repository.write([Commit("main", "start", "", old)])
    repository.write([Commit("rename", "rename", "main", renamed)])
    repository.write([Commit("use", "use", "main", used)])
    broken = {branch: shop_fails(repository, branch) for branch in ("rename", "use")}
    repository.git("checkout", "--quiet", "main")
    places = sum(repository.merge(branch).places for branch in ("rename", "use"))
    record(
        "silent_conflict",
        conflicts=places,
        branches_broken=sum(broken.values()),
        result_broken=shop_fails(repository, "main"),
    )


def shop_fails(repository: Repository, branch: str) -> int:
    """Tell (1 or 0) whether the program fails as a branch has it."""
    repository.git("checkout", "--quiet", branch)
    command = [sys.executable, "shop.py"]
    done = subprocess.run(command, cwd=repository.folder, capture_output=True, check=False)
    return int(done.returncode != 0)


@dataclass(frozen=True)
class History:
    """A history with a bug in it: so many commits of so many lines, and a test from some point."""

    commits: int
    broken_at: int
    lines: int = 8
    test_from: int = 0

    def write(self, repository: Repository) -> None:
        """Write it to the repository."""
        numbers = range(self.commits + 1)
        repository.write([Commit("main", f"commit {n}", "", self.files(n)) for n in numbers])

    def files(self, number: int) -> Files:
        """Return what a commit writes."""
        files = {
            "code": ["broken" if number >= self.broken_at else "works"],
            f"part{number % FILES}": [f"{line} of {number}" for line in range(self.lines)],
        }
        if self.test_from and number >= self.test_from:
            files["check.py"] = ["raise SystemExit('works' not in open('code').read())"]
        return files


COUNT = "echo run >> ../runs\n"
GOOD_TEST = COUNT + "grep -q works code\n"
FLAKY_TEST = COUNT + "test $(($(wc -l < ../runs) % 3)) -ne 0 && grep -q works code\n"
TEST_INSIDE = COUNT + f"'{sys.executable}' check.py\n"


def bisect(repository: Repository, history: History) -> None:
    """Let Git search, with the test that lies beside the repository."""
    repository.git("bisect", "start", "main", f"main~{history.commits}")
    repository.git("bisect", "run", "sh", "../test.sh")


def one_by_one(repository: Repository, _history: History) -> None:
    """Try every commit from the oldest on, until the test fails."""
    for commit in repository.git("rev-list", "--reverse", "main").split():
        repository.git("checkout", "--quiet", commit)
        command = ["sh", "../test.sh"]
        if subprocess.run(command, cwd=repository.folder, check=False).returncode:
            repository.git("update-ref", "refs/bisect/bad", commit)
            break


def measure_search(
    case: str, history: History, test: str = GOOD_TEST, search: Callable = bisect
) -> None:
    """Record how many tests a search runs, whether it finds the bug, and what is left to read."""
    outside = SCRATCH / f"search_{case}"
    outside.mkdir()
    (outside / "test.sh").write_text(test, encoding="utf-8")
    repository = Repository(f"{outside.name}/repository")
    history.write(repository)
    search(repository, history)
    found = repository.git("log", "-1", "--format=%s", "refs/bisect/bad").strip()
    changed = repository.git("show", "--format=", "--numstat", "refs/bisect/bad").splitlines()
    record(
        case,
        commits=history.commits,
        steps=len((outside / "runs").read_text("utf-8").splitlines()),
        log2=math.ceil(math.log2(history.commits)),
        found=int(found == f"commit {history.broken_at}"),
        lines_to_read=sum(int(line.split()[0]) for line in changed),
    )


if __name__ == "__main__":
    measure_merges("anywhere_short", anywhere, range(0, CHANGES, 1))
    measure_merges("anywhere_long", anywhere, range(0, CHANGES, 10))
    measure_merges("own_file_long", in_own_file, range(0, CHANGES, 10))
    measure_merges("shared_list_short", at_the_end, range(0, 10, 1))
    measure_merges("shared_list_long", at_the_end, range(0, 10, 10))
    measure_merges("union_short", at_the_end, range(0, 10, 1), attributes="changes merge=union")
    measure_silent_conflict()
    measure_search("one_by_one_100", History(100, 63), search=one_by_one)
    measure_search("bisect_100", History(100, 63))
    measure_search("bisect_1000", History(1000, 637))
    measure_search("bisect_10000", History(10_000, 6371))
    measure_search("bisect_large_commits", History(100, 64, lines=80))
    measure_search("flaky_test", History(1000, 637), FLAKY_TEST)
    measure_search("test_in_repository", History(1000, 637, test_from=900), TEST_INSIDE)

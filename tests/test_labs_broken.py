"""The handbook's labs: whoever breaks a cure sees a check turn red."""

from dataclasses import dataclass
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from generator.cli import main
from generator.runner import Setting
from lab_sites import PROJECT, find_setting
from sites import write_site


@dataclass(frozen=True, slots=True)
class Break:
    """One way to break one lab: what to write into which file, and the check that has to see it."""

    lab: str
    profile: str
    file: str
    good: str
    bad: str
    check: str

    def __str__(self) -> str:
        return f"{self.lab}-{self.check}".replace(" ", "-")


BREAKS = (
    Break(
        "asyncio-io",
        "python",
        "lab.py",
        "await asyncio.to_thread(virtual.sleep, BLOCK_S)",
        "virtual.sleep(BLOCK_S)",
        "handed to a thread, the same call stops none",
    ),
    Break(
        "asyncio-io",
        "python",
        "lab.py",
        "        async with places:\n            await service.call()",
        "        await service.call()",
        "a semaphore bounds what runs at once",
    ),
    Break(
        "cache-aside",
        "embedded",
        "prices.py",
        "            if self.deletes:\n",
        "            if self.deletes and number % 2:\n",
        "deletion on write leaves no stale read",
    ),
    Break(
        "cache-aside",
        "embedded",
        "lab.py",
        'transaction.on_commit(lambda: shop.cache.delete("price:1"))',
        'shop.cache.delete("price:1")',
        "deleted after the commit the old price is gone",
    ),
    Break(
        "cache-stampede",
        "redis",
        "cures.py",
        "            value = store.get(key)\n            if value is None:",
        "            if value is None:",
        "with a lock and a second look one computes",
    ),
    Break(
        "cache-stampede",
        "embedded",
        "cures.py",
        "now - cost * math.log(1 - chance.random()) >= expires",
        "now >= expires",
        "a die thrown early leaves few to compute together",
    ),
    Break(
        "celery-reliability",
        "embedded",
        "tasks.py",
        "@app.task(bind=True, max_retries=3)\ndef retried",
        "@app.task(bind=True, max_retries=2)\ndef retried",
        "three retries serve all but the order that would need nine",
    ),
    Break(
        "celery-reliability",
        "rabbitmq",
        "tasks.py",
        "@app.task(acks_late=True)\ndef late(",
        "@app.task\ndef late(",
        "late acknowledgement loses none",
    ),
    Break(
        "ci-matrix",
        "python",
        "lab.py",
        "if all(original.get(name, value) == value for name, value in addition.items())",
        "if addition",
        "an include that fits no combination becomes a job of its own",
    ),
    Break(
        "ci-matrix",
        "python",
        "pipelines.yml",
        "side_by_side: &side_by_side\n  lint: {}\n  test: {strategy: *six}",
        "side_by_side: &side_by_side\n  lint: {}\n  test: {strategy: *six, needs: [lint]}",
        "without needless arrows the longest chain is shorter",
    ),
    Break(
        "compose-startup",
        "in-process",
        "compose.yml",
        "18\n    healthcheck: {test: [CMD, pg_isready, -h, 127.0.0.1], interval: 1s, retries: 15}",
        "18\n    healthcheck: {test: [CMD, pg_isready], interval: 1s, retries: 15}",
        "with a health condition none is refused",
    ),
    Break(
        "compose-startup",
        "in-process",
        "lab.py",
        "give_up_ms = virtual.now_ms() + GIVE_UP_S * 1000 * retry",
        "give_up_ms = virtual.now_ms() * (not retry)",
        "a client that tries again loses no request",
    ),
    Break(
        "git-teamwork",
        "git",
        "lab.py",
        'measure_merges("anywhere_short", anywhere, range(0, CHANGES, 1))',
        'measure_merges("anywhere_short", anywhere, range(0, CHANGES, 10))',
        "short branches conflict in fewer places",
    ),
    Break(
        "graphql-n-plus-one",
        "sqlite",
        "batched.py",
        'return await info.context["author"].load(self.author_id)',
        "return (await load_authors([self.author_id]))[0]",
        "data loaders ask once for each kind of thing",
    ),
    Break(
        "graphql-n-plus-one",
        "sqlite",
        "urls.py",
        "QueryDepthLimiter(max_depth=3)",
        "QueryDepthLimiter(max_depth=9)",
        "a limit on depth refuses a deep query before the first statement",
    ),
    Break(
        "http-caching",
        "embedded",
        "pages.py",
        'path("etag-of-edition", condition(etag_func=edition)(page))',
        'path("etag-of-edition", page)',
        "a validator saves the body",
    ),
    Break(
        "http-caching",
        "embedded",
        "pages.py",
        'vary_on_headers("Accept-Language")(page)',
        "page",
        "with Vary a shared cache keeps languages apart",
    ),
    Break(
        "image-layers",
        "model",
        "dependencies-first.Containerfile",
        "COPY bin /bin\n",
        "COPY bin /bin\nCOPY app /app\n",
        "with the dependencies first, it repeats two",
    ),
    Break(
        "image-layers",
        "model",
        "secret-mounted.Containerfile",
        "RUN --mount=type=secret,id=token,target=/token",
        "COPY token /token\nRUN",
        "a mounted secret is in no layer",
    ),
    Break(
        "image-layers",
        "buildah",
        "multi-stage.Containerfile",
        "COPY --from=build /venv /venv",
        "COPY --from=build / /",
        "the final stage leaves the tools behind",
    ),
    Break(
        "index-explain",
        "sqlite",
        "lab.py",
        '"index_on_customer_and_time": ("(customer_id, placed_at DESC)", NEWEST)',
        '"index_on_customer_and_time": (None, NEWEST)',
        "with the order in the index, too, just the rows of the answer are read",
    ),
    Break(
        "index-explain",
        "postgresql",
        "lab.py",
        '"covering_index": ("(customer_id, placed_at DESC, id, total)", NEWEST)',
        '"covering_index": ("(customer_id, placed_at DESC)", NEWEST)',
        "an index that holds the answer leaves the table alone",
    ),
    Break(
        "keyset-pagination",
        "postgresql",
        "lab.py",
        'f"(created_at, id) < ({last[2]}, {last[0]})" if last',
        'f"created_at < {last[2]} OR created_at = {last[2]} AND id < {last[0]}" if last',
        "for page 5 000 a key reads the page",
    ),
    Break(
        "keyset-pagination",
        "sqlite",
        "lab.py",
        'f"(created_at, id) < ({last[2]}, {last[0]})" if last',
        'f"created_at < {last[2]}" if last',
        "a key leaves no row out, whatever goes",
    ),
    Break(
        "load-balancing",
        "nginx",
        "upstreams.py",
        "proxy_next_upstream {repeats};",
        "proxy_next_upstream off;",
        "nobody notices the dead instance",
    ),
    Break(
        "load-balancing",
        "embedded",
        "instance.py",
        "Shared}.get(",
        "Own}.get(",
        "shared sessions are found by every instance",
    ),
    Break(
        "lost-update",
        "sqlite",
        "cures.py",
        "pk=number, version=account.version)",
        "pk=number)",
        "a version column loses nothing",
    ),
    Break(
        "lost-update",
        "postgresql",
        "cures.py",
        "Account.objects.select_for_update().get(pk=number)",
        "Account.objects.get(pk=number)",
        "a row lock loses nothing",
    ),
    Break(
        "normalization",
        "sqlite",
        "lab.py",
        'connection.execute("BEGIN")\n    return rename_in_batches',
        "return rename_in_batches",
        "broken off in one transaction, the rename leaves no contradiction",
    ),
    Break(
        "normalization",
        "sqlite",
        "types_sqlite.sql",
        "CHECK (quantity > 0)",
        "",
        "types and constraints together refuse all ten",
    ),
    Break(
        "on-commit",
        "sqlite",
        "ways.py",
        "transaction.on_commit(lambda: send(number))",
        "send(number)",
        "on_commit sends nothing for what was rolled back",
    ),
    Break(
        "on-commit",
        "sqlite",
        "ways.py",
        "send(message.number)\n        stop",
        "Outbox.objects.filter(pk=message.pk).delete()\n        stop",
        "a message that is stored with its order is not lost",
    ),
    Break(
        "orm-n-plus-one",
        "sqlite",
        "pages.py",
        'authors(books.select_related("author")),',
        "authors(books),",
        "a join brings books and authors in one statement",
    ),
    Break(
        "pythonic",
        "python",
        "lab.py",
        "    for number in range(ROWS):\n        yield Row(number)",
        "    yield from [Row(number) for number in range(ROWS)]",
        "a generator holds the row in hand and the next",
    ),
    Break(
        "pythonic",
        "python",
        "lab.py",
        'with path.open(encoding="utf-8") as file:\n        return file.read().split()[0]',
        'return path.open(encoding="utf-8").read().split()[0]',
        "a with block closes the file however it ends",
    ),
    Break(
        "pythonic",
        "python",
        "after.py",
        "if status in SERVER_ERRORS)",
        "if status in range(500, 599))",
        "the tidied function gives the same answers to 200 logs",
    ),
    Break(
        "rest-semantics",
        "embedded",
        "api.py",
        "Order.objects.get_or_create(key=key, defaults=asked.validated_data)",
        "asked.save(), True",
        "POST repeated under one key makes one order",
    ),
    Break(
        "rest-semantics",
        "embedded",
        "api.py",
        "max_page_size = 100",
        "max_page_size = None",
        "a largest size bounds what the client may choose",
    ),
    Break(
        "tdd-red-green",
        "python",
        "steps.py",
        '"""Lose a promise on the way."""\n    return "-".join(title.lower().split())',
        '"""Keep it after all."""\n    return refusing(title)',
        "tidying that loses a promise is noticed",
    ),
    Break(
        "tdd-red-green",
        "python",
        "suite_integration.py",
        '("2026-01-01", 20)',
        '("2026-01-02", 20)',
        "the bugs in the SQL are caught by the tests with a real database",
    ),
    Break(
        "token-bucket",
        "embedded",
        "limits.py",
        "if moment > now - MINUTE",
        "if moment // MINUTE == now // MINUTE",
        "a log of all requests keeps the limit in every minute",
    ),
    Break(
        "token-bucket",
        "redis",
        "lab.py",
        '"shared_counter": (fixed_window, [store])',
        '"shared_counter": (fixed_window, [store, Memory()])',
        "with one counter the limit holds",
    ),
)


@pytest.fixture
def setting(found: Setting, monkeypatch: pytest.MonkeyPatch) -> Setting:
    """Give what labs stand on here, and let a small site stand on the same."""
    monkeypatch.setenv("LAB_PYTHON", found.python)
    return found


@pytest.fixture(scope="module")
def found() -> Setting:
    """Look for it once: without it there is nothing to break."""
    return find_setting()


@pytest.mark.parametrize("broken", BREAKS, ids=str)
def test_a_broken_cure_turns_a_check_red(
    broken: Break, setting: Setting, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if broken.profile in setting.reasons:
        pytest.skip(setting.reasons[broken.profile])
    config = str(small_site(tmp_path, broken) / "mkdocs.yml")
    assert main(["labs", "run", broken.lab, "--profile", broken.profile, "-f", config]) == 1
    said = capsys.readouterr().out
    assert "does not hold: " in said
    assert broken.check in said


def small_site(root: Path, broken: Break) -> Path:
    """Write a site with a copy of the one lab, in which the cure is broken."""
    collection = "title: Labs\nsingular: lab\nkind: lab\n"
    files = {"_collection.yml": collection, f"{broken.lab}/index.md": "---\ntitle: Broken\n---\n"}
    write_site(root, "".join(f"-- content/labs/{path} --\n{text}" for path, text in files.items()))
    folder = root / "content/labs" / broken.lab
    source = PROJECT / "content/labs" / broken.lab
    copytree(source, folder, ignore=ignore_patterns("index.md", "results"), dirs_exist_ok=True)
    file = folder / broken.file
    text = file.read_text("utf-8")
    assert text.count(broken.good) == 1, "the text to be broken stands there once"
    file.write_text(text.replace(broken.good, broken.bad), "utf-8")
    return root

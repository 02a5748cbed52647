"""`serve` from outside: a process, requests, and how it ends."""

import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from served import Served, command, served
from sites import write_site

BIRDS = """\
-- content/birds/_collection.yml --
title: Birds
singular: bird
-- content/birds/wren.md --
---
title: Wren
---

A small bird.
"""


@pytest.fixture(scope="module")
def birds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve one project for the tests that leave it as it is."""
    with served(write_site(tmp_path_factory.mktemp("birds"), BIRDS)) as found:
        yield found


def test_pages_files_and_redirects_are_answered(birds: Served) -> None:
    found = birds.get("/birds/wren/")
    assert found.status == 200
    assert found.getheader("Content-Type") == "text/html; charset=utf-8"
    assert "A small bird." in birds.body
    known = birds.get("/birds/wren/", **{"If-None-Match": found.getheader("ETag") or ""})
    assert (known.status, birds.body) == (304, "")
    moved = birds.get("/birds/wren")
    assert (moved.status, moved.getheader("Location")) == (302, "/birds/wren/")
    assert birds.get("/nowhere/").status == 404
    assert "404" in birds.body
    assert birds.get("/sitemap.xml").getheader("Content-Type") == "application/xml; charset=utf-8"
    head = birds.get("/birds/wren/", method="HEAD")
    assert (head.status, birds.body) == (200, "")
    assert birds.get("/birds/wren/", method="POST").status == 501
    assert birds.get("/_typed-content_serve_/client.js").status == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", ""]
)
def test_another_host_is_refused(birds: Served, host: str) -> None:
    assert birds.get("/", Host=host).status == 403
    assert "its own machine" in birds.body


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:9", "docs.localhost"])
def test_names_of_this_machine_are_served(birds: Served, host: str) -> None:
    assert birds.get("/", Host=host).status == 200


def test_only_loopback_is_listened_to(birds: Served) -> None:
    own = [place[4][0] for place in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    for address in {str(place) for place in own if not str(place).startswith("127.")}:
        with socket.socket() as other:
            assert other.connect_ex((address, birds.port)) != 0


def test_an_edit_is_served_and_told(tmp_path: Path) -> None:
    with served(write_site(tmp_path, BIRDS)) as found:
        news = found.news()
        first = news.readline()
        assert first.startswith(b"data: {")
        page = tmp_path / "content/birds/wren.md"
        page.write_text("---\ntitle: Wren\n---\n\nA loud bird.\n", "utf-8")
        assert found.has("/birds/wren/", "A loud bird.")
        assert news.readline() == b"\n"
        second = news.readline()
        assert second.startswith(b"data: {")
        assert second != first
        page.write_text("---\ntitel: Wren\n---\n", "utf-8")
        assert news.readline() == b"\n"
        assert b"content/birds/wren.md:2:1" in news.readline()
        assert found.has("/birds/wren/", "A loud bird.")
        news.close()


def test_a_page_is_made_for_its_readers_alone(tmp_path: Path) -> None:
    config = "-- mkdocs.yml --\nsite_name: Birds\ntheme: {name: material, custom_dir: theme/over}\n"
    text = f"{config}docs_dir: content\nplugins: [typed-content]\n-- theme/over/x.txt --\nx\n"
    with served(write_site(tmp_path, BIRDS + text)) as found:
        home, wren = found.news("/"), found.news("/birds/wren/")
        for news in (home, wren):
            assert news.readline().startswith(b"data: {")
            assert news.readline() == b"\n"
        mistake = '{% if page.title == "Wren" %}{{ page.no.way }}{% endif %}'
        broken = f'{{% extends "base.html" %}}{{% block footer %}}{mistake}{{% endblock %}}'
        (tmp_path / "theme/over/main.html").write_text(broken, "utf-8")
        assert b"no attribute 'no'" in home.readline()  # as somebody looks at the wren
        assert home.readline() == b"\n"
        wren.close()
        (tmp_path / "theme/over/main.html").write_text(f"{broken} ", "utf-8")
        assert b'"complaint": ""' in home.readline()
        home.close()


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_and_without_a_word(tmp_path: Path, end: signal.Signals) -> None:
    with served(write_site(tmp_path, BIRDS)) as found:
        news = found.news()
        news.readline()
        found.process.send_signal(end)
        assert found.process.wait(60) == 0
        assert found.process.stdout is not None
        assert found.process.stdout.read() == ""
        news.close()


def test_a_port_in_use_is_one_sentence(tmp_path: Path, birds: Served) -> None:
    address = f"127.0.0.1:{birds.port}"
    done = subprocess.run(
        command(write_site(tmp_path, BIRDS), "-a", address),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert line.startswith(f"error: {address} is in use; the next free one is 127.0.0.1:")


def test_a_project_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    done = subprocess.run(
        command(tmp_path / "nowhere"), capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 2
    assert "stand in the project's folder" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_configuration_starts_at_the_usual_address(tmp_path: Path) -> None:
    root = write_site(tmp_path, BIRDS)
    text = (root / "mkdocs.yml").read_text("utf-8")
    (root / "mkdocs.yml").write_text("site_name: [", "utf-8")
    with served(root) as found:
        assert found.get("/").status == 500
        assert "mkdocs.yml" in found.body
        (root / "mkdocs.yml").write_text(text, "utf-8")
        assert found.has("/birds/wren/", "A small bird.")


def test_nothing_is_written_beside_the_sources(tmp_path: Path) -> None:
    root = write_site(tmp_path, BIRDS)
    before = sorted(root.iterdir())
    with served(root) as found:
        found.get("/")
        assert sorted(root.iterdir()) == before


def test_a_branch_switch_is_one_rebuild(tmp_path: Path) -> None:
    root = write_site(tmp_path, BIRDS)
    pages = [root / f"content/page-{number}.md" for number in range(300)]
    git(root, "init", "-q", "-b", "one")
    for words in ("one", "two"):
        for number, page in enumerate(pages):
            page.write_text(f"# Page {number}\n\nOn branch {words}.\n", "utf-8")
        git(root, "add", ".")
        git(root, "commit", "-q", "-m", words)
        git(root, "switch", "-q", *(["-c", "two"] if words == "one" else ["one"]))
    with served(root) as found:
        assert found.has("/page-7/", "On branch one.")
        git(root, "switch", "-q", "two")
        assert found.has("/page-7/", "On branch two.")
        assert found.has("/page-299/", "On branch two.")
        found.process.terminate()
        assert found.process.stdout is not None
        [line] = found.process.stdout.read().splitlines()
        assert line.startswith("301 files changed: shown after ")  # with Git's HEAD


def git(root: Path, *words: str) -> None:
    own = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", str(root), *own, *words], check=True)


@pytest.mark.long
def test_a_thousand_edits_do_not_make_it_grow(tmp_path: Path) -> None:
    with served(write_site(tmp_path, BIRDS)) as found:
        sizes = []
        for number in range(1000):
            words = f"Song {number}, {'x' * 10_000}"
            text = f"---\ntitle: Wren {number}\n---\n\n{words}\n"
            (tmp_path / "content/birds/wren.md").write_text(text, "utf-8")
            assert found.has("/birds/wren/", words)
            sizes.append(memory_mb(found.process.pid))
        assert sizes[-1] - sizes[300] < 5, sizes[::50]


def memory_mb(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) // 1000

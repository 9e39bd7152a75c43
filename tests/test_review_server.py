"""The server answers this machine's own page, and nobody else."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from reviewing import article

from extract.errors import OutputError
from extract.review.journal import Journal
from extract.review.session import Review

server = pytest.importorskip("extract.review.server")
TOKEN = "a-token-for-tests"


@dataclass
class Site:
    """A running page, and what its journal holds."""

    port: int
    journal: Path

    def ask(
        self, path: str, *, body: object = None, method: str | None = None, **headers: str | None
    ) -> tuple[int, Any]:
        """The status and the JSON or text; a header set to `None` is left out."""
        sent = {"Host": f"127.0.0.1:{self.port}", "x-review-token": TOKEN}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        data = None if body is None else json.dumps(body).encode()
        connection.putrequest(method or ("POST" if data else "GET"), path, skip_host=True)
        for name, value in sent.items():
            if value is not None:
                connection.putheader(name, value)
        if data:
            connection.putheader("Content-Length", str(len(data)))
        connection.endheaders(data)
        answer = connection.getresponse()
        text = answer.read().decode()
        self.headers = dict(answer.getheaders())
        connection.close()
        is_json = answer.getheader("content-type", "").startswith("application/json")
        return answer.status, json.loads(text) if is_json else text

    def kept(self) -> int:
        return len(self.journal.read_text("utf-8").splitlines())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("review") / "a.review.jsonl"
    with Journal(path) as journal:
        review = Review([article("a"), article("b", number=2)], journal)
        listener = server.listen(0)
        ready = threading.Event()
        page = server.application(review, name="batch", token=TOKEN)
        one = server.server(page, ready=ready.set)
        thread = threading.Thread(target=one.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        assert ready.wait(30)
        yield Site(listener.getsockname()[1], path)
        one.should_exit = True
        thread.join(10)


def accept(site: Site, **headers: str | None) -> int:
    key = site.ask("/api/articles/0")[1]["items"][0]["key"]
    body = {"key": key, "verdict": "accepted"}
    return site.ask("/api/articles/0/decision", body=body, **headers)[0]


def test_it_listens_on_this_machine_alone() -> None:
    listener = server.listen(0)
    assert listener.getsockname()[0] == "127.0.0.1"
    listener.listen()
    with pytest.raises(OutputError, match="choose another --port"):
        server.listen(listener.getsockname()[1])
    listener.close()


def test_it_answers_when_it_says_so(tmp_path: Path) -> None:
    with Journal(tmp_path / "a.review.jsonl") as journal:
        listener = server.listen(0)
        answers: list[int] = []

        def ready() -> None:
            site = Site(listener.getsockname()[1], journal.path)
            answers.append(site.ask(f"/?token={TOKEN}")[0])
            one.should_exit = True

        page = server.application(Review([article()], journal), name="batch", token=TOKEN)
        one = server.server(page, ready=ready)
        one.run(sockets=[listener])
    assert answers == [200]


def test_a_decision_is_on_the_disk_before_the_answer(site: Site) -> None:
    before = site.kept()
    assert accept(site, Origin=f"http://127.0.0.1:{site.port}") == 200
    assert site.kept() == before + 1


@pytest.mark.parametrize(
    "headers",
    [
        {"x_review_token": None},
        {"x_review_token": "guessed"},
        {"x_review_token": None, "Cookie": f"token={TOKEN}"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Host": "evil.example"},
        {"Host": "evil.example:80", "Origin": "http://evil.example:80"},
        {"Host": "127.0.0.1.evil.example"},
    ],
    ids=str,
)
def test_other_sites_change_nothing(site: Site, headers: dict[str, str | None]) -> None:
    before = site.kept()
    assert accept(site, **headers) in {400, 403}
    assert site.kept() == before


@pytest.mark.parametrize("path", ["/", "/api/batch", "/api/articles/0", "/api/places?words=hue"])
def test_nothing_is_read_without_the_token(site: Site, path: str) -> None:
    status, text = site.ask(path, x_review_token=None)
    assert status == 403
    assert "nước" not in str(text)
    # What a name that was bound anew to 127.0.0.1 would ask for.
    assert site.ask(path, Host="evil.example")[0] == 400


def test_a_form_of_another_site_cannot_post(site: Site) -> None:
    path, before = "/api/articles/0/decision", site.kept()
    status, _ = site.ask(
        path + f"?token={TOKEN}", body={"key": "1-2", "verdict": "rejected"}, x_review_token=None,
        content_type="text/plain", Origin="https://evil.example",
    )  # fmt: skip
    assert (status, site.kept()) == (403, before)
    status, _ = site.ask(path, method="OPTIONS", x_review_token=None, Origin="https://evil.example")
    assert status == 403
    assert not [name for name in site.headers if name.lower().startswith("access-control")]


def test_the_page_may_load_nothing_from_elsewhere(site: Site) -> None:
    status, page = site.ask(f"/?token={TOKEN}", x_review_token=None)
    assert (status, TOKEN in page) == (200, False)
    assert "default-src 'none'" in site.headers["content-security-policy"]
    assert site.headers["referrer-policy"] == "no-referrer"
    assert site.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in site.headers


def test_what_is_wrong_is_said(site: Site) -> None:
    path = "/api/articles/0/decision"
    assert site.ask(path, body={"key": "1-2", "verdict": "accepted"})[0] == 422
    assert "too long" in site.ask(path, body={"key": "x" * 1_100_000})[1]["error"]
    assert site.ask(path, body={"verdict": "accepted", "more": 1})[0] == 422
    assert site.ask("/api/articles/7")[0] == 404
    assert site.ask("/static/session.py")[0] == 404
    assert site.ask("/static/..%2fserver.py")[0] == 404


def test_places_are_official_units(site: Site) -> None:
    status, names = site.ask("/api/places?words=Van+Don&on=2024-01-01")
    assert status == 200
    assert "huyện Vân Đồn, tỉnh Quảng Ninh" in names

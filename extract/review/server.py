"""The page and what it asks for, on this machine alone.

Another site that the reader has open can send requests here, and can point a name of its own at
127.0.0.1. So the only hosts answered are this machine's own names, and whatever reads or changes
anything needs a token that is in the page's address and in no cookie.
"""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from importlib import resources

import uvicorn
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from extract.errors import LabelError, OutputError
from extract.review import views
from extract.review.session import Review

HOST = "127.0.0.1"
TOKEN_HEADER = "x-review-token"

_LARGEST = 1_000_000
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
}
_FILES = {"page.css": "text/css", "page.js": "text/javascript"}


def application(review: Review, *, name: str, token: str) -> Starlette:
    """The page of a review. `token` opens it; `name` is what the page calls the batch."""
    pages = _Pages(review, name)
    return Starlette(
        routes=[
            Route("/", pages.page),
            Route("/static/{file}", pages.static),
            Route("/api/batch", pages.batch),
            Route("/api/articles/{index:int}", pages.article),
            Route("/api/articles/{index:int}/decision", pages.decide, methods=["POST"]),
            Route("/api/articles/{index:int}/read", pages.set_read, methods=["POST"]),
            Route("/api/places", pages.places),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"]),
            Middleware(_Guard, token=token),
        ],
    )


def listen(port: int) -> socket.socket:
    """A socket on this machine's own address; port 0 is any that is free.

    Raises:
        OutputError: where the port is taken or not allowed.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        raise OutputError(
            f"port {port} cannot be used: {error.strerror or error}; choose another --port, "
            "or none for any that is free"
        ) from error
    return listener


def new_token() -> str:
    """A secret for one run of the page."""
    return secrets.token_urlsafe(24)


def server(app: ASGIApp, *, ready: Callable[[], object] = lambda: None) -> uvicorn.Server:
    """The server for `app`; run it with `run(sockets=[listen(port)])`.

    `ready` is called once, when it answers.
    """
    config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off")
    return _Server(config, ready)


class _Server(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], object]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            # A browser that is opened may hold its caller: the answers must not wait for it.
            await run_in_threadpool(self._ready)


class _Guard:
    """Lets through what carries the token, and what gives nothing away without it."""

    def __init__(self, app: ASGIApp, *, token: str) -> None:
        self._app = app
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        reason = self._refuses(request)
        if reason:
            await PlainTextResponse(reason, 403, headers=_HEADERS)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _refuses(self, request: Request) -> str | None:
        path, headers = request.url.path, request.headers
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{headers.get('host', '')}":
            return "This page takes nothing from other sites."
        if path.startswith("/static/"):
            return None
        given = request.query_params.get("token", "") if path == "/" else headers.get(TOKEN_HEADER)
        if not secrets.compare_digest((given or "").encode(), self._token):
            return "Open the address that `solieu review` printed: its token is missing here."
        return None


class _Pages:
    """The answers. Disk and gazetteer are waited for outside the event loop."""

    def __init__(self, review: Review, name: str) -> None:
        self._review = review
        self._name = name

    async def page(self, _: Request) -> Response:
        return Response(_file("page.html"), media_type="text/html", headers=_HEADERS)

    async def static(self, request: Request) -> Response:
        name = request.path_params["file"]
        if name not in _FILES:
            return PlainTextResponse("There is no such file.", 404, headers=_HEADERS)
        return Response(_file(name), media_type=_FILES[name], headers=_HEADERS)

    async def batch(self, _: Request) -> Response:
        return _json(await run_in_threadpool(views.batch, self._review, self._name))

    async def article(self, request: Request) -> Response:
        index = request.path_params["index"]
        if index >= len(self._review.articles):
            return _json({"error": "there is no such article"}, 404)
        return _json(await run_in_threadpool(views.article, self._review, index))

    async def places(self, request: Request) -> Response:
        words = request.query_params.get("words", "")
        day = request.query_params.get("on", "")
        return _json(await run_in_threadpool(views.places, words, day))

    async def decide(self, request: Request) -> Response:
        return await self._change(request, _decide)

    async def set_read(self, request: Request) -> Response:
        return await self._change(request, _set_read)

    async def _change(
        self, request: Request, change: Callable[[Review, int, bytes], str | None]
    ) -> Response:
        """Make a change; the answer is the article as it is then."""
        index = request.path_params["index"]
        if index >= len(self._review.articles):
            return _json({"error": "there is no such article"}, 404)
        try:
            key = await run_in_threadpool(change, self._review, index, await _body(request))
        except (LabelError, ValidationError) as error:
            return _json({"error": str(error)}, 422)
        except OutputError as error:
            return _json({"error": str(error)}, 507)
        view = await run_in_threadpool(views.article, self._review, index)
        return _json({**view, "key": key})


def _decide(review: Review, index: int, body: bytes) -> str:
    wanted = views.WantedDecision.model_validate_json(body)
    return review.decide(
        index,
        wanted.key,
        wanted.verdict,
        form=wanted.form,
        anchor=wanted.anchor,
        indicator_spans=wanted.indicator_spans,
    )


def _set_read(review: Review, index: int, body: bytes) -> None:
    review.set_read(index, views.WantedRead.model_validate_json(body).read)


async def _body(request: Request) -> bytes:
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > _LARGEST:
            raise LabelError("this is too long for a label")
    return data


def _json(content: object, status: int = 200) -> Response:
    return JSONResponse(content, status, headers=_HEADERS)


def _file(name: str) -> str:
    return resources.files("extract.review").joinpath(name).read_text("utf-8")

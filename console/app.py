"""Puts the console together: `create_app` makes the application out of what it is given and reads nothing itself.

Its order from the outside in: envelope (ids, headers), CORS, guard (sizes, rates, last resort), routes, web app.
"""

from __future__ import annotations

import functools
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute

from addons.address import parse_range
from addons.identify import ClientAddress
from console import errors, site
from console.auth import Passwords, Tokens
from console.description import DescribedApp
from console.envelope import ConsoleLimits, Envelope, Guard
from console.failures import FailedSignIns
from console.live import LiveFeed, StoreSource, Tickets, running
from console.origins import Origins
from console.publish import Publisher
from console.routers import (
    access,
    accounts,
    alerts,
    apis,
    attempts,
    audit,
    behaviour,
    channels,
    decisions,
    deliveries,
    detectors,
    exclusions,
    health,
    ingest,
    invitations,
    lists,
    live,
    logs,
    metrics,
    models,
    mutes,
    policy,
    sessions,
    settings,
    system,
    tokens,
    users,
)
from console.schemas.model import ProblemOut
from console.sockets import SocketBounds
from console.state import Console
from console.telemetry import TelemetryDesk
from console.throttle import Buckets, LoginLimits, LoginThrottle
from gateway import VERSION
from gateway.ingest.intake import Intake
from gateway.policy.secrets import Secrets
from gateway.settings import Settings
from gateway.storage.store import Store

DESCRIPTION = (
    "Manage the gateway: protected APIs, whitelist and blacklist, detectors, alerts, logs, and the live feed. "
    "Sign in with POST /api/login and send the access token as a bearer token; POST /api/refresh has the next one. "
    "Scripts take an API token of POST /api/tokens instead. "
    "Every error is RFC 9457 problem+json with a request id. "
    "WS /ws/live streams exchanges and alerts; get its ticket from POST /api/live/ticket."
)
PROBLEM: dict[str, Any] = {"model": ProblemOut, "description": "Problem"}
RESPONSES: dict[int | str, dict[str, Any]] = dict.fromkeys((401, 403, 422, 429, 503), PROBLEM)


@functools.cache
def routes() -> list[BaseRoute]:
    """All there are. Put together once a process: what each takes is worked out anew for every router it is included in."""
    whole = APIRouter(responses=RESPONSES)
    for router in (
        accounts.router,
        sessions.router,
        tokens.router,
        users.router,
        invitations.router,
        apis.router,
        lists.whitelist,
        lists.blacklist,
        detectors.router,
        behaviour.router,
        decisions.router,
        exclusions.router,
        alerts.router,
        mutes.router,
        models.router,
        channels.router,
        deliveries.router,
        logs.router,
        metrics.router,
        policy.router,
        live.router,
        ingest.router,
        attempts.router,
        access.router,
        audit.router,
        system.router,
        settings.router,
        health.router,
    ):
        whole.include_router(router)
    return whole.routes


def create_app(
    settings: Settings,
    store: Store,
    secrets: Secrets,
    *,
    limits: ConsoleLimits = ConsoleLimits(),  # noqa: B008 - immutable
    login_limits: LoginLimits = LoginLimits(),  # noqa: B008 - immutable
    web: Path = site.WEB,
    clock: Callable[[], float] = time.time,
    monotonic: Callable[[], float] = time.monotonic,
) -> FastAPI:
    """The ASGI application. Raises ValueError where JWT_SECRET is too short. Does not close `store`."""
    named = cors_origins(settings)
    origins = Origins.of(named, settings.console_url)
    clients = trusted_proxies(settings)
    intake = Intake(settings, store, secrets, clock)
    state = Console(
        settings=settings,
        store=store,
        secrets=secrets,
        limits=limits,
        passwords=Passwords(),
        tokens=Tokens(settings.jwt_secret, clock, settings.access_token_minutes * 60),
        throttle=LoginThrottle(login_limits, monotonic),
        failures=FailedSignIns(store, monotonic),
        user_rates=Buckets(limits.user_burst, limits.user_rate, monotonic),
        tickets=Tickets(monotonic),
        live=LiveFeed(StoreSource(store), store.clock),
        publisher=Publisher(secrets),
        intake=intake,
        desk=TelemetryDesk(intake, settings, clock, monotonic),
        origins=origins,
        clients=clients,
        clock=clock,
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with running(state.live), intake.running():
            yield

    app = DescribedApp(
        title="Boing console",
        version=VERSION,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.console = state
    errors.install(app)
    app.router.routes.extend([*routes(), site.Site(web)])
    app.add_middleware(SocketBounds)
    app.add_middleware(Guard, limits=limits, origins=origins, monotonic=monotonic)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=named,
        allow_methods=["GET", "POST", "PUT", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "If-Match"],
        expose_headers=["ETag", "Location", "Retry-After", "X-Request-Id", "X-Estimated-Rows"],
    )
    app.add_middleware(Envelope, clients=clients)
    return app


def trusted_proxies(settings: Settings) -> ClientAddress:
    """Raises ValueError for a range of CONSOLE_TRUSTED_PROXIES that is none."""
    ranges = [one.strip() for one in settings.console_trusted_proxies.split(",") if one.strip()]
    for one in ranges:
        try:
            parse_range(one)
        except ValueError as error:
            raise ValueError(f'CONSOLE_TRUSTED_PROXIES "{one}": {error}') from None
    return ClientAddress(ranges)


def cors_origins(settings: Settings) -> list[str]:
    """Raises ValueError for what is no origin: a wildcard would let every site read the console's answers."""
    origins = [origin.strip().rstrip("/") for origin in settings.cors_origins.split(",") if origin.strip()]
    for origin in origins:
        scheme, separator, host = origin.partition("://")
        if scheme not in ("http", "https") or not separator or not host or "/" in host or "*" in host:
            raise ValueError(f'CORS_ORIGINS "{origin}": must be an origin such as https://console.example.com')
    return origins

"""The store: all nouns over one database. Opening it changes nothing; `gateway.storage.migrate` brings the schema up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import inspect, text

from gateway.settings import Settings
from gateway.storage.alerts import Alerts
from gateway.storage.apis import Apis
from gateway.storage.audit import Audit
from gateway.storage.behaviour import BehaviourStates
from gateway.storage.channels import Channels
from gateway.storage.clean import CleanTraffic
from gateway.storage.database import Clock, Database, wall_clock
from gateway.storage.decisions import Decisions
from gateway.storage.deliveries import Deliveries
from gateway.storage.detectors import Detectors
from gateway.storage.edit import Actor, Edit, write_audit
from gateway.storage.errors import StoreError
from gateway.storage.exchanges import Exchanges
from gateway.storage.exclusions import Exclusions
from gateway.storage.gateways import Gateways
from gateway.storage.invitations import Invitations
from gateway.storage.leases import Cursors, Leases
from gateway.storage.lists import Lists
from gateway.storage.migrate import head
from gateway.storage.models import Models
from gateway.storage.mutes import Mutes
from gateway.storage.notes import Notes
from gateway.storage.policy import Policies, bump
from gateway.storage.reports import Reports
from gateway.storage.reviewed import ReviewedTexts
from gateway.storage.reviews import Reviews
from gateway.storage.rollups import Rollups
from gateway.storage.sessions import Sessions
from gateway.storage.tokens import ApiTokens
from gateway.storage.trainings import Trainings
from gateway.storage.users import Users
from gateway.storage.votes import Votes


class Store:
    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.clock = database.clock
        self.exchanges = Exchanges(database, settings.log_sample)
        self.lists = Lists(database)
        self.decisions = Decisions(database)
        self.apis = Apis(database)
        self.detectors = Detectors(database)
        self.exclusions = Exclusions(database)
        self.policy = Policies(database, settings.rate_limit_threshold)
        self.alerts = Alerts(database)
        self.notes = Notes(database)
        self.mutes = Mutes(database)
        self.channels = Channels(database)
        self.deliveries = Deliveries(database)
        self.users = Users(database)
        self.sessions = Sessions(database)
        self.tokens = ApiTokens(database)
        self.invitations = Invitations(database)
        self.audit = Audit(database)
        self.behaviour = BehaviourStates(database)
        self.rollups = Rollups(database)
        self.leases = Leases(database)
        self.gateways = Gateways(database)
        self.cursors = Cursors(database)
        self.models = Models(database)
        self.trainings = Trainings(database)
        self.reviews = Reviews(database)
        self.clean = CleanTraffic(database)
        self.reviewed = ReviewedTexts(database)
        self.votes = Votes(database)
        self.reports = Reports(database)

    @classmethod
    async def open(cls, settings: Settings, clock: Clock = wall_clock) -> Store:
        """Connects lazily: succeeds while the database is away. `clock`: microseconds since the epoch, UTC."""
        return cls(Database.open(settings, clock), settings)

    async def close(self) -> None:
        await self.database.close()

    async def ready(self) -> None:
        """Raises StoreError where the schema is not the one this version works with, StoreUnavailable where it is not reached."""
        wanted = head()
        async with self.database.reading() as connection:
            there = await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version"))
            found = (
                (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar() if there else None
            )
        if found != wanted:
            state = f"is at schema {found}, not {wanted}" if found else "has no schema yet"
            raise StoreError(f'the store {self.database.where} {state}: run "boing db migrate"')

    @asynccontextmanager
    async def edit(self, actor: Actor, action: str) -> AsyncIterator[Edit]:
        """One transaction with its audit rows and, where the policy changed, its revision; anything raised undoes all."""
        async with self.database.writing() as connection:
            edit = Edit(connection, actor, action, self.clock())
            yield edit
            await bump(edit)
            await write_audit(edit)

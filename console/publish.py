"""Tries a policy as it would be, inside the edit that makes it: what does not compile is never published.

The same compile() as the gateway's. Holds the policy's row while it tries, so that two edits which are each right by
themselves cannot together make a policy that is not. Lists are left out: each entry is checked by itself.
"""

from __future__ import annotations

import asyncio
import re

from addons.signatures import RuleSet
from console.errors import FieldProblem, Problem, invalid
from gateway.policy.compile import PolicyCompiler
from gateway.policy.document import Policy
from gateway.policy.problems import PolicyError
from gateway.policy.problems import Problem as PolicyProblem
from gateway.policy.secrets import Secrets
from gateway.policy.snapshot import Snapshot
from gateway.storage.edit import Edit, next_in_sequence
from gateway.storage.policy import load_document

PLACE = re.compile(r'api "(?P<name>.*?)": (?P<path>.*)', re.DOTALL)
NUMBERED = re.compile(r"apis\[(?P<position>\d+)\]\.(?P<path>.*)", re.DOTALL)


class Publisher:
    """One a process: compiling is done in a thread, one policy at a time."""

    def __init__(self, secrets: Secrets) -> None:
        # it only checks policies: it needs no rules to judge by
        self._compiler = PolicyCompiler(secrets, RuleSet([]))
        self._alone = asyncio.Lock()

    async def hold(self, edit: Edit) -> None:
        """Keep every other edit of the policy out until this one ends."""
        await next_in_sequence(edit.connection, "policy", 0)

    async def check(self, edit: Edit, name: str | None = None) -> None:
        """Raises a 422 `Problem` naming all that is wrong; places in the API `name` become pointers into its body."""
        await self.passes(await load_document(edit.connection, edit.now), name)

    async def passes(self, policy: Policy, name: str | None = None) -> Snapshot:
        """What it compiles to; raises a 422 `Problem` as `check` does."""
        try:
            return await self.compiled(policy)
        except PolicyError as error:
            raise _refused(error, policy, name) from error

    async def compiled(self, policy: Policy) -> Snapshot:
        """Without the rules: fit to say what is wrong, and whom the lists let in. Raises `PolicyError`."""
        async with self._alone:
            return await asyncio.to_thread(self._compiler.compile, policy)


def _refused(error: PolicyError, policy: Policy, name: str | None) -> Problem:
    return invalid(_field_problem(problem, policy, name) for problem in error.problems)


def _field_problem(problem: PolicyProblem, policy: Policy, name: str | None) -> FieldProblem:
    owner, path = name, problem.place
    if matched := PLACE.fullmatch(problem.place):
        owner, path = matched["name"], matched["path"]
    elif matched := NUMBERED.fullmatch(problem.place):
        owner, path = policy.apis[int(matched["position"])].name, matched["path"]
    if path == "hosts and prefix":
        path = "prefix"
    if name is not None and owner == name:
        return FieldProblem(pointer(path), problem.mend, problem.value)
    return FieldProblem("", f"{problem.place}: {problem.mend}", problem.value)


def pointer(path: str) -> str:
    """`limits[0].window` as `/limits/0/window`."""
    return "".join(f"/{part}" for part in re.split(r"[\[\].]+", path) if part)

"""Turns a policy document into the snapshot that workers serve by, or says everything that is wrong with it.

Invariant: a policy compiles as a whole or not at all. The console compiles before it saves, the gateway before it swaps.
What is dear and did not change (rule set, the indexes of long lists) is taken over from the last compilation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from addons.access import Access, AccessIndex, AccessList, FaultyListError, Listed, check_target
from addons.addon import Addon
from addons.address import parse_range
from addons.bearer import BearerSource, Verifier
from addons.catalogue import DETECTORS, Detector
from addons.classifier import Classifier
from addons.decode import DecodeLimits
from addons.disclosure import Disclosure
from addons.exchange import IdentityKind
from addons.finding import Mode
from addons.geography import Countries, Nowhere
from addons.identify import ClientAddress, CookieSource, Identifier, IdentityReader, KeySource
from addons.limits import Limits
from addons.operation import operation_template
from addons.outliers import Outliers
from addons.payload import Payload
from addons.pipeline import Pipeline, Stage
from addons.signatures import CompiledCache, RuleSet, Signatures, SignaturesSettings, load_pack
from addons.signatures.seclang.program import Program
from gateway.policy.document import Api, Decision, DetectorSettings, Entry, Exclusion, IdentitySource, Policy
from gateway.policy.learned import LearnedModels
from gateway.policy.models import ModelPlace
from gateway.policy.problems import PolicyError, Problem, Problems
from gateway.policy.routes import (
    check_hosts,
    check_prefix,
    check_routes,
    check_upstream,
    is_header_name,
    is_header_value,
)
from gateway.policy.rules import CoreRules
from gateway.policy.secrets import SecretError, Secrets
from gateway.policy.snapshot import ApiRuntime, Snapshot

_NO_LIST = AccessList(())
_MAX_BODY = 1024 * 1024 * 1024
_MAX_RATIO = 100_000


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the APIs of one snapshot have in common."""

    policy: Policy
    index: AccessIndex
    rules: RuleSet
    core: _CoreRules
    warnings: Problems
    countries: Countries
    cache: CompiledCache | None
    learned: Mapping[tuple[str, int], Any]
    """models by kind and API; API 0: of those without their own"""

    def model(self, kind: str, api_id: int) -> Any:
        return self.learned.get((kind, api_id)) or self.learned.get((kind, 0))


class _CoreRules:
    """Programs of the Core Rule Set by level, threshold and whether answers are looked at: made once each."""

    def __init__(self, rules: CoreRules | None, cache: CompiledCache | None) -> None:
        self.rules = rules
        self._cache = cache
        self._programs: dict[tuple[int, int, bool], Program] = {}

    def program(self, paranoia_level: int, threshold: int, *, responses: bool) -> Program | None:
        """Raises `RuleError` naming every fault of the files, `ValueError` where one cannot be read."""
        if self.rules is None:
            return None
        key = (paranoia_level, threshold, responses)
        if key not in self._programs:
            try:
                made = self.rules.load(paranoia_level, threshold, cache=self._cache, response=responses)
            except OSError as error:
                raise ValueError(f"Core Rule Set: {error}") from None
            self._programs[key] = made
        return self._programs[key]


class PolicyCompiler:
    """Keeps what the next compilation may take over. Not for several threads at once.

    `ruleset`: of signatures; None for the pack that comes with Boing, loaded once, by the first compilation.
    `core_rules`: the Core Rule Set of this machine, which an API may use; None where it has none, or where nothing is
    judged by what is compiled, as in the console. `cache` keeps its compiled expressions. `open_countries` is called once, when
    a list names a country for the first time; without it country entries match nothing.
    """

    def __init__(
        self,
        secrets: Secrets,
        ruleset: RuleSet | None = None,
        core_rules: CoreRules | None = None,
        cache: CompiledCache | None = None,
        open_countries: Callable[[], Countries] = Nowhere,
        *,
        models: ModelPlace | None = None,
    ) -> None:
        self._learned = LearnedModels(models)
        self._open_countries = open_countries
        self._countries: Countries | None = None
        self._core = _CoreRules(core_rules, cache)
        self._cache = cache
        self._secrets = secrets
        self._lists: dict[str, tuple[Sequence[Entry | Decision], AccessList]] = {}
        self._ruleset = ruleset

    def compile(self, policy: Policy) -> Snapshot:
        """Raises `PolicyError` with every problem there is; `RuleError` where the pack that comes with Boing is damaged.

        The first compilation loads the pack; after that a policy takes about a millisecond, and one to three
        microseconds for each entry of a list that changed.
        """
        if self._ruleset is None:
            self._ruleset = load_pack(cache=self._cache)
        problems = Problems()
        warnings = Problems()
        names = {api.id: api.name for api in policy.apis}
        index = AccessIndex(
            self._list("whitelist", policy.whitelist, names, problems),
            self._list("blacklist", policy.blacklist, names, problems),
            self._list("decisions", policy.decisions, names, problems),
        )
        learned = self._learned.of(policy.models, warnings)
        shared = _Shared(policy, index, self._ruleset, self._core, warnings, self._look_up(index), self._cache, learned)
        _check_unique(policy, problems)
        _check_detector_ids(policy.detectors, problems)
        if policy.rate_limit_threshold < 0:
            problems.add("rate_limit_threshold", policy.rate_limit_threshold, "must be 0 (off) or more")
        _warn_about_lists(policy, names, warnings)
        runtimes = [
            runtime for api in policy.apis if (runtime := self._api(api, shared, problems.at(f'api "{api.name}": ')))
        ]
        if problems.found:
            raise PolicyError(policy.revision, problems.found)
        return Snapshot(policy.revision, runtimes, warnings.found, self._secrets.identity_key)

    def _look_up(self, index: AccessIndex) -> Countries:
        if not (index.whitelist.names_countries or index.blacklist.names_countries or index.decisions.names_countries):
            return Nowhere()
        if self._countries is None:
            self._countries = self._open_countries()
        return self._countries

    def _list(
        self, name: str, entries: Sequence[Entry | Decision], names: Mapping[int, str], problems: Problems
    ) -> AccessList:
        """The index of a list; the last one's where the list is the same."""
        known = self._lists.get(name)
        if known and known[0] == entries:
            return known[1]
        if len({entry.id for entry in entries}) != len(entries):
            seen: set[int] = set()
            for position, entry in enumerate(entries):
                if entry.id in seen:
                    problems.add(f"{name}[{position}].id", entry.id, "is the id of an entry before it: ids must differ")
                seen.add(entry.id)
        faulty = False
        for position, entry in enumerate(entries):
            if entry.expires < 0:
                problems.add(f"{name}[{position}].expires", entry.expires, "must be UTC seconds, or 0 for never")
                faulty = True
        try:
            made = AccessList(entries)
        except FaultyListError as error:
            for fault in error.faults:
                owner = names.get(fault.entry.api_id)
                place = f'api "{owner}": ' if owner else ""
                problems.add(f"{place}{name}[{fault.index}]", fault.entry.target, fault.message)
            return _NO_LIST
        if not faulty:
            self._lists[name] = (entries, made)
        return made

    def _api(self, api: Api, shared: _Shared, problems: Problems) -> ApiRuntime | None:
        before = len(problems.found)
        upstream = check_upstream(api, problems)
        check_hosts(api, problems)
        prefix = check_prefix(api, problems)
        secret_header = self._secret_header(api, problems)
        client_address = _client_address(api, problems)
        readers = [self._reader(source, problems.at(f"identity[{i}].")) for i, source in enumerate(api.identity)]
        _check_limits(api, problems)
        if api.block_threshold < 1:
            problems.add("block_threshold", api.block_threshold, "must be 1 or more")
        if not 1 <= api.paranoia_level <= 4:
            problems.add("paranoia_level", api.paranoia_level, "must be 1\u20134")
        if not 0 <= api.body_bytes <= _MAX_BODY:
            problems.add("body_bytes", api.body_bytes, f"must be 0\u2013{_MAX_BODY} bytes")
        if not 1 <= api.body_ratio <= _MAX_RATIO:
            problems.add("body_ratio", api.body_ratio, f"must be 1\u2013{_MAX_RATIO} bytes for one")
        _check_detector_ids(api.detectors, problems)
        limits = Limits(api.limits, shared.policy.rate_limit_threshold, api.id)
        stages = _stages(api, shared, limits, problems)
        if len(problems.found) > before or upstream is None:
            return None
        limited = any(stage.addon is limits and stage.mode is not Mode.OFF for stage in stages)
        return ApiRuntime(
            id=api.id,
            name=api.name,
            mode=api.mode,
            upstream=upstream,
            hosts=tuple(host.lower() for host in api.hosts),
            prefix=prefix,
            strip_prefix=api.strip_prefix,
            preserve_host=api.preserve_host,
            secret_header=secret_header,
            body_bytes=api.body_bytes,
            decode_limits=DecodeLimits(body_bytes=api.body_bytes, ratio=api.body_ratio),
            pipeline=Pipeline(stages, api.block_threshold, api.mode),
            limits=limits if limited else Limits((), 0, api.id),
            client_address=client_address,
            identifier=Identifier(readers),
            countries=shared.countries,
        )

    def _secret_header(self, api: Api, problems: Problems) -> tuple[bytes, bytes] | None:
        header = api.secret_header
        if header is None:
            return None
        if not is_header_name(header.name):
            problems.add("secret_header.name", header.name, "must be a header name, such as X-Origin-Key")
            return None
        try:
            value = self._secrets.decrypt(header.value)
        except SecretError as error:
            problems.add("secret_header.value", "(secret)", str(error))
            return None
        if not is_header_value(value):
            problems.add("secret_header.value", "(secret)", "must be visible ASCII characters on one line")
            return None
        return header.name.encode(), value.encode()

    def _reader(self, source: IdentitySource, problems: Problems) -> IdentityReader | None:
        """None for the address, and where there are problems."""
        key = self._secrets.identity_key
        if source.kind is IdentityKind.ADDRESS:
            return None
        if source.kind is IdentityKind.COOKIE:
            if not is_header_name(source.name):
                problems.add("name", source.name, "must be the name of a cookie")
                return None
            return CookieSource(source.name, key)
        if source.kind is IdentityKind.KEY:
            if not (source.name if source.in_query else is_header_name(source.name)):
                problems.add("name", source.name, "must be a header name, or a query parameter's with in_query")
                return None
            return KeySource(source.name, key, in_query=source.in_query)
        header = source.name or "authorization"
        if not is_header_name(header):
            problems.add("name", header, "must be a header name, or empty for authorization")
        if not source.claim:
            problems.add("claim", source.claim, 'must name a claim, such as "sub"')
        if not source.key:
            if source.algorithms:
                problems.add(
                    "algorithms", ", ".join(source.algorithms), "need a key: without one the claim is not verified"
                )
            return BearerSource(header, source.claim)
        try:
            verifier = Verifier(self._secrets.decrypt(source.key), source.claim, source.algorithms, hash_key=key)
        except ValueError as error:
            problems.add("key", "(secret)", str(error))
            return None
        return BearerSource(header, source.claim, verifier)


def _stages(api: Api, shared: _Shared, limits: Limits, problems: Problems) -> list[Stage]:
    """The detectors in the catalogue's order, each with the API's settings, else the policy's, else its own."""
    exclusions = [exclusion for exclusion in shared.policy.exclusions if exclusion.api_id in (0, api.id)]
    builders: Mapping[str, Callable[[Any], Addon]] = {
        "access": lambda _: Access(shared.index, api.id),
        "limits": lambda _: limits,
        "payload": Payload,
        "signatures": lambda settings: _signatures(settings, api, shared, exclusions),
        "classifier": lambda settings: Classifier(settings, shared.model("classifier", api.id)),
        "outliers": lambda settings: Outliers(settings, shared.model("outliers", api.id)),
        "disclosure": lambda settings: Disclosure(settings, shared.cache),
    }
    stages = []
    for detector in sorted(DETECTORS.values(), key=lambda detector: detector.order):
        chosen = api.detectors.get(detector.id) or shared.policy.detectors.get(detector.id)
        mode = chosen.mode if chosen else detector.mode
        on_error = chosen.on_error if chosen else detector.on_error
        options = _options(detector, api, shared.policy)
        if detector.id == "signatures":
            # What the API says of it is checked with the API.
            options = {"paranoia_level": min(max(api.paranoia_level, 1), 4)} | options
        try:
            settings = detector.options(options)
            if not detector.inline:
                continue
            addon = builders[detector.id](settings)
        except ValueError as error:
            problems.add(f"detectors.{detector.id}.options", options, str(error))
            continue
        if detector.id == "access" and mode is Mode.OFF:
            stages.append(Stage(Access(shared.index, api.id, orders=False), Mode.ENFORCE, on_error))
        else:
            stages.append(Stage(addon, mode, on_error))
    return stages if api.mode is not Mode.OFF else []


def _signatures(settings: SignaturesSettings, api: Api, shared: _Shared, exclusions: Sequence[Exclusion]) -> Signatures:
    core = shared.core
    program = None
    if settings.crs or (settings.crs is None and core.rules is not None and core.rules.chosen):
        threshold = max(1, api.block_threshold)
        program = core.program(settings.paranoia_level, threshold, responses=settings.responses)
        if program is not None and program.refusals:
            shown = ", ".join(str(refusal.rule) for refusal in program.refusals[:5])
            shared.warnings.add(
                f'api "{api.name}": detectors.signatures.options.crs',
                shown,
                "are rules that cannot run here: boing rules check says why",
            )
    return Signatures(shared.rules, settings, exclusions, program)


def validate_entry(entry: Entry | Decision) -> list[Problem]:
    """What is wrong with one entry, by itself: for an edit of a single row."""
    problems = Problems()
    try:
        check_target(entry.scope, entry.target)
    except ValueError as error:
        problems.add("target", entry.target, str(error))
    if entry.expires < 0:
        problems.add("expires", entry.expires, "must be UTC seconds, or 0 for never")
    return problems.found


def _check_unique(policy: Policy, problems: Problems) -> None:
    ids: dict[int, str] = {}
    names: set[str] = set()
    for position, api in enumerate(policy.apis):
        place = f"apis[{position}]."
        if api.id < 1:
            problems.add(f"{place}id", api.id, "must be 1 or more: 0 stands for all APIs")
        elif api.id in ids:
            problems.add(f"{place}id", api.id, f'is the id of "{ids[api.id]}" too: ids must differ')
        if not api.name.strip():
            problems.add(f"{place}name", api.name, "must not be empty")
        elif api.name.casefold() in names:
            problems.add(f"{place}name", api.name, "is the name of another API too: names must differ")
        ids.setdefault(api.id, api.name)
        names.add(api.name.casefold())
    check_routes(policy.apis, problems)


def _check_detector_ids(detectors: Mapping[str, DetectorSettings], problems: Problems) -> None:
    for name in detectors:
        if name not in DETECTORS:
            problems.add("detectors", name, f"is no detector: there are {', '.join(DETECTORS)}")


def _options(detector: Detector, api: Api, policy: Policy) -> dict[str, Any]:
    """The policy's options with the API's laid over them."""
    given: dict[str, Any] = {}
    for detectors in (policy.detectors, api.detectors):
        if detector.id in detectors:
            given |= detectors[detector.id].options
    return given


def _client_address(api: Api, problems: Problems) -> ClientAddress:
    good = []
    for position, proxy in enumerate(api.trusted_proxies):
        try:
            parse_range(proxy)
            good.append(proxy)
        except ValueError as error:
            problems.add(f"trusted_proxies[{position}]", proxy, str(error))
    if api.trusted_hops < 0:
        problems.add("trusted_hops", api.trusted_hops, "must be 0 (all that are trusted) or more")
    if not is_header_name(api.client_header):
        problems.add("client_header", api.client_header, "must be a header name, such as x-forwarded-for")
    return ClientAddress(good, max(0, api.trusted_hops), api.client_header)


def _check_limits(api: Api, problems: Problems) -> None:
    for position, limit in enumerate(api.limits):
        at = problems.at(f"limits[{position}].")
        if limit.quota < 0:
            at.add("quota", limit.quota, "must be 0 (off) or more")
        if not 1 <= limit.window <= 86400:
            at.add("window", limit.window, "must be 1\u201386400 seconds")
        if limit.operation:
            method, space, path = limit.operation.partition(" ")
            if not space or not path.startswith("/") or not method.isupper() or " " in path:
                at.add("operation", limit.operation, "must be a method and a path, such as POST /login")
                continue
            # `{id}` stands for a value, so it is asked what a value in its place would be counted as.
            counted = operation_template(method, path.replace("{id}", "0").encode())
            if counted != limit.operation:
                at.add("operation", limit.operation, f"is counted as {counted}: write that")


def _warn_about_lists(policy: Policy, names: Mapping[int, str], warnings: Problems) -> None:
    """What is no error, for a list must not stand in the way of serving, yet cannot have the effect that was meant."""
    for position, exclusion in enumerate(policy.exclusions):
        if not (exclusion.rule or exclusion.tag or exclusion.operation or exclusion.parameter):
            where = f'of API "{names.get(exclusion.api_id, exclusion.api_id)}"' if exclusion.api_id else "of all APIs"
            mend = f"suppresses every rule for every request {where}: name a rule, a tag, an operation or a parameter"
            warnings.add(f"exclusions[{position}]", exclusion.id, mend)
    lists: tuple[tuple[str, Sequence[Listed]], ...] = (
        ("whitelist", policy.whitelist),
        ("blacklist", policy.blacklist),
        ("decisions", policy.decisions),
    )
    verified = any(
        (s.kind is IdentityKind.JWT and s.key) or s.kind is IdentityKind.COOKIE for a in policy.apis for s in a.identity
    )
    for name, entries in lists:
        for position, entry in enumerate(entries):
            if entry.api_id and entry.api_id not in names:
                warnings.add(f"{name}[{position}].api_id", entry.api_id, "is the id of no API: the entry has no effect")
            if entry.scope == "principal" and name == "whitelist" and not verified:
                warnings.add(
                    f"{name}[{position}]",
                    entry.target,
                    "no API verifies its tokens, so anyone could claim to be this: give an identity source its key",
                )

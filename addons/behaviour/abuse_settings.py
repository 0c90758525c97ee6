"""What counts as abuse: every threshold with its unit and its default. Counts are within ten minutes unless a name says otherwise."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta


# fmt: off
class AbuseSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Thresholds of the abuse patterns. Each is a floor: what is usual for the peers and for the caller itself counts besides."""

    callers: Annotated[int, Meta(ge=100, le=1_000_000, description="callers remembered by each pattern; those heard of longest ago are forgotten first")] = 50_000
    warm_up: Annotated[float, Meta(ge=0, description="seconds of traffic seen before anything is concluded")] = 3600.0
    quiet: Annotated[float, Meta(gt=0, description="seconds without the pattern after which it is told anew")] = 1800.0
    throttle_seconds: Annotated[float, Meta(gt=0, description="how long a throttle lasts at full strength")] = 3600.0
    ban_seconds: Annotated[float, Meta(gt=0, description="how long a ban lasts at full strength")] = 14_400.0
    address_seconds: Annotated[float, Meta(gt=0, description="how long an order on an address lasts at most, as others may use it later; it is made anew while the abuse goes on")] = 3600.0
    ban_strength: Annotated[float, Meta(ge=0, le=1, description="from which strength on a ban is proposed, below a throttle")] = 0.85
    peers_factor: Annotated[float, Meta(ge=1, description="how many times the peers' 99th percentile is too much")] = 4.0
    habit_factor: Annotated[float, Meta(ge=1, description="how many times its own former maximum is too much for a caller")] = 3.0

    guess_failures: Annotated[int, Meta(ge=3, description="failed sign-ins of one caller in ten minutes")] = 20
    guess_failures_slow: Annotated[int, Meta(ge=3, description="failed sign-ins of one caller in six hours")] = 60
    guess_share: Annotated[float, Meta(ge=0, le=1, description="share of a caller's sign-ins that fail")] = 0.7
    guess_keys: Annotated[int, Meta(ge=3, description="unknown keys that one address tries in ten minutes")] = 20
    stuffing_failures: Annotated[int, Meta(ge=5, description="failed sign-ins at an operation in ten minutes, spread over addresses")] = 20
    stuffing_addresses: Annotated[int, Meta(ge=3, description="new addresses that fail to sign in within ten minutes")] = 15

    enumeration_ids: Annotated[int, Meta(ge=5, description="distinct object ids read by one caller in ten minutes")] = 30
    enumeration_ids_slow: Annotated[int, Meta(ge=5, description="distinct object ids read by one caller in an hour")] = 60
    enumeration_misses: Annotated[float, Meta(ge=0, le=1, description="share of ids answered 400, 403, 404, 410 or 422")] = 0.3

    scraping_pages_minute: Annotated[int, Meta(ge=10, description="distinct pages of a collection read without a key in a minute")] = 40
    scraping_pages: Annotated[int, Meta(ge=10, description="distinct pages of a collection read without a key in ten minutes")] = 100
    scraping_pages_slow: Annotated[int, Meta(ge=10, description="distinct pages of a collection read without a key in an hour, steadily")] = 200
    scraping_known_factor: Annotated[float, Meta(ge=1, description="how many times more a caller with a key may read")] = 10.0

    sharing_addresses: Annotated[int, Meta(ge=2, description="addresses that use one key in ten minutes, where they hardly take turns")] = 8
    sharing_networks: Annotated[int, Meta(ge=2, description="networks that use one key in ten minutes, in turns")] = 4
    sharing_countries: Annotated[int, Meta(ge=2, description="countries in which one key is used in ten minutes, in turns")] = 3

    scanning_operations: Annotated[int, Meta(ge=3, description="operations asked for in ten minutes that never answered anyone")] = 15
    scanning_operations_slow: Annotated[int, Meta(ge=3, description="the same in six hours")] = 40
    scanning_share: Annotated[float, Meta(ge=0, le=1, description="share of a caller's answers that are 4xx")] = 0.5

    flood_requests: Annotated[int, Meta(ge=10, description="requests of new addresses to an operation in a minute")] = 60
    flood_addresses: Annotated[int, Meta(ge=5, description="new addresses at an operation in a minute")] = 20
    flood_rise: Annotated[float, Meta(ge=1.5, description="how many times its usual rate an operation must see")] = 3.0

    rhythm_run: Annotated[int, Meta(ge=20, description="requests on end that keep time after which it is told of a caller without a key")] = 40
    rhythm_requests: Annotated[int, Meta(ge=20, description="requests on end that keep time which make another pattern surer")] = 200
    rhythm_hours: Annotated[float, Meta(gt=0, description="hours for which they must have lasted")] = 1.0
# fmt: on

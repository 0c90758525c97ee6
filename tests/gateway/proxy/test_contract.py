"""What we rely on in mitmproxy's internals. An upgrade that changes one of these fails here, not in production."""

from __future__ import annotations

import dataclasses
import inspect
import re
import subprocess
import sys
from pathlib import Path

import mitmproxy.connection
import mitmproxy.flow
import mitmproxy.proxy.layers.http as http_layers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy import http
from mitmproxy.net.http import http1
from mitmproxy.proxy import commands
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import websocket
from mitmproxy.proxy.layers.http import _hooks, _http1, _http2

from gateway.proxy.layers import lean
from gateway.proxy.layers.options import LayerOptions

LAYERS = Path(http_layers.__file__).parent


def test_every_option_a_layer_reads_is_ours() -> None:
    sources = [
        *LAYERS.glob("_http1.py"),
        *LAYERS.glob("_http2.py"),
        LAYERS / "__init__.py",
        LAYERS.parent / "websocket.py",
    ]
    read = {name for source in sources for name in re.findall(r"context\.options\.(\w+)", source.read_text())}
    ours = {field.name for field in dataclasses.fields(LayerOptions)}
    assert read
    assert read <= ours, f"mitmproxy reads options that LayerOptions lacks: {read - ours}"


def test_hooks_are_the_ones_we_listen_to() -> None:
    for hook in (
        _hooks.HttpRequestHeadersHook,
        _hooks.HttpRequestHook,
        _hooks.HttpResponseHeadersHook,
        _hooks.HttpResponseHook,
        _hooks.HttpErrorHook,
        websocket.WebsocketMessageHook,
        websocket.WebsocketEndHook,
    ):
        assert "flow" in {field.name for field in dataclasses.fields(hook)}


def test_a_layer_lets_a_hook_pass_where_it_is_not_blocking() -> None:
    """`lean` makes hooks plain calls: the layer asks `command.blocking` and nothing else."""
    assert commands.StartHook.blocking is True, "this process must not have been made lean"
    source = inspect.getsource(http_layers.HttpLayer.event_to_child)
    assert "command.blocking" in source


@pytest.mark.parametrize(
    "name",
    [
        "state_wait_for_request_headers",
        "state_consume_request_body",
        "state_stream_response_body",
        "state_done",
        "state_errored",
        "check_invalid",
        "check_body_size",
        "handle_protocol_error",
        "start_request_stream",
    ],
)
def test_a_stream_has_the_states_we_override_or_compare(name: str) -> None:
    assert callable(getattr(http_layers.HttpStream, name))


@pytest.mark.parametrize("name", ["make_stream", "get_connection", "register_connection", "event_to_child"])
def test_the_http_layer_has_the_parts_we_override(name: str) -> None:
    assert callable(getattr(http_layers.HttpLayer, name))


def test_a_body_reader_is_assigned_to_body_reader() -> None:
    for method in (_http1.Http1Server.read_headers, _http1.Http1Client.read_headers):
        assert "self.body_reader = make_body_reader(" in inspect.getsource(method)


def test_the_answer_of_a_bad_head_is_sent_before_the_close() -> None:
    """`ClientHttp1.read_headers` replaces the data of that one SendData."""
    source = inspect.getsource(_http1.Http1Server.read_headers)
    assert source.count("SendData") == 1
    assert "make_error_response(400" in source


def test_the_http2_configuration_has_the_defaults_we_build_on() -> None:
    assert "header_encoding" in _http2.Http2Connection.h2_conf_defaults


def test_an_origins_streams_are_found_by_the_two_maps_that_we_prune() -> None:
    """Once a stream is no longer in them mitmproxy knows nothing of it, and opens another for whatever comes for it."""
    source = inspect.getsource(_http2.Http2Client._handle_event)
    for use in (
        "self.our_stream_id.get(event.stream_id",
        "self.our_stream_id[event.stream_id] = ours",
        "self.their_stream_id[ours] = event.stream_id",
        "self.their_stream_id[cmd.event.stream_id]",
        "self.stream_queue[event.stream_id].append(event)",
    ):
        assert use in source
    assert inspect.getsource(_http2).count("_stream_id = {}") == 2, "there is no third one"


def test_ids_come_from_a_module_named_uuid() -> None:
    assert "uuid.uuid4()" in inspect.getsource(mitmproxy.flow)
    assert "uuid.uuid4()" in inspect.getsource(mitmproxy.connection)


def test_interim_answers_are_still_taken_as_final_upstream() -> None:
    """When mitmproxy mends this, `UpstreamHttp1._pass_interim_answers` can go."""
    head = http1.read_response_head([b"HTTP/1.1 103 Early Hints"])
    assert head.status_code == 103
    assert "103" not in inspect.getsource(_http1.Http1Client.read_headers)


names = st.sampled_from([b"Host", b"host", b"X-A", b"x-a", b"Transfer-Encoding", b"Cookie"])
values = st.binary(max_size=8).map(lambda value: value.replace(b"\r", b"").replace(b"\n", b""))


@given(
    st.lists(st.tuples(names, values), max_size=6),
    st.sampled_from(["host", "X-A", "transfer-encoding", "none", b"cookie"]),
)
def test_lean_header_look_ups_equal_mitmproxys(fields: list[tuple[bytes, bytes]], key: str | bytes) -> None:
    headers = http.Headers(fields)
    assert lean._get(headers, key) == headers.get(key)
    assert lean._contains(headers, key) == (key in headers)
    if key in headers:
        assert lean._getitem(headers, key) == headers[key]
    else:
        with pytest.raises(KeyError):
            lean._getitem(headers, key)


def test_a_lean_fork_equals_mitmproxys() -> None:
    context = Context(mitmproxy.connection.Client(peername=("a", 1), sockname=("b", 2)), LayerOptions())  # type: ignore[arg-type]
    context.layers.append(object())  # type: ignore[arg-type]
    theirs, ours = context.fork(), lean._fork(context)
    assert vars(ours) == vars(theirs)
    assert ours.layers is not context.layers


def test_lean_switches_off_what_it_says_in_a_process_of_its_own() -> None:
    code = (
        "from mitmproxy import http, flow; from mitmproxy.proxy import commands; from gateway.proxy.layers.lean import make_lean;"
        "assert http.MessageData.__post_init__; make_lean();"
        "assert commands.StartHook.blocking is False;"
        "h = http.Headers([(b'A', b'1'), (b'a', b'2')]); assert h.get('A') == '1, 2' and 'b' not in h and h['a'] == '1, 2';"
        "http.Request.make('GET', 'http://a/')"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, cwd=Path(__file__).parents[3])

"""What `--upstream` takes, and how it says what it does not."""

from __future__ import annotations

import pytest

from gateway.cli.roles import CannotStart
from gateway.cli.up import check_upstream


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:3000", "https://api.example.com", "http://[::1]:8080", "http://host/base"]
)
def test_an_upstream(url: str) -> None:
    assert check_upstream(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:3000",
        "ftp://a",
        "http://",
        "http://a:99999",
        "http://a:b",
        "http://a b/",
        "http://u:p@a/",
        "http://a/?x",
    ],
)
def test_no_upstream(url: str) -> None:
    with pytest.raises(CannotStart) as caught:
        check_upstream(url)
    assert str(caught.value).startswith(f'--upstream "{url}": must ')
    assert "\n" not in str(caught.value)

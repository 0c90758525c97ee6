"""Makes the signatures of a started gateway raise on every request. Python imports this where the folder is on its path."""

from __future__ import annotations

import os
from typing import Any

if os.environ.get("BOING_FAILING"):
    from addons.signatures import Signatures

    def inspect(self: Signatures, *_: Any) -> Any:
        raise ZeroDivisionError("on purpose")

    Signatures.inspect = inspect  # type: ignore[method-assign]

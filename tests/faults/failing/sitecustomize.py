"""Makes the signatures of a started gateway raise, or hang, on paths that say so. Python imports this where the folder is on its path."""

from __future__ import annotations

import os
import time
from typing import Any

if os.environ.get("BOING_FAILING"):
    from addons.signatures import Signatures

    sound = Signatures.inspect

    def inspect(self: Signatures, exchange: Any, *rest: Any) -> Any:
        if exchange.request.path.startswith(b"/raises"):
            raise ZeroDivisionError("on purpose")
        if exchange.request.path.startswith(b"/hangs"):
            time.sleep(3600)
        return sound(self, exchange, *rest)

    Signatures.inspect = inspect  # type: ignore[method-assign]

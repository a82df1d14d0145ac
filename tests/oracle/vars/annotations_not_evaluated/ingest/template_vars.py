from __future__ import annotations

import dagster as dg
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

limit: Nowhere = 3


class Target:
    def other(self) -> Target:
        return self


@dg.template_var
def target() -> Sequence[str]:
    inner: dg.Nothing = "daily"
    return inner

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which browser engines are here, and what Debian would have to bring."""

import sys

from dev.engines import Engine


def test_an_engine_names_the_packages_that_this_machine_lacks() -> None:
    engine = Engine(
        "Other", {"python3": sys.executable, "no-program": "no-such-program", "no-file": "/no/*/file"}
    )

    assert engine.lacks() == ["no-program", "no-file"]

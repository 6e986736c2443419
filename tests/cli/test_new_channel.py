"""``shopbell new channel``: what it writes passes the contract of channels at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from shopbell.cli.new import make_plugin


@pytest.mark.timeout(400)
def test_a_new_channel_passes_the_contract(tmp_path: Path) -> None:
    folder = make_plugin("channel", "carrier_pigeon", tmp_path)

    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": ""}, capture_output=True, text=True, timeout=380,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stdout[-3000:]
    assert "failed" not in ran.stdout

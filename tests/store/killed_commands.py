"""Run a command on copies of a ledger, and kill it at changes of the disk, chosen by a seed.

    python killed_commands.py LEDGER COPIES SEED HOW_MANY COMMAND...

`{ledger}` in the command stands for the copy. It runs to its end once, in COPIES/0, and is killed at its Nth change of
the ledger in COPIES/N, for as many N as there are to be. The last line says how many changes it makes.
"""

import os
import random
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import suppress

CHANGES = {
    "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.chown", "os.utime", "os.truncate", "os.link",
    "os.symlink", "os.setxattr",
}  # fmt: skip
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Killer:
    """Counts the changes of a ledger, and ends this process at one of them: before the call that makes it, or with
    half of a file written.
    """

    def __init__(self) -> None:
        self.root, self.count, self.last = "", 0, 0
        self.flush: Callable[[int], object] = os.fsync

    def listen(self) -> None:
        sys.addaudithook(self._hear)
        os.fsync = self._flush  # type: ignore[assignment]

    def _reached(self) -> bool:
        self.count += 1
        return self.count == self.last

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            changes = isinstance(flags, int) and bool(flags & WRITES) and self._is_inside((path,))
        else:
            changes = event in CHANGES and self._is_inside(arguments)
        if changes and self._reached():
            os.kill(os.getpid(), signal.SIGKILL)

    def _flush(self, handle: int) -> None:
        if self._reached():
            with suppress(OSError):  # a folder
                os.ftruncate(handle, os.fstat(handle).st_size // 2)
            os.kill(os.getpid(), signal.SIGKILL)
        self.flush(handle)

    def _is_inside(self, arguments: tuple[object, ...]) -> bool:
        """Return whether a path among the arguments lies in the ledger, or is relative to an open folder."""
        paths = [os.fsdecode(item) for item in arguments if isinstance(item, str | bytes | os.PathLike)]
        held = (self.root + os.sep, "/proc/self/fd/")
        return any(not path.startswith(os.sep) or path.startswith(held) for path in paths)


def run(ledger: str, copies: str, seed: str, how_many: str, *command: str) -> int:
    """Run the command once and kill it the other times; return the exit code of the first."""
    from talentpilot.cli.main import main

    killer = Killer()
    killer.listen()

    def call(number: int) -> int:
        killer.root = f"{copies}/{number}"
        shutil.copytree(ledger, killer.root, symlinks=True)
        killer.count, killer.last = 0, number
        return main([word.replace("{ledger}", killer.root) for word in command])

    os.chdir(copies)
    code, changes = call(0), killer.count
    for point in sorted(random.Random(int(seed)).sample(range(1, changes + 1), min(int(how_many), changes))):
        sys.stdout.flush()
        process = os.fork()
        if process == 0:
            os._exit(call(point))
        _, status = os.waitpid(process, 0)
        assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL, f"not killed at change {point}"
    sys.stdout.write(f"\n{changes} changes\n")
    return code


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]))

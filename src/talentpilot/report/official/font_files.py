"""What a font file says about being embedded (OS/2 fsType), read without a library."""

import struct
from pathlib import Path

_RESTRICTED = 0x0002
_FSTYPE = 8
"""Where fsType stands in the table OS/2."""


def forbids_embedding(file: Path, index: int = 0) -> bool:
    """Return whether the licence bits of a font forbid to embed it; a file that can't be read forbids nothing."""
    try:
        content = file.read_bytes()
        start = struct.unpack_from(">I", content, 12 + 4 * index)[0] if content[:4] == b"ttcf" else 0
        (tables,) = struct.unpack_from(">H", content, start + 4)
        for number in range(tables):
            name, _, offset, _ = struct.unpack_from(">4sIII", content, start + 12 + 16 * number)
            if name == b"OS/2":
                (bits,) = struct.unpack_from(">H", content, offset + _FSTYPE)
                return bool(bits & 0x000F == _RESTRICTED)
    except (OSError, struct.error):
        pass
    return False

"""The blind index of IDs, as the vault makes it, beside the match: IDs on standard input, a line each."""

import hashlib
import hmac
import secrets
import sys
from pathlib import Path


def main() -> None:
    """Hash each, and say how many there are and what memory that took at the most, in KiB."""
    key, index = secrets.token_bytes(32), bytearray()
    for line in sys.stdin.buffer:
        index += hmac.digest(key, line[:-1], hashlib.sha256)[:16]
    print(len(index) // 16, peak())


def peak() -> int:
    """Return the most memory that this program took so far, in KiB; `ru_maxrss` counts its parent's, too."""
    said = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(said["VmHWM"].split()[0])


if __name__ == "__main__":
    main()

"""Bounds of a worker process: given by the parent, set by the child on itself before it loads anything."""

import math
import resource
from pathlib import Path
from typing import Final, NamedTuple

MIB: Final = 1024 * 1024
CPU_SLACK_S: Final = 2.0
CLONE_NEWUSER: Final = 0x10000000
CLONE_NEWNET: Final = 0x40000000


class Limits(NamedTuple):
    """What one worker process may use; None leaves the system's own bound.

    memory_bytes: address space. files: open files. file_bytes: size of any file it writes.
    cpu_s: processor time of one job, on top of the wall-clock deadline that the parent keeps.
    network: without it the process sees no network at all, where the system allows that.
    worn_share: part of memory_bytes; a process that holds on to more after its job is replaced by the parent.
    """

    memory_bytes: int | None = 2048 * MIB
    files: int | None = 1024
    cpu_s: float | None = None
    file_bytes: int | None = None
    network: bool = False
    worn_share: float | None = None

    def apply(self) -> None:
        """Set the bounds on the calling process; one that is lower already stays."""
        for kind, wanted in (
            (resource.RLIMIT_AS, self.memory_bytes),
            (resource.RLIMIT_NOFILE, self.files),
            (resource.RLIMIT_FSIZE, self.file_bytes),
            (resource.RLIMIT_CORE, 0),
        ):
            if wanted is not None:
                _lower(kind, wanted)
        if not self.network:
            leave_network()

    def start_job(self, used_s: float, deadline_s: float) -> None:
        """Let the process die by SIGXCPU when a job burns more than its share, even if the parent sleeps."""
        allowed = min(self.cpu_s or math.inf, deadline_s + CPU_SLACK_S)
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        soft = hard if math.isinf(allowed) else math.ceil(used_s + allowed)
        if hard != resource.RLIM_INFINITY and soft > hard:
            soft = hard
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))

    def is_worn(self, pid: int) -> bool:
        """Whether a process holds on to so much that its next job might not find enough; False where none can tell."""
        if self.worn_share is None or self.memory_bytes is None:
            return False
        try:
            pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return False
        return pages * resource.getpagesize() > self.worn_share * self.memory_bytes


def leave_network() -> bool:
    """Go to an empty network name space. False where the system does not allow it; then nothing has changed.

    A second wall: what a query may not do is refused before it gets here. Must run before any thread is started.
    """
    try:
        import ctypes

        unshare = ctypes.CDLL(None, use_errno=True).unshare
    except (ImportError, OSError, AttributeError):
        return False
    return bool(unshare(CLONE_NEWNET) == 0 or unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0)


def _lower(kind: int, wanted: int) -> None:
    soft, hard = resource.getrlimit(kind)
    bounds = [bound for bound in (wanted, soft, hard) if bound != resource.RLIM_INFINITY]
    resource.setrlimit(kind, (min(bounds), min(bounds)))

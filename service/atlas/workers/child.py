"""Main program of a worker process: one handler, one job at a time, until the parent hangs up.

Started with a bare interpreter; inherits only the job socket and a lifeline. Never outlives its parent.
"""

import fcntl
import importlib
import json
import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from typing import Any

from atlas.errors import AtlasError, ResourceError, StorageError
from atlas.workers import pipe
from atlas.workers.limits import Limits

Handler = Callable[[bytes], Iterable[bytes] | pipe.Work]


def main() -> None:
    """Serve jobs from the socket named by the first argument; the second is the lifeline."""
    connection = socket.socket(fileno=int(sys.argv[1]))
    die_with_parent(int(sys.argv[2]))
    channel = pipe.Channel(connection)
    first = channel.receive()
    if first is None:
        return
    setup = json.loads(first[1])
    limits = Limits(*setup["limits"])
    limits.apply()
    try:
        handler = load_entry(setup["entry"])(setup["setup"])
    except Exception as error:  # noqa: BLE001 - whatever stops the start is told to the parent, who decides
        channel.send(pipe.ERROR, pipe.pack_error(to_error(error)))
        return
    channel.send(pipe.READY)
    serve(channel, handler, limits)


def die_with_parent(lifeline: int) -> None:
    """Ask the kernel for SIGIO, which ends the process, once the parent's end of the lifeline closes.

    Works in the middle of native code that never returns to the interpreter.
    """
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)


def load_entry(name: str) -> Callable[[Any], Handler]:
    """The function that `package.module:function` names."""
    module, _, function = name.partition(":")
    found: Callable[[Any], Handler] = getattr(importlib.import_module(module), function)
    return found


def serve(channel: pipe.Channel, handler: Handler, limits: Limits) -> None:
    """Answer jobs until the parent hangs up."""
    while (frame := channel.receive()) is not None:
        payload = frame[1]
        deadline_s, byte_limit = pipe.BOUNDS.unpack_from(payload)
        limits.start_job(time.process_time(), deadline_s)
        output = pipe.Output(channel, byte_limit)
        try:
            answer(handler, payload[pipe.BOUNDS.size :], output)
        except BrokenPipeError:
            return
        except Exception as error:  # noqa: BLE001 - a failed job must not end the worker
            channel.send(pipe.ERROR, pipe.pack_error(to_error(error)))
        else:
            output.end()


def answer(handler: Handler, job: bytes, output: pipe.Output) -> None:
    """Run one job and write its answer."""
    result = handler(job)
    if isinstance(result, pipe.Work):
        result.write_to(output)
        return
    for chunk in result:
        output.write(chunk)


def to_error(error: Exception) -> AtlasError:
    """The coded error for whatever a handler raised; a surprise leaves its traceback on standard error."""
    if isinstance(error, AtlasError):
        return error
    if isinstance(error, MemoryError):
        return ResourceError("The query needed more memory than it may use.")
    traceback.print_exception(error)
    if isinstance(error, OSError):
        found = error.strerror or str(error).rsplit(": ", 1)[-1]
        return StorageError("The disk refuses what this needs.", found=found)
    return AtlasError(f"A worker failed with {type(error).__name__}.")


if __name__ == "__main__":
    main()

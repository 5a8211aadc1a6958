"""Bad input and bad luck end in one clear line and an exit status, never in a traceback."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

BAD_INPUT, INTERRUPTED = 2, 130


def fail(message: str, status: int = BAD_INPUT) -> NoReturn:
    """Say one line on standard error and leave."""
    print(f"halden: {' '.join(message.split())}", file=sys.stderr)
    raise SystemExit(status)


@contextmanager
def plain_failures() -> Iterator[None]:
    """Turn what can go wrong for a user into one line: bad values, files, workers and interrupts."""
    from model.audit import ProcessError
    from results.work import WorkerError

    try:
        yield
    except KeyboardInterrupt:
        fail("interrupted; files on disk are as they were", INTERRUPTED)
    except BrokenPipeError:
        # The reader went away (for instance `| head`): nothing to say, and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        fail(f"{where}cannot be read or written ({error.strerror or error}); files on disk are as they were")
    except MemoryError:
        fail("out of memory; fewer --workers or --replications need less")
    except (ValueError, ProcessError, WorkerError) as error:
        fail(str(error))

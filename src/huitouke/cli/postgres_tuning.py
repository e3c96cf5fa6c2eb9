"""Settings of the embedded server, sized to the machine: two cores and whatever memory there is."""

from pathlib import Path
from typing import Final

import psutil

from huitouke.cli.postgres_folders import PORT

_MIB: Final = 1024 * 1024


def server_settings(*, durable: bool, memory: int | None = None) -> dict[str, str]:
    """Settings given to `postgres -c`; `memory` in bytes, by default what this machine or container has.

    `durable=False` is for tests and benches whose data nobody will miss: a crash of the machine may lose or
    spoil them, a crash of the server may not.
    """
    total = (_available_memory() if memory is None else memory) // _MIB
    shared = max(128, min(total // 4, 2048)) if durable else 256
    settings = {
        "listen_addresses": "",
        "port": PORT,
        "unix_socket_permissions": "0700",
        "max_connections": "60",
        "shared_buffers": f"{shared}MB",
        "effective_cache_size": f"{max(256, total // 2)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": f"{max(64, min(total // 16, 512))}MB",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        # The embedded build knows pglz alone, which costs the import more than half of its speed.
        "wal_compression": "off",
        "random_page_cost": "1.1",
        "effective_io_concurrency": "64",
        "jit": "off",
        "max_locks_per_transaction": "256",
        "timezone": "UTC",
        # Of a process that was killed the server would else work the statement to its end, holding its locks.
        "client_connection_check_interval": "1s",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] %q%u@%d ",
        "log_min_duration_statement": "-1",
        # Statements and details hold the values of guests; the log names the error and no more.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }
    if not durable:
        settings |= {
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "wal_level": "minimal",
            "max_wal_senders": "0",
        }
    return settings


def _available_memory() -> int:
    total = psutil.virtual_memory().total
    limit = Path("/sys/fs/cgroup/memory.max")
    if limit.is_file() and (text := limit.read_text(encoding="ascii").strip()).isdecimal():
        return int(min(total, int(text)))
    return int(total)

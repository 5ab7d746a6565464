"""``reporter preview``: a web server for this machine alone, over what was made."""

from __future__ import annotations

import errno
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reporter.model.errors import ConfigError, UsageError
from reporter.newsroom.preview_files import Watch
from reporter.newsroom.workspace import Workspace

_HOST: Final = "127.0.0.1"
_NO_EDITION: Final = ("There is no edition yet.", "reporter run")
_NO_SITE: Final = ("Nothing is published to the site yet.", "reporter publish EDITION --to site")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A folder with a socket that waits for readers; ``nothing`` is said while it is empty."""

    folder: Path
    listener: socket.socket
    nothing: tuple[str, str]

    @property
    def address(self) -> str:
        """Where to look."""
        return f"http://{_HOST}:{self.listener.getsockname()[1]}/"

    def serve(self) -> None:
        """Answer until a signal ends it: ``KeyboardInterrupt`` for Ctrl-C."""
        import uvicorn

        from reporter.newsroom.preview_pages import application

        settings = uvicorn.Config(
            application(Watch(self.folder), self.nothing),
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=2,
        )
        uvicorn.Server(settings).run(sockets=[self.listener])


def open_preview(root: Path, *, site: bool, port: int) -> Preview:
    """Listen on a port of this machine, 0 for any that is free.

    It shows the output folder, or with ``site`` that of ``[site]``. Raises ``ConfigError`` where
    there is no workspace or no ``[site]``, and ``UsageError`` where the port is taken.
    """
    workspace = Workspace(root)
    config = workspace.load()
    folder, nothing = workspace.output(config), _NO_EDITION
    if site:
        if config.site is None:
            raise ConfigError(
                "there is no site.",
                str(workspace.config_file),
                "Add [site] with its public url; see docs/configuration.md.",
            )
        folder, nothing = root / config.site.dir, _NO_SITE
    return Preview(folder=folder, listener=_listener(port), nothing=nothing)


def _listener(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_HOST, port))
        listener.listen()
    except OSError as error:
        listener.close()
        reason = (
            "is in use" if error.errno == errno.EADDRINUSE else f"cannot be had ({error.strerror})"
        )
        raise UsageError(
            f"port {port} {reason}.", "--port", "Name another, or 0 for any that is free."
        ) from error
    return listener

"""`parley run`: the service until it is told to stop, with signals and systemd."""

import asyncio
import signal
from pathlib import Path

import structlog
from rich.console import Console

from monitor import config
from monitor.app import logs
from monitor.app.paths import checked_in
from monitor.app.service import Service, needs_restart
from monitor.app.systemd import Notifier
from monitor.errors import ConfigError, ParleyError, StoreError


async def run(directory: Path, state: Path, *, console: Console, log_format: str | None = None) -> None:
    """Run until SIGTERM or SIGINT; SIGHUP reloads the configuration. ConfigError, StoreError when it cannot start."""
    notifier, stop, reload = Notifier(), asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number, flag in ((signal.SIGTERM, stop), (signal.SIGINT, stop), (signal.SIGHUP, reload)):
        loop.add_signal_handler(number, flag.set)
    catalog = config.load(directory, checked=checked_in(state))
    redactor = logs.Redactor()
    logs.configure(log_format or catalog.settings.log_format, catalog.settings.log_level, redactor)
    log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    lost: list[str] = []

    def give_up(reason: str) -> None:
        lost.append(reason)
        stop.set()

    service = Service(
        directory, state, catalog=catalog, console=console, redactor=redactor, on_tick=notifier.alive, on_lost=give_up
    )
    async with service:
        log.info("ready", config=str(directory), state=str(state), **_size(service))
        notifier.ready(_status(service))
        while await _next(stop, reload):
            reload.clear()
            notifier.reloading()
            refusal = await _reload(service, log)
            notifier.ready(_status(service) + refusal)
        log.info("stopping")
        notifier.stopping()
    if lost:
        raise StoreError(lost[0])
    log.info("stopped")


async def _next(stop: asyncio.Event, reload: asyncio.Event) -> bool:
    """Waits for the next wish; whether it is a reload."""
    waiting = [asyncio.create_task(stop.wait()), asyncio.create_task(reload.wait())]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    return not stop.is_set()


async def _reload(service: Service, log: structlog.typing.FilteringBoundLogger) -> str:
    """Reload; what to add to the status where that was refused."""
    before = service.catalog
    try:
        after = await service.reload()
    except ConfigError as error:
        log.error("reload refused", catalog=before.hash, detail=f"{error}; the running configuration stays in force")
        for problem in error.problems:
            log.error(
                "mistake",
                place=f"{problem.path}:{problem.line}:{problem.column}",
                what=problem.message,
                mend=problem.mend,
            )
        return f"; reload refused: {error}"
    except ParleyError as error:
        log.error("reload refused", catalog=before.hash, detail=str(error))
        return f"; reload refused: {error}"
    except Exception as error:
        log.exception("reload refused", catalog=before.hash)
        return f"; reload refused: {type(error).__name__}"
    log.info(
        "reloaded",
        before=before.hash,
        restart_needed_for=needs_restart(before.settings, after.settings),
        **_size(service),
    )
    return ""


def _size(service: Service) -> dict[str, object]:
    catalog = service.catalog
    return {
        "catalog": catalog.hash,
        "sources": len(catalog.sources),
        "rules": len(catalog.rules),
        "desks": len(catalog.desks),
    }


def _status(service: Service) -> str:
    return f"watching {len(service.catalog.sources)} sources, configuration {service.catalog.hash}"

"""The stage: only what a rehearsal has left is cleared, and the written configuration is a good one."""

import stat
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from monitor import config
from monitor.app.lock import owning
from monitor.clock import SteppedClock
from monitor.demo.configuration import Stage, clear_stage, new_signing_key, write_configuration
from monitor.demo.feeds import Site
from monitor.demo.receivers import MailServer, WebhookReceiver
from monitor.demo.scenario import START, load
from monitor.errors import StoreError, UsageError
from monitor.model.catalog import Catalog


def test_a_folder_is_made_and_cleared_again(tmp_path: Path) -> None:
    stage = clear_stage(tmp_path / "var" / "demo")
    stage.database.write_text("old")
    new_signing_key(stage)
    again = clear_stage(stage.folder)
    assert not again.database.exists()
    assert not again.signing_key.exists()


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    assert clear_stage(tmp_path).folder == tmp_path


def test_a_folder_with_anything_else_in_it_is_left_alone(tmp_path: Path) -> None:
    treasure = tmp_path / "thesis.txt"
    treasure.write_text("years of work")
    with pytest.raises(UsageError, match="not of a rehearsal"):
        clear_stage(tmp_path)
    assert treasure.read_text() == "years of work"


def test_a_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "demo"
    path.write_text("a file")
    with pytest.raises(UsageError, match="is a file"):
        clear_stage(path)


def test_a_rehearsal_under_way_keeps_its_folder(tmp_path: Path) -> None:
    stage = clear_stage(tmp_path / "demo")
    stage.database.write_text("in use")
    with owning(stage.folder), pytest.raises(StoreError, match="running"):
        clear_stage(stage.folder)
    assert stage.database.read_text() == "in use"


def test_the_signing_key_is_the_owner_s_alone(tmp_path: Path) -> None:
    stage = clear_stage(tmp_path)
    key = new_signing_key(stage)
    assert key.startswith("whsec_")
    assert stage.signing_key.read_text().strip() == key
    assert stat.S_IMODE(stage.signing_key.stat().st_mode) == 0o600


@pytest.fixture
async def written(tmp_path: Path) -> AsyncIterator[tuple[Stage, Catalog, list[Site]]]:
    stage, clock = clear_stage(tmp_path / "with space"), SteppedClock(START)
    async with AsyncExitStack() as stack:
        sites = [await stack.enter_async_context(Site(body, clock)) for body in load().bodies]
        mail = await stack.enter_async_context(MailServer(stage.mail))
        webhooks = await stack.enter_async_context(WebhookReceiver(new_signing_key(stage), stage.webhooks, clock))
        write_configuration(stage, sites, mail, webhooks)
        yield stage, config.load(stage.config), sites


async def test_the_configuration_loads_with_the_real_ports(written: tuple[Stage, Catalog, list[Site]]) -> None:
    stage, catalog, sites = written
    assert {source.url for source in catalog.sources.values()} == {
        site.url(feed) for site in sites for feed in site.body.feeds
    }
    assert len({source.host for source in catalog.sources.values()}) == len(sites)
    assert all(not source.host_gap for source in catalog.sources.values())
    assert catalog.settings.database == f"sqlite:///{stage.database}"
    assert catalog.rules


async def test_the_configuration_holds_no_secret(written: tuple[Stage, Catalog, list[Site]]) -> None:
    stage, catalog, _ = written
    key = stage.signing_key.read_text().strip()
    assert any(key in channel.secrets for channel in catalog.channels.values())
    assert not [path for path in stage.config.rglob("*.yaml") if key in path.read_text()]

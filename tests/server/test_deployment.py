"""The files for systemd and containers start the server with options that it has."""

from __future__ import annotations

import argparse
import json
import shlex
from pathlib import Path

import yaml

from em_desktop.cli.serve import VERBS

PLACE = Path(__file__).parents[2] / "packaging" / "server"


def parsed(words: list[str]) -> argparse.Namespace:
    """The options as the command takes them; unknown ones end the test."""
    assert words[0] == "serve"
    parser = argparse.ArgumentParser(exit_on_error=False)
    VERBS["serve"].add_arguments(parser)
    return parser.parse_args(words[1:])


def test_the_unit_starts_the_server_where_its_state_is() -> None:
    lines = (PLACE / "em-desktop-server.service").read_text().splitlines()
    values = dict(line.split("=", 1) for line in lines if "=" in line and line[0] != "#")
    options = parsed(shlex.split(values["ExecStart"])[1:])
    assert options.data == Path("/var/lib") / values["StateDirectory"]
    assert values["NoNewPrivileges"] == values["DynamicUser"] == "yes"


def test_the_container_starts_the_server_on_the_port_that_it_shows() -> None:
    lines = (PLACE / "Containerfile").read_text().splitlines()
    words = json.loads(next(line for line in lines if line.startswith("CMD ")).removeprefix("CMD "))
    options = parsed(words)
    assert f"EXPOSE {options.port}" in lines
    assert f"VOLUME {options.data}" in lines


def test_the_servers_of_the_compose_file_share_database_and_contents() -> None:
    services = yaml.safe_load((PLACE / "compose.yaml").read_text())["services"]
    first, second = (parsed(services[name]["command"]) for name in ("first", "second"))
    assert first == second
    assert first.database.startswith("postgresql://")
    assert first.objects.startswith("s3://")
    assert "database" in services

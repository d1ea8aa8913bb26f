"""The unit and the installer, as files and under a real systemd.

    python -m tests.deploy.systemd_check --sandbox TOOL

`sandbox` drives a systemd in namespaces of its own, `stage` lays out what goes into it, `world` is the feeds and the
receiver inside it, `service` looks at the unit from outside; `systemd_check` is what must hold, one row each.
"""

#!/bin/sh
# Install Parley as a systemd service, or bring an installation up to date. It may be repeated.
#
#   sudo deploy/install.sh [options]     the program to /opt/parley, the configuration to /etc/parley, the unit
#   sudo deploy/install.sh --network     only write network-allow.conf anew, after a change of network.allow
#
#   --wheels DIR    install from these wheels (Parley's and its dependencies'), without a network
#   --postgres      with the PostgreSQL driver
#   --python PATH   the Python to use, 3.11 to 3.13, below /usr or /opt; else the newest there is
#   --start         start the service, too; one that is running is restarted in any case
#   --unchecked     go on where the configuration has mistakes
#   --prefix DIR    in place of /opt/parley; below /opt or /usr
#   --root DIR      put everything below DIR, for packages and images; nothing is started
#
# Nothing in /etc/parley is overwritten. The version before stays in /opt/parley.previous. To go back to it:
#
#   systemctl stop parley
#   mv /opt/parley /opt/parley.failed
#   mv /opt/parley.previous /opt/parley
#   cp /opt/parley/parley.service /etc/systemd/system/
#   systemctl daemon-reload
#   systemctl start parley
#
# A database that the newer version has migrated ("database upgraded" in its log) is refused by the older one. So keep
# a copy of the state while the service is stopped, before you install: cp -a /var/lib/private/parley SOMEWHERE.
#
# To remove Parley: systemctl disable --now parley, then remove /opt/parley*, /etc/systemd/system/parley.service*,
# /usr/local/bin/parley and, with everything it knows, /etc/parley and /var/lib/private/parley.
set -eu
umask 022

prefix=/opt/parley root='' wheels='' python='' extra='' start='' unchecked='' only_network=''
here=$(cd "$(dirname "$0")" && pwd)
units=/etc/systemd/system

say() { printf 'install: %s\n' "$*"; }
fail() {
  printf 'install: %s\n' "$@" >&2
  exit 1
}
usage() { sed -n '2,/^#   --root/s/^# \{0,1\}//p' "$0"; }

read_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      --wheels | --python | --prefix | --root) [ $# -gt 1 ] || fail "$1 takes a value; see --help" ;;
    esac
    case $1 in
      --wheels) wheels=$(cd "$2" && pwd) || fail "there is no folder $2"; shift ;;
      --python) python=$2; shift ;;
      --prefix) prefix=${2%/}; shift ;;
      --root) mkdir -p "$2"; root=$(cd "$2" && pwd); root=${root%/}; shift ;;
      --postgres) extra='[postgres]' ;;
      --start) start=yes ;;
      --unchecked) unchecked=yes ;;
      --network) only_network=yes ;;
      -h | --help) usage; exit 0 ;;
      *) usage >&2; fail "there is no option $1" ;;
    esac
    shift
  done
  case $prefix in
    /opt/?* | /usr/?*) ;;
    *) fail "--prefix must be below /opt or /usr: nothing else may the service execute" ;;
  esac
  target=$root$prefix
  config=$root/etc/parley
  [ -n "$root" ] || [ "$(id -u)" = 0 ] || fail "this needs root: say sudo $0, or choose a --root of your own"
}

# Whether the service could run with this Python: of the right version, able to make environments, and in a place that
# the unit lets it read and execute (homes are hidden from it).
suits() {
  "$1" -I -c '
import sys
where = sys.base_prefix
if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    sys.exit("is version %d.%d; Parley needs 3.11 to 3.13" % sys.version_info[:2])
if not (where + "/").startswith(("/usr/", "/opt/")):
    sys.exit("lives in " + where + ", where the service cannot see it; it must be below /usr or /opt")
try:
    import ensurepip, venv
except ImportError:
    sys.exit("cannot make environments: install the package python%d.%d-venv" % sys.version_info[:2])
'
}

choose_python() {
  if [ -n "$python" ]; then
    reason=$(suits "$python" 2>&1) || fail "$python $reason"
    return
  fi
  reasons=''
  for version in 3.13 3.12 3.11 3; do
    for candidate in /usr/local/bin/python$version /usr/bin/python$version; do
      [ -x "$candidate" ] || continue
      if reason=$(suits "$candidate" 2>&1); then
        python=$candidate
        return
      fi
      reasons="$reasons
  $candidate $reason"
    done
  done
  fail "there is no suitable Python below /usr; name one with --python, or install python3 and python3-venv$reasons"
}

# Python is isolated (-I) throughout: a checkout that this is called from is not what is installed.
#
# The environment is built beside the place where it will stand, so that a failure changes nothing.
build() {
  new=$target.new
  trap 'rm -rf "$new"' EXIT
  rm -rf "$new"
  mkdir -p "$(dirname "$target")"
  say "building the program with $python"
  "$python" -I -m venv "$new"
  if [ -n "$wheels" ]; then
    set -- --no-index --find-links "$wheels" "parley-monitor$extra"
  else
    [ -f "$here/../pyproject.toml" ] || fail "this is no checkout of Parley: name a folder of wheels with --wheels"
    set -- --constraint "$here/../constraints.txt" "$here/..$extra"
  fi
  PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore \
    "$new/bin/python" -I -m pip install --quiet --no-input --no-compile "$@" ||
    fail "the packages could not be installed; nothing was changed"
  # What runs as a service installs nothing.
  "$new/bin/python" -I -m pip uninstall -qq --yes pip setuptools
  settle_paths
  # The service may not write beside the program, so it could never keep what it compiles.
  "$new/bin/python" -I -m compileall -q -j 0 -s "$new" -p "$prefix" "$new/lib" ||
    fail "the program could not be compiled; nothing was changed"
  sed "s|/opt/parley|$prefix|g" "$here/parley.service" >"$new/parley.service"
}

# Scripts name the interpreter by its path: make it the one where it will stand.
settle_paths() {
  for file in "$new"/bin/* "$new/pyvenv.cfg"; do
    if [ -f "$file" ] && [ ! -L "$file" ] && grep -qIF "$new" "$file"; then
      sed "s|$new|$prefix|g" "$file" >"$new/.settled"
      cat "$new/.settled" >"$file"
    fi
  done
  rm -f "$new/.settled"
}

copy_config() {
  shipped=$(find "$new/lib" -type d -path '*/monitor/_config')
  ln -s "${shipped#"$new"/}" "$new/config"
  if [ -e "$config/parley.yaml" ]; then
    if different=$(diff -rq "$shipped" "$config" | grep -cv "^Only in $config"); then
      say "kept $config; $different of the files shipped differ or are not there: diff -ru $config $target/config"
    else
      say "kept $config"
    fi
    return
  fi
  mkdir -p "$config"
  # parley.yaml goes last: where it is, the rest is.
  (cd "$shipped" && find . -type f ! -path ./parley.yaml && echo ./parley.yaml) | while read -r file; do
    [ -e "$config/$file" ] && continue
    mkdir -p "$config/$(dirname "$file")"
    cp "$shipped/$file" "$config/$file"
  done
  say "copied the configuration to $config: put your address into \`contact\` in parley.yaml"
}

check_config() {
  [ -n "$unchecked" ] && return
  CREDENTIALS_DIRECTORY=${CREDENTIALS_DIRECTORY:-$config/credentials} \
    "$new/bin/python" -I -m monitor check --config "$config" ||
    fail "this version cannot use $config; the program was not changed" \
      "mend it, give secrets of the environment to this command too, or go on with --unchecked"
}

swap() {
  if [ -d "$target" ]; then
    before=$("$target/bin/python" -I -m monitor --version 2>/dev/null) || before=unknown
    # The same version again is not what anybody would go back to.
    if [ "$before" = "$("$new/bin/python" -I -m monitor --version)" ]; then
      rm -rf "$target"
    else
      rm -rf "$target.previous"
      mv "$target" "$target.previous"
      say "kept the version before in $target.previous"
    fi
  fi
  mv "$new" "$target"
  trap - EXIT
  say "installed the program in $target"
  link=$root/usr/local/bin/parley
  if [ -L "$link" ] || [ ! -e "$link" ]; then
    mkdir -p "$(dirname "$link")"
    ln -sfn "$prefix/bin/parley" "$link"
  else
    say "left $link alone: it is not ours; the command is $prefix/bin/parley"
  fi
}

# What may be reached at private addresses: network.allow, and the name servers. One a line, as systemd takes them.
networks() {
  "$target/bin/python" -I - "$config/parley.yaml" "$root/etc/resolv.conf" <<'PYTHON'
import sys
from ipaddress import ip_address, ip_network
from pathlib import Path

import yaml

service, resolver = map(Path, sys.argv[1:])
allow = ((yaml.safe_load(service.read_text("utf-8")) or {}).get("network") or {}).get("allow") or []
lines = resolver.read_text().splitlines() if resolver.exists() else []
servers = [words[1].partition("%")[0] for line in lines if (words := line.split())[:1] == ["nameserver"] and words[1:]]
private = [server for server in servers if ip_address(server).is_private and not ip_address(server).is_loopback]
print(*dict.fromkeys([*(ip_network(network, strict=False) for network in allow), *private]), sep="\n")
PYTHON
}

write_network() {
  file=$root$units/parley.service.d/network-allow.conf
  listed=$(networks) || fail "network.allow cannot be read from $config/parley.yaml"
  if [ -z "$listed" ]; then
    rm -f "$file"
    say "no private network is opened"
    return
  fi
  mkdir -p "$(dirname "$file")"
  {
    echo '# Written by install.sh from network.allow in parley.yaml and the private name servers in /etc/resolv.conf.'
    echo '# After a change of either: install.sh --network. What is allowed here wins over IPAddressDeny= in the unit.'
    echo '[Service]'
    printf '%s\n' "$listed" | sed 's/^/IPAddressAllow=/'
  } >"$file"
  say "opened $(printf '%s' "$listed" | tr '\n' ' ') in $file"
}

install_unit() {
  mkdir -p "$root$units"
  cp "$target/parley.service" "$root$units/parley.service"
}

activate() {
  if [ -n "$root" ] || [ ! -d /run/systemd/system ]; then
    if command -v systemctl >/dev/null; then
      systemctl --quiet --root="${root:-/}" enable parley.service
      say "enabled the service; it was not started"
    else
      say "there is no systemctl here: enable parley.service yourself"
    fi
    return
  fi
  systemctl daemon-reload
  systemctl --quiet enable parley.service
  if systemctl --quiet is-active parley.service || [ -n "$start" ]; then
    systemctl restart parley.service ||
      fail "the service does not start: journalctl -u parley -n 50" "how to go back is told at the top of $0"
    say "running: $(systemctl show --property StatusText --value parley.service)"
  else
    say "next: edit $config, then: parley check; systemctl start parley; journalctl -fu parley"
  fi
}

read_options "$@"
if [ -n "$only_network" ]; then
  [ -x "$target/bin/python" ] || fail "Parley is not installed in $target"
  write_network
  [ -n "$root" ] || [ ! -d /run/systemd/system ] || systemctl daemon-reload
  exit
fi
choose_python
build
copy_config
check_config
swap
install_unit
write_network
activate

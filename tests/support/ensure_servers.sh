#!/usr/bin/env bash
# Make sure that tests find a RabbitMQ and a Redis: installs them on Debian as root, else says why not.
# Tests start private ones from these binaries; nothing is left running by this script.
set -euo pipefail
PATH="$PATH:/usr/local/sbin:/usr/sbin"

missing=()
command -v rabbitmq-server >/dev/null || missing+=(rabbitmq-server)
command -v redis-server >/dev/null || missing+=(redis-server)
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

if [ "${ZIZHU_TEST_SERVERS:-}" != binaries ] && command -v docker >/dev/null && timeout 10 docker info >/dev/null 2>&1; then
  exit 0 # tests take containers
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "tests that need ${missing[*]} are skipped: install them, or start Docker (not root on Debian, so this script cannot)" >&2
  exit 0
fi

# Debian would start what it installs, and take the default ports; a policy of ours says no.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null

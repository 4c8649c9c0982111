#!/usr/bin/env bash
# Make sure that tests find Chromium and a Chinese font: installs them on Debian as root, else says why not.
# Nothing is downloaded by Playwright itself, and nothing is left running.
set -euo pipefail

missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
[ -n "$(fc-list :lang=zh 2>/dev/null)" ] || missing+=(fontconfig fonts-wqy-zenhei) # else pages show boxes
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "tests in a browser need ${missing[*]}: install them (not root on Debian, so this script cannot)" >&2
  [ -z "${CI:-}" ] || exit 1
  exit 0 # the tests that need them are skipped
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null

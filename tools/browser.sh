#!/bin/sh
# Browser tests need Chromium and its driver: from the system's packages, when missing.
command -v chromedriver >/dev/null && { command -v chromium >/dev/null || command -v google-chrome >/dev/null; } && exit 0
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
if grep -qs '^ID=ubuntu' /etc/os-release; then
  # Its packages of Chromium install nothing but a hint to snap, whose driver has another name.
  echo "On Ubuntu the browser tests need google-chrome and chromedriver on the PATH: install both" >&2
  echo "from https://googlechromelabs.github.io/chrome-for-testing/ and run make again." >&2
  exit 1
fi
if command -v apt-get >/dev/null; then
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium chromium-driver fonts-noto-cjk >/dev/null
elif command -v brew >/dev/null; then
  brew install --quiet --cask chromium chromedriver
else
  echo "Install Chromium and chromedriver for the browser tests." >&2
  exit 1
fi

#!/bin/sh
# run.sh SCRIPT ARGS…: install the npm packages when they are missing or out of date, then run SCRIPT with the
# Node that the packages bring along (`node` on npm), whatever Node the machine has.
set -eu
cd "$(dirname "$0")/.."

stamp=node_modules/.installed
wanted=$(sha256sum <package-lock.json)
if [ "$(cat $stamp 2>/dev/null || true)" != "$wanted" ]; then
  echo "Installing the npm packages (about a minute)…" >&2
  npm ci --no-fund --no-audit --loglevel=error >&2
  printf '%s' "$wanted" >$stamp
fi

PATH="$PWD/node_modules/.bin:$PATH"
export PATH
exec node --disable-warning=ExperimentalWarning "$@"

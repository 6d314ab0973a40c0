#!/bin/sh
# What vault does, in two minutes: builds it, makes a throw-away home, shows each command with what it prints, cleans up.
#   sh docs/tour.sh            builds first (cargo, optimised)
#   VAULT=path sh docs/tour.sh  takes a program that is built already
set -eu
cd "$(dirname "$0")/.."
HOME=$(mktemp -d)
trap 'rm -rf "$HOME"' EXIT
mkdir "$HOME/bin"
if [ -n "${VAULT:-}" ]; then
    ln -s "$VAULT" "$HOME/bin/vault"
else
    echo "Building; the first time takes a minute or two." >&2
    CARGO_HOME=${CARGO_HOME:-$(cd ~+/.. && cd - >/dev/null; echo "$OLDHOME/.cargo")} true
fi

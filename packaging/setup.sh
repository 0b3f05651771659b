#!/bin/sh
# Installs the Debian packages that are named and not there yet: setup.sh PACKAGE...
set -eu
missing=
for package; do
	if [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null)" != 'ii ' ]; then
		missing="$missing $package"
	fi
done
[ -n "$missing" ] || exit 0
as_root=
if [ "$(id -u)" -ne 0 ]; then
	as_root=sudo
fi
echo "Installing Debian packages:$missing"
$as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q
# shellcheck disable=SC2086 # a list of names
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing

#!/usr/bin/env bash
# Try the README's two commands on an empty Debian 12 that holds only git and python3.
#
#   sudo installer/try-empty-root.sh            both commands, start to finish, each twice
#   sudo installer/try-empty-root.sh COMMAND…   one command of your own in the checkout, as root
#   KEEP=DIR installer/try-empty-root.sh …      make the root in DIR, keep it, and use it again
#
# Needs root, mmdebstrap and unshare. It uses this machine's own apt sources and certificates, and
# what is committed in this checkout. Everything it mounts and starts ends with it.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
sources=${SOURCES:-/etc/apt/sources.list.d/debian.sources}
[ -e "$sources" ] || sources=/etc/apt/sources.list

if [ "${1:-}" != --inside ]; then
    root=${KEEP:-$(mktemp -d -t zenca-root-XXXXXX)}
    [ -n "${KEEP:-}" ] || trap 'rm -rf --one-file-system "$root"' EXIT
    mkdir -p "$root"
    if [ ! -e "$root/etc/debian_version" ]; then
        mmdebstrap --quiet --variant=minbase --include=git,python3,ca-certificates \
            bookworm "$root" - <"$sources"
    fi
    git -C "$here" bundle create --quiet "$root/zenca.bundle" HEAD \
        "$(git -C "$here" symbolic-ref --short HEAD)"
    unshare --mount --pid --fork --kill-child bash "$0" --inside "$root" "$@"
    exit
fi

root=$2
shift 2
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs tmpfs "$root/run"
cp /etc/resolv.conf "$root/etc/"
cp /etc/hosts "$root/etc/"
cp -r /etc/apt/apt.conf.d "$root/etc/apt/"
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
[ ! -e /etc/pip.conf ] || cp /etc/pip.conf "$root/etc/"

inside() { # a new machine's environment, and how this one reaches its registries
    env -i HOME=/root TERM=dumb PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        ${PIP_CERT:+PIP_CERT="$PIP_CERT"} ${PIP_INDEX_URL:+PIP_INDEX_URL="$PIP_INDEX_URL"} \
        ${SSL_CERT_FILE:+SSL_CERT_FILE="$SSL_CERT_FILE"} ${http_proxy:+http_proxy="$http_proxy"} \
        ${https_proxy:+https_proxy="$https_proxy"} ${no_proxy:+no_proxy="$no_proxy"} \
        chroot "$root" "$@"
}

told() { # show a command, do it, say how long it took and how it ended
    local began=$SECONDS code=0
    printf '\n$ %s\n' "$*"
    inside sh -c 'cd /root/zenca && exec "$@"' - "$@" || code=$?
    printf '[exit code %s after %s s]\n' "$code" "$((SECONDS - began))"
    return "$code"
}

rm -rf "$root/root/zenca"
printf '$ git clone … zenca\n'
inside git clone --quiet /zenca.bundle /root/zenca

if [ $# -gt 0 ]; then
    told "$@"
    exit
fi
failed=0
for command in run run test test; do
    told python3 dev.py "$command" || failed=1
done
exit "$failed"

#!/bin/sh
# @TITLE@: Firefox, Thunderbird, Chromium and every other NSS database, on Linux and macOS
#
#   sh @SCRIPT@ [install|undo|check] [FOLDER ...]
#
# Without a FOLDER: every profile of the user who runs it. Close the browser first. Needs certutil
# of NSS (Debian: libnss3-tools, Red Hat: nss-tools, SUSE: mozilla-nss-tools, Homebrew: nss); an NSS
# database with a primary password takes its file from NSS_PASSWORD_FILE. Run it as often as you
# like: what is done already is left as it is. Where Firefox is managed, firefox-policies.json does
# the same without a script. The certificates stand at the end of this file.
set -eu

NAME='@NAME@'
FINGERPRINTS='@FINGERPRINTS@'
ROOTS='@ROOTS@'

certificate() { # the certificate of that number
    sed '1,/^# --- certificates ---$/d' "$0" | tr -d '\r' |
        awk -v n="$1" '/-----BEGIN CERTIFICATE-----/ {at++} at == n'
}

sha256() { # the fingerprint of the certificate that comes in as PEM
    awk '/-----END/ {exit} on {print} /-----BEGIN/ {on = 1}' | tr -d '\r' >"$work/base64"
    if command -v sha256sum >/dev/null; then
        base64 -d <"$work/base64" | sha256sum | cut -d ' ' -f 1
    else
        base64 -D <"$work/base64" | shasum -a 256 | cut -d ' ' -f 1
    fi
}

is_root() {
    case " $ROOTS " in *" $1 "*) return 0 ;; *) return 1 ;; esac
}

nss() { # certutil on a database, by the password file where there is one
    if [ -n "${NSS_PASSWORD_FILE:-}" ]; then
        certutil "$@" -f "$NSS_PASSWORD_FILE"
    else
        certutil "$@" </dev/null
    fi
}

held() { # the fingerprint of what lies under a nickname, or nothing
    nss -L -d "$1" -n "$2" -a >"$work/held.pem" 2>/dev/null || return 0
    sha256 <"$work/held.pem"
}

nickname() { # where the certificate lies: under our name, or where somebody put it before
    if [ "$(held "$1" "$NAME-$2")" = "$3" ]; then
        echo "$NAME-$2"
        return 0
    fi
    nss -L -d "$1" | sed -n 's/ *[A-Za-z]*,[A-Za-z]*,[A-Za-z]* *$//p' >"$work/nicknames"
    while IFS= read -r name; do
        if [ "$(held "$1" "$name")" = "$3" ]; then
            printf '%s\n' "$name"
            return 0
        fi
    done <"$work/nicknames"
}

right() { # whether it lies there, and a root is trusted to issue for TLS servers
    name=$(nickname "$1" "$2" "$3")
    [ -n "$name" ] || return 1
    ! is_root "$3" || nss -L -d "$1" | name=$name awk '
        index($0, ENVIRON["name"] " ") == 1 && $NF ~ /^[a-zA-Z]*C[a-zA-Z]*,/ {found = 1}
        END {exit !found}'
}

databases() {
    for home in "$HOME/.mozilla/firefox" "$HOME/.thunderbird" \
        "$HOME/snap/firefox/common/.mozilla/firefox" \
        "$HOME/.var/app/org.mozilla.firefox/.mozilla/firefox" \
        "$HOME/Library/Application Support/Firefox/Profiles" \
        "$HOME/Library/Thunderbird/Profiles"; do
        for found in "$home"/*/cert9.db; do
            [ -f "$found" ] && printf 'sql:%s\n' "${found%/cert9.db}"
        done
    done
    [ -f "$HOME/.pki/nssdb/cert9.db" ] && printf 'sql:%s\n' "$HOME/.pki/nssdb"
    return 0
}

each() { # do a thing with a database, every number and its fingerprint
    at=0
    for fingerprint in $FINGERPRINTS; do
        at=$((at + 1))
        "$1" "$2" "$at" "$fingerprint"
    done
}

sound() { # this file must hold what its head says
    if [ "$(certificate "$2" | sha256)" != "$3" ]; then
        echo "This script is damaged: certificate $2 has not the fingerprint $3. Nothing was changed." >&2
        exit 1
    fi
}

place() {
    if right "$1" "$2" "$3"; then
        echo "$1: is there already."
        return 0
    fi
    flags=,,
    ! is_root "$3" || flags=C,,
    certificate "$2" >"$work/one.pem"
    nss -A -d "$1" -n "$NAME-$2" -t "$flags" -a -i "$work/one.pem"
    echo "$1: added."
}

remove() {
    name=$(nickname "$1" "$2" "$3")
    if [ -n "$name" ]; then
        nss -D -d "$1" -n "$name"
        echo "$1: removed."
    else
        echo "$1: is not there."
    fi
}

seen() {
    if right "$1" "$2" "$3"; then
        echo "$1: trusted: SHA-256 $3"
    else
        echo "$1: not trusted: SHA-256 $3"
        missing=yes
    fi
}

opens() {
    if ! nss -L -d "$1" >/dev/null 2>&1; then
        echo "$1: is no NSS database. It was not changed." >&2
        exit 1
    fi
}

case "${1:-install}" in
install | undo | check)
    do=${1:-install}
    [ $# -gt 0 ] && shift
    ;;
*)
    echo "usage: sh $0 [install|undo|check] [FOLDER ...]" >&2
    exit 2
    ;;
esac
if ! command -v certutil >/dev/null; then
    echo "There is no certutil of NSS here; see the head of this file. Nothing was changed." >&2
    exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
missing=no
each sound -
if [ $# = 0 ]; then
    databases >"$work/databases"
else
    for given in "$@"; do
        printf 'sql:%s\n' "${given#sql:}"
    done >"$work/databases"
fi
if [ ! -s "$work/databases" ]; then
    echo "No NSS database was found: name its folder, sh $0 $do FOLDER. Nothing was changed." >&2
    exit 1
fi
while IFS= read -r one; do
    opens "$one"
    case "$do" in
    install) each place "$one" ;;
    undo) each remove "$one" ;;
    esac
    each seen "$one"
done <"$work/databases"
if [ "$do" != undo ] && [ "$missing" = yes ]; then
    exit 1
fi
exit

# --- certificates ---
@CERTIFICATES@

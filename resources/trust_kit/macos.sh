#!/bin/sh
# @TITLE@: macOS
#
#   sudo sh @SCRIPT@            trust the CA
#   sudo sh @SCRIPT@ undo       trust it no more
#   sh @SCRIPT@ check           say whether it is trusted; exit 0 when it is
#
# Run it as often as you like: what is done already is left as it is. From macOS 11 on, somebody
# at the screen must confirm a new trusted root; where nobody sits, let your MDM carry the .cer.
# The certificates stand at the end of this file.
set -eu

FINGERPRINTS='@FINGERPRINTS@'
ROOTS='@ROOTS@'
KEYCHAIN=/Library/Keychains/System.keychain

certificate() { # the certificate of that number
    sed '1,/^# --- certificates ---$/d' "$0" | tr -d '\r' |
        awk -v n="$1" '/-----BEGIN CERTIFICATE-----/ {at++} at == n'
}

sha256() { # the fingerprint of the certificate that comes in
    awk '/-----END/ {exit} on {print} /-----BEGIN/ {on = 1}' | base64 -D |
        shasum -a 256 | cut -d ' ' -f 1
}

present() { # whether the keychain holds a certificate of that fingerprint
    security find-certificate -a -Z "$KEYCHAIN" | tr 'A-F' 'a-f' | grep -q "hash: $1\$"
}

is_root() {
    case " $ROOTS " in *" $1 "*) return 0 ;; *) return 1 ;; esac
}

works() { # whether macOS itself verifies it; an intermediate hangs on its root
    certificate "$1" >"$work/one.pem"
    security verify-cert -c "$work/one.pem" >/dev/null 2>&1
}

each() { # do a thing with every number and its fingerprint
    at=0
    for fingerprint in $FINGERPRINTS; do
        at=$((at + 1))
        "$1" "$at" "$fingerprint"
    done
}

sound() { # this file must hold what its head says
    if [ "$(certificate "$1" | sha256)" != "$2" ]; then
        echo "This script is damaged: certificate $1 has not the fingerprint $2. Nothing was changed." >&2
        exit 1
    fi
}

place() {
    if present "$2" && works "$1"; then
        echo "SHA-256 $2: is there already."
        return 0
    fi
    certificate "$1" >"$work/one.pem"
    if is_root "$2"; then
        security add-trusted-cert -d -r trustRoot -k "$KEYCHAIN" "$work/one.pem"
    else
        security add-certificates -k "$KEYCHAIN" "$work/one.pem"
    fi
    echo "SHA-256 $2: added to $KEYCHAIN."
}

seen() {
    if present "$2" && works "$1"; then
        echo "Trusted: SHA-256 $2"
    else
        echo "Not trusted: SHA-256 $2"
        missing=yes
    fi
}

remove() {
    if present "$2"; then
        certificate "$1" >"$work/one.pem"
        if is_root "$2"; then
            security remove-trusted-cert -d "$work/one.pem" || true
        fi
        security delete-certificate -Z "$2" "$KEYCHAIN"
        echo "SHA-256 $2: removed from $KEYCHAIN."
    else
        echo "SHA-256 $2: is not there."
    fi
}

as_root() {
    if [ "$(id -u)" != 0 ] || ! command -v security >/dev/null; then
        echo "This needs root on macOS: sudo sh $0 $1. Nothing was changed." >&2
        exit 1
    fi
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
missing=no
each sound
case "${1:-install}" in
install)
    as_root install
    each place
    each seen
    [ "$missing" = no ]
    ;;
undo)
    as_root undo
    each remove
    each seen
    ;;
check)
    each seen
    [ "$missing" = no ]
    ;;
*)
    echo "usage: sh $0 [install|undo|check]" >&2
    exit 2
    ;;
esac
exit

# --- certificates ---
@CERTIFICATES@

#!/bin/sh
# @TITLE@: @PLATFORM@
#
#   sudo sh @SCRIPT@            trust the CA
#   sudo sh @SCRIPT@ undo       trust it no more
#   sh @SCRIPT@ check           say whether it is trusted; exit 0 when it is
#
# Run it as often as you like: what is done already is left as it is. It only ever touches
# files whose name begins with the name below. The certificates stand at the end of this file.
set -eu

NAME='@NAME@'
FINGERPRINTS='@FINGERPRINTS@'
ANCHORS='@ANCHORS@'
SUFFIX='@SUFFIX@'
BUNDLES='@BUNDLES@'

refresh() {
    @REFRESH@ >/dev/null
}

forget() {
    @FORGET@ >/dev/null
}

certificate() { # the certificate of that number
    sed '1,/^# --- certificates ---$/d' "$0" | tr -d '\r' |
        awk -v n="$1" '/-----BEGIN CERTIFICATE-----/ {at++} at == n'
}

body() { # the base64 of the first certificate that comes in, on one line
    awk '/-----END/ {exit} on {printf "%s", $0} /-----BEGIN/ {on = 1}'
}

sha256() { # the fingerprint of the certificate that comes in
    body | base64 -d | sha256sum | cut -d ' ' -f 1
}

trusted() { # whether one of the system's bundles holds the certificate of that number
    want=$(certificate "$1" | body)
    for bundle in $BUNDLES; do
        [ -r "$bundle" ] || continue
        awk -v want="$want" '
            /-----BEGIN/ {got = ""; on = 1; next}
            /-----END/   {if (got == want) found = 1; on = 0}
            on           {sub(/\r$/, ""); got = got $0}
            END          {exit !found}' "$bundle" && return 0
    done
    return 1
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
    file="$ANCHORS/$NAME-$1.$SUFFIX"
    if [ -f "$file" ] && [ "$(sha256 <"$file")" = "$2" ]; then
        echo "$file: is there already."
        return 0
    fi
    umask 022
    certificate "$1" >"$file.new"
    mv -f "$file.new" "$file"
    changed=yes
    echo "$file: written."
}

seen() {
    if trusted "$1"; then
        echo "Trusted: SHA-256 $2"
    else
        echo "Not trusted: SHA-256 $2"
        missing=yes
    fi
}

unseen() {
    if trusted "$1"; then
        held=yes
    else
        echo "Not trusted: SHA-256 $2"
    fi
}

remove() {
    file="$ANCHORS/$NAME-$1.$SUFFIX"
    if [ -e "$file" ]; then
        rm -f "$file"
        changed=yes
        echo "$file: removed."
    else
        echo "$file: is not there."
    fi
}

leave_java() { # Debian's Java follows additions by itself, but never hears of this removal
    hook=/etc/ca-certificates/update.d/jks-keystore
    [ ! -x "$hook" ] || echo "-/etc/ssl/certs/$NAME-$1.pem" | "$hook" >/dev/null
}

as_root() {
    if [ "$(id -u)" != 0 ]; then
        echo "This needs root: sudo sh $0 $1. Nothing was changed." >&2
        exit 1
    fi
    if [ ! -d "$ANCHORS" ] || ! command -v "@COMMAND@" >/dev/null; then
        echo "This is not @PLATFORM@, or ca-certificates is not installed. Nothing was changed." >&2
        exit 1
    fi
}

changed=no
missing=no
held=no
each sound
case "${1:-install}" in
install)
    as_root install
    each place
    if [ "$changed" = no ]; then
        each seen
        [ "$missing" = no ] && exit 0
        missing=no
    fi
    refresh
    each seen
    if [ "$missing" = yes ]; then
        echo "The certificate lies in $ANCHORS, but the system's bundle does not hold it." >&2
        exit 1
    fi
    ;;
undo)
    as_root undo
    each remove
    if [ "$changed" = no ]; then
        each unseen
        [ "$held" = yes ] || exit 0
    fi
    forget
    each leave_java
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

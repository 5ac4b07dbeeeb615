#!/bin/sh
# @TITLE@: Java keystores, on Linux and macOS
#
#   sh @SCRIPT@ [install|undo|check] [KEYSTORE ...]
#
# Without a KEYSTORE: every cacerts of the Javas found on this machine. A keystore's password is
# taken from STOREPASS, else it is Java's usual one, changeit. Run it as often as you like: what is
# done already is left as it is. A keystore is changed beside its place, and put there whole.
# On Debian, debian-ubuntu.sh serves Debian's own Javas too, and what it laid there only its own undo
# takes away. The certificates stand at the end of this file.
set -eu

NAME='@NAME@'
FINGERPRINTS='@FINGERPRINTS@'
STOREPASS=${STOREPASS:-changeit}
export STOREPASS

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

tool() { # which keytool: that of JAVA_HOME, else the first in PATH, else that of any Java here
    if [ -x "${JAVA_HOME:-/nowhere}/bin/keytool" ]; then
        echo "$JAVA_HOME/bin/keytool"
    elif command -v keytool; then
        :
    else
        for found in /usr/lib/jvm/*/bin/keytool /Library/Java/JavaVirtualMachines/*/Contents/Home/bin/keytool; do
            [ -x "$found" ] && echo "$found" && return 0
        done
        return 1
    fi
}

keystores() { # the trust stores of all Javas, each once
    {
        for store in \
            "${JAVA_HOME:-/nowhere}/lib/security/cacerts" \
            "${JAVA_HOME:-/nowhere}/jre/lib/security/cacerts" \
            /usr/lib/jvm/*/lib/security/cacerts \
            /usr/lib/jvm/*/jre/lib/security/cacerts \
            /usr/java/*/lib/security/cacerts \
            /opt/java/*/lib/security/cacerts \
            /Library/Java/JavaVirtualMachines/*/Contents/Home/lib/security/cacerts; do
            [ -f "$store" ] && real "$store"
        done
    } | sort -u
}

real() { # where a link leads to
    readlink -f "$1"
}

look() { # lay out what a keystore holds
    if ! "$keytool" -list -rfc -keystore "$1" -storepass:env STOREPASS >"$work/all.pem" 2>/dev/null; then
        echo "$1: is no keystore, or STOREPASS does not open it. It was not changed." >&2
        exit 1
    fi
}

holds() { # whether the keystore that was laid out holds the certificate of that number
    certificate "$1" >"$work/one.pem"
    awk '
        /-----BEGIN/ {got = ""; on = 1; next}
        /-----END/   {if (NR == FNR) want = got; else if (got == want) found = 1; on = 0}
        on           {sub(/\r$/, ""); got = got $0}
        END          {exit !found}' "$work/one.pem" "$work/all.pem"
}

ours() { # whether the certificate lies there under our name
    "$keytool" -exportcert -rfc -alias "$NAME-$2" -keystore "$1" -storepass:env STOREPASS \
        >"$work/held.pem" 2>/dev/null && [ "$(sha256 <"$work/held.pem")" = "$3" ]
}

each() { # do a thing with a keystore, every number and its fingerprint
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
    if holds "$2"; then
        return 0
    fi
    "$keytool" -importcert -noprompt -trustcacerts -alias "$NAME-$2" -file "$work/one.pem" \
        -keystore "$1" -storepass:env STOREPASS >"$work/words" 2>&1 || { cat "$work/words" >&2; exit 1; }
    changed=yes
}

remove() {
    holds "$2" && ours "$@" || return 0
    "$keytool" -delete -alias "$NAME-$2" -keystore "$1" -storepass:env STOREPASS \
        >"$work/words" 2>&1 || { cat "$work/words" >&2; exit 1; }
    changed=yes
}

seen() {
    if holds "$2"; then
        echo "$1: trusted: SHA-256 $3"
    else
        echo "$1: not trusted: SHA-256 $3"
        missing=yes
    fi
}

change() { # do a thing to a copy of a keystore, then let the copy take its place
    store=$(real "$2")
    copy="$store.zenca-new"
    look "$store"
    changed=no
    cp -p "$store" "$copy" || exit 1
    each "$1" "$copy"
    if [ "$changed" = yes ]; then
        mv -f "$copy" "$store"
        look "$store"
    else
        rm -f "$copy"
        echo "$store: nothing to do."
    fi
    each seen "$store"
}

case "${1:-install}" in
install | undo | check)
    do=${1:-install}
    [ $# -gt 0 ] && shift
    ;;
*)
    echo "usage: sh $0 [install|undo|check] [KEYSTORE ...]" >&2
    exit 2
    ;;
esac
work=$(mktemp -d)
copy=
trap 'rm -rf "$work"; [ -z "$copy" ] || rm -f "$copy"' EXIT
keytool=$(tool) || {
    echo "There is no keytool here: set JAVA_HOME. Nothing was changed." >&2
    exit 1
}
missing=no
each sound -
if [ $# = 0 ]; then
    keystores >"$work/keystores"
else
    printf '%s\n' "$@" >"$work/keystores"
fi
if [ ! -s "$work/keystores" ]; then
    echo "No Java keystore was found: name it, sh $0 $do KEYSTORE. Nothing was changed." >&2
    exit 1
fi
while IFS= read -r one; do
    if [ ! -f "$one" ]; then
        echo "$one: there is no such file. Nothing was changed in it." >&2
        exit 1
    fi
    case "$do" in
    install) change place "$one" ;;
    undo) change remove "$one" ;;
    check) look "$one" && each seen "$one" ;;
    esac
done <"$work/keystores"
if [ "$do" != undo ] && [ "$missing" = yes ]; then
    exit 1
fi
exit

# --- certificates ---
@CERTIFICATES@

"""How does a database leave this workstation, so that never two accept a change?

A row marks the hand-over as begun, and from then on nothing can be changed. The bundle is written
and read back. Then one transaction raises the epoch and says that the database is away; its
journal line is in the bundle already, so the chain goes on there. Killed in between, the database
stays marked: a person finishes the hand-over, or takes the database back.
"""

from __future__ import annotations

import contextlib
import platform
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from zenca_gui.core.errors import StoreError, VaultError, ZencaError
from zenca_gui.core.hand_over import Hold, Holding, ReadOnly, holding_words, read_only
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.store import Store
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Actor
from zenca_gui.services import sealing
from zenca_gui.services.backup import write_private
from zenca_gui.services.bundle import Bundle, opened, packed, put_in_place
from zenca_gui.services.desk import Desk

SHORTEST_PASSPHRASE = 8
NAMELESS = "zenca"
"""What is typed to confirm where the database holds no zone."""


@dataclass
class HandOver:
    """Hand over, finish what was begun, take back."""

    desk: Desk

    def holding(self) -> Holding:
        """Return who holds the database."""
        return self.desk.store.hand_overs.holding()

    def words(self) -> str:
        """Say why nothing can be changed here, "" where it can."""
        return holding_words(self.holding())

    def name(self) -> str:
        """Return what a person types to take the database back: its first zone's name."""
        return next((zone.name for zone in self.desk.store.zones.all()), NAMELESS)

    def write(
        self, out: Path, *, passphrase: Secret, by: Actor, to: str = "", force: bool = False
    ) -> Holding:
        """Write the bundle, read it back, and be read-only from then on."""
        out = out.absolute()
        self._may_write(out, force=force)
        if len(passphrase.reveal()) < SHORTEST_PASSPHRASE:
            raise ZencaError(
                _("The passphrase of a bundle needs at least {n} characters.").format(
                    n=SHORTEST_PASSPHRASE
                ),
                _("Nothing was changed. Whoever opens the bundle has every key: use a long one."),
            )
        store, rows = self.desk.store, self.desk.store.hand_overs
        with store.sealing():
            before = self._held_here()
            rows.tidy()
            sealing.give_up(self.desk)
            passphrases = self._passphrases()
            begun = self._begun(before, out, by, to.strip())
            with self._or_as_it_was(before, begun):
                image = rows.image(lambda copy: _go(copy, begun), now=self.desk.clock())
                self._bundle(begun, image, passphrases, out, passphrase)
            away = _go(store, begun)
        self.desk.mirror_head()
        return away

    def finish(self, passphrase: Secret, *, bundle: Path | None = None) -> Holding:
        """Be read-only for good, after a hand-over that was killed, where its bundle is whole."""
        begun = self.holding()
        if begun.state is not Hold.BEGUN:
            raise _not_begun(begun)
        path = bundle or Path(begun.file)
        if not path.exists():
            raise StoreError(
                _("The bundle {path} is not there.").format(path=path),
                _(
                    "Nothing was changed. Name the file where it lies now; where no bundle was "
                    "written, take the database back (zenca hand-over --take-back)."
                ),
            )
        if opened(path, passphrase, self.desk.backups).name != begun.bundle:
            raise ZencaError(
                _("{path} is the bundle of another hand-over.").format(path=path),
                _("Nothing was changed. Choose the one that was begun last."),
            )
        with self.desk.store.sealing():
            away = _go(self.desk.store, begun)
        self.desk.mirror_head()
        return away

    def take_back(self, typed: str, *, by: Actor) -> Holding:
        """Write here again: the person says that the bundle was never taken over."""
        if typed != self.name():
            raise ZencaError(
                _("The name that was typed is not {name}.").format(name=self.name()),
                _("Nothing was changed. Type {name} once you know that the bundle was not used.")
                .format(name=self.name()),
            )  # fmt: skip
        with self.desk.store.sealing():
            held = self.holding()
            if held.writable:
                raise _not_begun(held)
            used = held.epoch + 1 if held.state is Hold.BEGUN else held.epoch
            back = Holding(
                epoch=used + 1, bundle=held.bundle, at=self.desk.clock(), by=by,
                host=platform.node(),
            )  # fmt: skip
            words = _("{name} took the database back: the bundle was not used (epoch {n}).")
            self._note(
                back, "hand-over.taken-back", words.format(name=by, n=back.epoch), Evidence.TOLD
            )
            self.desk.store.hand_overs.tidy()
        self.desk.mirror_head()
        return back

    def _may_write(self, out: Path, *, force: bool) -> None:
        held = self.holding()
        if not held.writable:
            raise read_only(held)
        if out.exists() and not force:
            raise ZencaError(
                _("{path} exists already.").format(path=out),
                _("Nothing was written. Choose another name."),
            )

    def _held_here(self) -> Holding:
        held = self.holding()
        if not held.writable:
            raise read_only(held)
        return held

    def _passphrases(self) -> dict[str, Secret]:
        """Return what opens every key and every backup of every zone; VaultError where one lacks.

        A person's own remembered passwords stay behind.
        """
        rows, names = self.desk.store, set[str]()
        for zone in rows.zones.all():
            names |= {sealing.entry(key.wrapped_by) for key in rows.authorities.keys(zone.id)}
            names |= {f"backup:{zone.id}"} if zone.backup_recipient else set()
        found = {name: self.desk.vault.get(name) for name in sorted(names)}
        missing = [name for name, kept in found.items() if kept is None]
        if missing:
            raise VaultError(
                _("The keyring holds no passphrase under {name}.").format(name=missing[0]),
                _(
                    "Nothing was handed over: that key could not be opened there. Restore it from "
                    "a recovery sheet or a backup."
                ),
            )
        return {name: kept for name, kept in found.items() if kept is not None}

    def _begun(self, before: Holding, out: Path, by: Actor, to: str) -> Holding:
        host, epoch = platform.node(), before.epoch + 1
        words = (
            _("{name} handed the database over from {host} to {to}, epoch {n}.")
            if to
            else _("{name} handed the database over from {host}, epoch {n}.")
        )
        begun = replace(
            before, state=Hold.BEGUN, bundle=secrets.token_hex(8), at=self.desk.clock(), by=by,
            host=host, to=to, file=str(out),
            words=words.format(name=by, host=host, to=to, n=epoch),
        )  # fmt: skip
        self._note(begun, "hand-over.begun", _("Began to hand the database over."), Evidence.TOLD)
        return begun

    @contextmanager
    def _or_as_it_was(self, before: Holding, begun: Holding) -> Iterator[None]:
        """Write here again where no bundle came to be: disk full, refused, interrupted."""
        try:
            yield
        except BaseException as error:
            self._note(
                replace(before, at=begun.at, by=begun.by), "hand-over.given-up",
                _("Gave the hand-over up: no bundle was written."), Evidence.SEEN,
            )  # fmt: skip
            if isinstance(error, OSError):
                raise StoreError(
                    _("{path} could not be written: {why}.").format(
                        path=begun.file, why=error.strerror
                    ),
                    _("Nothing was handed over. Choose another place, or make room."),
                ) from error
            raise

    def _bundle(
        self,
        begun: Holding,
        image: bytes,
        passphrases: dict[str, Secret],
        out: Path,
        passphrase: Secret,
    ) -> None:
        """Write, read back, and only then give the file its name."""
        store, assigned = self.desk.store, begun.at or self.desk.clock()
        made = Bundle(
            uuid=store.uuid, name=begun.bundle, epoch=begun.epoch + 1, at=assigned, by=begun.by,
            host=begun.host, to=begun.to, head=store.journal.head(),
            zones=tuple(zone.name for zone in store.zones.all()),
            administrators=tuple(a.name for a in store.administrators.all()),
            passphrases=passphrases, image=image,
        )  # fmt: skip
        beside = out.with_name(f".{out.name}.{begun.bundle}")
        try:
            write_private(beside, self.desk.backups.encrypt_with(packed(made), passphrase))
            self._same(opened(beside, passphrase, self.desk.backups), made)
            put_in_place(beside, out)
        finally:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)

    def _same(self, read: Bundle, made: Bundle) -> None:
        if read != made:
            raise StoreError(
                _("The bundle does not read back as it was written."),
                _("Nothing was handed over. Look at the disk, or choose another."),
            )

    def _note(self, held: Holding, kind: str, words: str, evidence: Evidence) -> None:
        _hold(self.desk.store, held, kind, words, evidence)


def _go(store: Store, begun: Holding) -> Holding:
    """The last step, the same to the letter in the bundle's copy and here."""
    away = replace(begun, state=Hold.AWAY, epoch=begun.epoch + 1)
    _hold(store, away, "hand-over.done", begun.words, Evidence.SEEN)
    return away


def _hold(store: Store, held: Holding, kind: str, words: str, evidence: Evidence) -> None:
    assert held.at is not None
    with store.hand_overs.transaction() as transaction:
        store.hand_overs.hold(held)
        transaction.record(
            at=held.at, zone_time=held.at, actor=held.by, zone="", kind=kind, words=words,
            evidence=evidence,
            detail={"epoch": held.epoch, "bundle": held.bundle, "host": held.host, "to": held.to},
        )  # fmt: skip


def _not_begun(held: Holding) -> ReadOnly:
    if held.writable:
        return ReadOnly(
            _("No hand-over of this database is under way."),
            _("Nothing was changed: it can be changed here already."),
        )
    return read_only(held)

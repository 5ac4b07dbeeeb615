"""What can be set, what is it now, and what was it at first? Drawn from the declarations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Carrier, Zone, ZoneId
from zenca_gui.services.zone_settings import SETTINGS, Setting
from zenca_gui.ui import icons
from zenca_gui.ui.change.choice_words import carrier_words
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.dialogs.growing import scaled
from zenca_gui.ui.language import LANGUAGE, Language, kept_language, language_words
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.theme import Scheme, colours
from zenca_gui.ui.tokens import CONTROL, GAP, STEP, Type
from zenca_gui.ui.widgets.button import Button, LinkButton
from zenca_gui.ui.widgets.words import Words

WIDTH, LIST_WIDTH, FIELD_WIDTH = 860, 176, 248
SCHEME = "appearance"
FIRST = Zone(id=ZoneId(0), name="")
"""A zone as it is at first: what *Back to* leads to."""


class Kept(Protocol):
    """What remembers settings of the window; a QSettings fits."""

    def value(self, key: str, default: Any = None) -> Any:
        """Return what is kept."""
        ...

    def setValue(self, key: str, value: Any) -> None:  # noqa: N802 - Qt's
        """Keep it."""
        ...


def scheme_words(scheme: Scheme) -> str:
    """Return an appearance, as a person reads it."""
    return {
        Scheme.SYSTEM: _("As the desktop has it"),
        Scheme.LIGHT: _("Light"),
        Scheme.DARK: _("Dark"),
    }[scheme]


def kept_scheme(kept: Kept) -> Scheme:
    """Return the appearance that was chosen last."""
    text = str(kept.value(SCHEME, Scheme.SYSTEM.value))
    return next((s for s in Scheme if s.value == text), Scheme.SYSTEM)


class SettingsDialog(FormDialog):
    """Pages at the left; each setting with what it takes, and a way back to the default.

    Signals:
        succeeded(Zone | None): saved.
        scheme_chosen(Scheme): another appearance is wanted; said when it is saved.
        add_administrator(): *Add an administrator…* was pressed.
    """

    scheme_chosen = Signal(object)
    add_administrator = Signal()

    def __init__(
        self,
        seat: Seat,
        kept: Kept,
        zone: Zone | None,
        administrators: list[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            seat.tasks,
            title=_("Settings"),
            button=_("&Save"),
            object_name="settings",
            width=WIDTH,
            parent=parent,
        )
        self._seat, self._kept, self._zone = seat, kept, zone
        self._fields: dict[str, QLineEdit | QComboBox] = {}
        schemes = [(scheme_words(scheme), scheme) for scheme in Scheme]
        self.scheme = fields.choice(_("Appearance"), "appearance", schemes, kept_scheme(kept))
        languages = [(language_words(language), language) for language in Language]
        self.language = fields.choice(_("Language"), "language", languages, kept_language(kept))
        self.pages, self._stack = QListWidget(), QStackedWidget()
        self.pages.setObjectName("pages")
        self.pages.setAccessibleName(_("Pages"))
        self.pages.setFixedWidth(scaled(LIST_WIDTH))
        if zone is not None:
            self._page(_("Expiry warning"), "warn", self._zone_page(zone))
        self._page(_("Appearance"), "eye", self._look_page())
        self._page(_("Administrators"), "person", self._people_page(administrators))
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addWidget(self.pages)
        line.addWidget(self._stack, 1)
        self.body.addLayout(line)
        self.pages.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.pages.setCurrentRow(0)

    def work(self) -> Callable[[], Zone | None]:
        """Override ours: save what differs."""
        zone, zones, by = self._zone, self._seat.console.zones, self._seat.by
        if zone is None:
            return lambda: None
        given = {s.key: self._text(s) for s in SETTINGS if s.key in self._fields}
        changed = {s.key: given[s.key] for s in SETTINGS
                   if s.key in given and given[s.key] != s.read(zone)}  # fmt: skip
        return lambda: zones.set(zone.id, changed, by=by) if changed else zone

    def finish(self, value: Any) -> None:
        """Override ours: the window's own settings come last, when the zone took the others."""
        scheme: Scheme = self.scheme.currentData()
        if scheme is not kept_scheme(self._kept):
            self._kept.setValue(SCHEME, scheme.value)
            self.scheme_chosen.emit(scheme)
        language: Language = self.language.currentData()
        if language is not kept_language(self._kept):
            self._kept.setValue(LANGUAGE, language.value)
        super().finish(value)

    def _page(self, name: str, icon: str, page: QWidget) -> None:
        use = colours(self.palette())
        item = QListWidgetItem(icons.icon(icon, use.quiet, after=4), name)
        size = item.sizeHint()
        size.setHeight(CONTROL + 4)
        item.setSizeHint(size)
        self.pages.addItem(item)
        self._stack.addWidget(page)

    def _zone_page(self, zone: Zone) -> QWidget:
        page, grid = self._grid(_("For {zone}. Other zones keep their own.").format(zone=zone.name))
        for row, setting in enumerate(SETTINGS):
            if setting.key == "carrier" and zone.lab:
                continue
            field = self._field(setting, zone)
            self._fields[setting.key] = field
            field.setFixedWidth(scaled(FIELD_WIDTH))
            words = QVBoxLayout()
            words.setSpacing(0)
            label = Words(setting.label(), wrap=True)
            label.setBuddy(field)
            words.addWidget(label)
            if isinstance(field, QLineEdit):
                words.addWidget(Words(setting.takes(), Type.CAPTION, quiet=True))
            grid.addLayout(words, row, 0)
            grid.addWidget(field, row, 1)
            back = LinkButton(_("Default"), object_name=f"default:{setting.key}")
            back.setAccessibleName(_("Back to the default: {what}").format(what=setting.label()))
            back.clicked.connect(lambda _on=False, s=setting: self._set(s, s.read(FIRST)))
            grid.addWidget(back, row, 2)
        return page

    def _field(self, setting: Setting, zone: Zone) -> QLineEdit | QComboBox:
        if setting.key == "carrier":
            carriers = [(carrier_words(c), c.value) for c in Carrier if c is not Carrier.LAB]
            return fields.choice(setting.label(), setting.key, carriers, setting.read(zone))
        return fields.line(setting.label(), setting.key, setting.read(zone))

    def _text(self, setting: Setting) -> str:
        field = self._fields[setting.key]
        if isinstance(field, QLineEdit):
            return field.text().strip()
        return str(field.currentData())

    def _set(self, setting: Setting, text: str) -> None:
        field = self._fields[setting.key]
        if isinstance(field, QLineEdit):
            field.setText(text)
        else:
            field.setCurrentIndex(max(0, field.findData(text)))

    def _look_page(self) -> QWidget:
        page, grid = self._grid(_("For this window, on this computer."))
        for row, (words, field) in enumerate(
            ((_("Appearance"), self.scheme), (_("Language"), self.language))
        ):
            label = Words(words)
            label.setBuddy(field)
            field.setFixedWidth(scaled(FIELD_WIDTH))
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        when = _("Another language is spoken when zenca is started again.")
        grid.addWidget(Words(when, Type.CAPTION, quiet=True, wrap=True), 2, 0, 1, 2)
        return page

    def _people_page(self, administrators: list[str]) -> QWidget:
        page, grid = self._grid(_("Who may log in to zenca here."))
        for row, name in enumerate(administrators):
            grid.addWidget(Words(name), row, 0)
        more = Button(_("&Add an administrator…"), "plus", object_name="add-administrator")
        more.clicked.connect(self.add_administrator)
        grid.addWidget(more, len(administrators), 0)
        return page

    @staticmethod
    def _grid(about: str) -> tuple[QWidget, QGridLayout]:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GAP)
        box.addWidget(Words(about, quiet=True, wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(STEP)
        grid.setColumnStretch(0, 1)
        box.addLayout(grid)
        box.addStretch()
        return page, grid

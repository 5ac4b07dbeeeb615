"""What can Fusion and the palette not say? Buttons, cards, heads of tables, the pane tabs."""

from __future__ import annotations

from zenca_gui.ui.tokens import CARD_RADIUS, CONTROL, GAP, RADIUS, STEP, Colours


def style_sheet(use: Colours) -> str:
    """Return the one style sheet; it fits on two screens and shall not grow beyond."""
    return _buttons(use) + _surfaces(use)


def _buttons(use: Colours) -> str:
    return f"""
QPushButton {{ min-height: {CONTROL - 2}px; padding: 0 {GAP - 1}px; color: {use.text};
    background: {use.surface}; border: 1px solid {use.control_edge}; border-radius: {RADIUS}px; }}
QPushButton:hover, QPushButton:pressed {{ background: {use.sunken}; }}
QPushButton:focus {{ border: 2px solid {use.accent}; padding: 0 {GAP - 2}px;
    min-height: {CONTROL - 4}px; }}
QPushButton:disabled {{ color: {use.control_edge}; border-color: {use.line}; }}
PrimaryButton, QPushButton[primary="true"] {{ color: {use.on_accent}; background: {use.accent_fill};
    border-color: {use.accent_fill}; font-weight: 600; }}
PrimaryButton:hover, PrimaryButton:pressed,
QPushButton[primary="true"]:hover {{ background: {use.accent_hover}; }}
PrimaryButton:focus,
QPushButton[primary="true"]:focus {{ border: 2px solid {use.text}; }}
PrimaryButton:disabled,
QPushButton[primary="true"]:disabled {{ color: {use.quiet}; background: {use.sunken};
    border-color: {use.line}; }}
LinkButton {{ color: {use.accent}; background: transparent; border: 1px solid transparent;
    padding: 0 {STEP - 1}px; min-height: {CONTROL - STEP - 2}px; }}
LinkButton:disabled {{ color: {use.control_edge}; border-color: transparent; }}
LinkButton[flush="true"] {{ padding-left: 1px; }}
LinkButton:hover {{ background: {use.sunken}; }}
LinkButton:focus {{ border: 2px solid {use.accent}; padding: 0 {STEP - 2}px;
    min-height: {CONTROL - STEP - 4}px; }}
LinkButton[flush="true"]:focus {{ padding-left: 0; }}
Chip {{ min-height: {CONTROL - 6}px; padding: 0 {STEP + 3}px; color: {use.text};
    background: {use.surface}; border: 1px solid {use.control_edge};
    border-radius: {(CONTROL - 4) // 2}px; }}
Chip:checked {{ color: {use.info.ink}; background: {use.info.tint};
    border-color: {use.accent}; }}
Chip:hover {{ background: {use.sunken}; }}
Chip:focus {{ border: 2px solid {use.accent}; padding: 0 {STEP + 2}px;
    min-height: {CONTROL - 8}px; }}
"""


def _surfaces(use: Colours) -> str:
    return f"""
Card {{ background: {use.surface}; border: 1px solid {use.line};
    border-radius: {CARD_RADIUS}px; }}
QAbstractItemView {{ border: 1px solid {use.line}; background: {use.surface};
    alternate-background-color: {use.stripe}; outline: none;
    selection-background-color: {use.selection}; selection-color: {use.on_selection}; }}
QAbstractItemView:focus {{ border-color: {use.accent}; }}
Card QAbstractItemView {{ border: none; }}
QListView#zones, QListView#pages {{ border: none; background: {use.window}; }}
QListView#pages::item {{ padding-left: {GAP}px; border-left: 3px solid transparent; }}
QListView#pages::item:selected {{ border-left-color: {use.accent};
    background: {use.selection}; color: {use.on_selection}; }}
QHeaderView {{ background: {use.window}; border: none; }}
QHeaderView::section {{ background: {use.window}; color: {use.quiet}; border: none;
    border-bottom: 1px solid {use.line}; padding: 0 {STEP}px; min-height: {CONTROL - 4}px; }}
QTabBar#panes::tab {{ padding: 0 {GAP}px; min-height: {CONTROL + 4}px; color: {use.quiet};
    border: none; border-bottom: 3px solid transparent; }}
QTabBar#panes::tab:selected {{ color: {use.text}; border-bottom-color: {use.accent}; }}
QTabBar#panes::tab:hover {{ color: {use.text}; }}
QTabBar#panes::tab:focus:selected {{ color: {use.accent}; }}
QMenuBar {{ background: {use.window}; border-bottom: 1px solid {use.line};
    padding: 2px {STEP}px; }}
QMenuBar::item {{ padding: {STEP - 4}px {STEP}px; background: transparent; }}
QMenuBar::item:selected {{ background: {use.selection}; color: {use.on_selection}; }}
QStatusBar {{ border-top: 1px solid {use.line}; }}
QStatusBar::item {{ border: none; }}
QSplitter::handle {{ background: {use.line}; }}
QToolTip {{ color: {use.text}; background: {use.surface}; border: 1px solid {use.control_edge};
    padding: {STEP - 4}px {STEP}px; }}
"""

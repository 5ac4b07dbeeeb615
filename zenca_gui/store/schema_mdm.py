"""Which server manages a phone? Remembered, so that the phones of each can be enrolled again."""

from __future__ import annotations

MDM = ("alter table device add column mdm_server text not null default ''",)

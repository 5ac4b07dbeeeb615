"""The one window: zones at the left, panes at the right, and what its menus start."""

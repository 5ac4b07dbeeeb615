"""The Rollout pane: how far an assigned change is, and what a person must do."""

"""The dataset, kept: a ledger, one writer, immutable snapshots, killable readers; or another engine over HTTP."""

//! A ledger over HTTP.

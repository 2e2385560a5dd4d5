//! The sessions and entries of the measurements.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use jwt_claims::NumericDate;
use jwt_claims::store::{Advance, Entry, EntryKey, EntryKind, SessionId, SessionRow};

/// What a service keeps in a session.
pub(crate) const DATA: &str = r#"{"roles":["editor"]}"#;
pub(crate) const CLIENT: &str = "web";
const DAY: u64 = 24 * 3600;

pub(crate) fn after(seconds: u64) -> NumericDate {
    let now = NumericDate::now().seconds() + Duration::from_secs(seconds).as_secs().cast_signed();
    NumericDate::from_seconds(now).expect("a date of this century")
}

/// Ids are in no order, as random ones are. SQL can compute them, too.
pub(crate) fn id(nth: u64) -> SessionId {
    let hash = digest(&SHA256, nth.to_string().as_bytes());
    SessionId::from_bytes(*hash.as_ref().first_chunk().expect("32 octets"))
}

pub(crate) fn subject(nth: u64) -> String {
    format!("user {nth}")
}

pub(crate) fn session(nth: u64) -> SessionRow {
    SessionRow {
        id: id(nth),
        subject: subject(nth),
        client: CLIENT.to_owned(),
        counter: 0,
        refreshed_at: after(0),
        created_at: after(0),
        idle_expires_at: after(14 * DAY),
        absolute_expires_at: after(90 * DAY),
        revoked_at: None,
        data: DATA.to_owned(),
    }
}

pub(crate) fn advance(nth: u64, from: u64) -> Advance {
    Advance { id: id(nth), from, to: from + 1, now: after(0), idle_expires_at: after(14 * DAY) }
}

pub(crate) fn key(nth: u64) -> EntryKey {
    EntryKey::new(EntryKind::UsedToken, [&nth.to_be_bytes()[..]])
}

pub(crate) fn entry(nth: u64) -> Entry {
    Entry { key: key(nth), value: 1, expires_at: after(15 * 60) }
}

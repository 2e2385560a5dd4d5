//! Each member of a payload by itself.

use std::sync::OnceLock;

use super::scan::Scan;

/// For each member of a payload, the beginning of a payload that has this member
/// alone: `{"name":value`, without the brace that would end it. A claims type
/// that takes the member reads it to its end and misses the brace; one that does
/// not take it refuses it before.
///
/// Claims may borrow from what they are read from, so that this text lives as
/// long as the payload does. It is made when a token is refused.
#[derive(Default)]
pub(crate) struct Beginnings(OnceLock<Texts>);

/// They are made again where they are needed.
impl Clone for Beginnings {
    fn clone(&self) -> Self {
        Self::default()
    }
}

struct Texts {
    text: Box<str>,
    /// Where each of them ends, and the next one begins.
    ends: Box<[usize]>,
}

impl Beginnings {
    /// Those of the members that were scanned, in their order.
    pub(super) fn of<'t>(&'t self, scan: &Scan<'_>) -> impl Iterator<Item = &'t str> {
        let Texts { text, ends } = self.0.get_or_init(|| Texts::of(scan));
        ends.iter().scan(0, |start, end| text.get(std::mem::replace(start, *end)..*end))
    }
}

impl Texts {
    fn of(scan: &Scan<'_>) -> Self {
        let (mut text, mut ends) = (Vec::new(), Vec::new());
        for (name, value) in scan.members() {
            text.push(b'{');
            // a `Vec` takes all that is written, and a name is a string
            let _ = serde_json::to_writer(&mut text, name);
            text.push(b':');
            text.extend_from_slice(value.get().as_bytes());
            ends.push(text.len());
        }
        let text = String::from_utf8(text).unwrap_or_default();
        Self { text: text.into(), ends: ends.into() }
    }
}

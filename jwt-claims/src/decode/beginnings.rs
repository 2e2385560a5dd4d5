//! Each member of a payload separately.

use std::sync::OnceLock;

use super::scan::Scan;

/// For each member of a payload, the beginning of a payload with only this member:
/// `{"name":value`, without the closing brace. A claims type that accepts the member
/// reads it to the end and reports the missing brace; one that does not accept it
/// reports an error before.
///
/// Claims may borrow from this text, so it lives as long as the payload. It is created
/// when a token is refused.
#[derive(Default)]
pub(crate) struct Beginnings(OnceLock<Texts>);

/// A clone creates them again when they are needed.
impl Clone for Beginnings {
    fn clone(&self) -> Self {
        Self::default()
    }
}

struct Texts {
    text: Box<str>,
    /// The end of each, which is the start of the next.
    ends: Box<[usize]>,
}

impl Beginnings {
    /// The beginnings of the scanned members, in order.
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
            // writing a string to a `Vec` does not fail
            let _ = serde_json::to_writer(&mut text, name);
            text.push(b':');
            text.extend_from_slice(value.get().as_bytes());
            ends.push(text.len());
        }
        let text = String::from_utf8(text).unwrap_or_default();
        Self { text: text.into(), ends: ends.into() }
    }
}

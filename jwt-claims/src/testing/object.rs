//! A JSON object whose members can be replaced.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

/// The header or the payload of a token. Members that are not replaced keep their text,
/// so that no number loses digits.
#[derive(Clone, Deserialize, Serialize)]
#[serde(transparent)]
pub(super) struct Object(BTreeMap<String, Box<RawValue>>);

impl Object {
    pub(super) fn read(json: &[u8]) -> Option<Self> {
        serde_json::from_slice(json).ok()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Sets a member of this object, not of one inside it.
    #[track_caller]
    pub(super) fn set(&mut self, name: &str, value: impl Serialize) {
        self.0.insert(name.to_owned(), raw(&value));
    }

    /// A member, or one inside another: `realm_access.roles`.
    #[cfg(feature = "axum08")]
    pub(super) fn get(&self, path: &str) -> Option<Box<RawValue>> {
        let below = |(name, rest)| self.inner(name)?.get(rest);
        self.0.get(path).cloned().or_else(|| splits(path).find_map(below))
    }

    /// Replaces a member, or one inside another; `None` removes it. False if the object
    /// has no such member.
    pub(super) fn replace(&mut self, path: &str, value: Option<&RawValue>) -> bool {
        if let Some(member) = self.0.get_mut(path) {
            match value {
                Some(value) => *member = value.to_owned(),
                None => drop(self.0.remove(path)),
            }
            return true;
        }
        splits(path).any(|(name, rest)| {
            let inner = self.inner(name).and_then(|mut inner| inner.replace(rest, value).then_some(inner));
            inner.map(|inner| self.0.insert(name.to_owned(), raw(&inner))).is_some()
        })
    }

    fn inner(&self, name: &str) -> Option<Self> {
        Self::read(self.0.get(name)?.get().as_bytes())
    }
}

/// The path at each of its dots: the names of claims may have dots, too.
fn splits(path: &str) -> impl Iterator<Item = (&str, &str)> {
    path.match_indices('.').map(|(dot, _)| (&path[..dot], &path[dot + 1..]))
}

/// The JSON text of a value.
///
/// # Panics
/// If writing it as JSON fails.
#[track_caller]
pub(super) fn raw(value: &impl Serialize) -> Box<RawValue> {
    to_raw_value(value).unwrap_or_else(|error| panic!("a claim must be JSON: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_by_path_and_keep_their_text() {
        let json = r#"{"a.b":{"c":1e999},"n":340282366920938463463374607431768211455,"o":{"p":{"q":[1]}}}"#;
        let mut object = Object::read(json.as_bytes()).unwrap();
        #[cfg(feature = "axum08")]
        assert_eq!(object.get("o.p.q").unwrap().get(), "[1]");
        assert!(object.replace("o.p.q", Some(&raw(&"x"))));
        assert!(object.replace("a.b.c", None));
        assert!(!object.replace("o.p.r", None) && !object.replace("n.n", None));
        let expected = r#"{"a.b":{},"n":340282366920938463463374607431768211455,"o":{"p":{"q":"x"}}}"#;
        assert_eq!(raw(&object).get(), expected);
    }
}

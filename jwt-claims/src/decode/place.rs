//! Where in a payload a claims type stops reading it: found by reading ever
//! other beginnings of it, so that nothing need watch where the reader is. A
//! type is compiled for one reader only.

use std::fmt;

use serde::Deserialize;
use serde_json::Value;
use serde_path_to_error::{Path, Segment, Track};

/// The names and indices that lead to a value in a payload.
pub(super) struct Place(Vec<Step>);

pub(super) enum Step {
    Name(String),
    Index(usize),
}

impl Place {
    /// Where a payload is refused: at the last byte of the shortest beginning
    /// that is refused for what it says, and not for its end. The payload is
    /// valid JSON.
    pub(super) fn of(payload: &str, is_refused: impl Fn(usize) -> bool) -> Self {
        let ends: Vec<usize> = (1..=payload.len()).filter(|end| is_end(payload, *end)).collect();
        let first = ends.partition_point(|end| !is_refused(*end));
        let end = ends.get(first).copied().unwrap_or(payload.len());
        Self::where_it_breaks_off(last_value_open(&payload[..end]))
    }

    fn where_it_breaks_off(beginning: &str) -> Self {
        // what no value begins with: an end could be that of an array too
        let broken = format!("{beginning}!");
        let (mut json, mut track) = (serde_json::Deserializer::from_str(&broken), Track::new());
        let _ = Value::deserialize(serde_path_to_error::Deserializer::new(&mut json, &mut track));
        Self::from(&track.path())
    }

    /// The place, if a length is refused there: that of an array, which is
    /// noticed at the first element that is too many.
    pub(super) fn of_length(mut self, length: Option<usize>) -> Self {
        if let (Some(Step::Index(index)), Some(length)) = (self.0.last(), length)
            && (length == *index || length == *index + 1)
        {
            self.0.pop();
        }
        self
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The top-level member that it is in.
    pub(super) fn member(&self) -> Option<&str> {
        match self.0.first()? {
            Step::Name(name) => Some(name),
            Step::Index(_) => None,
        }
    }
}

impl From<&Path> for Place {
    fn from(path: &Path) -> Self {
        let step = |segment: &Segment| match segment {
            Segment::Map { key } => Some(Step::Name(key.clone())),
            Segment::Seq { index } => Some(Step::Index(*index)),
            Segment::Enum { .. } | Segment::Unknown => None,
        };
        Self(path.iter().filter_map(step).collect())
    }
}

/// Whether a payload may be cut there: the beginning of a number would be
/// another number.
fn is_end(payload: &str, at: usize) -> bool {
    let in_number = |byte: Option<&u8>| byte.is_some_and(|byte| is_of_number(*byte));
    let bytes = payload.as_bytes();
    payload.is_char_boundary(at) && !(in_number(bytes.get(at - 1)) && in_number(bytes.get(at)))
}

fn is_of_number(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')
}

/// The beginning without the end of its last value, so that whoever reads it
/// breaks off inside.
fn last_value_open(beginning: &str) -> &str {
    let before_number = beginning.trim_end_matches(|last: char| last.is_ascii() && is_of_number(last as u8));
    if before_number.len() < beginning.len() {
        return before_number;
    }
    let mut all_but_one = beginning.chars();
    all_but_one.next_back();
    all_but_one.as_str()
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Name(name) if nth == 0 => f.write_str(name)?,
                Step::Name(name) => write!(f, ".{name}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where `T` stops reading.
    fn stops<T: for<'de> serde::Deserialize<'de>>(payload: &str) -> String {
        assert!(serde_json::from_str::<T>(payload).is_err(), "{payload}");
        let is_refused =
            |end: usize| serde_json::from_str::<T>(&payload[..end]).is_err_and(|error| !error.is_eof());
        Place::of(payload, is_refused).to_string()
    }

    #[derive(serde::Deserialize)]
    #[allow(dead_code)]
    struct Outer {
        n: u8,
        #[serde(default)]
        inner: Vec<Inner>,
        #[serde(default, deserialize_with = "even")]
        even: u32,
    }

    #[derive(serde::Deserialize)]
    #[allow(dead_code)]
    struct Inner {
        text: String,
        #[serde(default, deserialize_with = "even")]
        even: u32,
        #[serde(default)]
        pair: (u8, u8),
    }

    fn even<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
        let number: u32 = serde::Deserialize::deserialize(deserializer)?;
        if number.is_multiple_of(2) { Ok(number) } else { Err(serde::de::Error::custom("odd")) }
    }

    #[test]
    fn a_value_of_a_wrong_type_is_the_place() {
        for (payload, place) in [
            (r#"{"n":256}"#, "n"),
            (r#"{"n":12.5,"x":1}"#, "n"),
            (r#"{"x":"\"}]","n":"2"}"#, "n"),
            (r#"{"n": [1] , "x":1}"#, "n"),
            (r#"{"n":1,"inner":[{"text":"a"},{"text":7}]}"#, "inner[1].text"),
            (r#"{"n":1,"inner":[{"text":"a","pair":[1,-1]}]}"#, "inner[0].pair[1]"),
            (r#"{"n":1,"inner":[{"text":"a","pair":"ä"}]}"#, "inner[0].pair"),
            (r#"{"n":1,"inner":"ä"}"#, "inner"),
            (r#"{"n":1,"inner":{"text":[]}}"#, "inner"),
            (r#"{"n":1,"inner":[ [7] ]}"#, "inner[0][0]"),
        ] {
            assert_eq!(stops::<Outer>(payload), place, "{payload}");
        }
    }

    #[test]
    fn what_is_missing_is_missing_from_its_object() {
        assert_eq!(stops::<Outer>(r#"{"even":2,"inner":[]}"#), "");
        assert_eq!(stops::<Outer>(r#"{"n":1,"inner":[{"text":"a"},{"even":2}]}"#), "inner[1]");
        assert_eq!(stops::<Outer>(r#"{"n":1,"inner":[{}],"even":0}"#), "inner[0]");
    }

    #[test]
    fn what_the_users_own_code_refuses_is_the_place_even_at_an_end() {
        assert_eq!(stops::<Outer>(r#"{"n":1,"even":12345}"#), "even");
        assert_eq!(stops::<Outer>(r#"{"even":12345, "n":1}"#), "even");
        assert_eq!(stops::<Outer>(r#"{"n":1,"inner":[{"text":"a","even":1}]}"#), "inner[0].even");
        assert_eq!(stops::<Outer>(r#"{"n":1,"inner":[{"even":1 , "text":"a"}]}"#), "inner[0].even");
    }

    #[test]
    fn one_element_too_many_is_the_arrays_matter() {
        assert_eq!(stops::<Outer>(r#"{"n":1,"inner":[{"text":"a","pair":[1,2,3]}]}"#), "inner[0].pair");
        let place = || Place(vec![Step::Name("pair".into()), Step::Index(2)]);
        assert_eq!(place().of_length(Some(3)).to_string(), "pair");
        assert_eq!(place().of_length(Some(32)).to_string(), "pair[2]");
        assert_eq!(place().of_length(None).to_string(), "pair[2]");
    }
}

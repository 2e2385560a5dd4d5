//! Finds the place in a payload that a claims type refuses, by reading beginnings of
//! different lengths. So the reader does not have to track its position, and each type
//! is compiled for one reader only.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_path_to_error::{Path, Segment, Track};

/// The path to a value in a payload: names and indices.
pub(super) struct Place(Vec<Step>);

pub(super) enum Step {
    Name(String),
    Index(usize),
}

impl Place {
    /// The place where a payload is refused: the last byte of the shortest beginning
    /// that is refused, and not because it is incomplete. The payload is valid JSON. A
    /// good guess of the length saves attempts; a wrong one does no harm.
    pub(super) fn of(payload: &str, guess: usize, is_refused: impl Fn(usize) -> bool) -> Self {
        let end = shortest(payload, guess, is_refused);
        Self::where_it_breaks_off(last_value_open(&payload[..end]))
    }

    /// The payload itself.
    pub(super) const ROOT: Self = Self(Vec::new());

    /// That of a top-level member.
    pub(super) fn top(name: &str) -> Self {
        Self(vec![Step::Name(name.to_owned())])
    }

    fn where_it_breaks_off(beginning: &str) -> Self {
        // not the start of a value; a missing end could also be that of an array
        let broken = format!("{beginning}!");
        let (mut json, mut track) = (serde_json::Deserializer::from_str(&broken), Track::new());
        let _ = Walk::deserialize(serde_path_to_error::Deserializer::new(&mut json, &mut track));
        Self::from(&track.path())
    }

    /// The place, if a length is refused there: that of the array, because the error is
    /// at the first extra element.
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

/// Any value, read step by step and not stored.
struct Walk;

impl<'de> Deserialize<'de> for Walk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

macro_rules! passed_over {
    ($($method:ident($($value:ty)?);)*) => {$(
        fn $method<E>(self $(, _: $value)?) -> Result<Self, E> { Ok(self) }
    )*};
}

impl<'de> Visitor<'de> for Walk {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    passed_over! {
        visit_unit();
        visit_bool(bool);
        visit_i64(i64);
        visit_u64(u64);
        visit_f64(f64);
        visit_str(&str);
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self, A::Error> {
        while let Some(Self) = elements.next_element()? {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        while let Some((_, Self)) = members.next_entry::<String, Self>()? {}
        Ok(self)
    }
}

/// The shortest beginning that is refused. It searches from the guess back in growing
/// steps until one passes, then by bisection.
pub(super) fn shortest(payload: &str, guess: usize, is_refused: impl Fn(usize) -> bool) -> usize {
    let (mut passes, mut refused) = (0, payload.len());
    let (mut probe, mut back) = (guess, 1);
    let mut end_refused = refused;
    while refused - passes > 1 {
        probe = probe.clamp(passes + 1, refused - 1);
        // if the next end is refused, so is every position before it that is not an end
        match end_from(payload, probe) {
            end if end == end_refused || is_refused(end) => (refused, end_refused) = (probe, end),
            // user code may not be deterministic
            end => passes = end.min(refused),
        }
        probe = if passes > 0 { passes.midpoint(refused) } else { refused.saturating_sub(back) };
        back = back.saturating_mul(2);
    }
    end_refused
}

/// The first position from `at` where the payload may be cut.
fn end_from(payload: &str, at: usize) -> usize {
    (at..payload.len()).find(|end| is_end(payload, *end)).unwrap_or(payload.len())
}

/// The number of bytes that serde_json had read at the error. It counts lines and
/// columns from one, and columns in bytes. Custom errors are noticed some bytes later;
/// for a flattened field, at the end.
pub(super) fn read_until(payload: &str, error: &serde_json::Error) -> usize {
    let lines = payload.split_inclusive('\n').map(str::len);
    let before = lines.take(error.line().saturating_sub(1)).sum::<usize>();
    // serde_json also reads a position from a custom message
    before.saturating_add(error.column()).min(payload.len())
}

/// True if a payload may be cut there: not inside a number, because its beginning is
/// another number.
fn is_end(payload: &str, at: usize) -> bool {
    let in_number = |byte: Option<&u8>| byte.is_some_and(|byte| is_of_number(*byte));
    let bytes = payload.as_bytes();
    payload.is_char_boundary(at) && !(in_number(bytes.get(at - 1)) && in_number(bytes.get(at)))
}

fn is_of_number(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')
}

/// The beginning without the end of its last value, so that a reader stops inside it.
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
    use std::cell::Cell;

    use super::*;

    /// Where `T` stops reading.
    fn stops<T: for<'de> serde::Deserialize<'de>>(payload: &str) -> String {
        assert!(serde_json::from_str::<T>(payload).is_err(), "{payload}");
        let (place, _) = search::<T>(payload, guess::<T>(payload));
        for guess in 0..=payload.len() + 1 {
            assert_eq!(search::<T>(payload, guess).0, place, "{payload} from {guess}");
        }
        place
    }

    fn guess<T: for<'de> serde::Deserialize<'de>>(payload: &str) -> usize {
        serde_json::from_str::<T>(payload).err().map_or(0, |error| read_until(payload, &error))
    }

    /// The place, and how many beginnings were read to find it.
    fn search<T: for<'de> serde::Deserialize<'de>>(payload: &str, guess: usize) -> (String, usize) {
        let readings = Cell::new(0);
        let place = Place::of(payload, guess, |end| {
            readings.set(readings.get() + 1);
            serde_json::from_str::<T>(&payload[..end]).is_err_and(|error| !error.is_eof())
        });
        (place.to_string(), readings.get())
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
    fn readings_that_contradict_each_other_do_no_harm() {
        let payload = r#"{"n":123456789012345,"ä":"ää","list":[1234567890,{"b":-1.5e-10}]}"#;
        for seed in 0..20_000_u64 {
            let state = Cell::new(seed);
            let at_random = |_: usize| {
                state.set(
                    state
                        .get()
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407),
                );
                state.get() >> 63 == 1
            };
            let _ = Place::of(payload, seed as usize % (payload.len() + 2), at_random);
        }
    }

    #[test]
    fn a_position_that_a_message_makes_up_is_within_the_payload() {
        let message = format!("no at line {0} column {0}", usize::MAX);
        let error: serde_json::Error = serde::de::Error::custom(message);
        assert_eq!(read_until("{\n}", &error), 3);
    }

    #[test]
    fn a_value_of_a_wrong_type_is_the_place() {
        for (payload, place) in [
            (r#"{"n":256}"#, "n"),
            (r#"{"n":12.5,"x":1}"#, "n"),
            (r#"{"even":12,"n":256}"#, "n"),
            (r#"{"even":1000000,"inner":[],"n":-1}"#, "n"),
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

    #[test]
    fn a_place_takes_few_readings_in_a_long_payload_too() {
        let long = "\"x\":[1,2],\n".repeat(5_000);
        for (fault, place) in [
            (r#""n":256"#, "n"),
            (r#""n":"2" "#, "n"),
            (r#""n":1,"even":12345 "#, "even"),
            (r#""n":1,"inner":[{"text":"a"},{"text":7}]"#, "inner[1].text"),
        ] {
            for payload in [format!("{{{long}{fault}}}"), format!("{{{fault},{}}}", &long[..long.len() - 2])]
            {
                let guess = guess::<Outer>(&payload);
                let (found, readings) = search::<Outer>(&payload, guess);
                assert_eq!(found, place);
                assert!(readings <= 6, "{readings} from {guess} for {fault}");
                let (found, readings) = search::<Outer>(&payload, payload.len());
                assert_eq!(found, place);
                assert!(readings <= 40, "{readings} from the end for {fault}");
            }
        }
    }
}

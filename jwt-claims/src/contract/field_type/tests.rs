//! What is known of types, against what serde does with them.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::num::{NonZero, Saturating, Wrapping};
use std::path::PathBuf;
use std::sync::{Mutex, RwLock, atomic};

use serde::Deserialize;
use serde::de::value::{Error, MapDeserializer};

use super::{FieldType, Found, Guarded, Unguarded as _};
use crate::value::audience::Audience;
use crate::value::scopes::Scopes;

/// One of these fits each type that reads strings.
const STRINGS: [&str; 9] =
    ["", "a", "7", "true", "null", "127.0.0.1", "127.0.0.1:80", "/path", "2026-01-01T00:00:00Z"];

fn reads_a_string<T: for<'t> Deserialize<'t>>() -> bool {
    STRINGS.iter().any(|text| serde_json::from_str::<T>(&serde_json::json!(text).to_string()).is_ok())
}

#[derive(Deserialize)]
struct Held<T> {
    #[allow(dead_code)]
    claim: T,
}

fn reads_an_absent_claim<'t, T: Deserialize<'t>>() -> bool {
    let nothing = std::iter::empty::<(&str, &str)>();
    Held::<T>::deserialize(MapDeserializer::<_, Error>::new(nothing)).is_ok()
}

macro_rules! each {
    ($($type:ty,)*) => {$(
        let name = stringify!($type);
        assert_eq!(FieldType::<$type>::NOT_TEXT, !reads_a_string::<$type>(), "{name}");
        assert!(!(FieldType::<$type>::PRESENT && reads_an_absent_claim::<$type>()), "{name}");
        assert_eq!(FieldType::<$type>::OPTION, reads_an_absent_claim::<$type>(), "{name}");
        assert_eq!(FieldType::<Vec<$type>>::NOT_AUDIENCE, !reads_a_string::<$type>(), "{name}");
        assert_eq!(FieldType::<$type>::FOUND, Found::Plain, "{name}");
    )*};
}

#[test]
fn types_are_what_serde_makes_of_them() {
    each! {
        (), bool, char, u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize, f32, f64,
        NonZero<u8>, NonZero<u16>, NonZero<u32>, NonZero<u64>, NonZero<u128>, NonZero<usize>,
        NonZero<i8>, NonZero<i16>, NonZero<i32>, NonZero<i64>, NonZero<i128>, NonZero<isize>,
        String, Box<str>, Cow<'static, str>, PathBuf, IpAddr, SocketAddr, Scopes, Audience,
        serde_json::Value, serde_json::Number, serde_json::Map<String, serde_json::Value>,
        Option<String>, Option<u64>, Option<Option<bool>>, Box<Option<String>>, Box<Option<u8>>, Box<u64>,
        Vec<String>, Vec<u8>, VecDeque<String>, LinkedList<String>, BinaryHeap<String>,
        BTreeSet<String>, HashSet<String>, BTreeMap<String, String>, HashMap<String, u8>,
        [String; 1], [u8; 16], (String,), (String, String), (u8, u8, u8), (u8, u8, u8, u8),
        std::time::Duration, std::ops::Range<u8>, std::ops::RangeInclusive<u8>,
        std::ops::RangeFrom<u8>, std::ops::RangeTo<u8>, std::ops::Bound<u8>, Wrapping<u8>, Saturating<u8>,
        Wrapping<String>,
    }
}

/// As the derive marks it.
struct Marked;

impl Guarded for Marked {
    const FOUND: Found = Found::Claims;
}

macro_rules! found {
    ($found:expr; $($type:ty,)*) => {$(
        assert_eq!(FieldType::<$type>::FOUND, $found, stringify!($type));
    )*};
}

#[test]
fn what_holds_a_marked_type_is_marked() {
    found! { Found::Claims; Marked, }
    found! { Found::Time; std::time::SystemTime, }
    found! { Found::InnerClaims;
        Option<Marked>, Result<Marked, u8>, Box<Marked>, std::rc::Rc<Marked>, std::sync::Arc<Marked>,
        [Marked; 2], Box<[Marked]>, std::sync::Arc<[Marked]>, Vec<Marked>, VecDeque<Marked>,
        LinkedList<Marked>, BinaryHeap<Marked>, BTreeSet<Marked>, HashSet<Marked>,
        BTreeMap<String, Marked>, HashMap<String, Marked>, Option<Vec<Box<HashMap<u8, [Marked; 1]>>>>,
    }
    found! { Found::Changeable;
        Cell<u8>, RefCell<String>, Mutex<Marked>, RwLock<u8>, Option<Vec<Mutex<String>>>,
        atomic::AtomicBool, atomic::AtomicU8, atomic::AtomicU16, atomic::AtomicU32, atomic::AtomicU64,
        atomic::AtomicUsize, atomic::AtomicI8, atomic::AtomicI16, atomic::AtomicI32, atomic::AtomicI64,
        atomic::AtomicIsize,
    }
}

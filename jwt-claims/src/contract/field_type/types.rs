//! Properties of types: which have a policy or rules, which can be changed through a
//! shared reference, and which cannot be read from a JSON string.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::num::{Saturating, Wrapping};
use std::ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo};
use std::rc::Rc;
use std::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16, AtomicU32,
    AtomicU64, AtomicUsize,
};
use std::sync::{Arc, Mutex, RwLock};
use std::time::{Duration, SystemTime};

use super::Found;

/// A type that a field must not have without an attribute. The derives implement it for
/// claims types and for objects with rules.
pub trait Guarded {
    /// Why.
    const FOUND: Found;
}

macro_rules! changeable {
    ($($type:ty, [$($generics:tt)*];)*) => {$(
        impl<$($generics)*> Guarded for $type {
            const FOUND: Found = Found::Changeable;
        }
    )*};
}
changeable! {
    Cell<T>, [T: ?Sized];
    RefCell<T>, [T: ?Sized];
    Mutex<T>, [T: ?Sized];
    RwLock<T>, [T: ?Sized];
    AtomicBool, [];
    AtomicI8, [];
    AtomicI16, [];
    AtomicI32, [];
    AtomicI64, [];
    AtomicIsize, [];
    AtomicU8, [];
    AtomicU16, [];
    AtomicU32, [];
    AtomicU64, [];
    AtomicUsize, [];
}

impl Guarded for SystemTime {
    const FOUND: Found = Found::Time;
}

/// A type that contains such a type.
macro_rules! holders {
    ($($type:ty, [$($generics:tt)*];)*) => {$(
        impl<$($generics)*> Guarded for $type {
            const FOUND: Found = T::FOUND.inner();
        }
    )*};
}
holders! {
    Option<T>, [T: Guarded];
    Result<T, E>, [T: Guarded, E];
    Box<T>, [T: Guarded + ?Sized];
    Rc<T>, [T: Guarded + ?Sized];
    Arc<T>, [T: Guarded + ?Sized];
    Cow<'_, T>, [T: Guarded + ToOwned + ?Sized];
    [T], [T: Guarded];
    [T; N], [T: Guarded, const N: usize];
    Vec<T>, [T: Guarded];
    VecDeque<T>, [T: Guarded];
    LinkedList<T>, [T: Guarded];
    BinaryHeap<T>, [T: Guarded];
    BTreeSet<T>, [T: Guarded];
    HashSet<T, S>, [T: Guarded, S];
    BTreeMap<K, T>, [K, T: Guarded];
    HashMap<K, T, S>, [K, T: Guarded, S];
    Reverse<T>, [T: Guarded];
}

/// A type that is not read from a JSON string.
pub trait NotText {}

macro_rules! not_text {
    ($($type:ty, [$($generics:tt)*];)*) => {$(
        impl<$($generics)*> NotText for $type {}
    )*};
}
not_text! {
    (), [];
    bool, [];
    Duration, [];
    SystemTime, [];
    Option<T>, [T: NotText];
    Box<T>, [T: NotText + ?Sized];
    Rc<T>, [T: NotText + ?Sized];
    Arc<T>, [T: NotText + ?Sized];
    Cow<'_, T>, [T: NotText + ToOwned + ?Sized];
    Reverse<T>, [T: NotText];
    Wrapping<T>, [T: NotText];
    Saturating<T>, [T: NotText];
    [T], [T];
    [T; N], [T, const N: usize];
    (A,), [A];
    (A, B), [A, B];
    (A, B, C), [A, B, C];
    (A, B, C, D), [A, B, C, D];
    Vec<T>, [T];
    VecDeque<T>, [T];
    LinkedList<T>, [T];
    BinaryHeap<T>, [T];
    BTreeSet<T>, [T];
    HashSet<T, S>, [T, S];
    BTreeMap<K, T>, [K, T];
    HashMap<K, T, S>, [K, T, S];
    Range<T>, [T];
    RangeFrom<T>, [T];
    RangeInclusive<T>, [T];
    RangeTo<T>, [T];
    Bound<T>, [T];
    serde_json::Map<String, serde_json::Value>, [];
    serde_json::Number, [];
}

macro_rules! numbers {
    ($($type:ident)*) => {$(
        impl NotText for $type {}
    )*};
}
numbers! { u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 }

macro_rules! non_zero {
    ($($type:ident)*) => {$(
        impl NotText for std::num::NonZero<$type> {}
    )*};
}
non_zero! { u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize }

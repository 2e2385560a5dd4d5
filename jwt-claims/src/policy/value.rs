//! The values of rules in a policy, as they appear in a token: not the name of a
//! constant in the program.

use std::borrow::Cow;
use std::fmt;

use serde::ser::{Serialize, Serializer};

use crate::value::claim_value::{ClaimValue, Implies};

/// One value of a rule, or one bound.
#[derive(Clone, Copy)]
pub enum RuleValue {
    /// Known when the macro runs: a number in JSON, a field of the context, the
    /// path of a function.
    Text(&'static str),
    /// A string.
    Str(&'static str),
    /// A duration in seconds.
    Seconds(u64),
    /// A constant: its value as JSON, or the values of a list.
    Constant(Texts),
    /// A constant for the bound with that name.
    Bound(&'static str, Texts),
}

/// Returns the texts of a constant. They are computed when a policy is printed or
/// compared, or a violation is reported.
type Texts = fn() -> Vec<String>;

/// The values of a rule. Two are equal if the values in a token are equal.
#[derive(Clone, Copy)]
pub struct RuleValues(pub &'static [RuleValue]);

impl RuleValues {
    pub(crate) const fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn texts(self) -> Vec<Cow<'static, str>> {
        let mut all = Vec::with_capacity(self.0.len());
        for value in self.0 {
            match *value {
                RuleValue::Text(text) => all.push(Cow::Borrowed(text)),
                RuleValue::Seconds(seconds) => all.push(Cow::Owned(format!("{seconds} s"))),
                RuleValue::Str(text) => all.extend(serde_json::to_string(text).map(Cow::Owned)),
                RuleValue::Constant(texts) => all.extend(texts().into_iter().map(Cow::Owned)),
                RuleValue::Bound(name, texts) => {
                    all.extend(texts().into_iter().map(|text| Cow::Owned(format!("{name} = {text}"))));
                }
            }
        }
        all
    }
}

impl RuleValues {
    /// The first duration, in seconds.
    pub(crate) fn seconds(self) -> Option<u64> {
        self.0.iter().find_map(|value| match value {
            RuleValue::Seconds(seconds) => Some(*seconds),
            _ => None,
        })
    }

    /// The first value: the level of `at_least`; the others imply it.
    pub(crate) fn first(self) -> Cow<'static, str> {
        self.texts().into_iter().next().unwrap_or_default()
    }
}

impl PartialEq for RuleValues {
    fn eq(&self, other: &Self) -> bool {
        self.texts() == other.texts()
    }
}

impl Eq for RuleValues {}

impl fmt::Debug for RuleValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.texts().fmt(f)
    }
}

/// With commas between.
impl fmt::Display for RuleValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.texts().join(", "))
    }
}

impl Serialize for RuleValues {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.texts())
    }
}

/// A constant that a rule compares with, and its text in the source. Autoref
/// specialization selects an impl of [`AsTexts`]: serde's `Serialize` first, then
/// [`ClaimValue`] without serde's traits, then `Debug`, then the text in the source.
#[derive(Debug)]
pub struct Constant<'v, T: ?Sized>(pub &'v T, pub &'static str);

/// The level of an `at_least`, as a constant. Its texts are the values that imply it,
/// so that the policy shows every accepted value.
#[derive(Debug)]
pub struct Level<'v, T: ?Sized>(pub &'v T);

impl<T: ClaimValue + Implies> Level<'_, T> {
    /// The other values that imply it. This method has precedence over the trait's.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        let implying = |name: &&&str| {
            **name != self.0.as_str() && T::parse(name).is_some_and(|value| value.implies(self.0))
        };
        T::NAMES.iter().filter(implying).flat_map(|name| (&&&&Constant(*name, name)).texts()).collect()
    }
}

/// See [`Constant`] and [`Level`].
pub trait AsTexts {
    /// The texts of its values.
    fn texts(&self) -> Vec<String>;
}

impl<T: Serialize + ?Sized> AsTexts for &&&Constant<'_, T> {
    fn texts(&self) -> Vec<String> {
        let json = serde_json::to_string(self.0).ok();
        // `null` is also written for a number that JSON cannot represent
        vec![json.filter(|json| json != "null").unwrap_or_else(|| spelled(self.1))]
    }
}

impl<T: ClaimValue> AsTexts for &&Constant<'_, T> {
    fn texts(&self) -> Vec<String> {
        (&&&&Constant(self.0.as_str(), self.1)).texts()
    }
}

impl<T: fmt::Debug + ?Sized> AsTexts for &Constant<'_, T> {
    fn texts(&self) -> Vec<String> {
        vec![format!("`{}` ({:?})", self.1, self.0)]
    }
}

impl<T: ?Sized> AsTexts for Level<'_, T> {
    fn texts(&self) -> Vec<String> {
        Vec::new()
    }
}

impl<T: ?Sized> AsTexts for Constant<'_, T> {
    fn texts(&self) -> Vec<String> {
        vec![spelled(self.1)]
    }
}

/// In backticks, to distinguish it from a value in a token.
fn spelled(constant: &str) -> String {
    format!("`{constant}`")
}

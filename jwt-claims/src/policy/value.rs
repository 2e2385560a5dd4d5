//! The values of rules as a policy holds them: what a token would have to
//! say, not the name that a constant has in the program.

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
    /// A constant: its value in JSON, or those of a list.
    Constant(Texts),
    /// A constant that is the bound of that name.
    Bound(&'static str, Texts),
}

/// Gives the texts of a constant. They are worked out when a policy is
/// printed or compared, or a violation is reported.
type Texts = fn() -> Vec<String>;

/// The values of a rule. Two are equal if a token would have to say the same.
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
    /// The first, which a rule about a level wants; the others imply it.
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

/// A constant that a rule compares with, and how the declaration spells it.
/// [`AsTexts`] is looked for behind as many references as it takes: first what
/// serde can write, then a [`ClaimValue`] without serde's traits, then `Debug`,
/// and the spelling alone for what shows nothing of itself.
#[derive(Debug)]
pub struct Constant<'v, T: ?Sized>(pub &'v T, pub &'static str);

/// The level that a rule wants, as a constant. Its texts are those of the values
/// that imply it: who passes must show in the policy, too.
#[derive(Debug)]
pub struct Level<'v, T: ?Sized>(pub &'v T);

impl<T: ClaimValue + Implies> Level<'_, T> {
    /// The other values that imply it. This method wins over the trait's.
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
        // also that of a number that JSON cannot write
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

/// Set apart from what a token says.
fn spelled(constant: &str) -> String {
    format!("`{constant}`")
}

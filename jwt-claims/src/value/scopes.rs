//! The `scope` claim (RFC 8693 §4.2, RFC 9068 §2.2.3): scope tokens separated
//! by single spaces.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::rc::Rc;
use std::str::FromStr;
use std::sync::Arc;

use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// The scope tokens of a `scope` claim: one string, with tokens separated by single
/// spaces (RFC 6749 §3.3).
///
/// A text that breaks this grammar (two spaces, a tab, a quote, …) is refused; so is
/// the empty string. An array of strings is not a `scope` claim: [`AnyScopes`] reads
/// both forms.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Scopes(String);

impl Scopes {
    /// No scope at all.
    pub(crate) const NONE: Self = Self(String::new());

    /// Parses a space-separated list; `None` if the text breaks the grammar of RFC 6749
    /// §3.3.
    #[must_use]
    pub fn parse(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        follows_grammar(&text).then_some(Self(text))
    }

    /// True if this scope token was granted. Tokens are compared byte by byte.
    #[must_use]
    pub fn contains(&self, scope: &str) -> bool {
        self.iter().any(|granted| granted == scope)
    }

    /// The scope tokens, in the order of the claim.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter(|scope| !scope.is_empty())
    }

    /// The claim as in the token.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text is not a list of scope tokens separated by single spaces (RFC 6749 §3.3).
/// The message does not repeat the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidScopes;

impl fmt::Display for InvalidScopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "expected scope tokens separated by single spaces, found other text; write them as in `read write`, \
             without quotes, backslashes and other whitespace (RFC 6749 §3.3)",
        )
    }
}

impl std::error::Error for InvalidScopes {}

/// The same as [`Scopes::parse`], with an error.
///
/// ```
/// use jwt_claims::Scopes;
///
/// let scopes: Scopes = "read write".parse()?;
/// assert!(scopes.contains("write"));
/// assert!("read  write".parse::<Scopes>().is_err());
/// # Ok::<(), jwt_claims::InvalidScopes>(())
/// ```
impl FromStr for Scopes {
    type Err = InvalidScopes;

    /// # Errors
    /// If the text breaks the grammar of RFC 6749 §3.3. The empty text is valid: no
    /// scopes.
    fn from_str(text: &str) -> Result<Self, InvalidScopes> {
        Self::parse(text).ok_or(InvalidScopes)
    }
}

/// The same as [`FromStr`].
impl TryFrom<&str> for Scopes {
    type Error = InvalidScopes;

    /// # Errors
    /// The same as [`from_str`](Self::from_str).
    fn try_from(text: &str) -> Result<Self, InvalidScopes> {
        text.parse()
    }
}

/// The same as [`FromStr`], without a copy.
impl TryFrom<String> for Scopes {
    type Error = InvalidScopes;

    /// # Errors
    /// The same as [`from_str`](Self::from_str).
    fn try_from(text: String) -> Result<Self, InvalidScopes> {
        Self::parse(text).ok_or(InvalidScopes)
    }
}

/// `scope-token *( SP scope-token )`, or nothing.
fn follows_grammar(text: &str) -> bool {
    let is_token = |scope: &str| {
        !scope.is_empty() && scope.bytes().all(|octet| matches!(octet, 0x21 | 0x23..=0x5B | 0x5D..=0x7E))
    };
    text.is_empty() || text.split(' ').all(is_token)
}

/// Joins scope tokens with spaces; tokens that break the grammar of
/// RFC 6749 §3.3 are left out.
impl<S: AsRef<str>> FromIterator<S> for Scopes {
    fn from_iter<I: IntoIterator<Item = S>>(scopes: I) -> Self {
        let mut text = String::new();
        for scope in scopes {
            let scope = scope.as_ref();
            if scope.is_empty() || scope.contains(' ') || !follows_grammar(scope) {
                continue;
            }
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(scope);
        }
        Self(text)
    }
}

impl fmt::Debug for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Scopes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_string(ScopesVisitor)
    }
}

impl Serialize for Scopes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// Scopes in both forms: one string, as [`Scopes`], or an array of scope tokens. They are
/// written as one string (RFC 9068 §2.2.3).
///
/// Use it for issuers that send an array, such as Okta in `scp`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AnyScopes(Scopes);

impl AnyScopes {
    /// The scopes.
    #[must_use]
    pub fn into_scopes(self) -> Scopes {
        self.0
    }
}

impl Deref for AnyScopes {
    type Target = Scopes;

    fn deref(&self) -> &Scopes {
        &self.0
    }
}

impl From<Scopes> for AnyScopes {
    fn from(scopes: Scopes) -> Self {
        Self(scopes)
    }
}

impl Serialize for AnyScopes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for AnyScopes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyScopesVisitor)
    }
}

struct AnyScopesVisitor;

impl<'de> Visitor<'de> for AnyScopesVisitor {
    type Value = AnyScopes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("scope tokens separated by single spaces, or an array of scope tokens")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<AnyScopes, E> {
        ScopesVisitor.visit_str(text).map(AnyScopes)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut tokens: A) -> Result<AnyScopes, A::Error> {
        let mut text = String::new();
        while let Some(token) = tokens.next_element::<Cow<'_, str>>()? {
            if token.contains(' ') || token.is_empty() || !follows_grammar(&token) {
                return Err(de::Error::invalid_value(de::Unexpected::Other("string"), &self));
            }
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&token);
        }
        Ok(AnyScopes(Scopes(text)))
    }
}

/// Tells, as a constant, if a field's type is [`Scopes`]: the inherent constant has
/// precedence over that of [`GrantsNothing`] (autoref specialization).
#[derive(Debug)]
pub struct Granting<T: ?Sized>(PhantomData<T>);

/// [`Scopes`], and types around it.
pub trait HoldsScopes {}

impl HoldsScopes for Scopes {}
impl HoldsScopes for AnyScopes {}

macro_rules! holds_scopes {
    ($($holder:ident),*) => {$(impl<T: HoldsScopes> HoldsScopes for $holder<T> {})*};
}
holds_scopes!(Option, Box, Rc, Arc);

impl<T: HoldsScopes + ?Sized> Granting<T> {
    /// True.
    pub const IS_SCOPES: bool = true;
}

/// See [`Granting`].
pub trait GrantsNothing {
    /// False.
    const IS_SCOPES: bool = false;
}

impl<T: ?Sized> GrantsNothing for Granting<T> {}

/// What errors of serde expect for scopes.
pub(crate) const SCOPE_TOKENS: &str = "scope tokens separated by single spaces (RFC 6749 §3.3)";

struct ScopesVisitor;

impl Visitor<'_> for ScopesVisitor {
    type Value = Scopes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(SCOPE_TOKENS)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Scopes, E> {
        Scopes::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Other("text"), &self))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Scopes, E> {
        Scopes::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Other("text"), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grammar_of_rfc_6749() {
        for text in ["", "read", "read write", "a:b/c!#[]~"] {
            let scopes = Scopes::parse(text).unwrap();
            assert_eq!(text.parse().as_ref(), Ok(&scopes));
            assert_eq!(Scopes::try_from(text).as_ref(), Ok(&scopes));
            assert_eq!(Scopes::try_from(text.to_owned()), Ok(scopes));
        }
        for text in [" ", "read ", " read", "read  write", "a\tb", "a\"b", "a\\b", "a\u{a0}b", "é"] {
            assert!(Scopes::parse(text).is_none(), "{text:?}");
            assert_eq!(text.parse::<Scopes>(), Err(InvalidScopes));
            assert_eq!(Scopes::try_from(text), Err(InvalidScopes));
            assert_eq!(Scopes::try_from(text.to_owned()), Err(InvalidScopes));
        }
    }

    #[test]
    fn tokens_are_whole_words() {
        let scopes = Scopes::parse("reademail profile").unwrap();
        assert!(scopes.contains("profile") && !scopes.contains("email") && !scopes.contains(""));
    }

    #[test]
    fn joining_leaves_out_what_is_no_token() {
        assert_eq!(Scopes::from_iter(["a", "", "b c", "d"]).as_str(), "a d");
    }
}

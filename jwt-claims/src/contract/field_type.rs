//! Types that a field must not have. They are recognized at compile time by traits, or
//! by a fallback for types without the trait.

#[cfg(test)]
mod tests;
mod types;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::marker::PhantomData;

pub use self::types::Guarded;
use self::types::NotText;
use crate::base::registered::RegisteredClaim;
use crate::policy::Policy;
use crate::value::audience::Audience;
use crate::value::scopes::{AnyScopes, Scopes};

/// What a field of some type would ignore or break without an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Plain,
    /// A claims type, with a policy.
    Claims,
    /// A claims type inside of something else.
    InnerClaims,
    /// An object with its own rules.
    Nested,
    /// Something that can be changed through a shared reference.
    Changeable,
    /// A time that serde reads from an object, not from a date.
    Time,
    /// The claim `cnf` of tokens whose proof a guard checks.
    Confirmation,
}

impl Found {
    /// The same for a field that cannot be a base.
    #[must_use]
    pub const fn inner(self) -> Self {
        match self {
            Self::Claims => Self::InnerClaims,
            other => other,
        }
    }

    /// The same for a field that a function of the user's reads.
    #[must_use]
    pub const fn converted(self) -> Self {
        match self {
            Self::Time => Self::Plain,
            other => other,
        }
    }
}

/// The type of a field. The inherent constants have precedence over those of the
/// fallbacks.
#[derive(Debug)]
pub struct FieldType<T: ?Sized>(PhantomData<T>);

impl<T: Guarded + ?Sized> FieldType<T> {
    /// What a field would ignore without an attribute.
    pub const FOUND: Found = T::FOUND;
}

impl<T: NotText + ?Sized> FieldType<T> {
    /// True if it cannot be read from a JSON string.
    pub const NOT_TEXT: bool = true;
}

macro_rules! known {
    ($constant:ident: $($type:ty, [$($generics:tt)*];)*) => {$(
        impl<$($generics)*> FieldType<$type> {
            /// See the fallback, [`Unguarded`].
            pub const $constant: bool = true;
        }
    )*};
}
known! { OPTION:
    Option<T>, [T];
    Box<Option<T>>, [T];
}
known! { PRESENT:
    String, [];
    &str, [];
    Cow<'_, str>, [];
    Box<str>, [];
    Audience, [];
    Vec<T>, [T];
    HashSet<T, S>, [T, S];
    BTreeSet<T>, [T];
}
known! { NOT_AUDIENCE:
    Vec<T>, [T: NotText];
    HashSet<T, S>, [T: NotText, S];
    BTreeSet<T>, [T: NotText];
    Option<Vec<T>>, [T: NotText];
    Option<HashSet<T, S>>, [T: NotText, S];
    Option<BTreeSet<T>>, [T: NotText];
}
known! { SCOPES:
    Scopes, [];
    AnyScopes, [];
    Option<AnyScopes>, [];
    Option<Scopes>, [];
}

/// The fallback for constants that a type does not have.
pub trait Unguarded {
    /// What a field would ignore without an attribute.
    const FOUND: Found = Found::Plain;
    /// True if it cannot be read from a JSON string.
    const NOT_TEXT: bool = false;
    /// True if it does not accept an absent claim.
    const PRESENT: bool = false;
    /// True if its members are not strings.
    const NOT_AUDIENCE: bool = false;
    /// True if it accepts an absent claim.
    const OPTION: bool = false;
    /// True if its members are scopes.
    const SCOPES: bool = false;
}

impl<T: ?Sized> Unguarded for FieldType<T> {}

/// Refuses a type whose policy or rules would be ignored.
#[track_caller]
pub const fn plain_field(found: Found) {
    match found {
        Found::Plain | Found::Confirmation => {}
        Found::Claims => panic!(
            "this claims type has a policy, which a plain field would ignore: write `#[claim(base)]` to extend it, \
             or `#[claim(data)]` to read it without its policy; for an object with rules, derive `NestedClaims` on it \
             and write `#[claim(nested)]`"
        ),
        Found::InnerClaims => panic!(
            "this type contains a claims type, whose policy would be ignored: derive `NestedClaims` on it \
             and write \
             `#[claim(nested)]` to check rules here, or write `#[claim(data)]` to read it without its policy"
        ),
        Found::Nested => panic!(
            "this type has rules (`NestedClaims`), which a plain field would ignore: write \
             `#[claim(nested)]` \
             to check them, or `#[claim(data)]` to read it without its rules"
        ),
        Found::Changeable => changeable(),
        Found::Time => panic!(
            "serde reads a `SystemTime` from an object, not from a date: write `#[claim(date)]` on a field \
             `SystemTime` or `Option<SystemTime>`; elsewhere use `jwt_claims::NumericDate`"
        ),
    }
}

/// The same for a flattened field, whose type cannot be `nested`.
#[track_caller]
pub const fn flattened_field(found: Found) {
    match found {
        Found::Nested => panic!(
            "this type has rules (`NestedClaims`), which a flattened field would ignore: derive `Claims` on \
             it \
             and write `#[claim(base)]` instead of `flatten` to check them, or add `#[claim(data)]` to read it without \
             its rules"
        ),
        Found::Claims => panic!(
            "this claims type has a policy, which a flattened field would ignore: write `#[claim(base)]` instead of \
             `flatten` to extend it, or add `#[claim(data)]` to read it without its policy"
        ),
        other => plain_field(other),
    }
}

/// Refuses a type that could be changed after it was verified.
#[track_caller]
pub const fn data_field(found: Found) {
    if matches!(found, Found::Changeable) {
        changeable();
    }
}

/// Refuses `Confirmation` in a type that accepts bound tokens without a proof.
#[track_caller]
pub const fn proven_field(found: Found, is_unchecked: bool) {
    assert!(
        !(is_unchecked && matches!(found, Found::Confirmation)),
        "`unchecked(cnf)` accepts a token without a proof of its key, and `Confirmation` is for tokens whose proof a guard \
         checks: remove `unchecked(cnf)` and use `Guard::with_dpop`; to check proofs yourself, read the key with another \
         type, for example a field `String` with `#[claim(path = \"cnf.jkt\")]`"
    );
}

#[track_caller]
const fn changeable() {
    panic!(
        "a cell, a lock or an atomic could be changed after the claim was verified: take the value itself, or \
         `#[serde(skip)]` the field"
    )
}

/// Refuses a flattened `Option`.
#[track_caller]
pub const fn not_an_option(option: bool) {
    assert!(
        !option,
        "a flattened `Option` reads a wrong type as `None`: flatten the type itself and make its fields `Option`, or \
         write `#[claim(path = \"...\")]`"
    );
}

macro_rules! text_claims {
    ($($function:ident, $claim:literal, $section:literal;)*) => {$(
        /// Refuses a type that cannot be read from a string, if the claim is checked.
        #[track_caller]
        pub const fn $function(not_text: bool) {
            assert!(
                !not_text,
                concat!(
                    "`", $claim, "` is a string (RFC 7519 §", $section, "), which this type cannot hold: use `String`, \
                     `&str`, `Cow<str>` or your own type that is read from a string; if the issuer sends something else, write `#[claims(unchecked(", $claim, "))]` on the struct"
                )
            );
        }
    )*};
}
text_claims! {
    iss_claim, "iss", "4.1.1";
    sub_claim, "sub", "4.1.2";
    jti_claim, "jti", "4.1.7";
}

/// True if the policy does not check the claim.
#[must_use]
pub const fn unchecks(policy: &Policy, claim: RegisteredClaim) -> bool {
    policy.unchecked().contains(claim)
}

/// True if the policy accepts a token that is bound to a key without a proof.
#[must_use]
pub const fn unchecks_confirmation(policy: &Policy) -> bool {
    policy.unchecked().has_confirmation()
}

/// Refuses a collection for `aud` whose members cannot be strings.
#[track_caller]
pub const fn audience_claim(not_audience: bool) {
    assert!(
        !not_audience,
        "`aud` is a string or an array of strings (RFC 7519 §4.1.3), and the members of this type cannot be strings: \
         use `String`, `Vec<String>`, `jwt_claims::Audience`, or `Option` of one of them"
    );
}

/// Refuses a type that cannot be absent for an optional claim.
#[track_caller]
pub const fn optional_claim(present: bool) {
    assert!(
        !present,
        "`optional` lets the claim be absent, but this type cannot be: use an `Option`, or `#[serde(default)]`"
    );
}

/// Refuses a text that is not a scope token as a member of `Scopes`.
#[track_caller]
pub const fn scope(scopes: bool) {
    assert!(
        !scopes,
        "this is not a scope (RFC 6749 §3.3), so no token has it: a scope is not empty and has no spaces, \
         quotes, \
         backslashes, or characters that are not ASCII; write several scopes as several values"
    );
}

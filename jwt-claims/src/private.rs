//! What the expansions of the derives may name. No part of the public
//! interface; it changes without notice.

pub use std::default::Default;
pub use std::marker::PhantomData;
pub use std::option::Option::{self, None, Some};
pub use std::primitive::{bool, str, usize};
pub use std::result::Result::{self, Err, Ok};
#[cfg(feature = "pattern")]
pub use std::sync::LazyLock;

pub use serde;

pub use crate::audience::{Aud, AudienceClaim, deserialize as read_audience, serialize as write_audience};
pub use crate::claim_value::{
    ClaimValue, Compared, Implies, KeptText, Ordinary, read as read_value, write as write_value,
};
pub use crate::claims::{Claims, Declared, Expected, IssueClaims, Member};
pub use crate::nested::{Inside, NestedClaims, Object, OnlyObject, Ruleless, absent};
pub use crate::policy::{Policy, PolicySpec, Rule, RuleSpec};
pub use crate::registered::{ClaimSet, RegisteredClaim};
pub use crate::rules::{
    Alternatives, Direct, Findings, Held, Outcome, Plain, Pointing, Probe, Seen, Target, Whole, all_held,
    any_of, at_least, at_most, email, is, is_given, is_held, is_not_given, is_one_of, len, length_found,
    members_found, non_empty, range, shortfall, starts_with, starts_with_text, url, uuid,
};
#[cfg(feature = "pattern")]
pub use crate::rules::{Pattern, matches};
pub use crate::time_claim::{Time, TimeClaim, deserialize as read_time, serialize as write_time};
pub use crate::wire::{Nothing, NothingWritten, Read, holds_audience, is_readable};

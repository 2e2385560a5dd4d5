//! Names for generated code. This module is not part of the public interface and may
//! change at any time.

pub use std::default::Default;
pub use std::marker::PhantomData;
pub use std::ops::Deref;
pub use std::option::Option::{self, None, Some};
pub use std::panic;
pub use std::primitive::{bool, str, u32, u64, usize};
pub use std::result::Result::{self, Err, Ok};
#[cfg(feature = "pattern")]
pub use std::sync::LazyLock;

pub use serde;

pub use crate::base::const_str::{is_among, same};
pub use crate::base::registered::{ClaimSet, RegisteredClaim};
pub use crate::claims::kinds::is_of_kinds;
pub use crate::claims::{Claims, IssueClaims, Signed, write_base};
pub use crate::contract::context::{Free, Own, in_part};
pub use crate::contract::declared::Declared;
pub use crate::contract::durations::{has_lifetime, is_leeway, is_positive, period};
pub use crate::contract::extends::{Alone, Extends, Extension};
pub use crate::contract::extension::{
    has_slots, is_claim, is_noted, is_one_type, is_open, may_flatten, may_forbid, may_forbid_name, may_read,
    may_write, narrows_audience, narrows_duration, narrows_issuer, narrows_typ, takes_confirmation,
};
pub use crate::contract::field_type::{
    FieldType, Found, Guarded, audience_claim, data_field, flattened_field, iss_claim, jti_claim,
    not_an_option, optional_claim, plain_field, proven_field, scope, sub_claim, unchecks,
    unchecks_confirmation,
};
pub use crate::contract::fields::{FieldSpec, Fields};
pub use crate::contract::nested::{Inside, NestedClaims, Object, OnlyObject};
pub use crate::contract::part::{Expected, Member, Part, Parts};
pub use crate::contract::wire::{
    NothingWritten, Read, Written, holds_audience, holds_time, is_readable, is_readable_and_written,
    read_nothing,
};
pub use crate::decode::Reading;
pub use crate::encode::is_none;
pub use crate::error::Error;
pub use crate::error::alternatives::Alternatives;
pub use crate::error::findings::Findings;
pub use crate::policy::answer::Answer;
pub use crate::policy::encrypted::can_be_encrypted;
pub use crate::policy::typ::{declares_typ, differ_in_typ, typ_of};
pub use crate::policy::{
    Constant, Kind, Kinds, Level, Policy, PolicySpec, Rule, RuleSpec, RuleValue, RuleValues,
};
pub use crate::rules::compare::{Listed, Probe, Target, at_least, at_most, is, is_one_of, range};
pub use crate::rules::dates::{DateIn, Dated, date};
pub use crate::rules::held::{Held, all_held, is_given, is_held, text};
pub use crate::rules::outcome::Outcome;
#[cfg(feature = "pattern")]
pub use crate::rules::pattern::Pattern;
pub use crate::rules::rule;
pub use crate::rules::seen::Seen;
pub use crate::rules::shape::has_member;
pub use crate::value::audience::{
    Aud, AudienceClaim, deserialize as read_audience, serialize as write_audience,
};
pub use crate::value::claim_value::{
    ClaimValue, Compared, Implies, KeptText, read as read_value, write as write_value,
};
pub use crate::value::scopes::Granting;
pub use crate::value::time_claim::{Time, TimeClaim, deserialize as read_time, serialize as write_time};

#[cfg(feature = "derive")]
pub use jwt_claims_derive::__apply as apply;

/// The traits whose methods stand in where a type has none of its own
/// (autoref specialization). Each expansion has them in scope.
pub mod traits {
    pub use crate::contract::field_type::Unguarded as _;
    pub use crate::contract::nested::Ruleless as _;
    pub use crate::contract::wire::Nothing as _;
    pub use crate::policy::AsTexts as _;
    pub use crate::rules::compare::{Direct as _, One as _, Whole as _};
    pub use crate::rules::dates::Dateless as _;
    pub use crate::rules::held::{Plain as _, Pointing as _};
    pub use crate::value::claim_value::Ordinary as _;
    pub use crate::value::scopes::GrantsNothing as _;
}

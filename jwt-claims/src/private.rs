//! What the expansions of the derives may name. No part of the public
//! interface; it changes without notice.

pub use std::default::Default;
pub use std::marker::PhantomData;
pub use std::ops::Deref;
pub use std::option::Option::{self, None, Some};
pub use std::panic;
pub use std::primitive::{bool, str, u32, usize};
pub use std::result::Result::{self, Err, Ok};
#[cfg(feature = "pattern")]
pub use std::sync::LazyLock;

pub use serde;

pub use crate::base::registered::{ClaimSet, RegisteredClaim};
pub use crate::claims::kinds::{Kind, Kinds, is_of_kinds, same, same_media_type, typ_of};
pub use crate::claims::{Claims, Declared, Expected, IssueClaims, Member, Part, Parts};
pub use crate::contract::context::in_part;
pub use crate::contract::extends::{
    Alone, Extends, Extension, FieldSpec, Fields, may_forbid, narrows_audience, narrows_duration,
    narrows_issuer, narrows_typ, takes_confirmation, write_base,
};
pub use crate::contract::field_type::{
    FieldType, Found, Guarded, Unguarded, audience_claim, data_field, flattened_field, iss_claim, jti_claim,
    not_an_option, optional_claim, plain_field, scope, sub_claim, unchecks,
};
pub use crate::contract::nested::{Inside, NestedClaims, Object, OnlyObject, Ruleless, absent};
pub use crate::contract::wire::{Nothing, NothingWritten, Read, holds_audience, is_readable};
pub use crate::decode::Reading;
pub use crate::error::Error;
pub use crate::policy::answer::Answer;
pub use crate::policy::{
    AsTexts, Constant, Level, Policy, PolicySpec, Rule, RuleSpec, RuleValue, RuleValues,
};
#[cfg(feature = "pattern")]
pub use crate::rules::Pattern;
pub use crate::rules::{
    Alternatives, Direct, Findings, Held, Listed, One, Outcome, Plain, Pointing, Probe, Seen, Target, Whole,
    all_held, at_least, at_most, has_member, is, is_given, is_held, is_one_of, range, rule, text,
};
pub use crate::token::Signed;
pub use crate::value::audience::{
    Aud, AudienceClaim, deserialize as read_audience, serialize as write_audience,
};
pub use crate::value::claim_value::{
    ClaimValue, Compared, Implies, KeptText, Ordinary, read as read_value, write as write_value,
};
pub use crate::value::scopes::{Granting, GrantsNothing};
pub use crate::value::time_claim::{Time, TimeClaim, deserialize as read_time, serialize as write_time};

#[cfg(feature = "derive")]
pub use jwt_claims_derive::__apply as apply;

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

pub use crate::answer::Answer;
pub use crate::audience::{Aud, AudienceClaim, deserialize as read_audience, serialize as write_audience};
pub use crate::claim_value::{
    ClaimValue, Compared, Implies, KeptText, Ordinary, read as read_value, write as write_value,
};
pub use crate::claims::{Claims, Declared, Expected, IssueClaims, Member, Part, Parts};
pub use crate::context::in_part;
pub use crate::decode::Reading;
pub use crate::error::Error;
pub use crate::extends::{
    Alone, Extends, Extension, FieldSpec, Fields, may_forbid, narrows_audience, narrows_duration,
    narrows_issuer, narrows_typ, takes_confirmation, write_base,
};
pub use crate::field_type::{
    FieldType, Found, Guarded, Unguarded, audience_claim, data_field, flattened_field, iss_claim, jti_claim,
    not_an_option, optional_claim, plain_field, scope, sub_claim, unchecks,
};
pub use crate::kinds::{Kind, Kinds, is_of_kinds, same, same_media_type, typ_of};
pub use crate::nested::{Inside, NestedClaims, Object, OnlyObject, Ruleless, absent};
pub use crate::policy::{
    AsTexts, Constant, Level, Policy, PolicySpec, Rule, RuleSpec, RuleValue, RuleValues,
};
pub use crate::registered::{ClaimSet, RegisteredClaim};
#[cfg(feature = "pattern")]
pub use crate::rules::Pattern;
pub use crate::rules::{
    Alternatives, Direct, Findings, Held, Listed, One, Outcome, Plain, Pointing, Probe, Seen, Target, Whole,
    all_held, at_least, at_most, has_member, is, is_given, is_held, is_one_of, range, rule, text,
};
pub use crate::scopes::{Granting, GrantsNothing};
pub use crate::time_claim::{Time, TimeClaim, deserialize as read_time, serialize as write_time};
pub use crate::token::Signed;
pub use crate::wire::{Nothing, NothingWritten, Read, holds_audience, is_readable};

#[cfg(feature = "derive")]
pub use jwt_claims_derive::__apply as apply;

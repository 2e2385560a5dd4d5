//! Enums as claim values: their strings, what is unknown, and who implies whom.

mod at_least;
mod hierarchy;
mod hygiene;
mod strings;
mod unknown;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use jwt_claims::{ClaimValue, Claims, Implies};
use serde_json::json;

use super::support::{accepted, issued, not_issued, refused, round_trip, verify, verify_raw};

#[derive(ClaimValue, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[claim_value(rename_all = "kebab-case", ascending)]
enum Role {
    Viewer,
    Editor,
    TenantAdmin,
    #[claim_value(rename = "root")]
    Superuser,
}

/// Strings of later versions are kept.
#[derive(ClaimValue, Clone, Debug, PartialEq, Eq, Hash)]
#[claim_value(rename_all = "lowercase")]
enum Permission {
    #[claim_value(implies(Write, Audit))]
    Owner,
    #[claim_value(implies(Read))]
    Write,
    Audit,
    Read,
    #[claim_value(unknown)]
    Other(String),
}

//! What a claims type demands, as a constant.

pub(crate) mod answer;
pub(crate) mod demands;
pub(crate) mod fault;
pub(crate) mod narrow;
pub(crate) mod nested;
pub(crate) mod path;
mod print;
mod rule;
pub(crate) mod rule_table;
mod value;

use std::fmt;

pub use rule::{Rule, RuleSpec};
pub use value::{AsTexts, Constant, Level, RuleValue, RuleValues};

use crate::base::registered::{ClaimSet, RegisteredClaim};

/// What a claims type demands of a token beyond the types of its fields: the
/// registered claims, the header's `typ`, the rules. A constant:
/// `MyClaims::POLICY`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    pub(crate) spec: PolicySpec,
    pub(crate) required: ClaimSet,
    pub(crate) unchecked: ClaimSet,
    pub(crate) forbidden: ClaimSet,
    /// Of an enum: each variant has a policy of its own.
    pub(crate) kinds: Option<&'static Kinds>,
    /// The policy that this one inherits.
    pub(crate) extends: Option<&'static Policy>,
    /// Rules on claims of the type that is extended.
    pub(crate) added: &'static [RuleSpec],
}

/// The parts of a [`Policy`], as `#[derive(Claims)]` writes them down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicySpec {
    /// The struct's name.
    pub type_name: &'static str,
    /// The header's `typ`.
    pub typ: Option<&'static str>,
    /// Accepted issuers.
    pub issuers: &'static [&'static str],
    /// Accepted audiences.
    pub audiences: &'static [&'static str],
    /// In seconds.
    pub leeway: Option<u64>,
    /// In seconds.
    pub ttl: Option<u64>,
    /// In seconds.
    pub max_age: Option<u64>,
    /// In seconds.
    pub max_lifetime: Option<u64>,
    /// Demanded although nothing else implies it.
    pub required: &'static [RegisteredClaim],
    /// Checked only if there.
    pub optional: &'static [RegisteredClaim],
    /// Not looked at.
    pub unchecked: &'static [RegisteredClaim],
    /// Whether a token is taken although it is bound to a key (`cnf`).
    pub unchecked_confirmation: bool,
    /// Not allowed in the token.
    pub forbidden: &'static [RegisteredClaim],
    /// Fields from top to bottom, then the struct's own checks.
    pub rules: &'static [RuleSpec],
}

impl PolicySpec {
    /// What a struct without any attribute demands.
    pub const EMPTY: Self = Self {
        type_name: "",
        typ: None,
        issuers: &[],
        audiences: &[],
        leeway: None,
        ttl: None,
        max_age: None,
        max_lifetime: None,
        required: &[],
        optional: &[],
        unchecked: &[],
        unchecked_confirmation: false,
        forbidden: &[],
        rules: &[],
    };

    /// The claims that must be there: named so, or implied by what else is
    /// declared.
    const fn required(&self) -> ClaimSet {
        let mut implied = ClaimSet::of(&[RegisteredClaim::Exp]);
        if !self.issuers.is_empty() {
            implied = implied.and(RegisteredClaim::Iss);
        }
        if !self.audiences.is_empty() {
            implied = implied.and(RegisteredClaim::Aud);
        }
        if self.max_age.is_some() || self.max_lifetime.is_some() {
            implied = implied.and(RegisteredClaim::Iat);
        }
        let waived =
            ClaimSet::of(self.optional).or(ClaimSet::of(self.unchecked)).or(ClaimSet::of(self.forbidden));
        implied.without(waived).or(ClaimSet::of(self.required))
    }
}

impl Policy {
    /// The policy of those parts.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(spec: PolicySpec) -> Self {
        let unchecked = ClaimSet::of(spec.unchecked);
        Self {
            required: spec.required(),
            unchecked: if spec.unchecked_confirmation { unchecked.and_confirmation() } else { unchecked },
            forbidden: ClaimSet::of(spec.forbidden),
            spec,
            kinds: None,
            extends: None,
            added: &[],
        }
    }

    /// The policy of an enum of kinds.
    #[doc(hidden)]
    #[must_use]
    pub const fn of_kinds(type_name: &'static str, kinds: &'static Kinds) -> Self {
        let nothing = ClaimSet::of(&[]);
        Self {
            required: nothing,
            unchecked: nothing,
            forbidden: nothing,
            spec: PolicySpec { type_name, ..PolicySpec::EMPTY },
            kinds: Some(kinds),
            extends: None,
            added: &[],
        }
    }

    /// The claims type's name.
    #[must_use]
    pub const fn type_name(&self) -> &'static str {
        self.spec.type_name
    }

    /// The header's `typ` that is demanded, and written on issuing.
    #[must_use]
    pub const fn typ(&self) -> Option<&'static str> {
        self.spec.typ
    }

    /// The issuers of which `iss` must be one; any if there are none.
    #[must_use]
    pub const fn issuers(&self) -> &'static [&'static str] {
        self.spec.issuers
    }

    /// The audiences of which `aud` must hold one.
    #[must_use]
    pub const fn audiences(&self) -> &'static [&'static str] {
        self.spec.audiences
    }

    /// The declared leeway, in seconds.
    #[must_use]
    pub const fn leeway(&self) -> Option<u64> {
        self.spec.leeway
    }

    /// How long an issued token lives, in seconds.
    #[must_use]
    pub const fn ttl(&self) -> Option<u64> {
        self.spec.ttl
    }

    /// How old a token may be since `iat`, in seconds.
    #[must_use]
    pub const fn max_age(&self) -> Option<u64> {
        self.spec.max_age
    }

    /// How long a token may live from `iat` to `exp`, in seconds.
    #[must_use]
    pub const fn max_lifetime(&self) -> Option<u64> {
        self.spec.max_lifetime
    }

    /// Whether a token must carry this registered claim. `iss` and `aud` are
    /// also required by a verifier that expects certain ones.
    #[must_use]
    pub const fn requires(&self, claim: RegisteredClaim) -> bool {
        self.required.contains(claim)
    }

    /// The rules of the type that is extended, those that are added to its
    /// claims, then the type's own: on fields from top to bottom, then those
    /// over the whole.
    pub(crate) fn rules(&self) -> Vec<&'static RuleSpec> {
        let mut rules = self.extends.map_or_else(Vec::new, Self::rules);
        rules.extend(self.added.iter().chain(self.spec.rules));
        rules
    }

    /// The policies of an enum's variants, each with the variant's name and
    /// the value that tells it apart. None for a struct.
    pub fn variants(&self) -> impl Iterator<Item = (&'static str, &'static str, &'static Self)> {
        self.kinds
            .into_iter()
            .flat_map(|kinds| kinds.list)
            .map(|kind| (kind.variant, kind.value, kind.policy))
    }

    /// The policy that this one inherits.
    #[must_use]
    pub const fn extends(&self) -> Option<&'static Self> {
        self.extends
    }

    pub(crate) const fn kinds(&self) -> Option<&'static Kinds> {
        self.kinds
    }

    pub(crate) const fn required(&self) -> ClaimSet {
        self.required
    }

    pub(crate) const fn forbidden(&self) -> ClaimSet {
        self.forbidden
    }

    pub(crate) const fn unchecked(&self) -> ClaimSet {
        self.unchecked
    }
}

/// The kinds of token that an enum takes, and by what they are told apart.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds {
    /// The claim, or `None` for the header's `typ`.
    pub claim: Option<&'static str>,
    /// One for each variant, in their order; never two of the same value.
    pub list: &'static [Kind],
}

/// One kind of token: a variant of the enum.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The variant's name.
    pub variant: &'static str,
    /// What the claim, or `typ`, says of such tokens.
    pub value: &'static str,
    /// What the variant's claims type demands.
    pub policy: &'static Policy,
}

impl Kinds {
    /// By what they are told apart, as it is declared.
    pub(crate) fn by(&self) -> &'static str {
        self.claim.unwrap_or("typ")
    }
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kinds {
            Some(kinds) => kinds.fmt(f),
            None => {
                let mut policy = f.debug_struct("Policy");
                policy.field("spec", &self.spec).field("added", &self.added);
                policy.field("extends", &self.extends).finish()
            }
        }
    }
}

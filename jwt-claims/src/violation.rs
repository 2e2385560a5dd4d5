//! One demand on one claim that was not met.

use std::borrow::Cow;
use std::fmt;

use crate::registered::RegisteredClaim;

macro_rules! faults {
    ($($name:ident = $code:literal;)*) => {
        /// What is wrong with a claim: one row for every code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Fault { $($name,)* }

        impl Fault {
            const ALL: &'static [&'static str] = &[$($code),*];

            const fn code(self) -> &'static str { match self { $(Self::$name => $code,)* } }
        }
    };
}

faults! {
    Missing = "missing";
    Null = "null";
    WrongType = "wrong_type";
    Unknown = "unknown";
    Expired = "expired";
    NotYetValid = "not_yet_valid";
    IssuedInFuture = "issued_in_future";
    TooOld = "too_old";
    LifetimeTooLong = "lifetime_too_long";
    WrongIssuer = "wrong_issuer";
    WrongAudience = "wrong_audience";
    UnexpectedAudience = "unexpected_audience";
    WrongTyp = "wrong_typ";
    Unproven = "unproven";
    AnyOf = "any_of";
    AllOf = "all_of";
    NoneOf = "none_of";
    OneOf = "one_of";
    Equals = "equals";
    AtLeast = "at_least";
    StartsWith = "starts_with";
    NonEmpty = "non_empty";
    Len = "len";
    Range = "range";
    Email = "email";
    Uuid = "uuid";
    Url = "url";
    Pattern = "pattern";
    Check = "check";
    Either = "either";
    Forbidden = "forbidden";
    NotWritten = "not_written";
    NotJson = "not_json";
}

/// A rule that a claim did not meet: which claim, which rule, what was
/// expected and, redacted, what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    claim: Cow<'static, str>,
    rule: &'static str,
    fault: Fault,
    expected: Cow<'static, str>,
    actual: Cow<'static, str>,
    permission: bool,
}

impl Violation {
    /// Every [`code`](Violation::code) that there is, for translations and
    /// counters; later versions may add some. What each means is told with
    /// [`Error`](crate::Error#codes-of-violations).
    pub const CODES: &'static [&'static str] = Fault::ALL;

    /// A violation of one of the library's own demands.
    #[cold]
    pub(crate) fn new(
        claim: impl Into<Cow<'static, str>>,
        rule: &'static str,
        fault: Fault,
        expected: impl Into<Cow<'static, str>>,
        actual: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            claim: claim.into(),
            rule,
            fault,
            expected: expected.into(),
            actual: actual.into(),
            permission: false,
        }
    }

    /// Puts it where its claim stands in the token.
    pub(crate) fn set_claim(&mut self, claim: String) {
        self.claim = claim.into();
    }

    /// A violation of what is demanded of a registered claim.
    #[cold]
    pub(crate) fn of(
        claim: RegisteredClaim,
        fault: Fault,
        expected: impl Into<Cow<'static, str>>,
        actual: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(claim.name(), claim.name(), fault, expected, actual)
    }

    /// The same, as one about permission: the token is sound, but not enough.
    pub(crate) fn about_permission(self) -> Self {
        Self { permission: true, ..self }
    }

    /// The path of the claim: its name in the token, with `.member` and
    /// `[index]` below it. The header parameter is `typ`; a check over the
    /// whole struct has the empty path.
    #[must_use]
    pub fn claim(&self) -> &str {
        &self.claim
    }

    /// The rule, named as it is declared: `any_of`, `audience`, `exp`, …
    #[must_use]
    pub fn rule(&self) -> &'static str {
        self.rule
    }

    /// A stable, machine-readable code such as `expired` or `any_of`; all of
    /// them stand with [`Error`](crate::Error#codes-of-violations).
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.fault.code()
    }

    /// What the declaration demands.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What was found, redacted: kinds, counts, lengths and times, never the
    /// text of a claim.
    #[must_use]
    pub fn actual(&self) -> &str {
        &self.actual
    }

    /// Whether this is about permission (403) and not about the soundness of
    /// the token (401).
    #[must_use]
    pub fn is_permission(&self) -> bool {
        self.permission
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.claim.is_empty() {
            write!(f, "`{}`: ", self.claim)?;
        }
        write!(f, "expected {}, found {}", self.expected, self.actual)
    }
}

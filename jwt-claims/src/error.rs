//! The error type: a kind, a stable code, the violations, a message for logs and a
//! shorter one for clients.

pub(crate) mod alternatives;
pub(crate) mod challenge;
mod code;
pub(crate) mod findings;
pub(crate) mod left_out;
pub(crate) mod refusal;
mod serialize;
pub(crate) mod violation;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

pub(crate) use code::Code;
pub use code::ErrorKind;

use findings::Findings;
use left_out::LeftOut;
use violation::Violation;

use crate::policy::RuleSpec;
use crate::policy::fault::Fault;

/// The reason why a key could not be created, a token could not be issued, or a token
/// was refused.
///
/// `Display` is the message for logs: what was expected, what was found (redacted) and
/// what to do. [`client_message`](Error::client_message) is the message for the sender
/// of the token. Neither contains a secret, a signature or the text of a claim.
///
#[doc = include_str!("../CODES.md")]
#[derive(Clone)]
pub struct Error {
    code: Code,
    detail: Detail,
    violations: Vec<Violation>,
    /// Further violations, counted but not listed.
    left_out: Vec<LeftOut>,
    /// True if the search for violations stopped early.
    is_stopped: bool,
    /// True if it is about the signed token inside an encrypted one.
    is_inside: bool,
}

/// A text that is written when it is displayed.
#[derive(Clone, Copy)]
pub(crate) struct Late {
    /// The arguments of `write`.
    pub(crate) about: [u32; 2],
    pub(crate) write: fn([u32; 2], &mut fmt::Formatter<'_>) -> fmt::Result,
}

/// The text for the log.
#[derive(Clone)]
enum Detail {
    Text(Cow<'static, str>),
    /// Written before, once for many tokens.
    Shared(Arc<str>),
    /// Written when it is displayed: refusing a token must not cost the service an
    /// allocation that costs its sender nothing.
    Late(Late),
}

impl Error {
    /// Every [`code`](Error::code), for translations and counters. Later versions may
    /// add codes.
    pub const CODES: &'static [&'static str] = Code::ALL;

    const fn of(code: Code, detail: Detail) -> Self {
        Self {
            code,
            detail,
            violations: Vec::new(),
            left_out: Vec::new(),
            is_stopped: false,
            is_inside: false,
        }
    }

    /// An error with a code and a text.
    #[cold]
    pub(crate) fn new(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::of(code, Detail::Text(detail.into()))
    }

    /// The same with a shared text, which is cheap to clone.
    #[cold]
    pub(crate) fn shared(code: Code, detail: String) -> Self {
        Self::of(code, Detail::Shared(detail.into()))
    }

    /// The same with a text that is written when it is displayed.
    #[cold]
    pub(crate) fn late(code: Code, late: Late) -> Self {
        Self::of(code, Detail::Late(late))
    }

    /// The error of a key constructor: what was expected, what was found (never the
    /// material) and what to do.
    #[cold]
    pub(crate) fn invalid_key(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::InvalidKey, detail)
    }

    /// The same error for a key that could not be created.
    #[cold]
    pub(crate) fn into_invalid_key(self) -> Self {
        Self { code: Code::InvalidKey, ..self }
    }

    /// The backend does not support the algorithm.
    #[cold]
    pub(crate) fn unsupported(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Unsupported, detail)
    }

    #[cold]
    pub(crate) fn claims(violations: Vec<Violation>) -> Self {
        Self { violations, ..Self::new(Code::Claims, "") }
    }

    /// An error with all findings.
    #[cold]
    pub(crate) fn refused(found: Findings) -> Self {
        let is_stopped = found.is_stopped();
        let (violations, left_out) = found.into_parts();
        Self { left_out, is_stopped, ..Self::claims(violations) }
    }

    #[cold]
    pub(crate) fn issue(violations: Vec<Violation>) -> Self {
        Self { violations, ..Self::new(Code::Issue, "") }
    }

    /// The same, with the violations that another error did not list.
    pub(crate) fn leaving_out_as(self, other: &Self) -> Self {
        Self { left_out: other.left_out.clone(), is_stopped: other.is_stopped, ..self }
    }

    /// The same error about the signed token inside an encrypted one.
    #[cfg(feature = "jwe")]
    #[cold]
    pub(crate) fn inside_encrypted(self) -> Self {
        Self { is_inside: true, ..self }
    }

    /// True if it is about the signed token inside an encrypted one.
    pub(crate) fn is_inside_encrypted(&self) -> bool {
        self.is_inside
    }

    /// The kind of error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.code.kind()
    }

    /// A stable, machine-readable code such as `signature_invalid`. If the claims are
    /// invalid, it is `claims_invalid`, and each violation has its own code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code.text()
    }

    /// What is wrong with the claims: the first 64 violations. Empty unless the kind is
    /// [`Claims`](ErrorKind::Claims) or [`Issue`](ErrorKind::Issue).
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// The number of violations that [`violations`](Error::violations) does not list.
    /// They count for the answer, 401 or 403.
    #[must_use]
    pub fn violations_left_out(&self) -> usize {
        self.left_out.len()
    }

    /// False if the search for violations stopped early. It has a budget of work that
    /// grows with the token's size, which limits the time for a token with very many
    /// claims of a wrong type. If the budget was used up,
    /// [`violations`](Error::violations) lists what was found before, and the answer is
    /// 401.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !self.is_stopped
    }

    /// The broken rules, including those of violations that are not listed.
    pub(crate) fn broken_rules(&self) -> impl Iterator<Item = &'static RuleSpec> {
        let left_out = self.left_out.iter().filter_map(LeftOut::rule);
        self.violations.iter().flat_map(Violation::rules).chain(left_out)
    }

    /// True if the token is valid here but does not grant what the claims type
    /// requires: every violation [answers 403](Error#401-or-403). Answer such a token
    /// with 403 `insufficient_scope` (RFC 6750 §3.1); see
    /// [`challenge`](Error::challenge).
    #[must_use]
    pub fn is_insufficient(&self) -> bool {
        self.code == Code::Claims
            && !self.violations.is_empty()
            && self.violations.iter().all(Violation::is_permission)
            && self.left_out.iter().all(LeftOut::is_permission)
            && self.is_complete()
    }

    /// True if the token has expired and every other violation, if any, answers 403.
    /// The client should log in again or refresh the token.
    #[must_use]
    pub fn is_expired(&self) -> bool {
        let expired = |violation: &Violation| violation.fault() == Fault::Expired;
        self.code == Code::Claims
            && self.violations.iter().any(expired)
            && self.violations.iter().all(|violation| expired(violation) || violation.is_permission())
            && self.left_out.iter().all(LeftOut::is_permission)
            && self.is_complete()
    }

    /// True if a newer key set may have the token's key: the code is `key_not_found` or
    /// `keys_unavailable`.
    /// Fetch the issuer's keys again and verify once more. Limit how often you do this,
    /// because anyone can send such a token.
    ///
    /// No key has the token's `kid` or `x5t`, or a JWK Set has no key for its `alg` but
    /// [may have one later](crate::KeySet). For an invalid signature this is false: the
    /// token's key is known, and it did not sign this token.
    #[must_use]
    pub fn wants_other_keys(&self) -> bool {
        matches!(self.code, Code::NoKey | Code::KeysUnavailable)
    }

    /// True if another login is enough (RFC 9470): every violation is of a rule on
    /// `acr` or `auth_time`.
    pub(crate) fn wants_other_login(&self) -> bool {
        self.code == Code::Claims
            && !self.violations.is_empty()
            && self.violations.iter().all(Violation::is_about_login)
            && self.left_out.is_empty()
            && self.is_complete()
    }

    /// A short message for the sender of the token. It contains neither what was
    /// expected nor what was found. It is ASCII without quotes and backslashes, as
    /// required for `error_description` (RFC 6750 §3).
    #[must_use]
    pub fn client_message(&self) -> &'static str {
        if self.is_expired() {
            "the token has expired"
        } else if self.is_insufficient() {
            "the token does not grant access to this"
        } else if self.wants_other_login() {
            "this needs a more recent login, or another kind of login"
        } else {
            self.code.client()
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_inside {
            f.write_str("in the encrypted token: ")?;
        }
        match self.code {
            Code::Claims => f.write_str("claims refused: ")?,
            Code::Issue => f.write_str("claims not issued: ")?,
            _ => {}
        }
        write!(f, "{}", self.detail)?;
        for (nth, violation) in self.violations.iter().enumerate() {
            let separator = if nth == 0 { "" } else { "; " };
            write!(f, "{separator}{violation}")?;
        }
        match self.left_out.len() {
            0 => {}
            left_out => write!(f, "; and {left_out} more")?,
        }
        f.write_str(if self.is_stopped {
            "; the search stopped early because too many claims have a wrong \
            type"
        } else {
            ""
        })
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Shared(text) => f.write_str(text),
            Self::Late(late) => (late.write)(late.about, f),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error").field("code", &self.code()).field("message", &self.to_string()).finish()
    }
}

impl std::error::Error for Error {}

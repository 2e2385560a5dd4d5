//! One opaque error: a kind, a stable code, every violation of a claims
//! failure, a message for logs and a shorter one that is safe to send out.

pub(crate) mod alternatives;
pub(crate) mod challenge;
mod code;
pub(crate) mod findings;
pub(crate) mod left_out;
pub(crate) mod refusal;
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

/// Why a key could not be made, a token not be issued, or a token was refused.
///
/// `Display` is the message for logs: what was expected, what was found
/// (redacted), what to do. [`client_message`](Error::client_message) is what
/// may be told to the sender of a token. No secret, no signature and no text
/// of a claim is ever part of either.
///
#[doc = include_str!("../CODES.md")]
#[derive(Clone)]
pub struct Error {
    code: Code,
    detail: Detail,
    violations: Vec<Violation>,
    /// Violations that are not among them.
    left_out: Vec<LeftOut>,
    /// Whether the search for violations had to stop.
    is_stopped: bool,
}

/// A text that is written when somebody reads it.
#[derive(Clone, Copy)]
pub(crate) struct Late {
    /// What it is about, in numbers that `write` understands.
    pub(crate) about: [u32; 2],
    pub(crate) write: fn([u32; 2], &mut fmt::Formatter<'_>) -> fmt::Result,
}

/// What the log is told beyond the code.
#[derive(Clone)]
enum Detail {
    Text(Cow<'static, str>),
    /// Put into words before, once for all tokens that it is the answer to.
    Shared(Arc<str>),
    /// Put into words only if somebody reads them: refusing a token must not
    /// cost an allocation that whoever sent it gets for nothing.
    Late(Late),
}

impl Error {
    /// Every [`code`](Error::code) that there is, for translations and
    /// counters; later versions may add some.
    pub const CODES: &'static [&'static str] = Code::ALL;

    const fn of(code: Code, detail: Detail) -> Self {
        Self { code, detail, violations: Vec::new(), left_out: Vec::new(), is_stopped: false }
    }

    /// An error that carries nothing but its code and a text.
    #[cold]
    pub(crate) fn new(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::of(code, Detail::Text(detail.into()))
    }

    /// The same, made before and cloned at no cost.
    #[cold]
    pub(crate) fn shared(code: Code, detail: String) -> Self {
        Self::of(code, Detail::Shared(detail.into()))
    }

    /// The same, put into words later.
    #[cold]
    pub(crate) fn late(code: Code, late: Late) -> Self {
        Self::of(code, Detail::Late(late))
    }

    /// A key constructor's refusal: say what was expected, what was found
    /// (never the material) and what to do.
    #[cold]
    pub(crate) fn invalid_key(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::InvalidKey, detail)
    }

    /// The same, of a key that could not be made because of it.
    #[cold]
    pub(crate) fn into_invalid_key(self) -> Self {
        Self { code: Code::InvalidKey, ..self }
    }

    /// The algorithm is not to be had where it was asked for.
    #[cold]
    pub(crate) fn unsupported(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Unsupported, detail)
    }

    #[cold]
    pub(crate) fn claims(violations: Vec<Violation>) -> Self {
        Self { violations, ..Self::new(Code::Claims, "") }
    }

    /// A refusal for all that was found.
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

    /// The same, with the violations that another error leaves out.
    pub(crate) fn leaving_out_as(self, other: &Self) -> Self {
        Self { left_out: other.left_out.clone(), is_stopped: other.is_stopped, ..self }
    }

    /// The broad class.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.code.kind()
    }

    /// A stable, machine-readable code such as `signature_invalid`; a claims
    /// failure is `claims_invalid`, and each violation has a code of its own.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code.text()
    }

    /// The demands that the claims did not meet, the first 64 of them. Empty
    /// unless the kind is [`Claims`](ErrorKind::Claims) or
    /// [`Issue`](ErrorKind::Issue).
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// How many violations were found beyond those that
    /// [`violations`](Error::violations) lists. The answer, 401 or 403, takes
    /// them into account.
    #[must_use]
    pub fn violations_left_out(&self) -> usize {
        self.left_out.len()
    }

    /// Whether the search for violations was finished. It has a budget of work
    /// that grows with the token's size, so that a token with very many claims of
    /// a wrong type costs a limited time. If the budget was used up, this is
    /// false, [`violations`](Error::violations) lists what was found before, and
    /// the answer is 401.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !self.is_stopped
    }

    /// The declared rules that are broken, those of violations left out too.
    pub(crate) fn broken_rules(&self) -> impl Iterator<Item = &'static RuleSpec> {
        let left_out = self.left_out.iter().filter_map(LeftOut::rule);
        self.violations.iter().flat_map(Violation::rules).chain(left_out)
    }

    /// Whether the token is for this but does not grant what the claims type
    /// demands: every violation [answers 403](Error#401-or-403). Services
    /// answer such a token with 403 `insufficient_scope` (RFC 6750 §3.1), see
    /// [`challenge`](Error::challenge).
    #[must_use]
    pub fn is_insufficient(&self) -> bool {
        self.code == Code::Claims
            && !self.violations.is_empty()
            && self.violations.iter().all(Violation::is_permission)
            && self.left_out.iter().all(LeftOut::is_permission)
            && self.is_complete()
    }

    /// Whether nothing is wrong with the token but that it has expired (and,
    /// perhaps, that it grants too little): time to log in again or to refresh.
    #[must_use]
    pub fn is_expired(&self) -> bool {
        let expired = |violation: &Violation| violation.fault() == Fault::Expired;
        self.code == Code::Claims
            && self.violations.iter().any(expired)
            && self.violations.iter().all(|violation| expired(violation) || violation.is_permission())
            && self.left_out.iter().all(LeftOut::is_permission)
            && self.is_complete()
    }

    /// Whether other keys may verify the token: the code is `key_not_found`.
    /// Fetch the issuer's keys again, at a limited rate, since anyone can send
    /// such a token, and try once more.
    ///
    /// No key has the token's `kid` or `x5t`, or none has its `alg` in a JWK Set that
    /// [may have one later](crate::KeySet). False for a signature that does not
    /// hold: the key that the token names is known, and it did not sign this.
    #[must_use]
    pub fn wants_other_keys(&self) -> bool {
        self.code == Code::NoKey
    }

    /// Whether only another login is wanted (RFC 9470): every violation is of a
    /// rule on `acr` or `auth_time`.
    pub(crate) fn wants_other_login(&self) -> bool {
        self.code == Code::Claims
            && !self.violations.is_empty()
            && self.violations.iter().all(Violation::is_about_login)
            && self.left_out.is_empty()
            && self.is_complete()
    }

    /// A short message that is safe to send to whoever sent the token: it
    /// tells neither what was expected nor what was found. Plain ASCII without
    /// quotes and backslashes, as `error_description` wants it (RFC 6750 §3).
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
        f.write_str(if self.is_stopped { "; too much does not fit to look for more" } else { "" })
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

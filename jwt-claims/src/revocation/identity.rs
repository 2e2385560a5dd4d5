//! By which claims a token can be revoked, and until when. They are read from the payload,
//! because a claims type need not have fields for them.

use std::borrow::Cow;

use serde::de::DeserializeSeed;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::base::numeric_date::NumericDate;
use crate::base::shown::kind;
use crate::decode::text::TextSeed;
use crate::error::violation::Violation;
use crate::error::{Code, Error};
use crate::policy::fault::Fault;
use crate::token::settings::MAX_LEEWAY;

/// The name of the rule in violations.
const RULE: &str = "revocation";
/// How long entries are kept beyond the expiry of tokens, for clocks of servers that differ.
const MARGIN: u64 = 60;

/// What a token says of itself. `None` is an absent claim.
pub(super) struct Identity<'t> {
    pub(super) iss: Option<Cow<'t, str>>,
    pub(super) sub: Option<Cow<'t, str>>,
    pub(super) sid: Option<Cow<'t, str>>,
    pub(super) jti: Option<Cow<'t, str>>,
    pub(super) iat: Option<NumericDate>,
    pub(super) exp: Option<NumericDate>,
}

/// No verifier accepts a token that expires at `exp` any more.
pub(super) fn kept_until(exp: NumericDate) -> NumericDate {
    exp.floor().plus(1 + MAX_LEEWAY + MARGIN)
}

/// The same for each token that has been issued until now. The clock of its issuer may be
/// ahead, by as much as verifiers accept.
pub(super) fn kept_for(max_lifetime: u64, now: NumericDate) -> NumericDate {
    kept_until(now.plus(MAX_LEEWAY).plus(max_lifetime))
}

impl<'t> Identity<'t> {
    /// Reads the claims. One that is `null` or of a wrong type is an error, because nothing
    /// is known of what it should say.
    pub(super) fn of(payload: &'t [u8]) -> Result<Self, Error> {
        // it was read before as a claims type
        let text = std::str::from_utf8(payload).map_err(|_| unreadable())?;
        let members: Members<'_> = serde_json::from_str(text).map_err(|_| unreadable())?;
        let mut wrong = Vec::new();
        let identity = Self {
            iss: members.iss.text("iss", &mut wrong),
            sub: members.sub.text("sub", &mut wrong),
            sid: members.sid.text("sid", &mut wrong),
            jti: members.jti.text("jti", &mut wrong),
            iat: members.iat.date("iat", &mut wrong),
            exp: members.exp.date("exp", &mut wrong),
        };
        if wrong.is_empty() { Ok(identity) } else { Err(Error::claims(wrong)) }
    }

    /// When the token was issued. Demands that it expires before its revocation is
    /// forgotten: it has `iat` and `exp`, both are plausible now, and they are not further
    /// apart than this number of seconds.
    pub(super) fn issued_at(&self, max: u64, now: NumericDate) -> Result<NumericDate, Error> {
        let exp = self.expiry(now)?;
        let Some(iat) = self.iat else {
            let expected = "a NumericDate, because a token is revoked if it was issued before a time";
            return Err(violation("iat", Fault::Missing, expected, "nothing"));
        };
        if now.plus(MAX_LEEWAY) < iat {
            let actual = format!("{iat}, {} s ahead", iat.seconds_after(now));
            return Err(violation("iat", Fault::IssuedInFuture, "a time in the past", actual));
        }
        if exp > iat.plus(max) {
            let expected = format!(
                "a lifetime of at most {max} s, because a revocation is kept for as long; for longer ones see \
                 `Revocations::with_max_token_lifetime`"
            );
            let actual = format!("{} s", exp.seconds_after(iat));
            return Err(violation("exp", Fault::LifetimeTooLong, expected, actual));
        }
        Ok(iat)
    }

    /// Demands `exp`, which has not passed by more than the largest leeway: an entry is not
    /// kept for longer.
    pub(super) fn expiry(&self, now: NumericDate) -> Result<NumericDate, Error> {
        let Some(exp) = self.exp else {
            let expected = "a NumericDate, because what is known of a token is kept until it expires";
            return Err(violation("exp", Fault::Missing, expected, "nothing"));
        };
        if now >= exp.plus(MAX_LEEWAY) {
            let expected = format!("a time after {now} (leeway {MAX_LEEWAY} s)");
            let actual = format!("{exp}, {} s ago", now.seconds_after(exp));
            return Err(violation("exp", Fault::Expired, expected, actual));
        }
        Ok(exp)
    }
}

/// An error with this violation.
#[cold]
pub(super) fn violation(
    claim: &'static str,
    fault: Fault,
    expected: impl Into<Cow<'static, str>>,
    actual: impl Into<Cow<'static, str>>,
) -> Error {
    Error::claims(vec![Violation::new(claim, RULE, fault, expected, actual)])
}

/// Repeated names are an error.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Members<'t> {
    #[serde(borrow)]
    iss: Member<'t>,
    sub: Member<'t>,
    sid: Member<'t>,
    jti: Member<'t>,
    iat: Member<'t>,
    exp: Member<'t>,
}

/// The JSON of a claim, also `null`; `None` if it is absent.
#[derive(Default)]
struct Member<'t>(Option<&'t RawValue>);

impl<'de: 't, 't> Deserialize<'de> for Member<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&RawValue>::deserialize(deserializer).map(|json| Self(Some(json)))
    }
}

impl<'t> Member<'t> {
    fn text(self, claim: &'static str, wrong: &mut Vec<Violation>) -> Option<Cow<'t, str>> {
        self.read(claim, "a string", wrong, |json| {
            TextSeed.deserialize(&mut serde_json::Deserializer::from_str(json)).ok()
        })
    }

    fn date(self, claim: &'static str, wrong: &mut Vec<Violation>) -> Option<NumericDate> {
        let expected = "a NumericDate (a number of seconds since 1970)";
        self.read(claim, expected, wrong, |json| serde_json::from_str(json).ok())
    }

    fn read<T>(
        self,
        claim: &'static str,
        expected: &'static str,
        wrong: &mut Vec<Violation>,
        read: impl FnOnce(&'t str) -> Option<T>,
    ) -> Option<T> {
        let json = self.0?.get();
        let value = read(json);
        if value.is_none() {
            let fault = if json == "null" { Fault::Null } else { Fault::WrongType };
            wrong.push(Violation::new(claim, RULE, fault, expected, kind(json)));
        }
        value
    }
}

#[cold]
fn unreadable() -> Error {
    Error::new(Code::Malformed, "the payload is not a JSON object whose names differ")
}

//! From a claims type to a payload: one pass, the registered claims watched
//! on the way and completed at the end.

mod inject;
mod notes;
mod probe;

pub(crate) use inject::Inject;

use std::borrow::Cow;

use inject::{NO_NAME, NO_OBJECT, TWICE};

use crate::base64::RandomId;
use crate::claim_value::KNOWN_AS_UNKNOWN;
use crate::claims::IssueClaims;
use crate::judge::Judge;
use crate::policy::Policy;
use crate::registered::{ClaimSet, Registered, RegisteredClaim};
use crate::rules::{Findings, Seen};
use crate::time_claim::NO_DATE;
use crate::violation::Fault;
use crate::{Error, NumericDate, Violation};

/// Tokens are rarely longer; the buffer grows where they are.
const USUAL_PAYLOAD: usize = 512;

/// What is said here of claims that cannot be written.
const OWN_WORDS: [&str; 5] = [NO_OBJECT, NO_NAME, TWICE, NO_DATE, KNOWN_AS_UNKNOWN];

/// What a token says of its registered claims where its claims type is silent.
pub(crate) struct Defaults<'i> {
    pub(crate) iss: Option<&'i str>,
    /// Where there is none, the one that is declared.
    pub(crate) aud: &'i [String],
    pub(crate) iat: NumericDate,
    pub(crate) exp: Option<NumericDate>,
    /// Makes a `jti`, where one is needed.
    pub(crate) jti: fn() -> Result<RandomId, Error>,
    /// The claim that tells an enum's kinds apart, and what it must say.
    pub(crate) kind: Option<(&'static str, &'static str)>,
}

/// The registered claims that were written, and what is wrong with them.
#[derive(Default)]
pub(crate) struct Minted {
    written: ClaimSet,
    pub(crate) exp: Option<NumericDate>,
    iat: Option<NumericDate>,
    ill_typed: ClaimSet,
    wrong_iss: bool,
    aud: AudienceSeen,
    /// The claim that could not be written.
    stuck: Option<String>,
    kind: KindSeen,
    pub(crate) jti: Option<Error>,
}

/// Whether one of the audiences was among those demanded.
#[derive(Default)]
struct AudienceSeen {
    declared: bool,
    here: bool,
}

/// What the claims type says itself of the claim that tells kinds apart.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum KindSeen {
    #[default]
    Unsaid,
    Said,
    Wrong,
}

/// What an issuer asks of claims: one table of functions for a claims type, so
/// that nothing else of issuing is compiled for it.
pub(crate) trait Issuable {
    fn policy(&self) -> &'static Policy;

    /// The claim that tells an enum's kinds apart, and what it says.
    fn kind(&self) -> Option<(&'static str, &'static str)>;

    fn check(&self, found: &mut Findings);

    fn write(&self, into: Inject<'_, '_>) -> Result<(), serde_json::Error>;
}

/// Claims under the context that their rules compare with.
pub(crate) struct UnderContext<'c, 'x, C: IssueClaims> {
    pub(crate) claims: &'c C,
    pub(crate) cx: &'c C::Context<'x>,
}

impl<C: IssueClaims> Issuable for UnderContext<'_, '_, C> {
    fn policy(&self) -> &'static Policy {
        self.claims.policy()
    }

    fn kind(&self) -> Option<(&'static str, &'static str)> {
        self.claims.kind()
    }

    fn check(&self, found: &mut Findings) {
        self.claims.check(self.cx, Seen::ALL, found);
    }

    fn write(&self, into: Inject<'_, '_>) -> Result<(), serde_json::Error> {
        self.claims.encode(into)
    }
}

/// Writes the payload: the claims type's own claims, then the defaults for
/// what it does not say. Nothing is returned that `judge` would refuse.
pub(crate) fn encode(
    claims: &dyn Issuable,
    defaults: &Defaults<'_>,
    judge: &Judge<'_>,
) -> Result<(Vec<u8>, Minted), Error> {
    let mut found = Findings::default();
    claims.check(&mut found);
    let mut payload = Vec::with_capacity(USUAL_PAYLOAD);
    let mut minted = Minted::default();
    let mut json = serde_json::Serializer::new(&mut payload);
    let written = claims.write(Inject::new(&mut json, &mut minted, defaults, judge));
    let is_whole = written.is_ok();
    if let Err(error) = written {
        if let Some(error) = minted.jti {
            return Err(error);
        }
        found.push(not_written(minted.stuck.take(), &error));
    }
    minted.report(judge, is_whole, &mut found);
    if let Some((claim, kind)) = defaults.kind.filter(|_| minted.kind == KindSeen::Wrong) {
        let expected = format!("{kind:?}");
        found.push(Violation::new(claim, "kinds_by", Fault::OneOf, expected, "another value"));
    }
    if found.is_empty() { Ok((payload, minted)) } else { Err(Error::issue(found.into_violations())) }
}

#[cold]
fn not_written(claim: Option<String>, error: &serde_json::Error) -> Violation {
    let fault = if error.is_data() { Fault::NotWritten } else { Fault::NotJson };
    let words = error.to_string();
    // another's `Serialize` may quote the claim; serde_json's own words do not
    let found = if error.is_data() && !OWN_WORDS.contains(&words.as_str()) {
        Cow::Borrowed("a `Serialize` that fails")
    } else {
        format!("an error: {words}").into()
    };
    let expected = match claim {
        Some(_) => "a value that can be written as JSON",
        None => "claims that can be written as a JSON object",
    };
    Violation::new(claim.unwrap_or_default(), "encode", fault, expected, found)
}

impl Defaults<'_> {
    /// What a claim of that name must say because it tells kinds apart.
    fn kind_in(&self, name: &str) -> Option<&'static str> {
        self.kind.filter(|(claim, _)| *claim == name).map(|(_, kind)| kind)
    }
}

impl Minted {
    /// What of a payload that is not `is_whole` was still to come is not missing.
    fn report(&self, judge: &Judge<'_>, is_whole: bool, found: &mut Findings) {
        let unsaid = judge.required().without(self.written.or(self.ill_typed));
        for claim in self.ill_typed.iter() {
            found.push(Violation::of(claim, Fault::WrongType, claim.expected(), "another type"));
        }
        for claim in unsaid.iter().filter(|_| is_whole) {
            found.push(not_said(claim));
        }
        judge.forbidden(self.written, found);
        judge.confirmation(self.written, found);
        if self.wrong_iss {
            found.push(judge.wrong_issuer());
        }
        let fits = |seen: bool, wanted: bool| seen || !wanted || !self.written.contains(RegisteredClaim::Aud);
        let declared = !judge.policy.audiences().is_empty();
        if !(fits(self.aud.declared, declared) && fits(self.aud.here, !judge.audiences.is_empty())) {
            found.push(judge.wrong_audience(1));
        }
        // a token that becomes valid later may well be issued now: no `nbf` here
        judge.times(&Registered { exp: self.exp, iat: self.iat, ..Registered::default() }, found);
    }
}

/// A required claim that neither the claims type nor the issuer gives.
#[cold]
fn not_said(claim: RegisteredClaim) -> Violation {
    let expected = match claim {
        RegisteredClaim::Exp => {
            "an expiry; declare `ttl`, give the issuer one, add a field `exp`, or write `optional(exp)`"
        }
        RegisteredClaim::Iss => "an issuer; declare exactly one, or give the issuer one with `with_issuer`",
        RegisteredClaim::Aud => {
            "an audience; declare exactly one, or give the issuer one with `with_audience`"
        }
        _ => "a value; add a field of that name",
    };
    Violation::of(claim, Fault::Missing, expected, "nothing")
}

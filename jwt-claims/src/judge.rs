//! Checks registered claims and `typ` against the policy.

mod nearly;

use std::borrow::Cow;

use crate::base::moment::Moment;
use crate::base::numeric_date::NumericDate;
use crate::base::registered::{CONFIRMATION, ClaimSet, Registered, RegisteredClaim};
use crate::base::shown;
use crate::error::findings::Findings;
use crate::error::violation::Violation;
use crate::policy::fault::Fault;
use crate::policy::{Policy, typ};

/// The name of the rule for the encryption of a token.
pub(crate) const ENCRYPTED: &str = "encrypted";

/// What a token is checked against beyond its claims type's policy.
#[derive(Clone, Copy)]
pub(crate) struct Conditions<'v> {
    pub(crate) issuers: Accepted<'v>,
    pub(crate) audiences: Accepted<'v>,
    /// The issuer that the key is bound to.
    pub(crate) key_issuer: Option<&'v str>,
    /// In seconds; a claims type may declare a shorter one.
    pub(crate) leeway: u64,
    pub(crate) now: NumericDate,
    /// True if the token came, or is going to be sent, in an encrypted one.
    pub(crate) encrypted: bool,
    /// True if the sender has proved that it has the key which `cnf` names, or if the
    /// token is being issued, and a guard could check a proof.
    pub(crate) proven: bool,
}

/// The issuers or the audiences that the verifier accepts.
#[derive(Clone, Copy)]
pub(crate) enum Accepted<'v> {
    /// These; any if there are none.
    Listed(&'v [String]),
    /// Those of this token: it was verified before, with the same verifier.
    OfToken,
}

impl<'v> Accepted<'v> {
    #[inline]
    fn is_any(self) -> bool {
        matches!(self, Self::Listed([]))
    }

    /// True if one of the token's names is accepted.
    #[inline]
    fn accepts<'n>(self, mut names: impl Iterator<Item = &'n str>) -> bool {
        match self {
            Self::Listed([]) | Self::OfToken => true,
            Self::Listed(listed) => names.any(|name| listed.iter().any(|one| one == name)),
        }
    }

    fn listed(self) -> &'v [String] {
        match self {
            Self::Listed(listed) => listed,
            Self::OfToken => &[],
        }
    }
}

/// Everything that the registered claims of one token are checked against.
pub(crate) struct Judge<'v> {
    pub(crate) policy: &'static Policy,
    /// The token's.
    typ: Option<&'v str>,
    conditions: Conditions<'v>,
}

impl<'v> Judge<'v> {
    pub(crate) fn new(policy: &'static Policy, typ: Option<&'v str>, conditions: Conditions<'v>) -> Self {
        let leeway = policy.leeway().map_or(conditions.leeway, |declared| declared.min(conditions.leeway));
        Self { policy, typ, conditions: Conditions { leeway, ..conditions } }
    }

    /// The time of the checks.
    pub(crate) fn moment(&self) -> Moment {
        let Conditions { now, leeway, .. } = self.conditions;
        Moment { now, leeway }
    }
}

impl Judge<'_> {
    #[inline]
    pub(crate) fn judge(&self, claims: &Registered<'_>, found: &mut Findings) {
        if self.policy.is_encrypted() != self.conditions.encrypted {
            found.push(wrong_encryption(self.conditions.encrypted));
        }
        self.typ(found);
        self.presence(claims, found);
        self.forbidden(claims.present, found);
        self.times(claims, found);
        self.issuer(claims, found);
        self.audience(claims, found);
        self.confirmation(claims.present, found);
    }

    fn typ(&self, found: &mut Findings) {
        // most tokens have it as it is declared
        if !self.policy.typs().contains(&self.typ) && !self.policy.accepts_typ(self.typ) {
            let declared = self.policy.declares_typ().then(|| self.policy.typs());
            found.push(wrong_typ(declared, self.typ));
        }
    }

    fn presence(&self, claims: &Registered<'_>, found: &mut Findings) {
        let missing = self.required().without(claims.present);
        if missing.is_empty() {
            return;
        }
        for claim in missing.iter() {
            found.push(Violation::of(claim, Fault::Missing, claim.expected(), "nothing"));
        }
    }

    /// Reports forbidden claims that are present.
    fn forbidden(&self, present: ClaimSet, found: &mut Findings) {
        for claim in self.policy.forbidden().iter().filter(|claim| present.contains(*claim)) {
            found.push(Violation::new(
                claim.name(),
                "forbidden",
                Fault::Forbidden,
                "no such claim",
                "a claim",
            ));
        }
    }

    fn times(&self, claims: &Registered<'_>, found: &mut Findings) {
        let Conditions { now, leeway, .. } = self.conditions;
        let (unchecked, latest) = (self.unchecked(), now.plus(leeway));
        let checked = |claim, date: Option<NumericDate>| date.filter(|_| !unchecked.contains(claim));
        if let Some(exp) = checked(RegisteredClaim::Exp, claims.exp)
            && now >= exp.plus(leeway)
        {
            found.push(self.expired(exp));
        }
        if let Some(nbf) = checked(RegisteredClaim::Nbf, claims.nbf)
            && latest < nbf
        {
            found.push(self.too_early(RegisteredClaim::Nbf, Fault::NotYetValid, nbf));
        }
        if let Some(iat) = checked(RegisteredClaim::Iat, claims.iat) {
            if latest < iat {
                found.push(self.too_early(RegisteredClaim::Iat, Fault::IssuedInFuture, iat));
            }
            self.ages(iat, claims.exp, found);
        }
    }

    #[cold]
    fn expired(&self, exp: NumericDate) -> Violation {
        let Conditions { now, leeway, .. } = self.conditions;
        let actual = format!("{exp}, {} s ago", now.seconds_after(exp));
        Violation::of(
            RegisteredClaim::Exp,
            Fault::Expired,
            format!("a time after {now} (leeway {leeway} s)"),
            actual,
        )
    }

    #[cold]
    fn too_early(&self, claim: RegisteredClaim, fault: Fault, time: NumericDate) -> Violation {
        let Conditions { now, leeway, .. } = self.conditions;
        let actual = format!("{time}, {} s ahead", time.seconds_after(now));
        Violation::of(claim, fault, format!("a time up to {now} (leeway {leeway} s)"), actual)
    }

    fn ages(&self, iat: NumericDate, exp: Option<NumericDate>, found: &mut Findings) {
        if let Some(max) = self.policy.max_age()
            && self.conditions.now >= iat.plus(max).plus(self.conditions.leeway)
        {
            let age = format!("{} s", self.conditions.now.seconds_after(iat));
            found.push(Violation::new("iat", "max_age", Fault::TooOld, format!("an age below {max} s"), age));
        }
        if let (Some(max), Some(exp)) = (self.policy.max_lifetime(), exp)
            && exp > iat.plus(max)
        {
            let lifetime = format!("{} s", exp.seconds_after(iat));
            let expected = format!("a lifetime of at most {max} s");
            found.push(Violation::new("exp", "max_lifetime", Fault::LifetimeTooLong, expected, lifetime));
        }
    }

    fn issuer(&self, claims: &Registered<'_>, found: &mut Findings) {
        if let Some(iss) = claims.iss.as_deref()
            && !self.issuer_fits(iss)
        {
            found.push(self.wrong_issuer(iss));
        }
    }

    #[inline]
    fn issuer_fits(&self, iss: &str) -> bool {
        self.issuer_is_wanted(iss) && self.conditions.key_issuer.is_none_or(|issuer| issuer == iss)
    }

    /// True if policy and verifier accept this issuer, without regard to the key.
    #[inline]
    fn issuer_is_wanted(&self, iss: &str) -> bool {
        let name = || std::iter::once(iss);
        declares(self.policy.issuers(), name()) && self.conditions.issuers.accepts(name())
    }

    #[cold]
    fn wrong_issuer(&self, iss: &str) -> Violation {
        let wanted = unmet(self.policy.issuers(), self.conditions.issuers, std::iter::once(iss));
        let of_key = self.conditions.key_issuer.filter(|issuer| *issuer != iss);
        let of_key_told = of_key.map(|issuer| {
            format!(
                "{issuer:?}, the issuer that the token's key is bound \
            to"
            )
        });
        let expected = match (self.issuer_is_wanted(iss), of_key_told) {
            (true, Some(of_key)) => of_key,
            (false, Some(of_key)) => format!("{}; and {of_key}", quoted(wanted.clone())),
            (_, None) => quoted(wanted.clone()),
        };
        let difference = nearly::difference(&wanted.chain(of_key), [iss].into_iter());
        Violation::new("iss", "issuer", Fault::WrongIssuer, expected, another("issuer", difference))
    }

    fn audience(&self, claims: &Registered<'_>, found: &mut Findings) {
        let Some(aud) = claims.aud.as_ref().filter(|_| self.checks(RegisteredClaim::Aud)) else { return };
        let aud = aud.as_slice();
        let declared = self.policy.audiences();
        if declared.is_empty() && self.conditions.audiences.is_any() {
            found.push(unexpected_audience());
            return;
        }
        let names = || aud.iter().map(AsRef::as_ref);
        if !(declares(declared, names()) && self.conditions.audiences.accepts(names())) {
            found.push(self.wrong_audience(aud));
        }
    }

    #[cold]
    fn wrong_audience(&self, names: &[Cow<'_, str>]) -> Violation {
        let found = names.iter().map(AsRef::as_ref);
        let wanted = unmet(self.policy.audiences(), self.conditions.audiences, found.clone());
        let expected = quoted(wanted.clone());
        let difference = nearly::difference(&wanted, found);
        let actual = match (names.len(), difference) {
            (1, difference) => another("audience", difference),
            (others, None) => format!("{others} other audiences").into(),
            (others, Some(difference)) => {
                format!("{others} other audiences, one of which differs only in {difference}").into()
            }
        };
        Violation::new("aud", "audience", Fault::WrongAudience, expected, actual)
    }

    /// A token that is bound to a key must not be accepted as a bearer token: someone
    /// who stole it could use it (RFC 9449 §7, RFC 8705 §3).
    #[inline]
    fn confirmation(&self, present: ClaimSet, found: &mut Findings) {
        if present.has_confirmation() && !self.is_proven() {
            found.push(unproven());
        }
    }

    /// True if the sender has proved that it has the key, or does not have to.
    fn is_proven(&self) -> bool {
        self.conditions.proven || self.policy.unchecked().has_confirmation()
    }

    /// The claims that are not checked: the policy's `unchecked`, minus what the
    /// verifier or the key expects.
    #[inline]
    pub(crate) fn unchecked(&self) -> ClaimSet {
        self.policy.unchecked().without(self.expected())
    }

    fn checks(&self, claim: RegisteredClaim) -> bool {
        !self.unchecked().contains(claim)
    }

    /// The required claims.
    #[inline]
    fn required(&self) -> ClaimSet {
        self.policy.required().or(self.expected())
    }

    /// The claims with values that the verifier or the key expects.
    #[inline]
    pub(crate) fn expected(&self) -> ClaimSet {
        let mut expected = ClaimSet::default();
        if !self.conditions.issuers.is_any() || self.conditions.key_issuer.is_some() {
            expected.insert(RegisteredClaim::Iss);
        }
        if !self.conditions.audiences.is_any() {
            expected.insert(RegisteredClaim::Aud);
        }
        expected
    }
}

/// True if the policy declares one of the token's names, or none at all.
#[inline]
fn declares<'n>(declared: &[&str], mut names: impl Iterator<Item = &'n str>) -> bool {
    declared.is_empty() || names.any(|name| declared.contains(&name))
}

/// The names of the lists that have none of the token's names: the policy's and the
/// verifier's.
fn unmet<'v, 'n>(
    declared: &'static [&'static str],
    accepted: Accepted<'v>,
    names: impl Iterator<Item = &'n str> + Clone,
) -> impl Iterator<Item = &'v str> + Clone {
    let declared = if declares(declared, names.clone()) { &[] } else { declared };
    let accepted = if accepted.accepts(names) { &[] } else { accepted.listed() };
    declared.iter().copied().chain(accepted.iter().map(String::as_str))
}

/// What was found, without the name.
#[cold]
fn another(what: &str, difference: Option<String>) -> Cow<'static, str> {
    match difference {
        None => format!("another {what}"),
        Some(difference) => format!("another {what}, which differs only in {difference}"),
    }
    .into()
}

#[cold]
fn unexpected_audience() -> Violation {
    let expected = "no audience, because none is declared; declare `audience`, call \
        `Verifier::with_audience`, or write `unchecked(aud)`";
    Violation::new("aud", "audience", Fault::UnexpectedAudience, expected, "an audience")
}

#[cold]
fn unproven() -> Violation {
    let expected = "a proof that the sender has the key which `cnf` names; verify the token with `Guard::with_dpop` (feature \
        `dpop`), or check the proof yourself and declare `unchecked(cnf)`";
    Violation::new(CONFIRMATION, CONFIRMATION, Fault::Unproven, expected, "no checked proof")
}

#[cold]
fn wrong_encryption(is_encrypted: bool) -> Violation {
    if is_encrypted {
        let expected = "a token that is signed and not encrypted; to accept encrypted ones, declare \
            `#[claims(encrypted)]`";
        return Violation::new("", ENCRYPTED, Fault::UnexpectedEncryption, expected, "an encrypted one");
    }
    let expected = "an encrypted token, because the claims type is declared `encrypted`; let the issuer encrypt it, with \
        `Issuer::encrypting_for`";
    Violation::new("", ENCRYPTED, Fault::NotEncrypted, expected, "one that is signed only")
}

#[cold]
pub(crate) fn wrong_typ(declared: Option<&[Option<&str>]>, typ: Option<&str>) -> Violation {
    let actual = typ_found(typ);
    let expected = match declared {
        Some(typs) => typ::listed(typs, " or ", "no `typ`"),
        None => format!("no `typ` or \"JWT\"; to accept these tokens, declare `#[claims(typ = {actual})]`"),
    };
    Violation::new("typ", "typ", Fault::WrongTyp, expected, actual)
}

/// The `typ` of a token as text. A header is not secret, but may be long.
pub(crate) fn typ_found(typ: Option<&str>) -> String {
    typ.map_or_else(|| "no `typ`".to_owned(), shown::quoted)
}

#[cold]
fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<_> = names.map(|name| format!("{name:?}")).collect();
    names.dedup();
    names.join(" or ")
}

//! Issues a token of the claims type, from claims as JSON.

use std::io::Read;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::base::base64::RandomId;
use crate::base::clock::{Clock, FixedClock, SystemClock};
use crate::base::numeric_date::NumericDate;
use crate::base::registered::RegisteredClaim;
use crate::claims::{IssueClaims, OwnedClaims, Signed};
use crate::cli::arguments::MintOptions;
use crate::cli::failure::Failure;
use crate::cli::input;
use crate::cli::keys::signing_key;
use crate::cli::output::{Line, Look, Outcome};
use crate::contract::declared::ContextFree;
use crate::decode::Beginnings;
use crate::error::Error;
use crate::judge::{Accepted, Conditions};
use crate::policy::Policy;
use crate::token::issued::Issued;
use crate::token::issuer::Issuer;
use crate::token::unverified::look_inside_unverified;

/// The lifetime of a token, if neither the claims type nor the arguments say one.
const DEFAULT_TTL: Duration = Duration::from_secs(3600);

type Object = Map<String, Value>;

/// What `mint` does.
pub(super) enum Mint {
    /// Issues claims.
    Issue(fn(&Object, &Object, &Draft<'_>) -> Result<Issued, Failure>),
    /// The claims type is verify-only.
    Nothing,
}

/// How the claims are issued.
pub(super) struct Draft<'d> {
    issuer: Issuer,
    audiences: &'d [String],
    now: NumericDate,
}

impl Mint {
    pub(super) fn run(
        &self,
        policy: &'static Policy,
        options: &MintOptions,
        input: &mut dyn Read,
    ) -> Result<Outcome, Failure> {
        let Self::Issue(issue) = self else {
            let name = policy.type_name();
            return Err(Failure::Input(format!(
                "the claims type `{name}` is verify-only; it cannot be issued"
            )));
        };
        let given = given(options, input)?;
        let now = match options.at {
            Some(at) => NumericDate::from_seconds(at).ok_or_else(out_of_range)?,
            None => SystemClock.now(),
        };
        check_lifetime(options, policy)?;
        let issuer = issuer(options, policy, now, input)?;
        let complete = complete(given.clone(), policy, options, now)?;
        let issued = issue(&given, &complete, &Draft { issuer, audiences: &options.audience, now })?;
        let expires_at = issued.expires_at();
        Ok(Outcome {
            text: vec![Line::new(Look::Plain, issued.as_str())],
            json: json!({ "token": issued.as_str(), "expires_at": expires_at.map(NumericDate::seconds) }),
            is_good: true,
        })
    }
}

/// Reads the complete claims as a verifier would, and issues them.
pub(super) fn issue<C: OwnedClaims + IssueClaims + ContextFree>(
    given: &Object,
    complete: &Object,
    draft: &Draft<'_>,
) -> Result<Issued, Failure> {
    let payload = Value::from(complete.clone()).to_string();
    let mut signed = Signed {
        payload: payload.as_bytes(),
        beginnings: &Beginnings::default(),
        typ: C::POLICY.typ(),
        conditions: Conditions {
            issuers: Accepted::Listed(&[]),
            audiences: Accepted::Listed(draft.audiences),
            key_issuer: None,
            leeway: 0,
            now: draft.now,
            encrypted: false,
            proven: true,
        },
    };
    let policy = signed.chosen(C::POLICY)?;
    (signed.typ, signed.conditions.encrypted) = (policy.typ(), policy.is_encrypted());
    let (claims, _) = C::accept(&(), &signed)?;
    let issued = draft.issuer.issue(&claims)?;
    check_kept(given, &issued, C::POLICY)?;
    Ok(issued)
}

/// The claims of the arguments.
fn given(options: &MintOptions, input: &mut dyn Read) -> Result<Object, Failure> {
    let mut claims = match &options.claims {
        Some(path) => serde_json::from_str(&input::file(path, input)?)
            .map_err(|error| Failure::Input(format!("expected the claims to be a JSON object: {error}")))?,
        None => Object::new(),
    };
    for (name, value) in &options.claim {
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value.as_str()));
        claims.insert(name.clone(), value);
    }
    Ok(claims)
}

fn issuer(
    options: &MintOptions,
    policy: &Policy,
    now: NumericDate,
    input: &mut dyn Read,
) -> Result<Issuer, Failure> {
    let mut issuer = Issuer::new(signing_key(&options.key, input)?).with_clock(FixedClock::at(now.seconds()));
    if let Some(iss) = options.issuer.as_deref().or(policy.issuers().first().copied()) {
        issuer = issuer.with_issuer(iss);
    }
    let declared = policy.audiences().first().filter(|_| options.audience.is_empty());
    issuer = declared.into_iter().copied().fold(issuer, Issuer::with_audience);
    issuer = options.audience.iter().fold(issuer, Issuer::with_audience);
    Ok(issuer.with_ttl(lifetime(options, policy))?)
}

fn out_of_range() -> Failure {
    Failure::Input("expected --at to be between the years 1 and 9999, in seconds since 1970".into())
}

/// The issuer would use the shorter one.
fn check_lifetime(options: &MintOptions, policy: &Policy) -> Result<(), Failure> {
    let declared = policy.ttl().map(Duration::from_secs);
    match (options.lifetime, declared) {
        (Some(asked), Some(ttl)) if asked > ttl => Err(Failure::Input(format!(
            "expected a lifetime of at most {} s, the `ttl` of `{}`, found {} s",
            ttl.as_secs(),
            policy.type_name(),
            asked.as_secs()
        ))),
        _ => Ok(()),
    }
}

fn lifetime(options: &MintOptions, policy: &Policy) -> Duration {
    options.lifetime.or(policy.ttl().map(Duration::from_secs)).unwrap_or(DEFAULT_TTL)
}

/// Adds the claims that an issuer adds: a field for them may be required.
fn complete(
    mut claims: Object,
    policy: &'static Policy,
    options: &MintOptions,
    now: NumericDate,
) -> Result<Object, Failure> {
    let iss = options.issuer.as_deref().or(policy.issuers().first().copied());
    let aud = options.audience.first().map(String::as_str).or(policy.audiences().first().copied());
    let ttl = i64::try_from(lifetime(options, policy).as_secs()).unwrap_or(i64::MAX);
    let id =
        RandomId::new().ok_or_else(|| Error::unsupported("the system has no random numbers for `jti`"))?;
    let added = [
        (RegisteredClaim::Iss, iss.map(Value::from)),
        (RegisteredClaim::Aud, aud.map(Value::from)),
        (RegisteredClaim::Iat, Some(now.seconds().into())),
        (RegisteredClaim::Exp, Some(now.seconds().saturating_add(ttl).into())),
        (RegisteredClaim::Jti, Some(id.as_str().into())),
    ];
    for (claim, value) in added {
        if let Some(value) = value.filter(|_| !policy.forbidden().contains(claim)) {
            claims.entry(claim.name()).or_insert(value);
        }
    }
    Ok(claims)
}

/// A claim that the claims type has no field for would be lost.
fn check_kept(given: &Object, issued: &Issued, policy: &Policy) -> Result<(), Failure> {
    let inside = look_inside_unverified(issued.as_str())?;
    let kept = inside.unverified_claims();
    let is_lost = |(name, value): &(&String, &Value)| {
        let is_registered = ["iss", "aud", "exp", "iat", "jti"].contains(&name.as_str());
        !value.is_null() && kept.get(*name).is_none_or(|written| is_registered && written != *value)
    };
    let lost: Vec<&str> = given.iter().filter(is_lost).map(|(name, _)| name.as_str()).collect();
    if lost.is_empty() {
        return Ok(());
    }
    let (name, lost) = (policy.type_name(), lost.join(", "));
    Err(Failure::Input(format!(
        "expected claims that `{name}` has fields for, found others: {lost}; \
         set `iss`, `aud` and `exp` with --issuer, --audience and --for"
    )))
}

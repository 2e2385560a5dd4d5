//! What the library says to a case, in the words of the vectors.

use std::time::Duration;

use jwt_claims::jwe::{self, ContentEncryption, DecryptionKey, DecryptionKeySet, KeyManagement};
use jwt_claims::{
    Algorithm, Error, ErrorKind, FixedClock, KeySet, Verifier, VerifyingKey, Violation, jwk, jws,
};
use serde::Serialize;

use super::profile::{self, Refusal};
use super::{Case, Profile};
use crate::forge::base64url;

/// The features that the library does not have. `b64` and detached payloads
/// have no place in a JWT (RFC 7797 §7).
const MISSING: [&str; 7] =
    ["detached", "b64", "json_serialization", "unprotected_alg", "zip", "PBES2", "RSA1_5"];

/// The answer to one case.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// That of the case.
    pub id: String,
    /// In one word.
    pub verdict: Verdict,
    /// The error class of a refusal.
    pub error: Option<&'static str>,
    /// The library's own words.
    pub detail: Option<String>,
    /// The features among the case's needs that the library does not have.
    pub missing: Vec<String>,
    /// The payload of a raw JWS, in base64url.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
    /// The thumbprint of a JWK.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbprint: Option<String>,
}

/// An answer in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Accepted.
    Valid,
    /// Refused.
    Invalid,
    /// The algorithm or form is not offered.
    Unsupported,
}

/// What an accepted case yields.
#[derive(Default)]
struct Yield {
    payload: Option<String>,
    thumbprint: Option<String>,
}

enum No {
    Unsupported(String),
    Refused { class: &'static str, detail: String },
}

impl From<Error> for No {
    fn from(error: Error) -> Self {
        match class(&error) {
            Some(class) => Self::Refused { class, detail: error.to_string() },
            None => Self::Unsupported(error.to_string()),
        }
    }
}

/// Asks the library.
#[must_use]
pub fn answer(case: &Case) -> Answer {
    let missing: Vec<String> =
        case.needs.iter().filter(|need| MISSING.contains(&need.as_str())).cloned().collect();
    let (verdict, error, detail, given) = match examine(case, &missing) {
        Ok(given) => (Verdict::Valid, None, None, given),
        Err(No::Refused { class, detail }) => (Verdict::Invalid, Some(class), Some(detail), Yield::default()),
        Err(No::Unsupported(detail)) => (Verdict::Unsupported, None, Some(detail), Yield::default()),
    };
    let Yield { payload, thumbprint } = given;
    Answer { id: case.id.clone(), verdict, error, detail, missing, payload, thumbprint }
}

fn examine(case: &Case, missing: &[String]) -> Result<Yield, No> {
    if case.form != "compact" || !missing.is_empty() {
        return Err(No::Unsupported("only whole tokens in compact form are offered".into()));
    }
    match (case.kind.as_str(), &case.profile) {
        ("thumbprint", _) => {
            let thumbprint = jwk::thumbprint(&case.key())?;
            Ok(Yield { thumbprint: Some(thumbprint), ..Yield::default() })
        }
        ("claims", Some(profile)) => {
            examine_claims(&configured(Verifier::new(keys(case)?), profile)?, &case.token(), profile)?;
            Ok(Yield::default())
        }
        ("jws" | "jwk", _) => {
            let payload = jws::verify(&Verifier::new(keys(case)?), &case.token())?;
            Ok(Yield { payload: Some(base64url(payload)), ..Yield::default() })
        }
        ("jwe", _) => {
            let plaintext = jwe::decrypt(&decryption_keys(case)?, &case.token())?;
            Ok(Yield { payload: Some(base64url(plaintext)), ..Yield::default() })
        }
        (kind, _) => Err(No::Unsupported(format!("cases of kind {kind}"))),
    }
}

/// Pinned to the one key management and content encryption.
fn decryption_keys(case: &Case) -> Result<DecryptionKeySet, No> {
    let name = case.alg.as_deref().unwrap_or_default();
    let alg = KeyManagement::from_name(name).ok_or_else(|| No::Unsupported(format!("algorithm {name}")))?;
    if case.has_key_set() {
        return Ok(DecryptionKeySet::from_jwks(&case.key(), &[alg])?);
    }
    let key = DecryptionKey::from_jwk(alg, &case.key())?;
    let Some(name) = &case.enc else { return Ok(key.into()) };
    let enc =
        ContentEncryption::from_name(name).ok_or_else(|| No::Unsupported(format!("algorithm {name}")))?;
    Ok(key.with_content_encryption(enc)?.into())
}

fn keys(case: &Case) -> Result<KeySet, No> {
    let name = case.alg.as_deref().unwrap_or_default();
    let algorithm = Algorithm::from_name(name).ok_or_else(|| No::Unsupported(format!("algorithm {name}")))?;
    if case.has_key_set() {
        return Ok(KeySet::from_jwks(&case.key(), &[algorithm])?);
    }
    Ok(VerifyingKey::from_jwk(algorithm, &case.key())?.into())
}

fn configured(verifier: Verifier, profile: &Profile) -> Result<Verifier, No> {
    let mut verifier = verifier.with_clock(FixedClock::at(profile.now));
    verifier = verifier
        .with_leeway(Duration::from_secs(profile.leeway))
        .map_err(|error| No::Unsupported(error.to_string()))?;
    if let Some(issuer) = &profile.iss {
        verifier = verifier.with_issuer(issuer);
    }
    if let Some(audience) = &profile.aud {
        verifier = verifier.with_audience(audience);
    }
    if let Some(bytes) = profile.max_token_bytes {
        verifier = verifier.with_max_token_bytes(bytes);
    }
    Ok(verifier)
}

fn examine_claims(verifier: &Verifier, token: &str, profile: &Profile) -> Result<(), No> {
    profile::verify(verifier, token, profile).map_err(|refusal| match refusal {
        Refusal::ByLibrary(error) => error.into(),
        Refusal::ByProfile(class) => {
            No::Refused { class, detail: "refused by the case's own demands".into() }
        }
        Refusal::NoSuchTyp => No::Unsupported("no claims type here declares that `typ`".into()),
    })
}

/// The vectors' class of an error; `None` if it is about what is offered.
fn class(error: &Error) -> Option<&'static str> {
    Some(match error.kind() {
        ErrorKind::Malformed => "malformed",
        ErrorKind::TooLarge => "too_large",
        ErrorKind::Header if error.code() == "crit_not_understood" => "crit",
        ErrorKind::Header => "alg",
        ErrorKind::Key | ErrorKind::InvalidKey => "key",
        ErrorKind::Signature => "signature",
        ErrorKind::Decryption => "decrypt",
        ErrorKind::Claims => error.violations().first().map_or("malformed", violation_class),
        _ => return None,
    })
}

fn violation_class(violation: &Violation) -> &'static str {
    match violation.code() {
        _ if violation.is_permission() => "authz",
        "missing" => "missing_claim",
        "expired" | "too_old" | "lifetime_too_long" => "expired",
        "not_yet_valid" => "not_yet_valid",
        "issued_in_future" => "issued_in_future",
        "wrong_issuer" => "iss",
        "wrong_audience" | "unexpected_audience" => "aud",
        "wrong_typ" => "typ",
        _ => "claim_type",
    }
}

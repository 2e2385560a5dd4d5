//! Makes and signs tokens.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::NumericDate;
use crate::base64;
use crate::claims::IssueClaims;
use crate::clock::{Clock, Time};
use crate::encode::{Defaults, encode};
use crate::error::{Code, Error};
use crate::header::Header;
use crate::judge::Judge;
use crate::key::SigningKey;

/// Issues tokens: holds the signing key and what the claims types leave open.
/// Cheap to clone, `Send` and `Sync`.
///
/// It cannot issue a token that the claims type's own policy would refuse:
/// rules, issuer, audience and times are held against the claims first.
///
/// ```
/// # use jwt_claims::{Claims, Issuer, SigningKey};
/// #[derive(Claims)]
/// #[claims(issuer = "https://auth.example.com", ttl = "15m")]
/// struct Session { sub: String }
///
/// # fn main() -> Result<(), jwt_claims::Error> {
/// let issuer = Issuer::new(SigningKey::hs256("a secret of at least thirty-two bytes")?);
/// let issued = issuer.issue(&Session { sub: "alice".into() })?; // adds iss, iat, exp and jti
/// assert_eq!(issued.as_str().split('.').count(), 3);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Issuer {
    key: SigningKey,
    iss: Option<String>,
    audiences: Vec<String>,
    ttl: Option<u64>,
    clock: Time,
}

impl Issuer {
    /// An issuer that signs with this key.
    #[must_use]
    pub fn new(key: SigningKey) -> Self {
        Self { key, iss: None, audiences: Vec::new(), ttl: None, clock: Time::default() }
    }

    /// Who issues (`iss`, RFC 7519 §4.1.1). Needed where the claims type
    /// declares none or several.
    #[must_use]
    pub fn with_issuer(mut self, issuer: impl Into<String>) -> Self {
        self.iss = Some(issuer.into());
        self
    }

    /// Whom the tokens are for (`aud`, RFC 7519 §4.1.3). Call it once for
    /// each. Needed where the claims type declares none or several.
    #[must_use]
    pub fn with_audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// How long tokens live, in whole seconds, where the claims type has no
    /// field `exp`. A claims type with a shorter `ttl` keeps its own.
    ///
    /// # Errors
    /// Below one second.
    pub fn with_ttl(mut self, ttl: Duration) -> Result<Self, Error> {
        if ttl < Duration::from_secs(1) {
            return Err(Error::new(Code::Config, "a ttl must be at least 1 s; tokens would be born expired"));
        }
        self.ttl = Some(ttl.as_secs());
        Ok(self)
    }

    /// Another clock than the system's: [`FixedClock`](crate::FixedClock) in tests.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.clock = Time::Given(Arc::new(clock));
        self
    }

    /// Issues a token: writes the claims, fills in `iss`, `aud`, `iat`, `exp`
    /// and a random `jti` where the claims type has no field for them, and
    /// signs (RFC 7515 §5.1). The header has `alg`, `typ` (the declared one,
    /// else `JWT`) and, if the key has one, `kid`.
    ///
    /// # Errors
    /// Of kind [`Issue`](crate::ErrorKind::Issue) when a verifier would refuse
    /// the claims, with all violations.
    pub fn issue<C: IssueClaims>(&self, claims: &C) -> Result<Issued, Error> {
        let policy = C::SPEC;
        let now = self.clock.now().floor();
        let defaults = Defaults {
            iss: self.iss.as_deref().or(match policy.issuers() {
                [one] => Some(*one),
                _ => None,
            }),
            aud: &self.audiences_for(policy.audiences()),
            iat: now,
            exp: lifetime(self.ttl, policy.ttl()).map(|ttl| now.plus(ttl)),
            jti: random_id,
        };
        let judge = Judge {
            policy,
            issuers: self.iss.as_slice(),
            audiences: &self.audiences,
            key_issuer: None,
            leeway: 0,
            now,
            typ: None,
        };
        let (payload, minted) = encode(claims, &defaults, &judge)?;
        let token = sign(&self.key, Some(policy.typ().unwrap_or("JWT")), &payload)?;
        Ok(Issued { token, expires_at: minted.exp, issued_at: now })
    }

    fn audiences_for<'i>(&'i self, declared: &[&'static str]) -> Vec<&'i str> {
        match declared {
            [one] if self.audiences.is_empty() => vec![*one],
            _ => self.audiences.iter().map(String::as_str).collect(),
        }
    }
}

/// The shorter of those that are given.
fn lifetime(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    a.into_iter().chain(b).min()
}

/// 128 random bits, in base64url.
fn random_id() -> Result<String, Error> {
    let mut octets = [0; 16];
    getrandom::fill(&mut octets).map_err(|_| {
        Error::new(Code::Issue, "the system gives no randomness for `jti`; add a field `jti`")
    })?;
    let mut id = String::with_capacity(base64::encoded_len(octets.len()));
    base64::append(&octets, &mut id);
    Ok(id)
}

/// The compact JWS of a payload (RFC 7515 §3.1, §5.1).
pub(crate) fn sign(key: &SigningKey, typ: Option<&str>, payload: &[u8]) -> Result<String, Error> {
    let header = Header {
        alg: key.header_alg().into(),
        typ: typ.map(Into::into),
        kid: key.kid().map(Into::into),
        cty: None,
    };
    let header = serde_json::to_vec(&header)
        .map_err(|_| Error::new(Code::Issue, "the header cannot be written as JSON"))?;
    let lengths = [header.len(), payload.len(), key.signature_len()].map(base64::encoded_len);
    let mut token = String::with_capacity(lengths.iter().sum::<usize>() + 2);
    base64::append(&header, &mut token);
    token.push('.');
    base64::append(payload, &mut token);
    let mut segment = String::new();
    key.sign(token.as_bytes(), &mut |signature| base64::append(signature, &mut segment))?;
    token.push('.');
    token.push_str(&segment);
    Ok(token)
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issuer")
            .field("key", &self.key)
            .field("iss", &self.iss)
            .field("audiences", &self.audiences)
            .field("ttl", &self.ttl)
            .field("clock", &self.clock)
            .finish()
    }
}

/// A signed token, ready to be sent. It is a credential: it does not print
/// itself.
#[derive(Clone)]
pub struct Issued {
    token: String,
    expires_at: Option<NumericDate>,
    issued_at: NumericDate,
}

impl Issued {
    /// The compact token: `header.payload.signature`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.token
    }

    /// The compact token: `header.payload.signature`.
    #[must_use]
    pub fn into_string(self) -> String {
        self.token
    }

    /// `exp`; `None` for a token that does not expire.
    #[must_use]
    pub fn expires_at(&self) -> Option<NumericDate> {
        self.expires_at
    }

    /// How many seconds the token lives from now on: the `expires_in` of an
    /// OAuth response (RFC 6749 §5.1), the `Max-Age` of a cookie.
    #[must_use]
    pub fn expires_in(&self) -> Option<u64> {
        self.expires_at.map(|exp| exp.seconds_after(self.issued_at))
    }
}

impl fmt::Debug for Issued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issued").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

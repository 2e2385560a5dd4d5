//! Issues and signs tokens.

mod encryption;
#[cfg(feature = "key_ring")]
mod from_ring;
mod headers;
mod parameters;
#[cfg(any(feature = "jwe", feature = "testing"))]
mod recipient;
pub(crate) mod remote;
#[cfg(feature = "key_ring")]
mod ring;
mod source;
mod template;
#[cfg(feature = "jwe")]
mod unsigned;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use headers::{Headers, header_segment};
use source::Source;
use template::Template;

use crate::base::base64;
use crate::base::clock::{Clock, Time};
use crate::base::numeric_date::NumericDate;
use crate::claims::IssueClaims;
use crate::contract::declared::ContextFree;
use crate::encode::{Issuable, UnderContext};
use crate::error::Error;
use crate::key::SigningKey;
use crate::token::header::added::Added;
use crate::token::issued::Issued;
use crate::token::jws::Signer;

/// Issues tokens. It has the signing key and defaults for what a claims type does not
/// declare. It is cheap to clone, `Send` and `Sync`.
///
/// By default it cannot issue a token that its own verifier would refuse: before it signs, it
/// reads the token back with the code of the verifier. Its own verifier is
/// [`Verifier::new`](crate::Verifier::new) with the same key, the default limits, the
/// issuer's `iss` and audiences, the same clock and the same context, until the token
/// expires or is older than the claims type's `max_age`. There are two exceptions. A token
/// whose `nbf` is in the future is issued, and is valid from that time on. With the feature
/// `dpop`, a token with `cnf` is issued: a guard with DPoP accepts it with a proof, and a
/// verifier alone refuses it. [`without_read_back`](Self::without_read_back) turns the check off.
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
    source: Source,
    template: Template,
}

impl Issuer {
    /// Creates an issuer that signs with this key.
    #[must_use]
    pub fn new(key: SigningKey) -> Self {
        Self { source: Source::Key(key, Arc::default()), template: Template::default() }
    }

    /// Sets the issuer (`iss`, RFC 7519 §4.1.1). Required if the claims type declares
    /// several; optional if it declares none.
    #[must_use]
    pub fn with_issuer(mut self, issuer: impl Into<String>) -> Self {
        self.template.iss = Some(issuer.into());
        self
    }

    /// Adds an audience (`aud`, RFC 7519 §4.1.3). Call it once for each. Required if
    /// the claims type declares several; not needed if it declares one.
    #[must_use]
    pub fn with_audience(mut self, audience: impl Into<String>) -> Self {
        self.template.audiences.push(audience.into());
        self
    }

    /// Sets the lifetime of tokens, in whole seconds, for claims types without a field
    /// `exp`. If the claims type has a `ttl`, the shorter one applies.
    ///
    /// # Errors
    /// If it is below one second.
    pub fn with_ttl(mut self, ttl: Duration) -> Result<Self, Error> {
        self.template.set_ttl(ttl)?;
        Ok(self)
    }

    /// Replaces the system clock, for example by a [`FixedClock`](crate::FixedClock) in
    /// tests.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.template.clock = Time::Given(Arc::new(clock));
        self
    }

    /// Signs without reading the token back. No rule, issuer, audience, time or size is
    /// checked, so the issuer may issue tokens that its own verifier refuses. Use it
    /// for a very high rate of tokens with claims that were checked before.
    #[must_use]
    pub fn without_read_back(mut self) -> Self {
        self.template.reads_back = false;
        self
    }

    /// Issues a token (RFC 7515 §5.1). It writes the claims, and adds `iss`, `aud`,
    /// `iat`, `exp` and a random `jti` if the claims type has no field for them or the
    /// field is `None`. It reads the result back as a verifier would, and signs it. The
    /// header has `alg`, `typ` (the first that is declared, or `JWT`) and the key's `kid`, if it
    /// has one. The token of an `encrypted` claims type is then encrypted (RFC 7519 §7.1).
    ///
    /// # Errors
    /// An error of kind [`Issue`](crate::ErrorKind::Issue) if a verifier would refuse
    /// the token. If the reason is in its claims, the error has the violations.
    pub fn issue<C: IssueClaims + ContextFree>(&self, claims: &C) -> Result<Issued, Error> {
        self.issue_with(claims, &())
    }

    /// Issues a token of a claims type with `#[claims(context = ...)]`: its rules
    /// compare with the values of this context.
    ///
    /// # Errors
    /// The same as [`issue`](Issuer::issue).
    pub fn issue_with<C: IssueClaims>(&self, claims: &C, cx: &C::Context<'_>) -> Result<Issued, Error> {
        self.issue_under(&UnderContext { claims, cx })
    }

    /// The same for every claims type, compiled once.
    fn issue_under(&self, claims: &dyn Issuable) -> Result<Issued, Error> {
        let now = self.template.clock.now();
        match &self.source {
            Source::Key(key, headers) => self.issue_by(claims, now, key, headers, None),
            #[cfg(feature = "key_ring")]
            Source::Ring(ring) => {
                // after `now`: an `exp` of now is not later than the latest
                let signing = ring.signing();
                let (key, headers) = (&signing.keyed.key, &signing.keyed.headers);
                self.issue_by(claims, now, key, headers, Some(signing.latest_exp))
            }
        }
    }

    /// The token must not expire after `latest_exp`, if there is one.
    #[inline]
    fn issue_by(
        &self,
        claims: &dyn Issuable,
        now: NumericDate,
        key: &SigningKey,
        headers: &Headers,
        latest_exp: Option<NumericDate>,
    ) -> Result<Issued, Error> {
        let issued_at = now.floor();
        let (payload, expires_at) = self.template.write(claims, issued_at)?;
        if let Some(latest) = latest_exp {
            source::check_exp(expires_at, latest)?;
        }
        let header = headers.segment(key, claims.policy().typ())?;
        self.template.read_back(claims, &payload, token_len(&header, &payload, key.signature_len()), now)?;
        let token = self.template.encrypt(sign_under(&header, key, &payload)?)?;
        Ok(Issued::new(token, expires_at, issued_at))
    }
}

/// The length of the compact JWS of a payload.
fn token_len(header: &str, payload: &[u8], signature_len: usize) -> usize {
    header.len() + base64::encoded_len(payload.len()) + 1 + base64::encoded_len(signature_len)
}

/// The compact JWS of a payload (RFC 7515 §3.1, §5.1), in one buffer.
pub(crate) fn sign_under(header: &str, key: &SigningKey, payload: &[u8]) -> Result<String, Error> {
    let mut token = String::with_capacity(token_len(header, payload, key.signature_len()));
    token.push_str(header);
    base64::append(payload, &mut token);
    let mut room = base64::SignatureRoom::default();
    let mut room = Some(&mut room);
    let mut segment = "";
    key.sign(token.as_bytes(), &mut |signature| {
        if let Some(room) = room.take() {
            segment = room.encode(signature);
        }
    })?;
    if segment.is_empty() {
        return Err(Error::unsupported(
            "the backend returned no signature, or one that is too long; use another backend",
        ));
    }
    token.push('.');
    token.push_str(segment);
    Ok(token)
}

/// Signs payloads that are not claims sets.
impl Signer for Issuer {
    fn sign(&self, typ: Option<&str>, payload: &[u8]) -> Result<String, Error> {
        self.template.encryption.refuse_octets()?;
        let key = self.source.key();
        sign_under(&header_segment(&*key, typ, self.source.added())?, &key, payload)
    }
}

impl Signer for SigningKey {
    fn sign(&self, typ: Option<&str>, payload: &[u8]) -> Result<String, Error> {
        sign_under(&header_segment(self, typ, &Added::default())?, self, payload)
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issuer")
            .field("key", &self.source.key())
            .field("iss", &self.template.iss)
            .field("audiences", &self.template.audiences)
            .field("ttl", &self.template.ttl)
            .field("clock", &self.template.clock)
            .field("header_parameters", &self.source.added().names().collect::<Vec<_>>())
            .finish()
    }
}

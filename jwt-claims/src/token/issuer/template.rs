//! What an issuer adds to claims and checks of them: everything but the key.

use std::time::Duration;

use super::encryption::Encryption;
use crate::base::base64::RandomId;
use crate::base::clock::Time;
use crate::base::numeric_date::NumericDate;
use crate::encode::{Defaults, Issuable, encode};
use crate::error::{Code, Error};
use crate::judge::{Accepted, Conditions};
#[cfg(feature = "jwe")]
use crate::jwe::keys::encryption::EncryptionKey;
use crate::token::read_back;

/// Defaults for what a claims type does not declare, and the clock.
#[derive(Clone)]
pub(crate) struct Template {
    pub(crate) iss: Option<String>,
    pub(crate) audiences: Vec<String>,
    pub(crate) ttl: Option<u64>,
    pub(crate) clock: Time,
    pub(crate) reads_back: bool,
    pub(super) encryption: Encryption,
}

impl Default for Template {
    fn default() -> Self {
        Self {
            iss: None,
            audiences: Vec::new(),
            ttl: None,
            clock: Time::default(),
            reads_back: true,
            encryption: Encryption::default(),
        }
    }
}

impl Template {
    /// The same, and encrypts tokens for the owner of this key.
    #[cfg(feature = "jwe")]
    pub(super) fn encrypting_for(self, recipient: EncryptionKey) -> Self {
        Self { encryption: Encryption::For(recipient), ..self }
    }

    /// In whole seconds.
    pub(crate) fn set_ttl(&mut self, ttl: Duration) -> Result<(), Error> {
        if ttl < Duration::from_secs(1) {
            return Err(Error::new(
                Code::Config,
                "a ttl must be at least 1 s; with less, tokens are expired \
                when they are issued",
            ));
        }
        self.ttl = Some(ttl.as_secs());
        Ok(())
    }

    /// The payload of claims with the defaults, and its `exp`. Refuses claims that would be
    /// sent in another form than they are declared.
    #[inline]
    pub(crate) fn write(
        &self,
        claims: &dyn Issuable,
        issued_at: NumericDate,
    ) -> Result<(Vec<u8>, Option<NumericDate>), Error> {
        let policy = claims.policy();
        self.encryption.check(policy)?;
        let defaults = Defaults {
            policy,
            iss: self.iss.as_deref().or(match policy.issuers() {
                [one] => Some(*one),
                _ => None,
            }),
            aud: &self.audiences,
            iat: issued_at,
            exp: lifetime(self.ttl, policy.ttl()).map(|ttl| issued_at.plus(ttl)),
            jti: random_id,
            kind: claims.kind(),
            omits: &|name| claims.omits(name),
        };
        encode(claims, &defaults)
    }

    /// Checks what was written as the issuer's own verifier would, unless that was given up.
    #[inline]
    pub(crate) fn read_back(
        &self,
        claims: &dyn Issuable,
        payload: &[u8],
        token_len: usize,
        now: NumericDate,
    ) -> Result<(), Error> {
        if !self.reads_back {
            return Ok(());
        }
        read_back::size(token_len)?;
        let policy = claims.policy();
        read_back::payload(claims, payload, policy.typ(), self.conditions(now, policy.is_encrypted()))
    }

    /// The form in which a signed token is sent.
    pub(super) fn encrypt(&self, signed: String) -> Result<String, Error> {
        self.encryption.apply(signed, self.reads_back)
    }

    /// The conditions of the issuer's own verifier, without leeway.
    fn conditions(&self, now: NumericDate, encrypted: bool) -> Conditions<'_> {
        Conditions {
            issuers: Accepted::Listed(self.iss.as_slice()),
            audiences: Accepted::Listed(&self.audiences),
            key_issuer: None,
            leeway: 0,
            now: now.as_written(),
            encrypted,
            // a guard with DPoP accepts it with a proof; without the feature, nothing does
            proven: cfg!(feature = "dpop"),
        }
    }
}

/// The shorter one, or the one that is set.
fn lifetime(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    a.into_iter().chain(b).min()
}

fn random_id() -> Result<RandomId, Error> {
    RandomId::new().ok_or_else(|| {
        Error::new(
            Code::Issue,
            "the system has no random numbers for `jti`; add a field \
            `jti`",
        )
    })
}

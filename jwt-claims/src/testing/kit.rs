//! An issuer and its verifier in memory.

use std::time::Duration;

use crate::base::clock::{Clock, FixedClock, SystemClock};
use crate::base::registered::{ClaimSet, RegisteredClaim};
use crate::claims::IssueClaims;
use crate::contract::declared::ContextFree;
use crate::crypto::algorithm::Algorithm;
use crate::error::Error;
use crate::error::violation::Violation;
#[cfg(feature = "http")]
use crate::http::Guard;
#[cfg(feature = "jwe")]
use crate::jwe::algorithms::KeyManagement;
#[cfg(feature = "jwe")]
use crate::jwe::keys::decryption::DecryptionKey;
use crate::key::SigningKey;
use crate::policy::Policy;
use crate::testing::token::{TestToken, Unchecked};
use crate::token::issuer::Issuer;
use crate::token::verifier::Verifier;

/// The lifetime of tokens, in seconds, if the claims type says nothing.
const DEFAULT_TTL: u64 = 15 * 60;

/// An issuer in memory with a key of its own, and everything that a service needs to
/// accept its tokens. They are real tokens for the real verifier.
///
/// Its clock stands still at the time when the kit was made, until the test moves it.
#[derive(Clone, Debug)]
pub struct TestKit {
    key: SigningKey,
    clock: FixedClock,
    issuer: Option<String>,
    audiences: Vec<String>,
    #[cfg(feature = "jwe")]
    decryption: DecryptionKey,
}

impl TestKit {
    /// Creates a kit with a new key for ES256, or for HS256 if no backend has ES256.
    ///
    /// # Panics
    /// If no backend is compiled in.
    #[must_use]
    #[track_caller]
    pub fn new() -> Self {
        let key = SigningKey::generate(Algorithm::ES256).or_else(|_| SigningKey::generate(Algorithm::HS256));
        let key = key.unwrap_or_else(|error| panic!("the kit has no key: {error}"));
        let clock = FixedClock::at(SystemClock.now().seconds());
        Self {
            key,
            clock,
            issuer: None,
            audiences: Vec::new(),
            #[cfg(feature = "jwe")]
            decryption: DecryptionKey::generate(KeyManagement::default())
                .unwrap_or_else(|error| panic!("the kit has no key: {error}")),
        }
    }

    /// Uses a new key for this algorithm.
    ///
    /// # Panics
    /// If no backend has the algorithm.
    #[must_use]
    #[track_caller]
    pub fn with_algorithm(self, algorithm: Algorithm) -> Self {
        let key = SigningKey::generate(algorithm);
        self.with_key(key.unwrap_or_else(|error| panic!("the kit has no key: {error}")))
    }

    /// Uses this key, for a service that reads its key from its configuration.
    #[must_use]
    pub fn with_key(self, key: SigningKey) -> Self {
        Self { key, ..self }
    }

    /// Sets the issuer (`iss`), for a service that knows it at run time:
    /// [`Issuer::with_issuer`] and [`Verifier::with_issuer`].
    #[must_use]
    pub fn with_issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// Adds an audience (`aud`), for a service that knows it at run time:
    /// [`Issuer::with_audience`] and [`Verifier::with_audience`].
    #[must_use]
    pub fn with_audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// The key that signs.
    #[must_use]
    pub fn key(&self) -> &SigningKey {
        &self.key
    }

    /// The key that decrypts the tokens of claims types that are declared `encrypted`. For
    /// a service that issues them, `kit.issuer().encrypting_for(key.encryption_key()?)`.
    #[cfg(feature = "jwe")]
    #[cfg_attr(docsrs, doc(cfg(feature = "jwe")))]
    #[must_use]
    pub fn decryption_key(&self) -> &DecryptionKey {
        &self.decryption
    }

    /// The clock of the kit's issuer and verifiers, also of those that were made before.
    ///
    /// ```
    /// # use jwt_claims::{Claims, testing::TestKit};
    /// # use std::time::Duration;
    /// # #[derive(Claims)] #[claims(ttl = "15m")] struct Access { sub: String }
    /// let kit = TestKit::new();
    /// let token = kit.token(&Access { sub: "alice".into() }).text();
    /// assert!(kit.verifier().verify::<Access>(&token).is_ok());
    ///
    /// kit.clock().advance(Duration::from_secs(3600));
    /// assert!(kit.verifier().verify::<Access>(&token).is_err_and(|error| error.is_expired()));
    /// ```
    #[must_use]
    pub fn clock(&self) -> &FixedClock {
        &self.clock
    }

    /// An issuer with the key, the clock and the settings of the kit, for a service that
    /// issues tokens.
    #[must_use]
    pub fn issuer(&self) -> Issuer {
        let mut issuer = Issuer::new(self.key.clone()).with_clock(self.clock.clone());
        if let Some(iss) = &self.issuer {
            issuer = issuer.with_issuer(iss);
        }
        self.audiences.iter().fold(issuer, Issuer::with_audience)
    }

    /// A verifier that accepts the tokens of the kit.
    #[must_use]
    pub fn verifier(&self) -> Verifier {
        let verifier = Verifier::new(self.key.verifying_key()).with_clock(self.clock.clone());
        #[cfg(feature = "jwe")]
        let verifier = verifier.decrypting_with(self.decryption.clone());
        let verifier = self.issuer.iter().fold(verifier, Verifier::with_issuer);
        self.audiences.iter().fold(verifier, Verifier::with_audience)
    }

    /// A guard that accepts the tokens of the kit in the header `Authorization`.
    #[cfg(feature = "http")]
    #[cfg_attr(docsrs, doc(cfg(feature = "http")))]
    #[must_use]
    pub fn guard(&self) -> Guard {
        Guard::new(self.verifier())
    }

    /// A token with these claims. Issuer, audience, lifetime and `typ` are those that
    /// the claims type declares. If it declares several issuers or audiences, the token
    /// has the first one; without a lifetime, it is valid for 15 minutes.
    ///
    /// # Panics
    /// If issuing the claims fails; the message has the violations.
    #[must_use]
    #[track_caller]
    pub fn token<C: IssueClaims + ContextFree>(&self, claims: &C) -> TestToken {
        self.token_with(claims, &())
    }

    /// The same for a claims type with a context.
    ///
    /// # Panics
    /// If issuing the claims fails; the message has the violations.
    #[must_use]
    #[track_caller]
    pub fn token_with<C: IssueClaims>(&self, claims: &C, cx: &C::Context<'_>) -> TestToken {
        let policy = claims.policy();
        let issuer = with_lifetime(self.issuer(), policy).leaving_encryption();
        let issued = issuer
            .issue_with(claims, cx)
            .or_else(|error| completing(issuer, policy, &error).issue_with(claims, cx));
        match issued {
            Ok(issued) => {
                let token = TestToken::new(&issued, &self.key, self.clock.now(), self.unchecked(policy));
                #[cfg(feature = "jwe")]
                let token = if policy.is_encrypted() { token.encrypted_for(&self.decryption) } else { token };
                token
            }
            Err(error) => panic!("no token of `{}`: {error}", policy.type_name()),
        }
    }

    /// The claims whose values are of no concern to the verifier.
    fn unchecked(&self, policy: &'static Policy) -> Unchecked {
        let mut expected = ClaimSet::default();
        if self.issuer.is_some() {
            expected.insert(RegisteredClaim::Iss);
        }
        if !self.audiences.is_empty() {
            expected.insert(RegisteredClaim::Aud);
        }
        let mut claims = policy.unchecked().or(policy.forbidden());
        if policy.issuers().is_empty() {
            claims.insert(RegisteredClaim::Iss);
        }
        Unchecked { type_name: policy.type_name(), claims: claims.without(expected) }
    }
}

impl Default for TestKit {
    fn default() -> Self {
        Self::new()
    }
}

/// The issuer with a lifetime that the policy permits. The shorter of this one and a
/// declared `ttl` applies, so the longest is that of the policy.
fn with_lifetime(issuer: Issuer, policy: &Policy) -> Issuer {
    let seconds = policy.ttl().or(policy.max_lifetime()).unwrap_or(DEFAULT_TTL);
    issuer.clone().with_ttl(Duration::from_secs(seconds)).unwrap_or(issuer)
}

/// The issuer with the first of several declared issuers and audiences, where the
/// claims name none.
fn completing(mut issuer: Issuer, policy: &Policy, error: &Error) -> Issuer {
    let lacks = |claim: RegisteredClaim| {
        let missing = |one: &Violation| one.claim() == claim.name() && one.code() == "missing";
        error.violations().iter().any(missing)
    };
    if let (true, [first, ..]) = (lacks(RegisteredClaim::Iss), policy.issuers()) {
        issuer = issuer.with_issuer(*first);
    }
    if let (true, [first, ..]) = (lacks(RegisteredClaim::Aud), policy.audiences()) {
        issuer = issuer.with_audience(*first);
    }
    issuer
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::backend::Backend;

    #[test]
    fn a_kit_has_a_key_on_the_backends_that_are_compiled_in() {
        let preferred = [Algorithm::ES256, Algorithm::HS256];
        match preferred.into_iter().find(|algorithm| Backend::preferred(*algorithm).is_ok()) {
            Some(algorithm) => assert_eq!(TestKit::new().key().algorithm(), algorithm),
            None => assert!(std::panic::catch_unwind(TestKit::new).is_err()),
        }
    }
}

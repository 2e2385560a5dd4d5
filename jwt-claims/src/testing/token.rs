//! Tokens of a kit, valid or with one thing wrong.

use std::fmt;

use serde::Serialize;
#[cfg(feature = "axum08")]
use serde_json::value::RawValue;

use crate::base::base64;
use crate::base::numeric_date::NumericDate;
use crate::base::registered::{ClaimSet, RegisteredClaim};
#[cfg(feature = "jwe")]
use crate::jwe::keys::decryption::DecryptionKey;
#[cfg(feature = "jwe")]
use crate::jwe::seal::{About, seal};
use crate::key::SigningKey;
use crate::testing::object::{Object, raw};
use crate::token::issued::Issued;
use crate::token::issuer::sign_under;
use crate::token::settings::MAX_LEEWAY;

/// A token of a [`TestKit`](crate::testing::TestKit). As it is, the kit's verifier accepts it; each
/// method makes one thing wrong, and leaves the rest right: the token is signed again with the
/// kit's key.
///
/// | method | error of the verifier | status |
/// | --- | --- | --- |
/// | [`expired`](Self::expired) | violation `expired` | 401 |
/// | [`not_yet_valid`](Self::not_yet_valid) | violation `not_yet_valid` | 401 |
/// | [`wrong_issuer`](Self::wrong_issuer) | violation `wrong_issuer` | 401 |
/// | [`wrong_audience`](Self::wrong_audience) | violation `wrong_audience`, or `unexpected_audience` if none is declared | 401 |
/// | [`wrong_typ`](Self::wrong_typ) | violation `wrong_typ` | 401 |
/// | [`unsigned`](Self::unsigned) | `alg_not_allowed` | 401 |
/// | [`other_key`](Self::other_key), [`tampered`](Self::tampered) | `signature_invalid` | 401 |
/// | `not_encrypted`, with the feature `jwe` | violation `not_encrypted` | 401 |
/// | [`with`](Self::with), [`without`](Self::without) | that of the changed claim, or none | 401 or 403 |
///
/// A method that does not make the token invalid panics, for example `expired` if the
/// claims type has `unchecked(exp)`.
#[derive(Clone)]
pub struct TestToken {
    header: Object,
    payload: Object,
    key: SigningKey,
    signature: Signature,
    now: NumericDate,
    unchecked: Unchecked,
    /// Decrypts the token; `None` if it is not encrypted.
    #[cfg(feature = "jwe")]
    decryption: Option<DecryptionKey>,
}

/// The claims of a type whose values do not matter.
#[derive(Clone, Copy)]
pub(super) struct Unchecked {
    pub(super) type_name: &'static str,
    pub(super) claims: ClaimSet,
}

#[derive(Clone)]
enum Signature {
    /// Of the key.
    Valid,
    /// Of another key.
    Other(SigningKey),
    /// Of other claims.
    Tampered,
    None,
}

impl TestToken {
    pub(super) fn new(issued: &Issued, key: &SigningKey, now: NumericDate, unchecked: Unchecked) -> Self {
        let mut segments = issued.as_str().split('.').map(|segment| {
            let json = base64::decode(segment.as_bytes());
            json.and_then(|json| Object::read(&json))
        });
        let (Some(Some(header)), Some(Some(payload))) = (segments.next(), segments.next()) else {
            unreachable!("an issuer writes two JSON objects")
        };
        Self {
            header,
            payload,
            key: key.clone(),
            signature: Signature::Valid,
            now,
            unchecked,
            #[cfg(feature = "jwe")]
            decryption: None,
        }
    }

    /// The token, encrypted for the owner of this key.
    #[cfg(feature = "jwe")]
    pub(super) fn encrypted_for(self, key: &DecryptionKey) -> Self {
        Self { decryption: Some(key.clone()), ..self }
    }

    /// A token of an `encrypted` claims type that was sent without being encrypted.
    ///
    /// # Panics
    /// If the claims type is not declared `encrypted`.
    #[cfg(feature = "jwe")]
    #[cfg_attr(docsrs, doc(cfg(feature = "jwe")))]
    #[must_use]
    #[track_caller]
    pub fn not_encrypted(mut self) -> Self {
        let was_encrypted = self.decryption.take().is_some();
        let type_name = self.unchecked.type_name;
        assert!(
            was_encrypted,
            "`not_encrypted` makes nothing wrong: `{type_name}` is not declared `encrypted`"
        );
        self
    }

    /// A token that expired longer ago than any leeway.
    ///
    /// # Panics
    /// If the claims type does not check `exp`.
    #[must_use]
    #[track_caller]
    pub fn expired(self) -> Self {
        let before = self.seconds_from_now(-BEYOND_LEEWAY);
        self.wrong(RegisteredClaim::Exp, "expired", before)
    }

    /// A token that becomes valid (`nbf`) later than any leeway.
    ///
    /// # Panics
    /// If the claims type does not check `nbf`.
    #[must_use]
    #[track_caller]
    pub fn not_yet_valid(self) -> Self {
        let later = self.seconds_from_now(BEYOND_LEEWAY);
        self.wrong(RegisteredClaim::Nbf, "not_yet_valid", later)
    }

    /// A token of another issuer, `https://wrong-issuer.example`.
    ///
    /// # Panics
    /// If neither the claims type nor the kit has an issuer.
    #[must_use]
    #[track_caller]
    pub fn wrong_issuer(self) -> Self {
        self.wrong(RegisteredClaim::Iss, "wrong_issuer", "https://wrong-issuer.example")
    }

    /// A token for another audience, `wrong-audience`. If no audience is declared, a
    /// token with one is refused, too.
    ///
    /// # Panics
    /// If the claims type does not check `aud`.
    #[must_use]
    #[track_caller]
    pub fn wrong_audience(self) -> Self {
        self.wrong(RegisteredClaim::Aud, "wrong_audience", "wrong-audience")
    }

    /// A token of another kind: its `typ` is `wrong+jwt`.
    #[must_use]
    pub fn wrong_typ(mut self) -> Self {
        self.header.set("typ", "wrong+jwt");
        self
    }

    /// The token with another value for a claim, which may be new or of another type. A
    /// claim inside an object that the token has is named by its path:
    /// `realm_access.roles`.
    ///
    /// # Panics
    /// If writing the value as JSON fails.
    #[must_use]
    #[track_caller]
    pub fn with(mut self, claim: &str, value: impl Serialize) -> Self {
        let value = raw(&value);
        if !self.payload.replace(claim, Some(&value)) {
            self.payload.set(claim, value);
        }
        self
    }

    /// The token without a claim. A claim inside an object is named by its path:
    /// `realm_access.roles`.
    ///
    /// # Panics
    /// If the token does not have the claim.
    #[must_use]
    #[track_caller]
    pub fn without(mut self, claim: &str) -> Self {
        let is_removed = self.payload.replace(claim, None);
        let names = || self.payload.names().collect::<Vec<_>>().join(", ");
        assert!(is_removed, "the token has no claim `{claim}`; it has {}", names());
        self
    }

    /// A token with `alg: none` and without a signature (RFC 7518 §3.6).
    #[must_use]
    pub fn unsigned(mut self) -> Self {
        self.header.set("alg", "none");
        self.signature = Signature::None;
        self
    }

    /// A token that another key signed, with the same algorithm and `kid`.
    ///
    /// # Panics
    /// If no backend can generate a key for the algorithm.
    #[must_use]
    #[track_caller]
    pub fn other_key(mut self) -> Self {
        let key = SigningKey::generate(self.key.algorithm());
        self.signature = Signature::Other(key.unwrap_or_else(|error| panic!("no other key: {error}")));
        self
    }

    /// A token whose claims were changed after it was signed.
    #[must_use]
    pub fn tampered(mut self) -> Self {
        self.signature = Signature::Tampered;
        self
    }

    /// The compact token. Each call signs again, so two texts may differ in the signature.
    /// For a claims type that is declared `encrypted`, it is encrypted for the kit's key.
    ///
    /// # Panics
    /// If the key fails to sign.
    #[must_use]
    #[track_caller]
    pub fn text(&self) -> String {
        let signed = self.signed();
        #[cfg(feature = "jwe")]
        if let Some(key) = &self.decryption {
            let sealed = key.encryption_key().and_then(|key| seal(&key, About::JWT, signed.as_bytes()));
            return sealed.unwrap_or_else(|error| panic!("the key cannot encrypt: {error}"));
        }
        signed
    }

    /// The signed token, before it is encrypted.
    #[track_caller]
    fn signed(&self) -> String {
        match &self.signature {
            Signature::Valid => self.signed_with(&self.key),
            Signature::Other(key) => self.signed_with(key),
            Signature::None => format!("{}.{}.", segment(&self.header), segment(&self.payload)),
            Signature::Tampered => {
                let signed = self.signed_with(&self.key);
                let signature = signed.rsplit('.').next().unwrap_or_default();
                let mut changed = self.payload.clone();
                changed.set("tampered", true);
                format!("{}.{}.{signature}", segment(&self.header), segment(&changed))
            }
        }
    }

    /// The value of the header `Authorization`: `Bearer` and the token.
    ///
    /// # Panics
    /// If the key fails to sign.
    #[must_use]
    #[track_caller]
    pub fn bearer(&self) -> String {
        format!("Bearer {}", self.text())
    }

    #[track_caller]
    fn signed_with(&self, key: &SigningKey) -> String {
        let header = format!("{}.", segment(&self.header));
        let signed = sign_under(&header, key, raw(&self.payload).get().as_bytes());
        signed.unwrap_or_else(|error| panic!("the key cannot sign: {error}"))
    }

    /// The token with a wrong value of a claim that is checked.
    #[track_caller]
    fn wrong(mut self, claim: RegisteredClaim, method: &str, value: impl Serialize) -> Self {
        assert!(self.checks(claim), "{}", self.does_not_apply(claim, method));
        self.payload.set(claim.name(), value);
        self
    }

    fn does_not_apply(&self, claim: RegisteredClaim, method: &str) -> String {
        let (name, type_name) = (claim.name(), self.unchecked.type_name);
        format!("`{method}` makes nothing wrong: `{type_name}` does not check `{name}`")
    }

    /// True if the value of the claim is checked.
    pub(super) fn checks(&self, claim: RegisteredClaim) -> bool {
        !self.unchecked.claims.contains(claim)
    }

    /// A claim as JSON.
    #[cfg(feature = "axum08")]
    pub(super) fn claim(&self, path: &str) -> Option<Box<RawValue>> {
        self.payload.get(path)
    }

    fn seconds_from_now(&self, seconds: i64) -> i64 {
        self.now.seconds().saturating_add(seconds)
    }
}

/// In seconds.
const BEYOND_LEEWAY: i64 = MAX_LEEWAY.cast_signed() + 1;

/// The base64url of an object.
fn segment(object: &Object) -> String {
    let mut text = String::new();
    base64::append(raw(object).get().as_bytes(), &mut text);
    text
}

/// A token is a credential, so `Debug` does not show it.
impl fmt::Debug for TestToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestToken").field("claims", &self.unchecked.type_name).finish_non_exhaustive()
    }
}

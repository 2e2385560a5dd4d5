//! Encrypted tokens: nested JWTs, their keys, and what attackers send.

mod attacks;
mod declared;
mod interop;
mod keys;
mod rfc;
mod unsigned;

use jwt_claims::jwe::{ContentEncryption, DecryptionKey, EcdhCurve, KeyManagement};
use jwt_claims::{Algorithm, Claims, Issuer, SigningKey, Verifier};

/// A claims type for encrypted tokens.
#[derive(Claims, Debug, Clone, PartialEq)]
#[claims(typ = "referral+jwt", ttl = "5m", encrypted)]
struct Referral {
    sub: String,
    diagnosis: String,
}

/// The same claims, signed only.
#[derive(Claims, Debug)]
#[claims(typ = "referral+jwt", ttl = "5m")]
struct Open {
    sub: String,
    diagnosis: String,
}

fn referral() -> Referral {
    Referral { sub: "patient-17".into(), diagnosis: "J45".into() }
}

fn open() -> Open {
    Open { sub: "patient-17".into(), diagnosis: "J45".into() }
}

/// A key for each key management that encrypts, on each curve.
fn every_key() -> Vec<DecryptionKey> {
    let curves = [EcdhCurve::P256, EcdhCurve::P384, EcdhCurve::P521, EcdhCurve::X25519];
    let mut keys = Vec::new();
    for alg in KeyManagement::ALL.iter().copied().filter(|alg| *alg != KeyManagement::RsaOaep) {
        match alg {
            KeyManagement::EcdhEs | KeyManagement::EcdhEsA128KW | KeyManagement::EcdhEsA256KW => {
                keys.extend(curves.map(|curve| DecryptionKey::generate_on(alg, curve).unwrap()));
            }
            _ => keys.push(DecryptionKey::generate(alg).unwrap()),
        }
    }
    keys
}

/// Both sides, with one key for signatures and one for encryption.
struct Sides {
    issuer: Issuer,
    plain: Issuer,
    verifier: Verifier,
}

impl Sides {
    fn with(key: &DecryptionKey) -> Self {
        let signing = SigningKey::generate(Algorithm::ES256).unwrap();
        let verifier = Verifier::new(signing.verifying_key()).decrypting_with(key.clone());
        let plain = Issuer::new(signing);
        let issuer = plain.clone().encrypting_for(key.encryption_key().unwrap());
        Self { issuer, plain, verifier }
    }

    fn default() -> Self {
        Self::with(&DecryptionKey::generate(KeyManagement::default()).unwrap())
    }

    fn token(&self) -> String {
        self.issuer.issue(&referral()).unwrap().into_string()
    }
}

#[test]
fn claims_go_round_with_every_algorithm() {
    for key in every_key() {
        for enc in ContentEncryption::ALL.iter().copied() {
            let Ok(key) = key.clone().with_content_encryption(enc) else {
                assert_eq!(key.key_management(), KeyManagement::Dir, "{key:?}");
                continue;
            };
            let sides = Sides::with(&key);
            let token = sides.token();
            assert_eq!(token.split('.').count(), 5);
            let verified = sides.verifier.verify::<Referral>(&token).unwrap();
            assert_eq!(*verified, referral(), "{key:?}");
            let outer = verified.outer_header().unwrap();
            assert_eq!(outer.alg(), key.key_management().name());
            assert_eq!(outer.get::<&str>("enc").unwrap(), Some(enc.name()));
            assert_eq!((outer.cty(), outer.kid()), (Some("JWT"), key.kid()));
            assert_eq!(verified.header().typ(), Some("referral+jwt"));
            assert!(verified.is_encrypted());
        }
    }
}

#[test]
fn the_defaults_are_ecdh_with_key_wrapping_and_gcm() {
    let sides = Sides::default();
    let token = sides.token();
    let verified = sides.verifier.verify::<Referral>(&token).unwrap();
    let outer = verified.outer_header().unwrap();
    assert_eq!((outer.alg(), outer.get("enc").unwrap()), ("ECDH-ES+A256KW", Some("A256GCM")));
}

#[test]
fn two_tokens_share_neither_key_nor_nonce() {
    for key in every_key() {
        let sides = Sides::with(&key);
        let [one, two] = [(); 2].map(|()| sides.token());
        let (one, two): (Vec<&str>, Vec<&str>) = (one.split('.').collect(), two.split('.').collect());
        assert_ne!(one[2], two[2], "{key:?}");
        let is_derived = one[1].is_empty();
        assert!(is_derived || one[1] != two[1], "{key:?}");
        let has_ephemeral = key.key_management().name().starts_with("ECDH");
        assert_eq!(one[0] != two[0], has_ephemeral || key.key_management().name().contains("GCMKW"));
    }
}

//! One key for each algorithm, made at the first use, in the form that each
//! peer wants.

use std::sync::LazyLock;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ED25519, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
    ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaKeyPair,
};
use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
use jsonwebtoken::{DecodingKey, EncodingKey};
use jwt_claims::{Algorithm, SigningKey};

use crate::limit::{Pair, Public};

/// The algorithms that are measured.
pub const ALGORITHMS: [Algorithm; 4] =
    [Algorithm::HS256, Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA];

/// The name that every header gives its key.
pub const KID: &str = "2026-11-key-1";

/// One key, in three hands.
pub struct Keys {
    /// Ours.
    pub ours: SigningKey,
    /// The limit's private half.
    pub pair: Pair,
    /// The limit's public half.
    pub public: Public,
    /// jsonwebtoken's private half.
    pub encoding: EncodingKey,
    /// jsonwebtoken's public half.
    pub decoding: DecodingKey,
}

/// The key for an algorithm, the same at every call.
///
/// # Panics
/// For an algorithm that is not measured.
#[must_use]
pub fn keys(algorithm: Algorithm) -> &'static Keys {
    static HS256: LazyLock<Keys> = LazyLock::new(hs256);
    static RS256: LazyLock<Keys> = LazyLock::new(rs256);
    static ES256: LazyLock<Keys> = LazyLock::new(es256);
    static EDDSA: LazyLock<Keys> = LazyLock::new(eddsa);
    // with a second backend compiled in, jsonwebtoken does not choose by itself
    let _ = DEFAULT_PROVIDER.install_default();
    match algorithm {
        Algorithm::HS256 => &HS256,
        Algorithm::RS256 => &RS256,
        Algorithm::ES256 => &ES256,
        Algorithm::EdDSA => &EDDSA,
        other => panic!("{other} is not measured"),
    }
}

fn hs256() -> Keys {
    let mut secret = [0; 32];
    SystemRandom::new().fill(&mut secret).expect("randomness");
    Keys {
        ours: SigningKey::hs256(secret).expect("a secret").with_kid(KID),
        pair: Pair::Hmac(hmac::Key::new(hmac::HMAC_SHA256, &secret)),
        public: Public::Hmac(hmac::Key::new(hmac::HMAC_SHA256, &secret)),
        encoding: EncodingKey::from_secret(&secret),
        decoding: DecodingKey::from_secret(&secret),
    }
}

fn rs256() -> Keys {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key");
    let pkcs8: Pkcs8V1Der<'_> = pair.as_der().expect("PKCS#8");
    let public = pair.public_key().as_ref().to_vec();
    Keys {
        ours: SigningKey::from_der(Algorithm::RS256, pkcs8.as_ref()).expect("a key").with_kid(KID),
        // of a PKCS#8 key of that size the first 26 octets are the envelope,
        // and the rest is PKCS#1, which jsonwebtoken wants
        encoding: EncodingKey::from_rsa_der(&pkcs8.as_ref()[26..]),
        decoding: DecodingKey::from_rsa_der(&public),
        public: Public::Parsed(ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &public).expect("a key")),
        pair: Pair::Rsa(Box::new(pair)),
    }
}

fn es256() -> Keys {
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
    let pkcs8 = pkcs8.expect("a key");
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref()).expect("a key");
    let public = pair.public_key().as_ref().to_vec();
    Keys {
        ours: SigningKey::from_der(Algorithm::ES256, pkcs8.as_ref()).expect("a key").with_kid(KID),
        encoding: EncodingKey::from_ec_der(pkcs8.as_ref()),
        decoding: DecodingKey::from_ec_der(&public),
        public: Public::Parsed(ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &public).expect("a key")),
        pair: Pair::Ec(pair),
    }
}

fn eddsa() -> Keys {
    let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("a key");
    let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).expect("a key");
    let public = pair.public_key().as_ref().to_vec();
    Keys {
        ours: SigningKey::from_der(Algorithm::EdDSA, pkcs8.as_ref()).expect("a key").with_kid(KID),
        encoding: EncodingKey::from_ed_der(pkcs8.as_ref()),
        decoding: DecodingKey::from_ed_der(&public),
        public: Public::Parsed(ParsedPublicKey::new(&ED25519, &public).expect("a key")),
        pair: Pair::Ed(pair),
    }
}

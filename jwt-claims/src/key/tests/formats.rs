//! Every format that a key comes in, and what is refused with which advice.

use super::{SigningKey, VerifyingKey, sign};
use crate::crypto::algorithm::Algorithm::{
    self, ES256, ES256K, ES384, ES512, EdDSA, HS256, PS256, PS384, PS512, RS256, RS512,
};
use crate::error::{Error, ErrorKind};

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../../tests/fixtures/keys/", $name))
    };
}
pub(super) use fixture;

/// One key in all its formats; the first is a JWK written by another
/// implementation.
pub(super) struct Formats {
    pub(super) algorithm: Algorithm,
    pub(super) jwk: &'static str,
    pub(super) private: &'static [&'static str],
    pub(super) public: &'static [&'static str],
}

const RSA_PRIVATE: &[&str] = &[fixture!("rsa.pkcs8.pem"), fixture!("rsa.pkcs1.pem")];
const RSA_PUBLIC: &[&str] =
    &[fixture!("rsa.spki.pem"), fixture!("rsa.pkcs1.pub.pem"), fixture!("rsa.cert.pem")];

pub(super) const FORMATS: &[Formats] = &[
    Formats { algorithm: RS256, jwk: fixture!("rsa.jwk.json"), private: RSA_PRIVATE, public: RSA_PUBLIC },
    Formats { algorithm: PS512, jwk: fixture!("rsa.jwk.json"), private: RSA_PRIVATE, public: RSA_PUBLIC },
    Formats {
        algorithm: ES256,
        jwk: fixture!("p256.jwk.json"),
        private: &[
            fixture!("p256.pkcs8.pem"),
            fixture!("p256.sec1.pem"),
            fixture!("p256.ecparam.pem"),
            fixture!("p256.private-only.sec1.pem"),
            fixture!("p256.compressed.sec1.pem"),
        ],
        public: &[fixture!("p256.spki.pem"), fixture!("p256.cert.pem")],
    },
    Formats {
        algorithm: ES384,
        jwk: fixture!("p384.jwk.json"),
        private: &[fixture!("p384.pkcs8.pem"), fixture!("p384.sec1.pem")],
        public: &[fixture!("p384.spki.pem"), fixture!("p384.cert.pem")],
    },
    Formats {
        algorithm: ES512,
        jwk: fixture!("p521.jwk.json"),
        private: &[fixture!("p521.pkcs8.pem"), fixture!("p521.sec1.pem")],
        public: &[fixture!("p521.spki.pem"), fixture!("p521.cert.pem")],
    },
    Formats {
        algorithm: ES256K,
        jwk: fixture!("secp256k1.jwk.json"),
        private: &[fixture!("secp256k1.pkcs8.pem"), fixture!("secp256k1.sec1.pem")],
        public: &[fixture!("secp256k1.spki.pem"), fixture!("secp256k1.cert.pem")],
    },
    Formats {
        algorithm: EdDSA,
        jwk: fixture!("ed25519.jwk.json"),
        private: &[fixture!("ed25519.pkcs8.pem"), fixture!("ed25519.v2.pkcs8.pem")],
        public: &[fixture!("ed25519.spki.pem"), fixture!("ed25519.cert.pem")],
    },
];

/// The formats of the algorithms that this build has.
pub(super) fn formats() -> impl Iterator<Item = &'static Formats> {
    FORMATS.iter().filter(|key| cfg!(feature = "aws_lc_rs") || !matches!(key.algorithm, ES512 | ES256K))
}

pub(super) fn der_of(pem: &str) -> Vec<u8> {
    super::super::pem::read(pem.as_bytes()).unwrap().1.to_vec()
}

#[test]
fn one_key_in_all_formats_is_one_key() {
    for key in formats() {
        let algorithm = key.algorithm;
        let reference = SigningKey::from_jwk(algorithm, key.jwk).unwrap();
        let verifying = VerifyingKey::from_jwk(algorithm, key.jwk).unwrap();
        let thumbprint = crate::jwk::thumbprint(key.jwk).unwrap();
        assert_eq!(reference.kid(), Some(thumbprint.as_str()));
        let signature = sign(&reference, b"message");
        for pem in key.private {
            for read in [SigningKey::from_pem(algorithm, pem), SigningKey::from_der(algorithm, der_of(pem))] {
                let read = read.unwrap();
                assert_eq!(read.kid(), Some(thumbprint.as_str()));
                assert!(verifying.verify(b"message", &sign(&read, b"message")));
                assert_eq!(*read.to_private_jwk().unwrap(), *reference.to_private_jwk().unwrap());
            }
        }
        for pem in key.public {
            for read in
                [VerifyingKey::from_pem(algorithm, pem), VerifyingKey::from_der(algorithm, der_of(pem))]
            {
                let read = read.unwrap();
                assert_eq!(read.thumbprint(), Some(thumbprint.clone()));
                assert!(read.verify(b"message", &signature));
            }
        }
    }
}

#[test]
fn pem_is_written_as_openssl_writes_it() {
    let openssl = [
        (RS256, fixture!("rsa.pkcs8.pem"), fixture!("rsa.spki.pem")),
        (ES256, fixture!("p256.pkcs8.pem"), fixture!("p256.spki.pem")),
        (ES384, fixture!("p384.pkcs8.pem"), fixture!("p384.spki.pem")),
        (EdDSA, fixture!("ed25519.pkcs8.pem"), fixture!("ed25519.spki.pem")),
    ];
    for (algorithm, private, public) in openssl {
        let key = SigningKey::from_pem(algorithm, private).unwrap();
        assert_eq!(*key.to_private_pem().unwrap(), private);
        assert_eq!(key.verifying_key().to_pem().unwrap(), public);
    }
    let secret = SigningKey::generate(HS256).unwrap();
    assert!(secret.to_private_pem().is_err() && secret.verifying_key().to_pem().is_err());
}

#[test]
fn the_keys_of_rfc_8410_are_read() {
    let v1 = "-----BEGIN PRIVATE KEY-----\n\
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
        -----END PRIVATE KEY-----\n";
    let v2_with_attributes = "-----BEGIN PRIVATE KEY-----\n\
        MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
        oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB\n\
        Z9w7lshQhqowtrbLDFw4rXAxZuE=\n\
        -----END PRIVATE KEY-----\n";
    let public = "-----BEGIN PUBLIC KEY-----\n\
        MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n\
        -----END PUBLIC KEY-----\n";
    let kid = VerifyingKey::from_pem(EdDSA, public).unwrap().kid().map(str::to_owned);
    for pem in [v1, v2_with_attributes] {
        assert_eq!(SigningKey::from_pem(EdDSA, pem).unwrap().kid().map(str::to_owned), kid);
    }
}

#[test]
fn rsa_exponent_3_and_keys_restricted_to_pss_are_read() {
    let three = SigningKey::from_pem(RS256, fixture!("rsa-e3.pkcs8.pem")).unwrap();
    assert!(three.verifying_key().verify(b"message", &sign(&three, b"message")));
    SigningKey::from_pem(PS512, fixture!("rsa-pss.pkcs8.pem")).unwrap();
    SigningKey::from_pem(PS384, fixture!("rsa-pss-sha384.pkcs8.pem")).unwrap();
}

fn signing(algorithm: Algorithm, pem: &str) -> Error {
    SigningKey::from_pem(algorithm, pem).unwrap_err()
}

fn verifying(algorithm: Algorithm, pem: &str) -> Error {
    VerifyingKey::from_pem(algorithm, pem).unwrap_err()
}

/// Each with a piece of the way out.
#[test]
fn what_is_no_such_key_is_refused_with_a_way_out() {
    let rsa = fixture!("rsa.pkcs8.pem");
    let p256 = fixture!("p256.pkcs8.pem");
    let public = fixture!("p256.spki.pem");
    let two = format!("{p256}{public}");
    let refusals = [
        (signing(ES256, public), "a public key verifies and cannot sign"),
        (signing(RS256, fixture!("rsa.cert.pem")), "a public key verifies and cannot sign"),
        (signing(RS256, fixture!("rsa.encrypted.pkcs8.pem")), "openssl pkey"),
        (signing(RS256, fixture!("rsa.encrypted.pkcs1.pem")), "openssl pkey"),
        (signing(ES256, fixture!("p256.openssh.pem")), "ssh-keygen -p"),
        (verifying(ES256, fixture!("p256.openssh.pub")), "ssh-keygen -e"),
        (verifying(ES256, p256), "verifying_key()"),
        (verifying(RS256, fixture!("rsa.pkcs1.pem")), "verifying_key()"),
        (verifying(ES256, fixture!("p256.compressed.spki.pem")), "conv_form uncompressed"),
        (signing(ES256, rsa), "ES256 expects an EC key on P-256, found an RSA key"),
        (signing(RS256, p256), "RS256 expects an RSA key, found an EC key on P-256"),
        (signing(ES384, p256), "ES384 expects an EC key on P-384, found an EC key on P-256"),
        (signing(ES384, fixture!("p256.sec1.pem")), "ES384 expects an EC key on P-384"),
        (signing(ES256, fixture!("rsa.pkcs1.pem")), "ES256 expects an EC key on P-256"),
        (signing(RS256, fixture!("p256.sec1.pem")), "RS256 expects an RSA key"),
        (signing(HS256, p256), "HS256 expects a shared secret"),
        (verifying(HS256, public), "HS256 expects a shared secret"),
        (verifying(HS256, fixture!("rsa.pkcs1.pub.pem")), "HS256 expects a shared secret"),
        (signing(EdDSA, fixture!("x25519.pkcs8.pem")), "found a key of kind 1.3.101.110"),
        (signing(EdDSA, fixture!("ed448.pkcs8.pem")), "found a key of kind 1.3.101.113"),
        (signing(EdDSA, fixture!("ed25519.v2-mismatch.pkcs8.pem")), "export it again"),
        (signing(ES256, fixture!("p256.explicit.sec1.pem")), "export it again"),
        (signing(RS256, fixture!("rsa-1024.pkcs8.pem")), "found 1024"),
        (signing(RS256, fixture!("rsa-3-primes.pkcs8.pem")), "two primes"),
        (signing(RS256, fixture!("rsa-pss.pkcs8.pem")), "restricted to RSASSA-PSS"),
        (signing(PS256, fixture!("rsa-pss-sha384.pkcs8.pem")), "restricted to RSASSA-PSS"),
        (signing(ES256, &two), "found 2"),
        (signing(ES256, ""), "check the file"),
        (signing(ES256, fixture!("p256.jwk.json")), "from_jwk"),
        (signing(ES256, &p256.replace("PRIVATE KEY", "MY KEY")), "MY KEY"),
        (verifying(ES256, &p256.replace("PRIVATE KEY", "PUBLIC KEY")), "verifying_key()"),
        (signing(ES256, &public.replace("PUBLIC KEY", "PRIVATE KEY")), "a public key verifies"),
        (signing(ES256, &p256[..p256.len() / 2]), "copy the file again"),
        (signing(ES256, &p256.replacen("MIGH", "MI!H", 1)), "copy the file again"),
        (signing(ES256, "-----BEGIN PRIVATE KEY-----"), "copy the file again"),
        (signing(ES256, &p256.replace("BEGIN", "begin")), "check that the text is whole"),
        (
            signing(ES256, fixture!("p256.ecparam.pem").split_once("-----BEGIN EC PRIVATE").unwrap().0),
            "after it",
        ),
        (
            verifying(RS256, &fixture!("rsa.cert.pem").replace("CERTIFICATE", "ATTRIBUTE CERTIFICATE")),
            "ATTRIBUTE",
        ),
        (SigningKey::hs256(p256).unwrap_err(), "from_pem"),
        (VerifyingKey::hs256(public).unwrap_err(), "from_pem"),
    ];
    for (error, advice) in refusals {
        assert_eq!(error.kind(), ErrorKind::InvalidKey, "{error}");
        assert!(error.to_string().contains(advice), "expected {advice:?} in {error}");
    }
    let der = SigningKey::from_pem(ES256, der_of(p256)).unwrap_err();
    assert!(der.to_string().contains("from_der"), "{der}");
}

#[test]
fn der_that_is_something_else_is_refused() {
    let private = der_of(fixture!("p256.pkcs8.pem"));
    let public = der_of(fixture!("p256.spki.pem"));
    let refusals = [
        (SigningKey::from_der(ES256, &public).unwrap_err(), "a public key verifies"),
        (VerifyingKey::from_der(ES256, &private).unwrap_err(), "verifying_key()"),
        (SigningKey::from_der(RS256, der_of(fixture!("rsa.encrypted.pkcs8.pem"))).unwrap_err(), "decrypt"),
        (SigningKey::from_der(ES256, fixture!("p256.pkcs8.pem")).unwrap_err(), "from_pem"),
        (SigningKey::from_der(ES256, [&private[..], &[0]].concat()).unwrap_err(), "from_pem"),
        (VerifyingKey::from_der(ES256, []).unwrap_err(), "from_pem"),
    ];
    for (error, advice) in refusals {
        assert!(error.to_string().contains(advice), "expected {advice:?} in {error}");
    }
}

#[test]
fn damaged_der_is_an_error_and_never_a_panic() {
    for key in formats() {
        for pem in key.private.iter().chain(key.public) {
            let der = der_of(pem);
            // Every 3rd octet: all of them take long without optimisation.
            for at in (0..der.len()).step_by(3) {
                let mut damaged = der.clone();
                damaged[at] ^= 0x55;
                // A certificate holds much that is not its key.
                let _ = SigningKey::from_der(key.algorithm, &damaged);
                let _ = VerifyingKey::from_der(key.algorithm, &damaged);
                assert!(SigningKey::from_der(key.algorithm, &der[..at]).is_err());
                assert!(VerifyingKey::from_der(key.algorithm, &der[..at]).is_err());
            }
        }
    }
}

#[test]
fn rsa_keys_may_be_used_with_the_algorithm_named_only() {
    let one = SigningKey::from_pem(RS256, fixture!("rsa.pkcs8.pem")).unwrap();
    let other = VerifyingKey::from_pem(RS512, fixture!("rsa.spki.pem")).unwrap();
    assert!(!other.verify(b"message", &sign(&one, b"message")));
}

//! A question, and a closure for each peer that answers it.

use std::fmt;
use std::hint::black_box;

use jsonwebtoken::{Header, Validation};
use jwt_claims::{Algorithm, Issuer, Verifier};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::claims::{AUD, Borrowed, ISS, LEEWAY, Large, Owned, Small, TYP, Terms};
use crate::keys::{ALGORITHMS, KID, keys};
use crate::limit;

/// One operation; whether it went as it should.
pub type Op = Box<dyn Fn() -> bool + Send + Sync>;

/// Who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// This library.
    Ours,
    /// Code for this one case.
    Limit,
    /// jsonwebtoken with aws-lc-rs.
    Jsonwebtoken,
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ours => "ours",
            Self::Limit => "limit",
            Self::Jsonwebtoken => "jsonwebtoken",
        })
    }
}

/// Which claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// [`Owned`].
    Owned,
    /// [`Borrowed`].
    Borrowed,
    /// [`Small`].
    Small,
    /// [`Large`].
    Large,
}

impl Shape {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Owned, Self::Borrowed, Self::Small, Self::Large];

    /// A good token with such claims.
    #[must_use]
    pub fn token(self, algorithm: Algorithm) -> String {
        let issuer = Issuer::new(keys(algorithm).ours.clone());
        let issued = match self {
            Self::Owned | Self::Borrowed => issuer.issue(&Owned::sample()),
            Self::Small => issuer.issue(&Small::sample()),
            Self::Large => issuer.issue(&Large::sample()),
        };
        issued.expect("good claims").into_string()
    }
}

/// One peer's run at one question.
#[derive(Clone, Copy)]
pub struct Entry {
    /// `verify` or `issue`.
    pub verb: &'static str,
    /// With which key.
    pub algorithm: Algorithm,
    /// Of which claims.
    pub shape: Shape,
    /// By whom.
    pub peer: Peer,
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.question(), self.peer)
    }
}

impl Entry {
    /// What is asked, without who answers.
    #[must_use]
    pub fn question(&self) -> String {
        format!("{}/{}/{:?}", self.verb, self.algorithm, self.shape).to_lowercase()
    }

    /// The operation, warm and known to succeed.
    ///
    /// # Panics
    /// If it fails.
    #[must_use]
    pub fn op(&self) -> Op {
        let op = if self.verb == "verify" { self.verifying() } else { self.issuing() };
        for _ in 0..16 {
            assert!(op(), "{self} fails");
        }
        op
    }

    fn verifying(&self) -> Op {
        let token = self.shape.token(self.algorithm);
        macro_rules! with {
            ($claims:ty) => {
                match self.peer {
                    Peer::Ours => ours(self.algorithm, token, |verifier, token| {
                        black_box(verifier.token(token).verify::<$claims>()).is_ok()
                    }),
                    _ => by_limit(self.algorithm, token, |json| limit::accepts::<$claims>(json)),
                }
            };
        }
        match (self.peer, self.shape) {
            (Peer::Jsonwebtoken, Shape::Small) => by_jsonwebtoken::<Small>(self.algorithm, token),
            (Peer::Jsonwebtoken, Shape::Large) => by_jsonwebtoken::<Large>(self.algorithm, token),
            (Peer::Jsonwebtoken, _) => by_jsonwebtoken::<Owned>(self.algorithm, token),
            (_, Shape::Owned) => with!(Owned),
            (_, Shape::Borrowed) => with!(Borrowed<'_>),
            (_, Shape::Small) => with!(Small),
            (_, Shape::Large) => with!(Large),
        }
    }

    fn issuing(&self) -> Op {
        match self.shape {
            Shape::Owned | Shape::Borrowed => self.issuing_claims(Owned::sample),
            Shape::Small => self.issuing_claims(Small::sample),
            Shape::Large => self.issuing_claims(Large::sample),
        }
    }

    fn issuing_claims<C>(&self, sample: fn() -> C) -> Op
    where
        C: jwt_claims::IssueClaims + jwt_claims::ContextFree + Serialize + Send + Sync + 'static,
    {
        let keys = keys(self.algorithm);
        let claims = sample();
        match self.peer {
            Peer::Ours => {
                let issuer = Issuer::new(keys.ours.clone());
                Box::new(move || black_box(issuer.issue(&claims)).is_ok())
            }
            Peer::Limit => {
                let header = header_of(&self.shape.token(self.algorithm));
                Box::new(move || !black_box(limit::issue(&keys.pair, &header, &claims)).is_empty())
            }
            Peer::Jsonwebtoken => {
                let mut header = Header::new(jsonwebtoken_name(self.algorithm));
                header.typ = Some(TYP.into());
                header.kid = Some(KID.into());
                Box::new(move || black_box(jsonwebtoken::encode(&header, &claims, &keys.encoding)).is_ok())
            }
        }
    }
}

/// Every verification.
#[must_use]
pub fn verifications() -> Vec<Entry> {
    let mut entries = entries("verify", Algorithm::HS256, &Shape::ALL);
    for algorithm in ALGORITHMS.into_iter().skip(1) {
        entries.extend(self::entries("verify", algorithm, &[Shape::Owned]));
    }
    entries
}

/// Every issuing.
#[must_use]
pub fn issuings() -> Vec<Entry> {
    let mut entries = entries("issue", Algorithm::HS256, &[Shape::Owned, Shape::Small, Shape::Large]);
    for algorithm in ALGORITHMS.into_iter().skip(1) {
        entries.extend(self::entries("issue", algorithm, &[Shape::Owned]));
    }
    entries
}

fn entries(verb: &'static str, algorithm: Algorithm, shapes: &[Shape]) -> Vec<Entry> {
    let of = |&shape: &Shape| {
        // jsonwebtoken lends no claims
        let all = [Peer::Ours, Peer::Limit, Peer::Jsonwebtoken];
        let peers = &all[..if shape == Shape::Borrowed { 2 } else { 3 }];
        peers.iter().map(move |&peer| Entry { verb, algorithm, shape, peer }).collect::<Vec<_>>()
    };
    shapes.iter().flat_map(of).collect()
}

/// The verification of the same token, without and with a cache.
///
/// # Panics
/// If the token is refused.
#[must_use]
pub fn cached(algorithm: Algorithm) -> (Op, Op) {
    let verifier = Verifier::new(keys(algorithm).ours.verifying_key());
    let with_cache = verifier.clone().with_cache(10_000).expect("a cache");
    let (without, with) = [verifier, with_cache]
        .map(|verifier| {
            ours_with(verifier, Shape::Owned.token(algorithm), |verifier, token| {
                black_box(verifier.token(token).verify::<Owned>()).is_ok()
            })
        })
        .into();
    assert!(without() && with(), "{algorithm} fails");
    (without, with)
}

fn ours(
    algorithm: Algorithm,
    token: String,
    verify: impl Fn(&Verifier, &str) -> bool + Send + Sync + 'static,
) -> Op {
    ours_with(Verifier::new(keys(algorithm).ours.verifying_key()), token, verify)
}

fn ours_with(
    verifier: Verifier,
    token: String,
    verify: impl Fn(&Verifier, &str) -> bool + Send + Sync + 'static,
) -> Op {
    Box::new(move || verify(&verifier, black_box(&token)))
}

fn by_limit(algorithm: Algorithm, token: String, accepts: fn(&[u8]) -> bool) -> Op {
    let keys = keys(algorithm);
    let header = header_of(&token);
    Box::new(move || limit::verify(&keys.public, header.as_bytes(), black_box(&token), accepts))
}

fn by_jsonwebtoken<C: DeserializeOwned + Terms + 'static>(algorithm: Algorithm, token: String) -> Op {
    let keys = keys(algorithm);
    let mut validation = Validation::new(jsonwebtoken_name(algorithm));
    validation.leeway = LEEWAY;
    validation.validate_nbf = true;
    validation.set_issuer(&[ISS]);
    validation.set_audience(&[AUD]);
    validation.set_required_spec_claims(&["exp", "iss", "aud"]);
    Box::new(move || {
        let decoded = jsonwebtoken::decode::<C>(black_box(&token), &keys.decoding, &validation);
        black_box(decoded).is_ok_and(|decoded| decoded.claims.has_role())
    })
}

fn header_of(token: &str) -> String {
    token.split('.').next().unwrap_or_default().to_owned()
}

fn jsonwebtoken_name(algorithm: Algorithm) -> jsonwebtoken::Algorithm {
    algorithm.name().parse().expect("jsonwebtoken has it")
}

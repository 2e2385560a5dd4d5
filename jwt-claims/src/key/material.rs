//! Key material, whatever it was read from: normalised, checked, zeroized on
//! drop where it is secret.

use zeroize::Zeroizing;

use super::der;
use crate::algorithm::{Algorithm, Curve, Family};
use crate::backend;
use crate::error::Error;

/// The least bits of an RSA modulus (RFC 7518 §3.3).
pub(crate) const RSA_MIN_BITS: usize = 2048;
/// The most bits of an RSA modulus: verification's cost grows with its square.
pub(crate) const RSA_MAX_BITS: usize = 8192;

/// A private key, or a shared one that is to sign.
pub(crate) enum PrivateMaterial {
    Secret(Zeroizing<Vec<u8>>),
    Rsa(RsaPrivate),
    Ec(EcPrivate),
    Ed25519(Ed25519Private),
}

/// A public key, or a shared one that is to verify.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum PublicMaterial {
    Secret(Zeroizing<Vec<u8>>),
    Rsa(RsaPublic),
    Ec(EcPublic),
    Ed25519(Ed25519Public),
}

impl PrivateMaterial {
    /// A copy, for another backend to prepare. No `Clone`: copies of secrets
    /// should be seen.
    pub(crate) fn duplicate(&self) -> Self {
        match self {
            Self::Secret(secret) => Self::Secret(secret.clone()),
            Self::Rsa(rsa) => Self::Rsa(RsaPrivate { pkcs1: rsa.pkcs1.clone(), public: rsa.public.clone() }),
            Self::Ec(ec) => Self::Ec(EcPrivate { scalar: ec.scalar.clone(), public: ec.public.clone() }),
            Self::Ed25519(ed) => {
                Self::Ed25519(Ed25519Private { seed: ed.seed.clone(), public: ed.public.clone() })
            }
        }
    }

    /// The half that verifies; of a secret, the secret.
    pub(crate) fn to_public(&self) -> PublicMaterial {
        match self {
            Self::Secret(secret) => PublicMaterial::Secret(secret.clone()),
            Self::Rsa(rsa) => PublicMaterial::Rsa(rsa.public.clone()),
            Self::Ec(ec) => PublicMaterial::Ec(ec.public.clone()),
            Self::Ed25519(ed) => PublicMaterial::Ed25519(ed.public().clone()),
        }
    }
}

impl PublicMaterial {
    /// The exact length of the algorithm's signatures under this key.
    pub(crate) fn signature_len(&self, algorithm: Algorithm) -> usize {
        match self {
            Self::Secret(_) => algorithm.hash_len(),
            Self::Rsa(rsa) => rsa.modulus.len(),
            Self::Ec(ec) => 2 * ec.curve.field_len(),
            Self::Ed25519(_) => 64,
        }
    }

    /// Whether this is material for the algorithm.
    ///
    /// # Errors
    /// `invalid_key`, told in terms of the algorithm.
    pub(crate) fn check(&self, algorithm: Algorithm) -> Result<(), Error> {
        match self {
            Self::Secret(secret) if algorithm.family() == Family::Hmac => check_secret(algorithm, secret),
            Self::Rsa(_) if algorithm.family() == Family::Rsa => Ok(()),
            Self::Ec(ec) => match algorithm.curve() {
                Some(curve) if curve == ec.curve => Ok(()),
                _ => Err(unfit(algorithm, ec.curve.name())),
            },
            Self::Ed25519(_) if algorithm.family() == Family::Okp => Ok(()),
            Self::Secret(_) => Err(unfit(algorithm, "shared secret")),
            Self::Rsa(_) => Err(unfit(algorithm, "RSA")),
            Self::Ed25519(_) => Err(unfit(algorithm, "Ed25519")),
        }
    }
}

/// The kind of key an algorithm takes, for error texts.
pub(crate) fn wanted(algorithm: Algorithm) -> String {
    match algorithm.family() {
        Family::Hmac => "a shared secret".to_owned(),
        Family::Rsa => "an RSA key".to_owned(),
        Family::Ec => format!("an EC key on {}", algorithm.curve().map_or("its curve", Curve::name)),
        Family::Okp => "an Ed25519 key".to_owned(),
    }
}

#[cold]
pub(crate) fn unfit(algorithm: Algorithm, found: &str) -> Error {
    Error::invalid_key(format!(
        "{algorithm} expects {}, found a {found} key; name the algorithm that the key was made for",
        wanted(algorithm)
    ))
}

fn check_secret(algorithm: Algorithm, secret: &[u8]) -> Result<(), Error> {
    // Whoever keys an HMAC with a public key's text lets everybody sign.
    if secret.trim_ascii_start().starts_with(b"-----BEGIN ") {
        return Err(Error::invalid_key(format!(
            "{algorithm} expects a shared secret, found PEM; use `from_pem` with the algorithm of that key"
        )));
    }
    if secret.len() >= algorithm.hash_len() {
        return Ok(());
    }
    Err(Error::invalid_key(format!(
        "{algorithm} expects a secret of at least {} octets (RFC 7518 section 3.2), found {}; \
         use `SigningKey::generate` or as many random octets",
        algorithm.hash_len(),
        secret.len()
    )))
}

/// Modulus and exponent, big-endian without leading zeros.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct RsaPublic {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

impl RsaPublic {
    pub(crate) fn new(modulus: &[u8], exponent: &[u8]) -> Result<Self, Error> {
        let key = Self { modulus: minimal(modulus).to_vec(), exponent: minimal(exponent).to_vec() };
        let bits = key.bits();
        if !(RSA_MIN_BITS..=RSA_MAX_BITS).contains(&bits) {
            return Err(Error::invalid_key(format!(
                "expected an RSA modulus of {RSA_MIN_BITS} to {RSA_MAX_BITS} bits, found {bits}; make a new key"
            )));
        }
        if key.modulus.last().is_none_or(|octet| octet % 2 == 0) {
            return Err(Error::invalid_key("expected an odd RSA modulus, found an even one; make a new key"));
        }
        if !exponent_is_sound(&key.exponent) {
            return Err(Error::invalid_key(
                "expected an odd RSA public exponent of at least 3 and at most 33 bits (65537 is usual), \
                 found another; make a new key",
            ));
        }
        Ok(key)
    }

    pub(crate) fn bits(&self) -> usize {
        bits(&self.modulus)
    }

    pub(crate) fn modulus(&self) -> &[u8] {
        &self.modulus
    }

    pub(crate) fn exponent(&self) -> &[u8] {
        &self.exponent
    }
}

/// 3 is sound with sound padding, and in use; 1 and even ones are no keys.
/// Backends stop at 33 bits.
fn exponent_is_sound(exponent: &[u8]) -> bool {
    bits(exponent) >= 2 && bits(exponent) <= 33 && exponent.last().is_some_and(|octet| octet % 2 == 1)
}

/// The octets without leading zeros.
fn minimal(octets: &[u8]) -> &[u8] {
    let zeros = octets.iter().take_while(|&&octet| octet == 0).count();
    &octets[zeros..]
}

/// The bits of a big-endian number without leading zeros.
fn bits(minimal: &[u8]) -> usize {
    minimal.first().map_or(0, |first| minimal.len() * 8 - first.leading_zeros() as usize)
}

/// An RSA private key with two primes, as PKCS#1 DER (RFC 8017 §A.1.2).
pub(crate) struct RsaPrivate {
    pkcs1: Zeroizing<Vec<u8>>,
    public: RsaPublic,
}

impl RsaPrivate {
    pub(crate) fn from_pkcs1(pkcs1: &[u8]) -> Result<Self, Error> {
        let public = der::rsa_public_of_private(pkcs1)?;
        Ok(Self { pkcs1: Zeroizing::new(pkcs1.to_vec()), public })
    }

    pub(crate) fn pkcs1(&self) -> &[u8] {
        &self.pkcs1
    }

    pub(crate) fn public(&self) -> &RsaPublic {
        &self.public
    }
}

/// A point on a Weierstrass curve, uncompressed. That it lies on the curve is
/// for the backend to check.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct EcPublic {
    curve: Curve,
    point: Vec<u8>,
}

impl EcPublic {
    /// The point of two coordinates of full length (RFC 7518 §6.2.1.2).
    pub(crate) fn from_coordinates(curve: Curve, x: &[u8], y: &[u8]) -> Result<Self, Error> {
        for (name, coordinate) in [("x", x), ("y", y)] {
            if coordinate.len() != curve.field_len() {
                return Err(Error::invalid_key(format!(
                    "expected `{name}` of {} octets for {}, found {}; leading zeros must be kept (RFC 7518 section 6.2.1)",
                    curve.field_len(),
                    curve.name(),
                    coordinate.len()
                )));
            }
        }
        Ok(Self { curve, point: [&[4], x, y].concat() })
    }

    /// The point of SEC 1 octets, which must be uncompressed.
    pub(crate) fn from_point(curve: Curve, point: &[u8]) -> Result<Self, Error> {
        match point {
            [4, coordinates @ ..] if coordinates.len() == 2 * curve.field_len() => {
                Ok(Self { curve, point: point.to_vec() })
            }
            [2 | 3, x @ ..] if x.len() == curve.field_len() => Err(Error::invalid_key(
                "expected an uncompressed EC point, found a compressed one; \
                 convert it: openssl ec -pubin -in key.pem -conv_form uncompressed -pubout",
            )),
            _ => Err(Error::invalid_key(format!(
                "expected an uncompressed point of {} octets on {}, found {} octets; export the key again",
                1 + 2 * curve.field_len(),
                curve.name(),
                point.len()
            ))),
        }
    }

    pub(crate) fn curve(&self) -> Curve {
        self.curve
    }

    pub(crate) fn point(&self) -> &[u8] {
        &self.point
    }

    pub(crate) fn coordinates(&self) -> (&[u8], &[u8]) {
        self.point[1..].split_at(self.curve.field_len())
    }

    /// Whether SEC 1 octets, compressed or not, are of this point.
    fn is(&self, octets: &[u8]) -> bool {
        let (x, y) = self.coordinates();
        match octets {
            [4, ..] => octets == self.point,
            [sign @ (2 | 3), rest @ ..] => rest == x && y.last().is_some_and(|octet| 2 + octet % 2 == *sign),
            _ => false,
        }
    }
}

/// A private scalar of full length and its point.
pub(crate) struct EcPrivate {
    scalar: Zeroizing<Vec<u8>>,
    public: EcPublic,
}

impl EcPrivate {
    /// The key of a scalar; `claimed` is the point that came with it, which
    /// must be the scalar's.
    pub(crate) fn new(curve: Curve, scalar: &[u8], claimed: Option<&[u8]>) -> Result<Self, Error> {
        if scalar.len() != curve.field_len() {
            return Err(Error::invalid_key(format!(
                "expected a private scalar of {} octets for {}, found {}; leading zeros must be kept: \
                 openssl pkcs8 -topk8 -nocrypt writes the key anew",
                curve.field_len(),
                curve.name(),
                scalar.len()
            )));
        }
        let point = backend::ec_public(curve, scalar)?;
        let public = EcPublic::from_point(curve, &point)?;
        if claimed.is_some_and(|claimed| !public.is(claimed)) {
            return Err(contradiction());
        }
        Ok(Self { scalar: Zeroizing::new(scalar.to_vec()), public })
    }

    pub(crate) fn scalar(&self) -> &[u8] {
        &self.scalar
    }

    pub(crate) fn public(&self) -> &EcPublic {
        &self.public
    }
}

/// An Ed25519 public key (RFC 8032 §5.1.5).
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Ed25519Public([u8; 32]);

impl Ed25519Public {
    pub(crate) fn new(octets: &[u8]) -> Result<Self, Error> {
        let octets: [u8; 32] = octets.try_into().map_err(|_| {
            Error::invalid_key(format!(
                "expected an Ed25519 public key of 32 octets, found {}; export the key again",
                octets.len()
            ))
        })?;
        if is_small_order(octets) {
            return Err(Error::invalid_key(
                "expected an Ed25519 public key, found a point of small order, under which anyone can sign; \
                 make a new key",
            ));
        }
        Ok(Self(octets))
    }

    pub(crate) fn octets(&self) -> &[u8; 32] {
        &self.0
    }
}

/// An Ed25519 seed and the public key that follows from it.
pub(crate) struct Ed25519Private {
    seed: Zeroizing<[u8; 32]>,
    public: Ed25519Public,
}

impl Ed25519Private {
    /// The key of a seed; `claimed` is the public key that came with it,
    /// which must be the seed's.
    pub(crate) fn new(seed: &[u8], claimed: Option<&[u8]>) -> Result<Self, Error> {
        let seed: Zeroizing<[u8; 32]> = Zeroizing::new(seed.try_into().map_err(|_| {
            Error::invalid_key(format!("expected an Ed25519 seed of 32 octets, found {}", seed.len()))
        })?);
        let public = Ed25519Public::new(&backend::ed25519_public(&seed)?)?;
        if claimed.is_some_and(|claimed| claimed != public.0) {
            return Err(contradiction());
        }
        Ok(Self { seed, public })
    }

    pub(crate) fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    pub(crate) fn public(&self) -> &Ed25519Public {
        &self.public
    }
}

#[cold]
fn contradiction() -> Error {
    Error::invalid_key(
        "expected the public half that follows from the private one, found another; \
         the key is damaged or put together from two: export it again",
    )
}

/// Whether the octets encode one of the eight points of small order, in
/// canonical form or not. Signatures under them hold for almost any message.
fn is_small_order(mut octets: [u8; 32]) -> bool {
    octets[31] &= 0x7f; // the sign of x tells only a point from its negative
    SMALL_ORDER_Y.contains(&octets)
}

/// The y coordinates: 0, 1, two of order 8, -1, then 0 and 1 plus the prime.
const SMALL_ORDER_Y: [[u8; 32]; 7] = [
    [0; 32],
    {
        let mut one = [0; 32];
        one[0] = 1;
        one
    },
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5,
        0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a,
        0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
    near_prime(0xec),
    near_prime(0xed),
    near_prime(0xee),
];

/// 2^255 - 256 + `low`; the prime of the field is 2^255 - 19.
const fn near_prime(low: u8) -> [u8; 32] {
    let mut octets = [0xff; 32];
    octets[0] = low;
    octets[31] = 0x7f;
    octets
}

#[cfg(all(test, feature = "rust_crypto"))]
mod tests {
    use super::{SMALL_ORDER_Y, is_small_order};

    /// The list, against a library that multiplies.
    #[test]
    fn the_listed_points_are_of_small_order() {
        let mut points = 0;
        for y in SMALL_ORDER_Y {
            for sign in [0, 0x80] {
                let mut octets = y;
                octets[31] |= sign;
                assert!(is_small_order(octets));
                if let Ok(point) = ed25519_dalek::VerifyingKey::from_bytes(&octets) {
                    assert!(point.is_weak());
                    points += 1;
                }
            }
        }
        assert!(points >= 8, "{points}");
    }
}

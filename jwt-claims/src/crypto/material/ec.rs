//! Keys on Weierstrass curves (RFC 7518 §6.2).

use zeroize::Zeroizing;

use super::refused::contradiction;
use crate::crypto::algorithm::Curve;
use crate::crypto::primitives;
use crate::error::Error;

/// An uncompressed point on a Weierstrass curve. The backend checks that it is on the
/// curve.
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

    /// True if SEC 1 bytes are a compressed point, with only the sign of `y`.
    pub(crate) fn is_compressed(curve: Curve, point: &[u8]) -> bool {
        matches!(point, [2 | 3, x @ ..] if x.len() == curve.field_len())
    }

    /// The point of SEC 1 bytes. It must be uncompressed.
    pub(crate) fn from_point(curve: Curve, point: &[u8]) -> Result<Self, Error> {
        match point {
            [4, coordinates @ ..] if coordinates.len() == 2 * curve.field_len() => {
                Ok(Self { curve, point: point.to_vec() })
            }
            _ if Self::is_compressed(curve, point) => Err(Error::invalid_key(
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

    /// True if SEC 1 bytes, compressed or not, are this point.
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
    pub(super) fn duplicate(&self) -> Self {
        Self { scalar: self.scalar.clone(), public: self.public.clone() }
    }

    /// The key of a scalar. `claimed` is the point from the key file; it must match the
    /// scalar.
    pub(crate) fn new(curve: Curve, scalar: &[u8], claimed: Option<&[u8]>) -> Result<Self, Error> {
        if scalar.len() != curve.field_len() {
            return Err(Error::invalid_key(format!(
                "expected a private scalar of {} octets for {}, found {}; \
                 its leading zeros must be kept (RFC 7518 section 6.2.2.1)",
                curve.field_len(),
                curve.name(),
                scalar.len()
            )));
        }
        let point = primitives::ec_public(curve, scalar)?;
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

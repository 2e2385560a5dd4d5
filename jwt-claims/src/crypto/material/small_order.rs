//! The points of Ed25519 that are not valid keys.

/// True if the bytes encode one of the eight points of small order, in canonical form
/// or not. With such a key, a signature is valid for almost any message.
pub(super) fn is_small_order(mut octets: [u8; 32]) -> bool {
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

    /// compares the list with a library that computes points
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

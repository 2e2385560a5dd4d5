//! ECDH with an ephemeral key (RFC 7518 §4.6).

use aws_lc_rs::agreement::{self, ParsedPublicKey, PrivateKey, UnparsedPublicKey};
use aws_lc_rs::kdf::{SskdfDigestAlgorithmId, get_sskdf_digest_algorithm, sskdf_digest};
use zeroize::Zeroizing;

use super::algorithms::{ContentEncryption, EcdhCurve, KeyManagement};
use super::cek::Cek;

/// What the derived key depends on besides the agreement (RFC 7518 §4.6.2).
pub(super) struct Info<'a> {
    /// The name in `alg`, or in `enc` if the result encrypts the content.
    pub(super) algorithm: &'a str,
    pub(super) apu: &'a [u8],
    pub(super) apv: &'a [u8],
    /// The length of the derived key, in bytes.
    pub(super) len: usize,
}

impl<'a> Info<'a> {
    pub(super) fn of(alg: KeyManagement, enc: ContentEncryption, [apu, apv]: [&'a [u8]; 2]) -> Self {
        match alg.wrapping_len() {
            Some(len) => Self { algorithm: alg.name(), apu, apv, len },
            None => Self { algorithm: enc.name(), apu, apv, len: enc.key_len() },
        }
    }

    /// Each text with its length, then the number of bits.
    fn octets(&self) -> Vec<u8> {
        let mut octets = Vec::with_capacity(16 + self.algorithm.len() + self.apu.len() + self.apv.len());
        for text in [self.algorithm.as_bytes(), self.apu, self.apv] {
            octets.extend(number(text.len()));
            octets.extend_from_slice(text);
        }
        octets.extend(number(self.len * 8));
        octets
    }
}

fn number(of: usize) -> [u8; 4] {
    u32::try_from(of).unwrap_or(u32::MAX).to_be_bytes()
}

/// The key that both sides derive; `None` if the other's key is not a point of the curve,
/// or one of low order.
pub(super) fn derive(
    private: &PrivateKey,
    other: impl TryInto<ParsedPublicKey>,
    info: &Info<'_>,
) -> Option<Cek> {
    agreement::agree(private, other, (), |secret| concat_kdf(secret, info).ok_or(())).ok()
}

/// The Concat KDF with SHA-256 (NIST SP 800-56A §5.8.1).
fn concat_kdf(secret: &[u8], info: &Info<'_>) -> Option<Cek> {
    let mut key = Cek::zeros(info.len);
    sskdf_digest(
        get_sskdf_digest_algorithm(SskdfDigestAlgorithmId::Sha256)?,
        secret,
        &info.octets(),
        key.as_mut(),
    )
    .ok()?;
    Some(key)
}

/// A public key that was not checked yet.
pub(super) fn unchecked(curve: EcdhCurve, octets: &[u8]) -> UnparsedPublicKey<&[u8]> {
    UnparsedPublicKey::new(curve.agreement(), octets)
}

/// A public key that is a point of its curve. A point of X25519 of low order is found when
/// an agreement with it has no result.
pub(super) fn checked(curve: EcdhCurve, octets: &[u8]) -> Option<ParsedPublicKey> {
    let key = ParsedPublicKey::try_from(unchecked(curve, octets)).ok()?;
    let ephemeral = PrivateKey::generate(curve.agreement()).ok()?;
    agreement::agree(&ephemeral, key.clone(), (), |_| Ok(())).ok()?;
    Some(key)
}

/// The public half of a private key, as octets.
pub(super) fn public_of(private: &PrivateKey) -> Option<Vec<u8>> {
    private.compute_public_key().ok().map(|public| public.as_ref().to_vec())
}

/// The key of these private octets; `None` if they are out of range.
pub(super) fn private_of(curve: EcdhCurve, octets: &[u8]) -> Option<PrivateKey> {
    PrivateKey::from_private_key(curve.agreement(), octets).ok()
}

/// A new private key for X25519.
pub(super) fn generate_x25519() -> Option<Zeroizing<Vec<u8>>> {
    let mut octets = Zeroizing::new(vec![0; 32]);
    aws_lc_rs::rand::fill(&mut octets).ok()?;
    Some(octets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::base64::decode;

    /// RFC 7518 Appendix C.
    #[test]
    fn the_example_of_rfc_7518_is_derived_on_both_sides() {
        let alice =
            ["gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0", "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"];
        let bob =
            ["weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ", "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"];
        let private =
            ["0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo", "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"];
        let octets = |text: &str| decode(text.as_bytes()).unwrap();
        let point = |xy: [&str; 2]| [vec![4], octets(xy[0]), octets(xy[1])].concat();
        for (private, other) in [(private[0], bob), (private[1], alice)] {
            let private = private_of(EcdhCurve::P256, &octets(private)).unwrap();
            let info = Info { algorithm: "A128GCM", apu: b"Alice", apv: b"Bob", len: 16 };
            let point = point(other);
            let key = derive(&private, unchecked(EcdhCurve::P256, &point), &info).unwrap();
            assert_eq!(key.as_ref(), octets("VqqN6vgjbSBcIijNcacQGg"));
        }
    }

    /// RFC 8037 §A.6.
    #[test]
    fn the_example_of_rfc_8037_agrees() {
        let private = [
            0x77, 0x07, 0x6d, 0x0a, 0x73, 0x18, 0xa5, 0x7d, 0x3c, 0x16, 0xc1, 0x72, 0x51, 0xb2, 0x66, 0x45,
            0xdf, 0x4c, 0x2f, 0x87, 0xeb, 0xc0, 0x99, 0x2a, 0xb1, 0x77, 0xfb, 0xa5, 0x1d, 0xb9, 0x2c, 0x2a,
        ];
        let secret = [
            0x4a, 0x5d, 0x9d, 0x5b, 0xa4, 0xce, 0x2d, 0xe1, 0x72, 0x8e, 0x3b, 0xf4, 0x80, 0x35, 0x0f, 0x25,
            0xe0, 0x7e, 0x21, 0xc9, 0x47, 0xd1, 0x9e, 0x33, 0x76, 0xf0, 0x9b, 0x3c, 0x1e, 0x16, 0x17, 0x42,
        ];
        let private = private_of(EcdhCurve::X25519, &private).unwrap();
        let public = public_of(&private).unwrap();
        assert_eq!(public, decode(b"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo").unwrap());
        let bob = decode(b"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08").unwrap();
        let agreed = agreement::agree(&private, unchecked(EcdhCurve::X25519, &bob), (), |z| Ok(z.to_vec()));
        assert_eq!(agreed.unwrap(), secret);
    }
}

//! Encrypts and decrypts the content (RFC 7518 §5).

use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{
    self, DecryptionContext, EncryptionContext, PaddedBlockDecryptingKey, PaddedBlockEncryptingKey,
    UnboundCipherKey,
};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::rand;

use super::algorithms::ContentEncryption;
use super::cek::no_random_numbers;
use crate::error::{Code, Error};

/// The longest initialization vector, in bytes.
const MAX_IV: usize = 16;

/// An encrypted content.
pub(super) struct Encrypted {
    iv: [u8; MAX_IV],
    iv_len: usize,
    pub(super) ciphertext: Vec<u8>,
    pub(super) tag: Vec<u8>,
}

impl Encrypted {
    pub(super) fn iv(&self) -> &[u8] {
        &self.iv[..self.iv_len]
    }
}

/// Encrypts with a new random initialization vector.
pub(super) fn encrypt(
    enc: ContentEncryption,
    cek: &[u8],
    aad: &[u8],
    plaintext: &[u8],
) -> Result<Encrypted, Error> {
    let mut iv = [0; MAX_IV];
    let iv_len = enc.iv_len();
    rand::fill(&mut iv[..iv_len]).map_err(|_| no_random_numbers())?;
    // room for the padding, so that no copy of the plaintext is left behind
    let mut text = Vec::with_capacity(plaintext.len() + 16);
    text.extend_from_slice(plaintext);
    let tag = if enc.is_cbc() {
        encrypt_cbc(enc, cek, &iv, aad, &mut text)
    } else {
        encrypt_gcm(enc, cek, &iv[..iv_len], aad, &mut text)
    };
    let tag = tag.ok_or_else(|| Error::new(Code::Issue, "the backend failed to encrypt"))?;
    Ok(Encrypted { iv, iv_len, ciphertext: text, tag })
}

/// Decrypts in place; the plaintext is the first octets of `text`, as many as returned.
/// `None` for a wrong tag or a wrong padding. The tag is compared before anything is
/// decrypted, and in constant time.
pub(super) fn decrypt(
    enc: ContentEncryption,
    cek: &[u8],
    iv: &[u8],
    aad: &[u8],
    text: &mut [u8],
    tag: &[u8],
) -> Option<usize> {
    if enc.is_cbc() {
        return decrypt_cbc(enc, cek, iv, aad, text, tag);
    }
    let (key, nonce) = gcm(enc, cek, iv)?;
    key.open_in_place_separate_tag(nonce, Aad::from(aad), tag, text).ok().map(|text| text.len())
}

fn encrypt_gcm(
    enc: ContentEncryption,
    cek: &[u8],
    iv: &[u8],
    aad: &[u8],
    text: &mut [u8],
) -> Option<Vec<u8>> {
    let (key, nonce) = gcm(enc, cek, iv)?;
    key.seal_in_place_separate_tag(nonce, Aad::from(aad), text).ok().map(|tag| tag.as_ref().to_vec())
}

fn gcm(enc: ContentEncryption, cek: &[u8], iv: &[u8]) -> Option<(LessSafeKey, Nonce)> {
    let algorithm = match enc {
        ContentEncryption::A128GCM => &aead::AES_128_GCM,
        _ => &aead::AES_256_GCM,
    };
    let key = LessSafeKey::new(UnboundKey::new(algorithm, cek).ok()?);
    Some((key, Nonce::try_assume_unique_for_key(iv).ok()?))
}

/// RFC 7518 §5.2.2.1.
fn encrypt_cbc(
    enc: ContentEncryption,
    cek: &[u8],
    iv: &[u8; MAX_IV],
    aad: &[u8],
    text: &mut Vec<u8>,
) -> Option<Vec<u8>> {
    let (mac_key, cipher_key) = cek.split_at(cek.len() / 2);
    let key = PaddedBlockEncryptingKey::cbc_pkcs7(unbound(cipher_key)?).ok()?;
    let context = EncryptionContext::Iv128(FixedLength::from(iv));
    key.less_safe_encrypt(text, context).ok()?;
    let mac = mac(enc, mac_key, iv, aad, text);
    Some(mac.as_ref().get(..enc.tag_len())?.to_vec())
}

/// RFC 7518 §5.2.2.2.
fn decrypt_cbc(
    enc: ContentEncryption,
    cek: &[u8],
    iv: &[u8],
    aad: &[u8],
    text: &mut [u8],
    tag: &[u8],
) -> Option<usize> {
    let (mac_key, cipher_key) = cek.split_at(cek.len() / 2);
    let iv: &[u8; MAX_IV] = iv.try_into().ok()?;
    let mac = mac(enc, mac_key, iv, aad, text);
    verify_slices_are_equal(mac.as_ref().get(..enc.tag_len())?, tag).ok()?;
    let key = PaddedBlockDecryptingKey::cbc_pkcs7(unbound(cipher_key)?).ok()?;
    let context = DecryptionContext::Iv128(FixedLength::from(iv));
    key.decrypt(text, context).ok().map(|text| text.len())
}

fn unbound(key: &[u8]) -> Option<UnboundCipherKey> {
    let algorithm = if key.len() == 16 { &cipher::AES_128 } else { &cipher::AES_256 };
    UnboundCipherKey::new(algorithm, key).ok()
}

/// Over AAD, IV, ciphertext, and the number of bits of the AAD.
fn mac(enc: ContentEncryption, key: &[u8], iv: &[u8], aad: &[u8], ciphertext: &[u8]) -> hmac::Tag {
    let algorithm = match enc {
        ContentEncryption::A256CbcHs512 => hmac::HMAC_SHA512,
        _ => hmac::HMAC_SHA256,
    };
    let mut context = hmac::Context::with_key(&hmac::Key::new(algorithm, key));
    for part in [aad, iv, ciphertext] {
        context.update(part);
    }
    let bits = u64::try_from(aad.len()).unwrap_or(u64::MAX).wrapping_mul(8);
    context.update(&bits.to_be_bytes());
    context.sign()
}

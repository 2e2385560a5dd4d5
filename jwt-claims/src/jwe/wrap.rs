//! Key wrapping with a shared key: AES Key Wrap (RFC 3394) and AES-GCM (RFC 7518 §4.7).

use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::key_wrap::{self, AesKek, KeyWrap};
use aws_lc_rs::rand;

use super::cek::{Cek, no_random_numbers};
use crate::error::{Code, Error};

/// By how many octets AES Key Wrap lengthens a key.
pub(super) const WRAP_LEN: usize = 8;
/// The length of the nonce of AES-GCM, in bytes.
pub(super) const NONCE_LEN: usize = 12;
/// The length of the tag of AES-GCM, in bytes.
pub(super) const TAG_LEN: usize = 16;

/// A key wrapped with AES-GCM, and what the header then has.
pub(super) struct GcmWrapped {
    pub(super) key: Vec<u8>,
    pub(super) iv: [u8; NONCE_LEN],
    pub(super) tag: Vec<u8>,
}

/// Wraps with AES Key Wrap.
pub(super) fn wrap(kek: &[u8], cek: &Cek) -> Result<Vec<u8>, Error> {
    let mut wrapped = vec![0; cek.as_ref().len() + WRAP_LEN];
    let done = aes_kek(kek).and_then(|kek| kek.wrap(cek.as_ref(), &mut wrapped).ok().map(|key| key.len()));
    if done == Some(wrapped.len()) { Ok(wrapped) } else { Err(not_wrapped()) }
}

/// Unwraps with AES Key Wrap; `None` if the check value is wrong.
pub(super) fn unwrap(kek: &[u8], wrapped: &[u8], len: usize) -> Option<Cek> {
    let mut cek = Cek::zeros(len);
    let written = aes_kek(kek)?.unwrap(wrapped, cek.as_mut()).ok()?.len();
    (written == len).then_some(cek)
}

fn aes_kek(kek: &[u8]) -> Option<AesKek> {
    let cipher = if kek.len() == 16 { &key_wrap::AES_128 } else { &key_wrap::AES_256 };
    AesKek::new(cipher, kek).ok()
}

/// A key that is ready to wrap and unwrap with AES-GCM.
pub(super) fn gcm_key(kek: &[u8]) -> Option<LessSafeKey> {
    let algorithm = if kek.len() == 16 { &aead::AES_128_GCM } else { &aead::AES_256_GCM };
    UnboundKey::new(algorithm, kek).ok().map(LessSafeKey::new)
}

pub(super) fn gcm_wrap(kek: &LessSafeKey, cek: &Cek) -> Result<GcmWrapped, Error> {
    let mut iv = [0; NONCE_LEN];
    rand::fill(&mut iv).map_err(|_| no_random_numbers())?;
    let mut key = cek.as_ref().to_vec();
    let tag = kek
        .seal_in_place_separate_tag(Nonce::assume_unique_for_key(iv), Aad::empty(), &mut key)
        .map_err(|_| not_wrapped())?;
    Ok(GcmWrapped { key, iv, tag: tag.as_ref().to_vec() })
}

/// `None` if the tag is wrong.
pub(super) fn gcm_unwrap(kek: &LessSafeKey, wrapped: &[u8], iv: &[u8], tag: &[u8]) -> Option<Cek> {
    let mut cek = Cek::zeros(wrapped.len());
    if cek.as_ref().len() != wrapped.len() {
        return None;
    }
    cek.as_mut().copy_from_slice(wrapped);
    let nonce = Nonce::try_assume_unique_for_key(iv).ok()?;
    kek.open_in_place_separate_tag(nonce, Aad::empty(), tag, cek.as_mut()).ok()?;
    Some(cek)
}

#[cold]
pub(super) fn not_wrapped() -> Error {
    Error::new(Code::Issue, "the backend failed to encrypt the content encryption key")
}

//! RSAES-OAEP (RFC 7518 §4.3).

use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepAlgorithm, OaepPrivateDecryptingKey,
    OaepPublicEncryptingKey, PrivateDecryptingKey, PublicEncryptingKey,
};
use zeroize::Zeroizing;

use super::algorithms::KeyManagement;
use super::cek::Cek;
use super::wrap::not_wrapped;
use crate::crypto::material::RSA_MAX_BITS;
use crate::error::Error;

pub(super) fn public_key(spki: &[u8]) -> Option<OaepPublicEncryptingKey> {
    OaepPublicEncryptingKey::new(PublicEncryptingKey::from_der(spki).ok()?).ok()
}

pub(super) fn private_key(pkcs8: &[u8]) -> Option<OaepPrivateDecryptingKey> {
    OaepPrivateDecryptingKey::new(PrivateDecryptingKey::from_pkcs8(pkcs8).ok()?).ok()
}

pub(super) fn encrypt(key: &OaepPublicEncryptingKey, cek: &Cek) -> Result<Vec<u8>, Error> {
    let mut encrypted = vec![0; key.ciphertext_size()];
    let done = key.encrypt(&OAEP_SHA256_MGF1SHA256, cek.as_ref(), &mut encrypted, None);
    let written = done.map_err(|_| not_wrapped())?.len();
    encrypted.truncate(written);
    Ok(encrypted)
}

/// `None` if the padding is wrong, or the key has another length.
pub(super) fn decrypt(
    alg: KeyManagement,
    key: &OaepPrivateDecryptingKey,
    encrypted: &[u8],
    len: usize,
) -> Option<Cek> {
    let mut room = Zeroizing::new([0; RSA_MAX_BITS / 8]);
    let plain = key.decrypt(oaep(alg), encrypted, room.as_mut_slice(), None).ok()?;
    let mut cek = Cek::zeros(len);
    if plain.len() != cek.as_ref().len() {
        return None;
    }
    cek.as_mut().copy_from_slice(plain);
    Some(cek)
}

fn oaep(alg: KeyManagement) -> &'static OaepAlgorithm {
    match alg {
        KeyManagement::RsaOaep => &OAEP_SHA1_MGF1SHA1,
        _ => &OAEP_SHA256_MGF1SHA256,
    }
}

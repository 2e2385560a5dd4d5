//! Octets that are encrypted and not signed.

use std::fmt;

use zeroize::Zeroizing;

use super::compact;
use super::keys::encryption::EncryptionKey;
use super::keys::set::DecryptionKeySet;
use super::open::{Content, open};
use super::seal::{About, seal};
use crate::error::{Code, Error};

/// The maximum length of a token, in bytes: the default limit of verifiers.
const MAX_TOKEN_BYTES: usize = 64 * 1024;

/// Encrypts octets and returns the compact JWE (RFC 7516 §5.1). Nothing is signed: with a
/// public key, anyone may have encrypted them. For claims, use
/// [`Issuer::encrypting_for`](crate::Issuer::encrypting_for), which signs first.
///
/// ```
/// use jwt_claims::jwe::{self, DecryptionKey, KeyManagement};
///
/// # fn main() -> Result<(), jwt_claims::Error> {
/// let key = DecryptionKey::generate(KeyManagement::A256KW)?;
/// let token = jwe::encrypt(&key.encryption_key()?, b"the state of a login")?;
/// let state = jwe::decrypt(&key.into(), &token)?;
/// assert_eq!(state.as_ref(), b"the state of a login");
/// # Ok(()) }
/// ```
///
/// # Errors
/// `issue_failed` if the backend fails, or the key's `kid` is too long; `unsupported` if
/// the system has no random numbers. `token_too_large` if the token would be longer than 64
/// KiB, which [`decrypt`] refuses: about 48 KiB of octets.
pub fn encrypt(key: &EncryptionKey, plaintext: &[u8]) -> Result<String, Error> {
    let token = seal(key, About::OCTETS, plaintext)?;
    if token.len() > MAX_TOKEN_BYTES {
        let detail =
            "expected octets whose token has at most 64 KiB, found more; encrypt about 48 KiB at most";
        return Err(Error::new(Code::TooLarge, detail));
    }
    Ok(token)
}

/// Decrypts a compact JWE of at most 64 KiB (RFC 7516 §5.2) and returns the octets.
///
/// They are not signed. With a [symmetric](super::KeyManagement::is_symmetric) key
/// management, someone with the shared key has written them; with a public key, anyone
/// may have. Do not use this for tokens that say who someone is: for those,
/// [`Verifier::decrypting_with`](crate::Verifier::decrypting_with) also checks a signature.
///
/// # Errors
/// `token_malformed`, `token_too_large`, `alg_not_allowed`, `crit_not_understood`,
/// `decryption_key_not_found`, or `decryption_failed`.
pub fn decrypt(keys: &DecryptionKeySet, token: &str) -> Result<Plaintext, Error> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(Error::new(Code::TooLarge, "expected a token of at most 64 KiB, found a longer one"));
    }
    let parts = compact::split(token)?;
    let header = compact::decode(parts.header, "header")?;
    open(keys, &parts, &header, Content::Any).map(Plaintext)
}

/// The octets of an encrypted token. They are zeroized on drop, and `Debug` does not show
/// them.
pub struct Plaintext(Zeroizing<Vec<u8>>);

impl AsRef<[u8]> for Plaintext {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Plaintext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plaintext").field("octets", &self.0.len()).finish_non_exhaustive()
    }
}

//! Keys for encryption beside keys for signatures in one JWK Set.

use super::encryption::EncryptionKey;
use crate::key::KeySet;

#[cfg_attr(docsrs, doc(cfg(feature = "jwe")))]
impl KeySet {
    /// Writes the public keys as a JWK Set that you can publish, and these keys beside
    /// them: their `use` is `enc`, that of the others is `sig`. Symmetric keys are left
    /// out.
    ///
    /// ```
    /// use jwt_claims::jwe::{DecryptionKey, EncryptionKey, KeyManagement};
    /// # use jwt_claims::{Algorithm, KeySet, SigningKey};
    ///
    /// # fn main() -> Result<(), jwt_claims::Error> {
    /// # let signing = KeySet::from(SigningKey::generate(Algorithm::ES256)?.verifying_key());
    /// let private = DecryptionKey::generate(KeyManagement::EcdhEsA256KW)?;
    /// let published = signing.to_jwks_with([&private.encryption_key()?]);
    ///
    /// let key = EncryptionKey::from_jwks(KeyManagement::EcdhEsA256KW, &published)?;
    /// assert_eq!(key.kid(), private.kid());
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn to_jwks_with<'k>(&self, keys: impl IntoIterator<Item = &'k EncryptionKey>) -> String {
        let signing = self.iter().filter_map(|key| key.to_jwk().ok());
        let encryption = keys.into_iter().filter_map(|key| key.to_jwk().ok());
        let all: Vec<String> = signing.chain(encryption).collect();
        format!("{{\"keys\":[{}]}}", all.join(","))
    }
}

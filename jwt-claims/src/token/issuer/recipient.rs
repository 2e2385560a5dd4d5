//! For whom an issuer encrypts.

use super::Issuer;
#[cfg(feature = "testing")]
use super::encryption::Encryption;
#[cfg(feature = "jwe")]
use super::remote::RemoteIssuer;
#[cfg(feature = "testing")]
use super::template::Template;
#[cfg(feature = "jwe")]
use crate::jwe::keys::encryption::EncryptionKey;

impl Issuer {
    /// Encrypts each token for the owner of this key after it was signed: a nested JWT (RFC
    /// 7519 §2). The issuer then issues claims types with
    /// [`#[claims(encrypted)]`](macro@crate::Claims#encrypted), and no others.
    ///
    /// ```
    /// # use jwt_claims::jwe::{DecryptionKey, EncryptionKey, KeyManagement};
    /// # use jwt_claims::{Algorithm, Claims, Issuer, SigningKey};
    /// # #[derive(Claims)] #[claims(ttl = "5m", encrypted)] struct Referral { sub: String }
    /// # fn main() -> Result<(), jwt_claims::Error> {
    /// # let signing = SigningKey::generate(Algorithm::ES256)?;
    /// # let jwk = DecryptionKey::generate(KeyManagement::EcdhEsA256KW)?.encryption_key()?.to_jwk()?;
    /// let recipient = EncryptionKey::from_jwk(KeyManagement::EcdhEsA256KW, &jwk)?;
    /// let issuer = Issuer::new(signing).encrypting_for(recipient);
    /// let issued = issuer.issue(&Referral { sub: "patient-17".into() })?;
    /// # assert_eq!(issued.as_str().split('.').count(), 5);
    /// # Ok(()) }
    /// ```
    #[cfg(feature = "jwe")]
    #[cfg_attr(docsrs, doc(cfg(feature = "jwe")))]
    #[must_use]
    pub fn encrypting_for(self, recipient: EncryptionKey) -> Self {
        Self { template: self.template.encrypting_for(recipient), ..self }
    }

    /// Issues also encrypted claims types, and leaves the encryption to a test kit.
    #[cfg(feature = "testing")]
    pub(crate) fn leaving_encryption(self) -> Self {
        let template = Template { encryption: Encryption::Elsewhere, ..self.template };
        Self { template, ..self }
    }
}

#[cfg(feature = "jwe")]
impl RemoteIssuer {
    /// Encrypts each token for the owner of this key after it was signed; see
    /// [`Issuer::encrypting_for`].
    #[cfg_attr(docsrs, doc(cfg(feature = "jwe")))]
    #[must_use]
    pub fn encrypting_for(self, recipient: EncryptionKey) -> Self {
        self.with_template(|template| template.encrypting_for(recipient))
    }
}

//! How an issuer encrypts the tokens that it signed.

use super::Issuer;
use crate::error::{Code, Error};
#[cfg(feature = "jwe")]
use crate::jwe::keys::encryption::EncryptionKey;
#[cfg(feature = "jwe")]
use crate::jwe::seal::seal;
use crate::policy::Policy;
#[cfg(feature = "jwe")]
use crate::token::read_back;

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
        Self { encryption: Some(recipient), ..self }
    }

    #[cfg(feature = "jwe")]
    pub(super) fn encrypts(&self) -> bool {
        self.encryption.is_some()
    }

    #[cfg(not(feature = "jwe"))]
    pub(super) fn encrypts(&self) -> bool {
        false
    }

    /// The encrypted form of a signed token, if the issuer encrypts.
    #[cfg(feature = "jwe")]
    pub(super) fn encrypted(&self, signed: String) -> Result<String, Error> {
        let Some(key) = &self.encryption else { return Ok(signed) };
        // it is not sent, and holds what is to be kept secret
        let signed = zeroize::Zeroizing::new(signed);
        let token = seal(key, Some("JWT"), signed.as_bytes())?;
        if self.reads_back {
            read_back::size(token.len())?;
        }
        Ok(token)
    }

    #[cfg(not(feature = "jwe"))]
    pub(super) fn encrypted(&self, signed: String) -> Result<String, Error> {
        Ok(signed)
    }
}

/// Refuses claims that would be sent in another form than they are declared, also without
/// reading them back.
pub(super) fn check(policy: &Policy, encrypts: bool) -> Result<(), Error> {
    if policy.is_encrypted() == encrypts { Ok(()) } else { Err(otherwise(policy, encrypts)) }
}

#[cold]
fn otherwise(policy: &Policy, encrypts: bool) -> Error {
    let name = policy.type_name();
    let text = if encrypts {
        format!(
            "expected a claims type that is declared `encrypted`, because the issuer encrypts, found `{name}`; write \
             `#[claims(encrypted)]`, or use an issuer without `Issuer::encrypting_for`"
        )
    } else {
        format!(
            "expected an issuer that encrypts, because `{name}` is declared `encrypted`, found one that signs only; \
             give it the recipient's key with `Issuer::encrypting_for` (feature `jwe`)"
        )
    };
    Error::new(Code::Issue, text)
}

/// An issuer that encrypts would sign octets without encrypting them.
pub(super) fn refuse_octets(encrypts: bool) -> Result<(), Error> {
    if !encrypts {
        return Ok(());
    }
    Err(Error::new(
        Code::Issue,
        "expected an issuer that signs only, found one that encrypts; octets would be sent in the clear: sign them with \
         an issuer without `Issuer::encrypting_for`, or encrypt them with `jwe::encrypt`",
    ))
}

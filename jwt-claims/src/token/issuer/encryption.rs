//! How an issuer encrypts the tokens that it signed.

#[cfg(feature = "jwe")]
use crate::base::base64;
use crate::error::{Code, Error};
#[cfg(feature = "jwe")]
use crate::jwe::keys::encryption::EncryptionKey;
#[cfg(feature = "jwe")]
use crate::jwe::seal::{About, seal};
use crate::policy::Policy;
#[cfg(feature = "jwe")]
use crate::token::header::Header;
#[cfg(feature = "jwe")]
use crate::token::read_back;

/// Whether an issuer encrypts.
#[derive(Clone, Default)]
pub(super) enum Encryption {
    #[default]
    Nowhere,
    #[cfg(feature = "jwe")]
    For(EncryptionKey),
    /// Someone else encrypts.
    #[cfg(feature = "testing")]
    Elsewhere,
}

impl Encryption {
    /// Refuses claims that would be sent in another form than they are declared, also
    /// without reading them back.
    pub(super) fn check(&self, policy: &Policy) -> Result<(), Error> {
        match (self, policy.is_encrypted()) {
            (Self::Nowhere, false) => Ok(()),
            #[cfg(feature = "testing")]
            (Self::Elsewhere, _) => Ok(()),
            #[cfg(feature = "jwe")]
            (Self::For(_), true) => Ok(()),
            (_, is_encrypted) => Err(otherwise(policy, !is_encrypted)),
        }
    }

    /// The encrypted form of claims that are not signed.
    #[cfg(feature = "jwe")]
    pub(super) fn unsigned(&self, typ: Option<&str>, payload: &[u8]) -> Result<String, Error> {
        let key = match self {
            Self::For(key) if key.key_management().is_symmetric() => key,
            _ => return Err(no_shared_key()),
        };
        sealed(key, About { typ, cty: None }, payload)
    }

    /// The encrypted form of a signed token, if the issuer encrypts.
    #[cfg_attr(not(feature = "jwe"), allow(clippy::unnecessary_wraps, clippy::unused_self))]
    pub(super) fn apply(&self, signed: String, checks_size: bool) -> Result<String, Error> {
        #[cfg(feature = "jwe")]
        if let Self::For(key) = self {
            // it is not sent, and holds what is to be kept secret
            let signed = zeroize::Zeroizing::new(signed);
            let token = sealed(key, About::JWT, signed.as_bytes())?;
            if checks_size {
                read_back::size(token.len())?;
            }
            return Ok(token);
        }
        let _ = checks_size;
        Ok(signed)
    }

    /// An issuer that encrypts would sign octets without encrypting them.
    pub(super) fn refuse_octets(&self) -> Result<(), Error> {
        match self {
            #[cfg(feature = "jwe")]
            Self::For(_) => Err(Error::new(
                Code::Issue,
                "expected an issuer that signs only, found one that encrypts; octets would be sent in the clear: sign \
                 them with an issuer without `Issuer::encrypting_for`, or encrypt them with `jwe::encrypt`",
            )),
            _ => Ok(()),
        }
    }
}

/// An encrypted token whose header verifiers accept. The cause can only be the key's `kid`.
#[cfg(feature = "jwe")]
fn sealed(key: &EncryptionKey, about: About<'_>, plaintext: &[u8]) -> Result<String, Error> {
    let token = seal(key, about, plaintext)?;
    let header = token.split('.').next().and_then(|part| base64::decode(part.as_bytes()));
    if header.is_some_and(|json| Header::parse(&json).is_ok()) {
        return Ok(token);
    }
    Err(Error::new(
        Code::Issue,
        "expected a header that verifiers accept, found one with too many escapes; give the encryption key a `kid` \
         without quotes, backslashes and control characters",
    ))
}

#[cfg(feature = "jwe")]
#[cold]
fn no_shared_key() -> Error {
    Error::new(
        Code::Issue,
        "expected an issuer that encrypts with a shared key, found one with a public key or none; with a public key, \
         anyone could have encrypted the claims: sign them with `Issuer::issue`",
    )
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

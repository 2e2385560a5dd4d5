//! What to do with a file that is not a readable key, by its content and its encoding.

use super::container::Container;
use super::form::Form;
use crate::crypto::algorithm::Curve;
use crate::error::Error;

/// What was found, and its encoding.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) container: Container,
    pub(crate) form: Form,
}

/// For keys that ssh-keygen cannot convert.
pub(super) const REPLACE_OPENSSH_ED25519: &str = "ssh-keygen cannot convert an Ed25519 key; make a new one \
    for `SigningKey::from_pem`: openssl genpkey -algorithm ed25519 -out key.pem";

impl Found {
    /// The kind of DER without PEM.
    pub(crate) fn in_der(der: &[u8]) -> Option<Self> {
        Container::of_der(der).map(|container| Self { container, form: Form::BARE })
    }

    /// The error if this is used as a signing key.
    #[cold]
    pub(super) fn refused_for_signing(self) -> Error {
        let form = self.form;
        let advice = match self.container {
            Container::EncryptedPkcs8 => {
                format!("decrypt it for `SigningKey::from_pem`: {}", form.openssl("pkey", "-out plain.pem"))
            }
            Container::Pkcs12 => format!(
                "take the key out for `SigningKey::from_pem` ({OLD_PKCS12}): {} | openssl pkey -out plain.pem",
                form.openssl("pkcs12", "-nodes -nocerts")
            ),
            Container::Jks => {
                format!(
                    "take the key out for `SigningKey::from_pem`: {} | openssl pkey -out plain.pem",
                    form.keytool()
                )
            }
            Container::OpenSsh => format!(
                "convert a copy for `SigningKey::from_pem`: {}",
                form.ssh_keygen("-p -N '' -m PKCS8 -f plain.pem")
            ),
            Container::OpenSshEd25519 => REPLACE_OPENSSH_ED25519.to_owned(),
            Container::Spki | Container::Pkcs1Public | Container::Certificate => {
                "a public key verifies and cannot sign: give it to `VerifyingKey`, and the private key here"
                    .to_owned()
            }
            Container::Request | Container::Pkcs7 => {
                "it holds public keys, which cannot sign: pass the private key that belongs to it".to_owned()
            }
            Container::RevocationList => NO_KEY.to_owned(),
            Container::Pkcs8 | Container::Pkcs1Private | Container::Sec1 => {
                "name an algorithm that the key fits".to_owned()
            }
        };
        Error::invalid_key(format!("expected a private key, found {}; {advice}", self.container.name()))
    }

    /// The error if this is used as a verifying key.
    #[cold]
    pub(super) fn refused_for_verifying(self) -> Error {
        let form = self.form;
        let write = "write the public key for `VerifyingKey::from_pem`";
        let advice = match self.container {
            Container::EncryptedPkcs8 => format!("{write}: {}", form.openssl("pkey", PUBLIC)),
            Container::Pkcs12 => format!(
                "{write} ({OLD_PKCS12}): {} | openssl pkey {PUBLIC}",
                form.openssl("pkcs12", "-nodes -nocerts")
            ),
            Container::Jks => format!("{write}: {} | openssl pkey {PUBLIC}", form.keytool()),
            Container::OpenSsh => {
                format!("{write}: {}", form.ssh_keygen("-e -m PKCS8 -f plain.pem > public.pem"))
            }
            Container::OpenSshEd25519 => REPLACE_OPENSSH_ED25519.to_owned(),
            Container::Request => {
                format!("{write}: {}", form.openssl("req", "-pubkey -noout -out public.pem"))
            }
            Container::Pkcs7 => format!(
                "write its certificates and pass the one of the signer to `VerifyingKey::from_pem`: {}",
                form.openssl("pkcs7", "-print_certs -out certificates.pem")
            ),
            Container::RevocationList => NO_KEY.to_owned(),
            Container::Pkcs8 | Container::Pkcs1Private | Container::Sec1 => format!(
                "verifiers should not hold private keys: use the `verifying_key()` of a `SigningKey`, or \
                 {write}: {}",
                form.openssl("pkey", PUBLIC)
            ),
            Container::Spki | Container::Pkcs1Public | Container::Certificate => {
                "name an algorithm that the key fits".to_owned()
            }
        };
        Error::invalid_key(format!("expected a public key, found {}; {advice}", self.container.name()))
    }

    /// The error for a private key whose scalar has this number of bytes.
    #[cold]
    pub(super) fn short_scalar(self, curve: Curve, octets: usize) -> Error {
        Error::invalid_key(format!(
            "expected a private scalar of {} octets for {}, found {octets}; its leading zeros are missing; \
             write the key again for `SigningKey::from_pem`: {}",
            curve.field_len(),
            curve.name(),
            self.form.openssl("pkey", "-out new.pem")
        ))
    }

    /// The error for a public key with a compressed point.
    #[cold]
    pub(super) fn compressed_point(self) -> Error {
        let written = match self.container {
            Container::Certificate => {
                format!("{} | openssl ec -pubin", self.form.openssl("x509", "-pubkey -noout"))
            }
            _ => self.form.openssl("ec -pubin", "").trim_end().to_owned(),
        };
        Error::invalid_key(format!(
            "expected an uncompressed EC point, found a compressed one; convert it for \
             `VerifyingKey::from_pem`: {written} -conv_form uncompressed {PUBLIC}"
        ))
    }
}

const PUBLIC: &str = "-pubout -out public.pem";
const OLD_PKCS12: &str = "for an old file add `-legacy`";
const NO_KEY: &str = "it holds no key: pass the key itself, or the certificate to `VerifyingKey`";

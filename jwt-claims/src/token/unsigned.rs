//! Claims that are encrypted with a shared key and not signed.

use crate::claims::{OwnedClaims, Signed};
use crate::contract::declared::ContextFree;
use crate::decode::Beginnings;
use crate::error::{Code, Error};
use crate::judge::{Accepted, Conditions};
use crate::jwe::compact;
use crate::jwe::open::{Content, open};
use crate::token::compact::check_size;
use crate::token::header::Header;
use crate::token::verifier::Verifier;

#[cfg_attr(docsrs, doc(cfg(feature = "jwe")))]
impl Verifier {
    /// Reads claims that were encrypted with a shared key and **not signed**, and checks them
    /// as [`verify`](Self::verify) does: registered claims, `typ`, rules. The tokens are those
    /// of [`Issuer::issue_unsigned`](crate::Issuer::issue_unsigned). Everyone who has the
    /// shared key may have written them, the recipient included.
    ///
    /// It returns the claims, and no [`Verified`](crate::Verified), because nobody signed
    /// them.
    ///
    /// # Errors
    /// The same as [`verify`](Self::verify). `alg_not_allowed` for a token that was encrypted
    /// with a public key, `token_malformed` for one with a signed token inside, and
    /// `invalid_config` if the verifier has no keys from
    /// [`decrypting_with`](Self::decrypting_with).
    pub fn read_unsigned<C: OwnedClaims + ContextFree>(&self, text: &str) -> Result<C, Error> {
        let keys = self.decryption().ok_or_else(no_keys)?;
        let settings = self.settings();
        check_size(text.len(), settings.max_token_bytes)?;
        let parts = compact::split(text)?;
        let header = compact::decode(parts.header, "header")?;
        let payload = open(keys, &parts, &header, Content::Claims)?;
        let header = Header::parse(&header)?;
        let signed = Signed {
            payload: &payload,
            beginnings: &Beginnings::default(),
            typ: header.typ(),
            conditions: Conditions {
                issuers: Accepted::Listed(&settings.issuers),
                audiences: Accepted::Listed(&settings.audiences),
                key_issuer: None,
                leeway: settings.leeway,
                now: settings.clock.now(),
                encrypted: true,
                proven: false,
            },
        };
        C::accept(&(), &signed).map(|(claims, _)| claims)
    }
}

#[cold]
fn no_keys() -> Error {
    Error::new(
        Code::Config,
        "expected a verifier with a shared key for encrypted tokens, found none; give it one with \
         `Verifier::decrypting_with`",
    )
}

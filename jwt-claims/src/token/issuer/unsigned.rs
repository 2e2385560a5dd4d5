//! Claims that are encrypted with a shared key and not signed.

use super::Issuer;
use crate::claims::IssueClaims;
use crate::contract::declared::ContextFree;
use crate::encode::{Issuable, UnderContext};
use crate::error::Error;
use crate::token::issued::Issued;

#[cfg_attr(docsrs, doc(cfg(feature = "jwe")))]
impl Issuer {
    /// Encrypts claims with a shared key and **does not sign them**: the recipient has the
    /// same key, and may have written the token as well. It is for tokens that a service
    /// sends to itself, and for partners that demand this form. Everywhere else, use
    /// [`issue`](Self::issue).
    ///
    /// The claims type is declared `encrypted`, the key is
    /// [symmetric](crate::jwe::KeyManagement::is_symmetric), and the signing key is not used.
    /// [`Verifier::read_unsigned`](crate::Verifier::read_unsigned) reads the token; `verify`
    /// refuses it.
    ///
    /// ```
    /// # use jwt_claims::jwe::{DecryptionKey, KeyManagement};
    /// # use jwt_claims::{Algorithm, Claims, Issuer, SigningKey, Verifier};
    /// #[derive(Claims, Debug)]
    /// #[claims(typ = "login-state+jwt", ttl = "10m", encrypted)]
    /// struct LoginState {
    ///     return_to: String,
    /// }
    ///
    /// # fn main() -> Result<(), jwt_claims::Error> {
    /// # let signing = SigningKey::generate(Algorithm::ES256)?;
    /// let shared = DecryptionKey::generate(KeyManagement::A256KW)?;
    /// let verifier = Verifier::new(signing.verifying_key()).decrypting_with(shared.clone());
    /// let issuer = Issuer::new(signing).encrypting_for(shared.encryption_key()?);
    ///
    /// let issued = issuer.issue_unsigned(&LoginState { return_to: "/invoices".into() })?;
    /// let state: LoginState = verifier.read_unsigned(issued.as_str())?;
    /// assert_eq!(state.return_to, "/invoices");
    /// assert!(verifier.verify::<LoginState>(issued.as_str()).is_err());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `issue_failed` if the issuer does not encrypt with a shared key, or if
    /// `read_unsigned` would refuse the token.
    pub fn issue_unsigned<C: IssueClaims + ContextFree>(&self, claims: &C) -> Result<Issued, Error> {
        let claims = UnderContext { claims, cx: &() };
        let now = self.template.clock.now();
        let issued_at = now.floor();
        let (payload, expires_at) = self.template.write(&claims, issued_at)?;
        let token = self.template.encryption.unsigned(claims.policy().typ(), &payload)?;
        self.template.read_back(&claims, &payload, token.len(), now)?;
        Ok(Issued::new(token, expires_at, issued_at))
    }
}

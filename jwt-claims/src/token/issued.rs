//! A token that was issued.

use std::fmt;

use serde::ser::{Serialize, Serializer};

use crate::base::numeric_date::NumericDate;
use crate::error::{Code, Error};

/// The maximum length of a cookie in browsers, in bytes (RFC 6265 §6.1).
const MAX_COOKIE: usize = 4096;
/// What is left for `Path`, `Max-Age`, `SameSite` and the like, in bytes.
const COOKIE_ATTRIBUTES: usize = 128;

/// A signed token, ready to be sent; of an `encrypted` claims type, the encrypted one.
///
/// It is a credential, so `Debug` does not show it and there is no `Display`. To write
/// it, call [`as_str`](Self::as_str) or [`into_string`](Self::into_string), or
/// serialize it: it is written as the compact token, in a response such as
///
/// ```
/// # use jwt_claims::{Claims, Issuer, SigningKey};
/// use jwt_claims::Issued;
///
/// #[derive(serde::Serialize)]
/// struct TokenResponse {
///     access_token: Issued,
///     token_type: &'static str,
///     expires_in: Option<u64>,
/// }
/// # #[derive(Claims)] #[claims(ttl = "15m")] struct Session { sub: String }
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let issuer = Issuer::new(SigningKey::hs256("a secret of at least thirty-two bytes")?);
/// # let issued = issuer.issue(&Session { sub: "alice".into() })?;
///
/// let expires_in = issued.expires_in();
/// let response = TokenResponse { access_token: issued, token_type: "Bearer", expires_in };
/// # assert!(serde_json::to_string(&response)?.starts_with(r#"{"access_token":"eyJ"#));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Issued {
    token: String,
    expires_at: Option<NumericDate>,
    issued_at: NumericDate,
}

impl Issued {
    pub(crate) fn new(token: String, expires_at: Option<NumericDate>, issued_at: NumericDate) -> Self {
        Self { token, expires_at, issued_at }
    }

    /// The compact token: `header.payload.signature`, or five parts if it is encrypted.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.token
    }

    /// The compact token: `header.payload.signature`, or five parts if it is encrypted.
    #[must_use]
    pub fn into_string(self) -> String {
        self.token
    }

    /// Checks that browsers keep the token as a cookie of this name: with the name and the
    /// attributes, a cookie may have 4,096 bytes (RFC 6265 §6.1), and browsers drop a longer one
    /// silently. Call it after issuing a token for a cookie. A token that is signed with ML-DSA-65
    /// or ML-DSA-87 does not fit, and one with ML-DSA-44 fits if it has few claims.
    ///
    /// ```
    /// # use jwt_claims::{Algorithm, Claims, Issuer, SigningKey};
    /// # #[derive(Claims)] #[claims(ttl = "15m")] struct Session { sub: String }
    /// # fn main() -> Result<(), jwt_claims::Error> {
    /// let session = Session { sub: "alice".into() };
    /// let issued = Issuer::new(SigningKey::generate(Algorithm::ES256)?).issue(&session)?;
    /// issued.check_cookie("__Host-session")?;
    ///
    /// let issued = Issuer::new(SigningKey::generate(Algorithm::MlDsa65)?).issue(&session)?;
    /// assert!(issued.check_cookie("__Host-session").is_err());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `token_too_large` if it is longer. 128 bytes are left for the attributes.
    pub fn check_cookie(&self, name: &str) -> Result<(), Error> {
        let bytes = name.len() + 1 + self.token.len() + COOKIE_ATTRIBUTES;
        if bytes > MAX_COOKIE { Err(too_long_for_a_cookie(bytes)) } else { Ok(()) }
    }

    /// The time in `exp`; `None` for a token that does not expire.
    #[must_use]
    pub fn expires_at(&self) -> Option<NumericDate> {
        self.expires_at
    }

    /// The remaining lifetime in seconds: the `expires_in` of an OAuth response (RFC
    /// 6749 §5.1), or the `Max-Age` of a cookie.
    #[must_use]
    pub fn expires_in(&self) -> Option<u64> {
        self.expires_at.map(|exp| exp.seconds_after(self.issued_at))
    }
}

#[cold]
fn too_long_for_a_cookie(bytes: usize) -> Error {
    Error::new(
        Code::TooLarge,
        format!(
            "expected a cookie of at most {MAX_COOKIE} bytes with its name and attributes (RFC 6265 §6.1), found one of \
             {bytes} bytes; put less into the claims, sign with an algorithm whose signatures are shorter than those of \
             ML-DSA, or send the token in the header `Authorization`"
        ),
    )
}

impl AsRef<str> for Issued {
    fn as_ref(&self) -> &str {
        &self.token
    }
}

impl From<Issued> for String {
    fn from(issued: Issued) -> Self {
        issued.token
    }
}

/// Writes the compact token.
impl Serialize for Issued {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.token)
    }
}

impl fmt::Debug for Issued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issued").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

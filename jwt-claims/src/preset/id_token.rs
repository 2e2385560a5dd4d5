//! ID tokens of OpenID Connect.

use std::fmt;

use jwt_claims_derive::Claims;

use super::hash::{check_at_hash, check_c_hash};
use crate::base::numeric_date::NumericDate;
use crate::error::Error;
use crate::token::header::Header;
use crate::value::audience::Audience;

/// The claims of an ID token (OpenID Connect Core 1.0 §2), checked as a client must
/// (§3.1.3.7) against a [`Login`].
///
/// The header's `typ` is absent or `JWT`, so an access token with `at+jwt` is refused.
/// `iss`, `sub`, `aud`, `exp` and `iat` are required. `aud` must have the client. `azp`
/// must be the client if it is present or if `aud` has several members. `nonce` must be
/// the one that was sent; if none was sent, it must be absent.
///
/// Extend it and declare your `issuer`, or use
/// [`Verifier::with_issuer`](crate::Verifier::with_issuer). If the login asked for a
/// `max_age` or an `acr`, add it: `rules(auth_time(max_age = "1h"))`.
///
/// ```
/// use jwt_claims::preset::{IdToken, Login};
/// use jwt_claims::{Claims, Verifier};
/// # use jwt_claims::{Error, Issuer, SigningKey};
///
/// #[derive(Claims)]
/// #[claims(issuer = "https://accounts.example.com", ttl = "5m")]
/// struct User {
///     #[claim(base)]
///     id: IdToken,
///     #[claim(email)]
///     email: String,
/// }
///
/// # fn main() -> Result<(), Error> {
/// # let key = SigningKey::hs256("a secret of at least thirty-two bytes")?;
/// # let verifier = Verifier::new(key.verifying_key());
/// # let id = IdToken {
/// #     sub: "alice".into(),
/// #     aud: "shop".into(),
/// #     nonce: Some("n-0S6_WzA2Mj".into()),
/// #     ..IdToken::default()
/// # };
/// # let user = User { id, email: "alice@example.com".into() };
/// let login = Login::new("shop").with_nonce("n-0S6_WzA2Mj");
/// # let issued = Issuer::new(key).issue_with(&user, &login)?;
/// # let text = issued.as_str();
/// let user = verifier.verify_with::<User>(text, &login)?;
/// assert_eq!((&*user.sub, &*user.email), ("alice", "alice@example.com"));
/// # Ok(()) }
/// ```
///
/// An ID token of a refreshed session may be without `nonce` (§12.2): verify it with a
/// [`Login`] without one. If your provider lets one client get tokens for another (`azp`
/// is the other one then, as with Google's tokens for Android), this type refuses them:
/// write a type of your own, with [`check_at_hash`](super::check_at_hash) if you need it.
///
/// To issue one, start with `IdToken::default()`, and set `sub` and `aud`: a token in which they
/// are empty is not issued.
#[derive(Claims, Clone, Debug, Default, PartialEq, Eq)]
#[claims(context = Login<'_>, required(iss, iat), unchecked(aud))]
pub struct IdToken {
    /// The user, unique at the issuer: at most 255 characters.
    #[claim(len(min = 1, max = 255))]
    pub sub: String,
    /// The clients that the token is for.
    #[claim(check_with = is_for_client)]
    pub aud: Audience,
    /// The client that requested the token.
    #[claim(when(IdToken::needs_azp, equals = cx.client_id))]
    pub azp: Option<String>,
    /// The nonce of the authentication request (§15.5.2).
    #[claim(when(cx.sent_nonce, equals = cx.nonce), when(cx.sent_no_nonce, forbidden))]
    pub nonce: Option<String>,
    /// When the user logged in. A time in the future is refused.
    #[claim(past, if_present)]
    pub auth_time: Option<NumericDate>,
    /// How the user logged in: the authentication context class.
    pub acr: Option<String>,
    /// How the user logged in: the methods, such as `pwd` and `otp` (RFC 8176).
    pub amr: Option<Vec<String>>,
    /// The hash of the access token; see [`check_access_token`](Self::check_access_token).
    pub at_hash: Option<String>,
    /// The hash of the authorization code; see [`check_code`](Self::check_code).
    pub c_hash: Option<String>,
}

/// The audience is unchecked in the policy, because the client is known only at run time.
fn is_for_client(aud: &Audience, login: &Login<'_>) -> Result<(), &'static str> {
    if aud.contains(login.client_id) { Ok(()) } else { Err("another client") }
}

impl IdToken {
    fn needs_azp(&self) -> bool {
        self.azp.is_some() || self.aud.len() > 1
    }

    /// Checks that this access token belongs to the ID token: `at_hash` is its hash
    /// (OpenID Connect Core 1.0 §3.1.3.8, §3.2.2.9). `header` is that of the ID token, whose `alg`
    /// selects the hash function; see [`token_hash`](super::token_hash).
    ///
    /// Call it if the access token came through the browser (`response_type=id_token
    /// token`, `code token`, …): `at_hash` is required there. With a code alone it is
    /// optional: call it if `at_hash` is `Some`.
    ///
    /// ```
    /// # use jwt_claims::preset::{IdToken, Login, token_hash};
    /// # use jwt_claims::{Algorithm, Issuer, SigningKey, Verifier};
    /// # fn main() -> Result<(), jwt_claims::Error> {
    /// # let key = SigningKey::hs256("a secret of at least thirty-two bytes")?;
    /// # let verifier = Verifier::new(key.verifying_key());
    /// # let login = Login::new("shop");
    /// # let at_hash = Some(token_hash(Algorithm::HS256, "SlAV32hkKG")?);
    /// # let id = IdToken { sub: "alice".into(), aud: "shop".into(), at_hash, ..IdToken::default() };
    /// # let issuer = Issuer::new(key).with_issuer("https://accounts.example.com");
    /// # let issued = issuer.with_ttl(std::time::Duration::from_secs(60))?.issue_with(&id, &login)?;
    /// # let text = issued.as_str();
    /// let user = verifier.verify_with::<IdToken>(text, &login)?;
    /// user.check_access_token(&user.header(), "SlAV32hkKG")?;
    ///
    /// let error = user.check_access_token(&user.header(), "another").unwrap_err();
    /// assert_eq!(error.violations()[0].claim(), "at_hash");
    /// assert_eq!(error.violations()[0].code(), "wrong_hash");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// An error of kind [`Claims`](crate::ErrorKind::Claims) with the violation `missing`
    /// or `wrong_hash` on `at_hash`; one of kind
    /// [`Unsupported`](crate::ErrorKind::Unsupported) if there is no hash function for the
    /// `alg`.
    pub fn check_access_token(&self, header: &Header<'_>, access_token: &str) -> Result<(), Error> {
        check_at_hash(self.at_hash.as_deref(), header, access_token)
    }

    /// Checks that this authorization code belongs to the ID token: `c_hash` is its hash
    /// (OpenID Connect Core 1.0 §3.3.2.10). The same as
    /// [`check_access_token`](Self::check_access_token), for an ID token that came with a
    /// code (`response_type=code id_token`, …): `c_hash` is required there.
    ///
    /// # Errors
    /// The same, on `c_hash`.
    pub fn check_code(&self, header: &Header<'_>, code: &str) -> Result<(), Error> {
        check_c_hash(self.c_hash.as_deref(), header, code)
    }
}

/// What an [`IdToken`] is compared with: your client, and the nonce of the
/// authentication request, if you sent one.
#[derive(Clone, Copy)]
pub struct Login<'r> {
    client_id: &'r str,
    /// Compared only if it was sent.
    nonce: &'r str,
    sent_nonce: bool,
    sent_no_nonce: bool,
}

impl<'r> Login<'r> {
    /// A login of the client with this id, without a nonce.
    #[must_use]
    pub const fn new(client_id: &'r str) -> Self {
        Self { client_id, nonce: "", sent_nonce: false, sent_no_nonce: true }
    }

    /// Sets the nonce that was sent in the authentication request. Take it from the
    /// session of the browser that started the login.
    #[must_use]
    pub const fn with_nonce(self, nonce: &'r str) -> Self {
        Self { nonce, sent_nonce: true, sent_no_nonce: false, ..self }
    }
}

/// Without the nonce, which is a secret between the browser and the provider.
impl fmt::Debug for Login<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login")
            .field("client_id", &self.client_id)
            .field("sent_nonce", &self.sent_nonce)
            .finish_non_exhaustive()
    }
}

//! Issuers whose key is in a service.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use serde::Serialize;

use super::headers::{HeaderKey, Headers, with_parameter};
use super::source::check_exp;
use super::template::Template;
use super::token_len;
use crate::base::base64;
use crate::base::clock::{Clock, Time};
use crate::base::numeric_date::NumericDate;
use crate::claims::IssueClaims;
use crate::contract::declared::ContextFree;
use crate::encode::{Issuable, UnderContext};
use crate::error::Error;
use crate::key::remote::{RemoteKey, RemoteKeySource};
use crate::token::header::added::Added;
use crate::token::issued::Issued;

/// Issues tokens that a key in a KMS, an HSM or Vault signs. It is cheap to clone, `Send` and
/// `Sync`.
///
/// It writes, completes and checks the claims as [`Issuer`](crate::Issuer) does, and reads
/// the token back before it calls the signer. So claims that a verifier would refuse cost no
/// request.
///
/// ```
/// # use jwt_claims::remote::{RemoteKey, RemoteSignature, RemoteSigner, SignFuture, SigningInput};
/// # use jwt_claims::{Algorithm, Claims, SigningKey, Verifier, VerifyingKey};
/// use jwt_claims::remote::RemoteIssuer;
///
/// #[derive(Claims)]
/// #[claims(issuer = "https://auth.example.com", ttl = "15m")]
/// struct Access {
///     sub: String,
/// }
///
/// # async fn issue(key: RemoteKey) -> Result<(), jwt_claims::Error> {
/// let issuer = RemoteIssuer::new(key);
/// let issued = issuer.issue(&Access { sub: "alice".into() }).await?;
/// # Ok(()) }
/// ```
///
/// A type of its own, and not an [`Issuer`](crate::Issuer), because signing is a request:
/// it takes milliseconds, it may fail, and it must not block a thread.
#[derive(Clone)]
pub struct RemoteIssuer {
    keys: Arc<dyn RemoteKeySource>,
    template: Template,
    added: Added,
    /// The headers for the key that signed last.
    keyed: Arc<RwLock<Option<Arc<Keyed>>>>,
}

struct Keyed {
    key: RemoteKey,
    headers: Headers,
}

impl HeaderKey for RemoteKey {
    fn alg(&self) -> &'static str {
        self.header_alg()
    }

    fn kid(&self) -> Option<&str> {
        self.kid()
    }
}

/// A token without its signature.
struct Unsigned<'i> {
    template: &'i Template,
    key: RemoteKey,
    /// Header and payload, with room for the signature.
    input: String,
    expires_at: Option<NumericDate>,
    issued_at: NumericDate,
}

impl RemoteIssuer {
    /// Creates an issuer that signs with this key, or with the current one of a
    /// [`RemoteKeySource`].
    #[must_use]
    pub fn new(keys: impl RemoteKeySource + 'static) -> Self {
        let (template, added) = (Template::default(), Added::default());
        Self { keys: Arc::new(keys), template, added, keyed: Arc::default() }
    }

    /// Sets the issuer; see [`Issuer::with_issuer`](crate::Issuer::with_issuer).
    #[must_use]
    pub fn with_issuer(mut self, issuer: impl Into<String>) -> Self {
        self.template.iss = Some(issuer.into());
        self
    }

    /// Adds an audience; see [`Issuer::with_audience`](crate::Issuer::with_audience).
    #[must_use]
    pub fn with_audience(mut self, audience: impl Into<String>) -> Self {
        self.template.audiences.push(audience.into());
        self
    }

    /// Sets the lifetime of tokens, in whole seconds; see
    /// [`Issuer::with_ttl`](crate::Issuer::with_ttl).
    ///
    /// # Errors
    /// If it is below one second.
    pub fn with_ttl(mut self, ttl: Duration) -> Result<Self, Error> {
        self.template.set_ttl(ttl)?;
        Ok(self)
    }

    /// Replaces the system clock.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.template.clock = Time::Given(Arc::new(clock));
        self
    }

    /// Signs without reading the token back; see
    /// [`Issuer::without_read_back`](crate::Issuer::without_read_back).
    #[must_use]
    pub fn without_read_back(mut self) -> Self {
        self.template.reads_back = false;
        self
    }

    /// Adds a header parameter; see
    /// [`Issuer::with_header_parameter`](crate::Issuer::with_header_parameter).
    ///
    /// # Errors
    /// The same as there.
    pub fn with_header_parameter(
        mut self,
        name: impl AsRef<str>,
        value: impl Serialize,
    ) -> Result<Self, Error> {
        self.added = with_parameter(&self.added, name.as_ref(), &value, &self.keys.current())?;
        self.keyed = Arc::default();
        Ok(self)
    }

    #[cfg(feature = "jwe")]
    pub(super) fn with_template(self, change: impl FnOnce(Template) -> Template) -> Self {
        Self { template: change(self.template), ..self }
    }

    /// Issues a token, as [`Issuer::issue`](crate::Issuer::issue) does. The claims are
    /// written and read back in this call; the signer is called when the future is polled.
    ///
    /// The future may be dropped at any time: the token is then not issued.
    ///
    /// # Errors
    /// Those of [`Issuer::issue`](crate::Issuer::issue), without a call of the signer.
    /// `signer_failed` if the signer fails, or if its signature is not that of the key.
    pub fn issue<'s, C: IssueClaims + ContextFree>(
        &'s self,
        claims: &C,
    ) -> impl Future<Output = Result<Issued, Error>> + Send + use<'s, C> {
        self.issue_with(claims, &())
    }

    /// Issues a token of a claims type with `#[claims(context = ...)]`, as
    /// [`Issuer::issue_with`](crate::Issuer::issue_with) does.
    ///
    /// # Errors
    /// The same as [`issue`](Self::issue).
    pub fn issue_with<'s, C: IssueClaims>(
        &'s self,
        claims: &C,
        cx: &C::Context<'_>,
    ) -> impl Future<Output = Result<Issued, Error>> + Send + use<'s, C> {
        sign(self.prepare(&UnderContext { claims, cx }))
    }

    /// Everything but the signature.
    fn prepare(&self, claims: &dyn Issuable) -> Result<Unsigned<'_>, Error> {
        let now = self.template.clock.now();
        let issued_at = now.floor();
        let (payload, expires_at) = self.template.write(claims, issued_at)?;
        let keyed = self.keyed();
        if let Some(latest) = self.keys.latest_exp() {
            check_exp(expires_at, latest)?;
        }
        let header = keyed.headers.segment(&keyed.key, claims.policy().typ())?;
        let length = token_len(&header, &payload, keyed.key.longest_signature());
        self.template.read_back(claims, &payload, length, now)?;
        let mut input = String::with_capacity(length);
        input.push_str(&header);
        base64::append(&payload, &mut input);
        Ok(Unsigned { template: &self.template, key: keyed.key.clone(), input, expires_at, issued_at })
    }

    /// The current key and its headers.
    fn keyed(&self) -> Arc<Keyed> {
        let key = self.keys.current();
        let known = self.keyed.read().unwrap_or_else(PoisonError::into_inner).clone();
        known.filter(|known| known.key.is_same(&key)).unwrap_or_else(|| {
            let keyed = Arc::new(Keyed { key, headers: Headers::with(self.added.clone()) });
            *self.keyed.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&keyed));
            keyed
        })
    }
}

/// Signs what was prepared.
async fn sign(prepared: Result<Unsigned<'_>, Error>) -> Result<Issued, Error> {
    let Unsigned { template, key, input, expires_at, issued_at } = prepared?;
    let signature = key.sign(input.as_bytes()).await?;
    let mut token = input;
    token.push('.');
    base64::append(&signature, &mut token);
    Ok(Issued::new(template.encrypt(token)?, expires_at, issued_at))
}

impl fmt::Debug for RemoteIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteIssuer")
            .field("key", &self.keys.current())
            .field("iss", &self.template.iss)
            .field("audiences", &self.template.audiences)
            .field("ttl", &self.template.ttl)
            .field("clock", &self.template.clock)
            .field("header_parameters", &self.added.names().collect::<Vec<_>>())
            .finish()
    }
}

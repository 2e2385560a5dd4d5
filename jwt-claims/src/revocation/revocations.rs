//! What was revoked.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::base::clock::{Clock, Time};
use crate::base::numeric_date::NumericDate;
use crate::error::{Code, Error};
use crate::policy::fault::Fault;
use crate::revocation::find::find;
use crate::revocation::identity::{Identity, kept_for, kept_until, violation};
use crate::revocation::observe::report;
use crate::revocation::refusal::{revoked, unavailable};
use crate::store::{Entry, EntryKey, EntryKind, EntryStore, Unreliable, store_failed};
use crate::token::verified::Verified;

/// The default for the lifetime of tokens, in seconds: one day.
const MAX_LIFETIME: u64 = 24 * 3600;
/// The most that it can be: ten years.
const LONGEST: Duration = Duration::from_secs(3650 * 24 * 3600);
/// The value of an entry that revokes tokens whenever they were issued.
const ALWAYS: NumericDate = NumericDate::MAX;

/// Revokes access tokens before they expire, and refuses revoked ones. A guard [with
/// revocations](crate::http::Guard::with_revocations) refuses them by itself. Cloning is
/// cheap.
///
/// It keeps each revocation until the tokens that were issued before it have expired. A token
/// must therefore have `exp` and `iat`, at most [`with_max_token_lifetime`] apart, and at least
/// one of `jti`, `sid` and `sub`. Other tokens are refused with `claims_invalid`. The claims type
/// needs no fields for these claims.
///
/// If the store fails, tokens are refused with `store_unavailable` (503), unless you choose
/// [`accept_if_unavailable`](Self::accept_if_unavailable).
///
/// [`with_max_token_lifetime`]: Self::with_max_token_lifetime
#[derive(Clone)]
pub struct Revocations {
    store: Arc<dyn EntryStore>,
    /// Whose sessions and subjects are revoked; `None` for those of every issuer.
    issuer: Option<Arc<str>>,
    /// In seconds.
    max_lifetime: u64,
    accepts_if_unavailable: bool,
    clock: Time,
}

impl Revocations {
    /// Revocations in this store. Services that accept the same tokens need the same
    /// store.
    #[must_use]
    pub fn new(store: impl EntryStore) -> Self {
        Self {
            store: Arc::new(store),
            issuer: None,
            max_lifetime: MAX_LIFETIME,
            accepts_if_unavailable: false,
            clock: Time::default(),
        }
    }

    /// Sets the longest lifetime of a token, from `iat` to `exp`, in whole seconds. Default:
    /// 24 h. Tokens with a longer one are refused, because they could outlive their
    /// revocation. Revocations of sessions and subjects are kept for this long, and for 24 h
    /// if it is shorter. So with a longer lifetime, the services that share a store, and those
    /// that revoke, need the same value.
    ///
    /// # Errors
    /// `invalid_config` if it is shorter than 1 s or longer than 3650 days.
    pub fn with_max_token_lifetime(self, lifetime: Duration) -> Result<Self, Error> {
        if !(Duration::from_secs(1)..=LONGEST).contains(&lifetime) {
            let detail = format!("expected a token lifetime from 1 s to 3650 days, found {lifetime:?}");
            return Err(Error::new(Code::Config, detail));
        }
        Ok(Self { max_lifetime: lifetime.as_secs(), ..self })
    }

    /// Accepts tokens without asking while the store fails: a revoked token is then
    /// accepted, too. Each time is reported as an event at the level `warn`. Revoking still
    /// fails with `store_unavailable`. So does a check if the answer of the store is not
    /// usable ([`Unreliable`]): that is no outage.
    ///
    /// Each request waits for the store first, so give it a short timeout, such as 200 ms
    /// for [`RedisOptions::timeout`](crate::store::RedisOptions::timeout).
    #[must_use]
    pub fn accept_if_unavailable(self) -> Self {
        Self { accepts_if_unavailable: true, ..self }
    }

    /// Sets the clock. Default: the system clock.
    #[must_use]
    pub fn with_clock(self, clock: impl Clock) -> Self {
        Self { clock: Time::Given(Arc::new(clock)), ..self }
    }

    /// Limits [`revoke_session`](Self::revoke_session) and
    /// [`revoke_subject`](Self::revoke_subject) to tokens with this `iss`, for several issuers
    /// that may use the same names for different users. [`check`](Self::check) refuses the same
    /// tokens as before.
    #[must_use]
    pub fn for_issuer(&self, issuer: impl Into<String>) -> Self {
        Self { issuer: Some(issuer.into().into()), ..self.clone() }
    }

    /// Revokes this token, by its `iss` and `jti` (RFC 7519 §4.1.7).
    ///
    /// # Errors
    /// - `claims_invalid` if the token has no `jti`, or a claim that is needed is of a wrong
    ///   type.
    /// - `store_unavailable` if the store failed or is full.
    pub async fn revoke<C>(&self, token: &Verified<C>) -> Result<(), Error> {
        let identity = Identity::of(token.payload())?;
        let Some(jti) = &identity.jti else {
            let expected = "a string that names the token; without it, revoke its session or its subject";
            return Err(violation("jti", Fault::Missing, expected, "nothing"));
        };
        // a token without `exp` is refused anyway
        let kept = identity.exp.map_or_else(|| self.kept_for(self.now()), kept_until);
        self.add("token", jti, identity.iss.as_deref(), ALWAYS, kept).await
    }

    /// Revokes the token with these claims `iss`, `jti` and `exp`, for example of a list of
    /// issued tokens. `None` is for a token without `iss`. With an `exp` that is earlier than
    /// that of the token, the revocation ends too early.
    ///
    /// # Errors
    /// `store_unavailable` if the store failed or is full.
    pub async fn revoke_by_id(&self, iss: Option<&str>, jti: &str, exp: NumericDate) -> Result<(), Error> {
        self.add("token", jti, iss, ALWAYS, kept_until(exp)).await
    }

    /// Revokes each token with this `sid` that was issued before, for a logout: of every
    /// issuer, or of [one](Self::for_issuer). Later ones are refused, too, while the revocation
    /// is kept. End the session at its issuer, so that there are no later ones.
    ///
    /// # Errors
    /// `store_unavailable` if the store failed or is full.
    pub async fn revoke_session(&self, sid: &str) -> Result<(), Error> {
        let kept = self.kept_for(self.now());
        self.add("session", sid, self.issuer.as_deref(), ALWAYS, kept).await
    }

    /// Revokes each token with this `sub` whose `iat` is not after now, for a logout everywhere,
    /// or after a change of the password: of every issuer, or of [one](Self::for_issuer).
    ///
    /// `iat` has whole seconds, so tokens that are issued in the second of the call are
    /// refused, too, also those of a login or a refresh after the call. After a change of the
    /// password, issue the new token when that second has passed, or let the user log in
    /// again. If the clock of the issuer is some seconds behind, its new tokens are refused for
    /// as many seconds more.
    ///
    /// # Errors
    /// `store_unavailable` if the store failed or is full.
    pub async fn revoke_subject(&self, sub: &str) -> Result<(), Error> {
        let now = self.now();
        let kept = self.kept_for(now);
        self.add("subject", sub, self.issuer.as_deref(), now, kept).await
    }

    /// Refuses a token that was revoked. A guard does this by itself; call it where you
    /// verify tokens without a guard. The store is asked once. If the store fails, the result is
    /// an error, or `Ok` after [`accept_if_unavailable`](Self::accept_if_unavailable).
    ///
    /// # Errors
    /// - `token_revoked`: answer with 401 `invalid_token`.
    /// - `claims_invalid` if the token may outlive its revocation, has no name by which it could
    ///   be revoked, or one of these claims is of a wrong type: the same answer.
    /// - `store_unavailable` if the store failed: answer with 503.
    pub fn check<'a, C>(
        &'a self,
        token: &'a Verified<C>,
    ) -> impl Future<Output = Result<(), Error>> + Send + use<'a, C> {
        self.check_payload(token.payload())
    }

    /// Checks the payload of a verified token, as [`check`](Self::check) does.
    pub(crate) async fn check_payload(&self, payload: &[u8]) -> Result<(), Error> {
        let identity = Identity::of(payload)?;
        let issued = identity.issued_at(self.max_lifetime, self.now())?;
        let (names, keys) = lookups(&identity)?;
        let values = match find(&*self.store, &keys).await {
            Ok(values) => values,
            Err(error) if self.accepts_if_unavailable && !error.is::<Unreliable>() => {
                report("accepted_unchecked", &store_failed(&error).to_string());
                return Ok(());
            }
            Err(error) => return Err(unavailable(&error)),
        };
        let is_revoked = |value: Option<i64>| value.is_some_and(|until| issued.seconds() <= until);
        match values.into_iter().position(is_revoked) {
            Some(nth) => Err(revoked(names[nth])),
            None => Ok(()),
        }
    }

    /// Revokes what was issued until then.
    async fn add(
        &self,
        what: &'static str,
        name: &str,
        issuer: Option<&str>,
        issued_until: NumericDate,
        kept_until: NumericDate,
    ) -> Result<(), Error> {
        let (key, value) = (key(what, name, issuer), issued_until.seconds());
        let entry = Entry { key, value, expires_at: kept_until };
        self.store.raise(&entry, self.now()).await.map_err(|error| unavailable(&error))?;
        report("revoked", what);
        Ok(())
    }

    /// At least as long as a guard with the default expects.
    fn kept_for(&self, now: NumericDate) -> NumericDate {
        kept_for(self.max_lifetime.max(MAX_LIFETIME), now)
    }

    /// Revokes the tokens of a session that was revoked at this time, unless they are revoked or
    /// have expired.
    pub(crate) async fn complete_session(&self, sid: &str, revoked_at: NumericDate) -> Result<(), Error> {
        if self.now() >= self.kept_for(revoked_at) {
            return Ok(());
        }
        let key = key("session", sid, self.issuer.as_deref());
        let found = find(&*self.store, &[key]).await.map_err(|error| unavailable(&error))?;
        if found == [None] { self.revoke_session(sid).await } else { Ok(()) }
    }

    /// Stores have whole seconds.
    fn now(&self) -> NumericDate {
        self.clock.now().floor()
    }
}

/// What may have been revoked so that this token is, and the keys.
fn lookups(identity: &Identity<'_>) -> Result<(Vec<&'static str>, Vec<EntryKey>), Error> {
    let iss = identity.iss.as_deref();
    let of_token = identity.jti.iter().map(|jti| ("token", key("token", jti, iss)));
    let [sid, sub] = [("session", &identity.sid), ("subject", &identity.sub)].map(|(what, name)| {
        // without an issuer, both are the same
        let issuers = std::iter::once(None).chain(iss.map(Some));
        issuers.filter_map(move |iss| name.as_ref().map(|name| (what, key(what, name, iss))))
    });
    let (names, keys): (Vec<_>, Vec<_>) = of_token.chain(sid).chain(sub).unzip();
    if keys.is_empty() {
        let expected = "`jti`, `sid` or `sub`, because a token without them cannot be revoked";
        return Err(violation("jti", Fault::Missing, expected, "none of them"));
    }
    Ok((names, keys))
}

fn key(what: &'static str, name: &str, issuer: Option<&str>) -> EntryKey {
    let parts = [Some(what), Some(name), issuer];
    EntryKey::new(EntryKind::Revocation, parts.into_iter().flatten().map(str::as_bytes))
}

/// The settings.
impl fmt::Debug for Revocations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Revocations")
            .field("issuer", &self.issuer)
            .field("max_lifetime", &self.max_lifetime)
            .field("accepts_if_unavailable", &self.accepts_if_unavailable)
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}

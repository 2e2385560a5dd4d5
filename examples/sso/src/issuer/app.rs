//! What the handlers of the issuer share.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use axum::http::Uri;
use jwt_claims::Algorithm;
use jwt_claims::key_ring::KeyRing;
use jwt_claims::sessions::{Secret, Sessions};

use super::clients::Clients;
use super::codes::Codes;
use super::cookie::RefreshCookie;
use super::ending::WithCodes;
use super::random::random_bytes;
use super::tokens::Tokens;
use super::users::Users;
use crate::claims::LIFETIME;
use crate::clock::DemoClock;
use crate::service::Service;
use crate::shared::Shared;

/// How long services may keep the key set, and how much longer the next key waits before it
/// signs. They are short, so that a visitor sees a rotation.
const KEYS_MAX_AGE: Duration = Duration::from_secs(60);
const KEYS_MARGIN: Duration = Duration::from_secs(30);

/// The state of the issuer. All of it is new at each start.
pub(super) struct App {
    pub(super) origin: String,
    pub(super) clock: DemoClock,
    pub(super) users: Users,
    pub(super) clients: Clients,
    pub(super) sessions: Sessions,
    pub(super) codes: Arc<Codes>,
    pub(super) cookie: RefreshCookie,
    pub(super) ring: KeyRing,
    pub(super) tokens: Tokens,
    /// For the controls of the demo, which restart them.
    pub(super) services: [Service; 2],
}

impl App {
    pub(super) fn new(
        origin: &str,
        shared: Shared,
        services: [Service; 2],
    ) -> Result<Arc<Self>, Box<dyn Error + Send + Sync>> {
        let Shared { clock, store, revocations } = shared;
        let ring = KeyRing::builder(Algorithm::ES256, Duration::from_secs(LIFETIME))
            .with_max_age(KEYS_MAX_AGE)
            .with_margin(KEYS_MARGIN)
            .with_clock(clock.clone())
            .in_memory()?;
        let codes = Arc::new(Codes::default());
        let store = WithCodes { store, codes: Arc::clone(&codes) };
        let sessions = Sessions::new(store, Secret::from_bytes(random_bytes())?)
            .with_clock(clock.clone())
            .with_revocations(revocations);
        let port = origin.parse::<Uri>()?.port_u16().ok_or("expected an origin with a port")?;
        let [orders, reports] = services.each_ref().map(Service::origin);
        Ok(Arc::new(Self {
            origin: origin.to_owned(),
            clock,
            users: Users::seeded()?,
            clients: Clients::of_services(&services),
            sessions,
            codes,
            cookie: RefreshCookie::of_port(port),
            tokens: Tokens::new(&ring, origin, [orders, reports]),
            ring,
            services,
        }))
    }

    /// For tests: at origins where nothing listens.
    #[cfg(test)]
    pub(super) fn example() -> Arc<Self> {
        use crate::service::Kind;

        let (origin, shared) = ("http://localhost:1", Shared::new().unwrap());
        let services = [(Kind::Orders, "http://127.0.0.1:2"), (Kind::Reports, "http://localhost:3")]
            .map(|(kind, own)| Service::start(kind, own, origin, shared.clone()).unwrap());
        Self::new(origin, shared, services).unwrap()
    }
}

//! Guards that look up what was revoked and what was used.

mod axum08;
mod store;

use std::sync::Arc;

use jwt_claims::http::Guard;
use jwt_claims::revocation::{Revocations, SingleUse};
use jwt_claims::{Claims, Issuer, SigningKey, Verified, Verifier};
use store::Switched;

/// The claims of every route.
#[derive(Clone, Debug, Claims)]
#[claims(ttl = "10m")]
struct Access {
    sub: String,
    sid: String,
    role: String,
}

/// The same for some routes.
#[derive(Debug, Claims)]
struct Admin {
    #[claim(equals = "admin")]
    role: String,
}

/// A service with a store that counts, and that can be down.
struct Service {
    issuer: Issuer,
    verifier: Verifier,
    store: Arc<Switched>,
    revocations: Revocations,
}

impl Service {
    fn new() -> Self {
        let key = SigningKey::hs256("an HMAC secret of at least thirty-two bytes").unwrap();
        let store = Arc::new(Switched::new());
        let verifier = Verifier::new(key.verifying_key());
        let revocations = Revocations::new(Arc::clone(&store));
        Self { issuer: Issuer::new(key), verifier, store, revocations }
    }

    /// With revocations.
    fn guard(&self) -> Guard {
        Guard::new(self.verifier.clone()).with_revocations(self.revocations.clone())
    }

    /// With revocations, and tokens from the query and from forms for one use.
    fn single_use(&self) -> Guard {
        let guard = self.guard().with_query_parameter("token").with_form_parameter("token");
        guard.with_single_use(SingleUse::new(Arc::clone(&self.store))).unwrap()
    }

    fn token(&self, sub: &str, role: &str) -> String {
        let access = Access { sub: sub.into(), sid: format!("session of {sub}"), role: role.into() };
        self.issuer.issue(&access).unwrap().as_str().to_owned()
    }

    fn verified(&self, token: &str) -> Verified<Access> {
        self.verifier.verify(token).unwrap()
    }
}

//! Whether recorded routes require what they declare.

mod attempt;
mod requests;
mod sample;
mod sender;

use std::collections::BTreeSet;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, Method};

use crate::axum08::Route;
use crate::claims::{IssueClaims, OwnedClaims};
use crate::contract::declared::ContextFree;
use crate::testing::kit::TestKit;
use attempt::{Attempt, PUBLIC, WITHOUT_TOKEN};
use requests::Requests;
use sample::Sample;
use sender::Sender;

/// `OPTIONS` is not called: layers for CORS answer it without a token.
const METHODS: [Method; 6] =
    [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// Calls every route of a service, and checks that it requires what it declares.
///
/// A service records its routes with [`Guard::routes`](crate::http::Guard::routes). The
/// test has a sample of each claims type:
///
/// ```
/// use axum::{Router, routing::get};
/// use jwt_claims::{Claims, Verified, axum08::Routes, http::Guard, testing::TestKit};
///
/// #[derive(Claims)]
/// #[claims(ttl = "15m")]
/// struct Access {
///     sub: String,
///     roles: Vec<String>,
/// }
///
/// #[derive(Claims)]
/// #[claims(verify_only, rules(roles(any_of = ["admin"])))]
/// struct AdminAccess(Access);
///
/// # async fn order(access: Verified<Access>) {}
/// # async fn audit(admin: Verified<AdminAccess>) {}
/// fn routes(guard: &Guard) -> Routes<Guard> {
///     guard
///         .routes(Router::new())
///         .route::<Access>("/orders/{id}", get(order))
///         .route::<AdminAccess>("/audit", get(audit))
///         .public("/health", get(|| async { "ok" }))
/// }
///
/// // in a test, say with `#[tokio::test]`
/// async fn routes_are_protected() {
///     let kit = TestKit::new();
///     let routes = routes(&kit.guard());
///     let list = routes.list().to_vec();
///     let app = routes.into_router().with_state(kit.guard());
///
///     let root = Access { sub: "root".into(), roles: vec!["admin".into()] };
///     let test = kit.route_test().sample(&root).sample_for::<AdminAccess>(&root);
///     test.assert_protected(app, &list).await;
/// }
/// # let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
/// # assert!(std::pin::pin!(routes_are_protected()).poll(&mut cx).is_ready());
/// ```
///
/// Each route is called with `GET`, `HEAD`, `POST`, `PUT`, `PATCH` and `DELETE`, an empty
/// body, and these tokens:
///
/// | token | required answer |
/// | --- | --- |
/// | none | 401 |
/// | changed after it was signed; without a signature; expired | 401 |
/// | of a sample, without a claim that has a rule or with this claim empty, if the claims type refuses that | 401 or 403 |
/// | of a sample | neither 401 nor 403 |
/// | none, for a public route | not 401 |
///
/// Behind a guard with DPoP, take [`TestKit::route_test_with_proofs`].
///
/// Routes that were not recorded are not called. The handlers run for the tokens of
/// samples, so give the service a database of the test.
#[derive(Debug)]
#[must_use = "call `assert_protected`"]
pub struct RouteTest {
    kit: TestKit,
    sender: Sender,
    samples: Vec<Sample>,
    requests: Requests,
}

impl TestKit {
    /// A test of the routes that a service has recorded, with tokens of this kit.
    pub fn route_test(&self) -> RouteTest {
        self.route_test_by(Sender::default())
    }

    /// A test of the routes behind a guard [with DPoP](crate::http::Guard::with_dpop), which
    /// clients know under this URL. Each sample is bound to a key, whatever its `cnf` is, and sent
    /// with a proof. A token without a proof, or with a proof of another key, must be refused with
    /// 401.
    ///
    /// Proofs have the time of the kit's clock, so give it to the service: `Dpop::with_clock` with
    /// [`TestKit::clock`]. If the answer is 401 with the header `DPoP-Nonce`, the request is sent
    /// once more, with a proof that has this nonce.
    ///
    /// # Panics
    /// If the URL is not absolute, or if no backend has ES256.
    #[cfg(feature = "dpop")]
    #[cfg_attr(docsrs, doc(cfg(feature = "dpop")))]
    #[track_caller]
    pub fn route_test_with_proofs(&self, url: &str) -> RouteTest {
        self.route_test_by(Sender::prover([self.proof_key(), self.proof_key()], url))
    }

    fn route_test_by(&self, sender: Sender) -> RouteTest {
        RouteTest { kit: self.clone(), sender, samples: Vec::new(), requests: Requests::default() }
    }
}

impl RouteTest {
    /// Adds claims that the routes with this claims type must accept.
    ///
    /// # Panics
    /// If the claims are not valid; the message has the violations.
    #[track_caller]
    pub fn sample<C: IssueClaims + OwnedClaims + ContextFree>(self, claims: &C) -> Self {
        self.sample_with(claims, &())
    }

    /// The same for a claims type with a context. Add the [headers](Self::header) that the
    /// service makes this context from.
    ///
    /// # Panics
    /// If the claims are not valid in this context; the message has the violations.
    #[track_caller]
    pub fn sample_with<C: IssueClaims + OwnedClaims>(mut self, claims: &C, cx: &C::Context<'_>) -> Self {
        let token = self.kit.token_with(claims, cx);
        self.samples.push(Sample::new::<C>(&self.sender, &self.kit.verifier(), &token, cx));
        self
    }

    /// The same for a claims type that is never issued (`verify_only`), with the claims
    /// that it extends.
    ///
    /// # Panics
    /// If the claims are not valid for `C`; the message has the violations.
    #[track_caller]
    pub fn sample_for<C: OwnedClaims + ContextFree>(
        mut self,
        claims: &(impl IssueClaims + ContextFree),
    ) -> Self {
        let token = self.kit.token(claims);
        self.samples.push(Sample::new::<C>(&self.sender, &self.kit.verifier(), &token, &()));
        self
    }

    /// Sets the value of a parameter in paths: `id` in `/orders/{id}`. The default is `1`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.requests.parameters.push((name.into(), value.into()));
        self
    }

    /// Adds a header to every request, for example `host`.
    ///
    /// # Panics
    /// If it is not a header that can be sent.
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) => self.requests.headers.append(name, value),
            _ => panic!("`{name}: {value}` is not a header"),
        };
        self
    }

    /// Calls the routes of a service.
    ///
    /// axum does not show which methods a route has. So if a path was recorded more than
    /// once, for different methods, each method must require what one of these records
    /// declares.
    ///
    /// # Panics
    /// If a route gives another answer than [the table](Self) requires, or if its claims
    /// type has no sample. The message lists each of them.
    pub async fn assert_protected(&self, app: Router, routes: &[Route]) {
        assert!(!routes.is_empty(), "the list of routes is empty; add routes with `Guard::routes`");
        let mut failures = self.without_sample(routes);
        let paths: BTreeSet<&str> = routes.iter().map(Route::path).collect();
        for path in paths {
            let records = routes.iter().filter(|route| route.path() == path);
            let records: Vec<_> = records.map(|route| self.attempts(route)).collect();
            for method in METHODS {
                failures.extend(self.failures(&app, &method, path, &records).await);
            }
        }
        assert!(failures.is_empty(), "the routes are not protected as declared:\n{}", failures.join("\n"));
    }

    fn without_sample(&self, routes: &[Route]) -> Vec<String> {
        let is_without =
            |route: &&Route| route.policy().is_some() && self.samples_for(route).next().is_none();
        let routes = routes.iter().filter(is_without);
        routes.map(|route| format!("{route}: no sample of this claims type; add it with `sample`")).collect()
    }

    fn samples_for(&self, route: &Route) -> impl Iterator<Item = &Sample> {
        let policy = route.policy();
        self.samples.iter().filter(move |sample| policy == Some(sample.policy))
    }

    /// What a route must answer.
    fn attempts(&self, route: &Route) -> Vec<&Attempt> {
        if route.policy().is_none() {
            return vec![&PUBLIC];
        }
        let samples = self.samples_for(route).flat_map(|sample| &sample.attempts);
        std::iter::once(&WITHOUT_TOKEN).chain(samples).collect()
    }

    /// The wrong answers of one method, under the record that fits it best.
    async fn failures(
        &self,
        app: &Router,
        method: &Method,
        path: &str,
        records: &[Vec<&Attempt>],
    ) -> Vec<String> {
        let mut fewest: Option<Vec<String>> = None;
        for attempts in records {
            let mut failures = Vec::new();
            for attempt in attempts {
                let status = self.requests.send(app, method, path, attempt).await;
                if let Some(wrong) = attempt.judge(status) {
                    failures.push(format!("{method} {path} {wrong}"));
                }
            }
            if fewest.as_ref().is_none_or(|fewest| failures.len() < fewest.len()) {
                fewest = Some(failures);
            }
        }
        fewest.unwrap_or_default()
    }
}

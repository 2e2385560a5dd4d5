//! A router that knows what each of its routes requires.

use std::fmt;

use axum::Router;
use axum::routing::MethodRouter;

use crate::axum08::context::RequestContext;
use crate::claims::OwnedClaims;
use crate::contract::declared::ContextFree;
use crate::http::Guard;
use crate::policy::Policy;

impl Guard {
    /// Adds routes to a router, each with the claims that it requires, and keeps a list of
    /// them: axum itself shows no list of routes. The list can be printed and compared in
    /// a test.
    ///
    /// ```
    /// use axum::{Router, routing::get};
    /// use jwt_claims::{Claims, Verified, http::Guard};
    ///
    /// #[derive(Claims)]
    /// struct Access { sub: String }
    ///
    /// async fn orders(access: Verified<Access>) -> String { access.sub.clone() }
    ///
    /// # fn app(guard: Guard) {
    /// let routes = guard
    ///     .routes(Router::new())
    ///     .route::<Access>("/orders", get(orders))
    ///     .public("/health", get(|| async { "ok" }));
    /// assert_eq!(routes.to_string(), "/orders Access\n/health public\n");
    /// let app: Router = routes.into_router().with_state(guard);
    /// # }
    /// # let key = jwt_claims::SigningKey::hs256([7; 32]).unwrap();
    /// # app(Guard::new(jwt_claims::Verifier::new(key.verifying_key())));
    /// ```
    #[must_use]
    pub fn routes<S>(&self, router: Router<S>) -> Routes<S> {
        Routes { guard: self.clone(), router, list: Vec::new() }
    }
}

/// A router with a list of its routes, from [`Guard::routes`]. `Display` prints a line for
/// each.
#[derive(Debug)]
pub struct Routes<S = ()> {
    guard: Guard,
    router: Router<S>,
    list: Vec<Route>,
}

/// A route and what it requires.
#[derive(Clone, Debug)]
pub struct Route {
    path: String,
    policy: Option<&'static Policy>,
}

impl Route {
    /// The path, as in `Router::route`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The policy of the claims that it requires; `None` for a public route.
    #[must_use]
    pub fn policy(&self) -> Option<&'static Policy> {
        self.policy
    }
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// Adds a route that requires the claims `C`, behind [`Guard::require`]: all its
    /// methods are protected, and before any extractor runs.
    ///
    /// # Panics
    /// As `Router::route` does, for a path that is invalid or used twice.
    #[must_use]
    pub fn route<C: OwnedClaims + ContextFree + Send + 'static>(
        self,
        path: &str,
        methods: MethodRouter<S>,
    ) -> Self {
        self.route_with::<C, ()>(path, methods, ())
    }

    /// Requires claims with a context; see [`Guard::require_with`].
    ///
    /// # Panics
    /// As `Router::route` does, for a path that is invalid or used twice.
    #[must_use]
    pub fn route_with<C, T>(mut self, path: &str, methods: MethodRouter<S>, state: T) -> Self
    where
        C: OwnedClaims + Send + 'static,
        C::Context<'static>: RequestContext<T>,
        T: Clone + Send + Sync + 'static,
    {
        let layer = self.guard.require_with::<C, T>(state);
        self.list.push(Route { path: path.to_owned(), policy: Some(C::POLICY) });
        Self { router: self.router.route(path, methods.layer(layer)), ..self }
    }

    /// Adds a route that is open to everyone.
    ///
    /// # Panics
    /// As `Router::route` does, for a path that is invalid or used twice.
    #[must_use]
    pub fn public(mut self, path: &str, methods: MethodRouter<S>) -> Self {
        self.list.push(Route { path: path.to_owned(), policy: None });
        Self { router: self.router.route(path, methods), ..self }
    }

    /// Adds routes below a path, as `Router::nest` does.
    ///
    /// # Panics
    /// As `Router::nest` does.
    #[must_use]
    pub fn nest(mut self, path: &str, routes: Self) -> Self {
        let below =
            |route: Route| Route { path: format!("{}{}", path.trim_end_matches('/'), route.path), ..route };
        self.list.extend(routes.list.into_iter().map(below));
        Self { router: self.router.nest(path, routes.router), ..self }
    }

    /// Adds the routes of another list, as `Router::merge` does.
    ///
    /// # Panics
    /// As `Router::merge` does.
    #[must_use]
    pub fn merge(mut self, routes: Self) -> Self {
        self.list.extend(routes.list);
        Self { router: self.router.merge(routes.router), ..self }
    }

    /// The routes in the order in which they were added. Routes that the router had
    /// before are not in the list.
    #[must_use]
    pub fn list(&self) -> &[Route] {
        &self.list
    }

    /// The router.
    pub fn into_router(self) -> Router<S> {
        self.router
    }
}

impl<S> fmt::Display for Routes<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.list.iter().try_for_each(|route| writeln!(f, "{route}"))
    }
}

/// The path and the name of the claims type, or `public`.
impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.path, self.policy.map_or("public", Policy::type_name))
    }
}

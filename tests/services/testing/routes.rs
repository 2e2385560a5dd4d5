//! The check of recorded routes: a service that is as declared passes, and each way to
//! be weaker is reported.

use axum::Router;
use axum::extract::{Path, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::{delete, get, post};
use jwt_claims::axum08::{RequestContext, Route, Routes};
use jwt_claims::http::{Guard, Rejection};
use jwt_claims::testing::{RouteTest, TestKit};
use jwt_claims::{Claims, FixedClock, Scopes, Verified, Verifier};
use tower_http::cors::CorsLayer;

use super::panic_of;

#[derive(Claims)]
#[claims(typ = "at+jwt", audience = "orders", ttl = "15m", either(scope, groups))]
struct Access {
    sub: String,
    roles: Vec<String>,
    #[claim(any_of = ["orders"])]
    scope: Option<Scopes>,
    #[claim(any_of = ["staff"])]
    groups: Option<Vec<String>>,
}

#[derive(Claims)]
#[claims(verify_only, rules(roles(any_of = ["admin"])))]
struct Admin(Access);

#[derive(Claims)]
#[claims(typ = "machine+jwt", ttl = "1h")]
struct Machine {
    #[claim(one_of = ["billing", "mail"])]
    service: String,
}

#[derive(Claims)]
#[claims(kinds_by = "typ")]
enum Caller {
    User(Access),
    Machine(Machine),
}

struct Here {
    tenant: String,
}

impl<S: Sync> RequestContext<S> for Here {
    async fn from_request(parts: &mut Parts, _state: &S) -> Result<Self, Rejection> {
        let host = parts.headers.get("host").and_then(|host| host.to_str().ok());
        Ok(Self { tenant: host.unwrap_or_default().to_owned() })
    }
}

#[derive(Claims)]
#[claims(context = Here, optional(exp))]
struct Tenant {
    #[claim(equals = cx.tenant)]
    tenant: String,
}

async fn order(
    access: Verified<Access>,
    Path((owner, _)): Path<(String, String)>,
) -> Result<String, StatusCode> {
    if access.sub == owner { Ok("ok".into()) } else { Err(StatusCode::FORBIDDEN) }
}

async fn remove(_: Verified<Admin>) {}

async fn settings(_: Verified<Tenant>, _: String) {}

async fn caller(_: Verified<Caller>) {}

async fn anyone() {}

fn routes(guard: &Guard) -> Routes<Guard> {
    let users = guard
        .routes(Router::new())
        .route::<Access>("/{owner}/orders/{*rest}", get(order).post(order))
        .route::<Admin>("/{owner}/orders/{*rest}", delete(remove));
    guard
        .routes(Router::new())
        .nest("/users", users)
        .route_with::<Tenant, _>("/settings", post(settings), ())
        .route::<Caller>("/report", get(caller))
        .public("/health", get(anyone))
}

fn root() -> Access {
    let scope = Some("orders".parse().expect("scopes"));
    Access { sub: "root".into(), roles: vec!["admin".into()], scope, groups: Some(vec!["staff".into()]) }
}

fn with_samples(kit: &TestKit) -> RouteTest {
    let test = kit.route_test().sample(&root()).sample_for::<Admin>(&root());
    let machine = Caller::Machine(Machine { service: "mail".into() });
    let test = test.sample(&Caller::User(root())).sample(&machine);
    let acme = Here { tenant: "acme".into() };
    let test = test.sample_with(&Tenant { tenant: "acme".into() }, &acme);
    test.parameter("owner", "root").header("host", "acme")
}

fn run(test: &RouteTest, app: Router, list: &[Route]) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(test.assert_protected(app, list));
}

/// The report on another app than the recorded one, or on other samples.
fn report(test: &RouteTest, app: Router, list: &[Route]) -> String {
    panic_of(|| run(test, app, list)).expect("a panic")
}

#[test]
fn a_service_as_declared_passes() {
    let kit = TestKit::new();
    let routes = routes(&kit.guard());
    let list = routes.list().to_vec();
    let app = routes.into_router().layer(CorsLayer::permissive()).with_state(kit.guard());
    run(&with_samples(&kit), app, &list);
}

/// Each sample of an enum has the rules of its own kind.
#[test]
fn every_kind_of_token_is_weakened() {
    let kit = TestKit::new();
    let list =
        kit.guard().routes::<()>(Router::new()).route::<Caller>("/report", get(anyone)).list().to_vec();
    let found = report(&with_samples(&kit), Router::new().route("/report", get(anyone)), &list);
    for line in [
        "GET /report with an empty `service`: expected 401 or 403, found 200",
        "GET /report without `groups` and `scope`: expected 401 or 403, found 200",
    ] {
        assert!(found.lines().any(|found| found == line), "{line}\n{found}");
    }
}

/// A list with one route that requires `Admin`.
fn admin_only(kit: &TestKit) -> Vec<Route> {
    kit.guard().routes::<()>(Router::new()).route::<Admin>("/audit", get(anyone)).list().to_vec()
}

#[test]
fn an_open_route_is_reported_for_each_token() {
    let kit = TestKit::new();
    let app = Router::new().route("/audit", get(anyone).delete(anyone));
    let report = report(&with_samples(&kit), app, &admin_only(&kit));
    for line in [
        "GET /audit without a token: expected 401, found 200",
        "HEAD /audit without a token: expected 401, found 200",
        "DELETE /audit without a token: expected 401, found 200",
        "POST /audit without a token: expected 401, found 405",
        "GET /audit with changed claims: expected 401, found 200",
        "GET /audit without a signature: expected 401, found 200",
        "GET /audit with an expired token: expected 401, found 200",
        "GET /audit without `roles`: expected 401 or 403, found 200",
        "GET /audit with an empty `roles`: expected 401 or 403, found 200",
        "GET /audit without `groups` and `scope`: expected 401 or 403, found 200",
    ] {
        assert!(report.lines().any(|found| found == line), "{line}\n{report}");
    }
    assert!(!report.contains("valid token"), "{report}");
}

#[test]
fn a_route_with_weaker_claims_is_reported() {
    let kit = TestKit::new();
    let app = Router::new().route("/audit", get(anyone).layer(kit.guard().require::<Access>()));
    let report = report(&with_samples(&kit), app, &admin_only(&kit));
    let lines: Vec<&str> = report.lines().skip(1).filter(|line| line.starts_with("GET")).collect();
    assert_eq!(lines, ["GET /audit with an empty `roles`: expected 401 or 403, found 200"]);
}

#[test]
fn a_verifier_with_a_wrong_clock_or_key_is_reported() {
    let kit = TestKit::new();
    let app = |verifier: Verifier| {
        Router::new().route("/audit", get(anyone).layer(Guard::new(verifier).require::<Admin>()))
    };
    let early = FixedClock::at(jwt_claims::NumericDate::now().seconds() - 302);
    let found = report(&with_samples(&kit), app(kit.verifier().with_clock(early)), &admin_only(&kit));
    assert!(
        found.contains("GET /audit with a valid token: expected neither 401 nor 403, found 401"),
        "{found}"
    );
    let found = report(&with_samples(&kit), app(TestKit::new().verifier()), &admin_only(&kit));
    assert!(
        found.contains("GET /audit with a valid token: expected neither 401 nor 403, found 401"),
        "{found}"
    );
}

/// A service that reads the claims, and does not check when the token expires.
#[test]
fn a_route_that_accepts_expired_tokens_is_reported() {
    #[derive(Claims)]
    #[claims(typ = "at+jwt", audience = "orders", unchecked(exp))]
    struct Forever {
        #[claim(any_of = ["admin"])]
        roles: Vec<String>,
    }
    let kit = TestKit::new();
    let app = Router::new().route("/audit", get(anyone).layer(kit.guard().require::<Forever>()));
    let found = report(&with_samples(&kit), app, &admin_only(&kit));
    assert!(found.contains("GET /audit with an expired token: expected 401, found 200"), "{found}");
}

#[test]
fn a_public_route_that_asks_for_a_token_is_reported() {
    let kit = TestKit::new();
    let routes = kit.guard().routes(Router::new()).public("/health", get(remove));
    let list = routes.list().to_vec();
    let found = report(&kit.route_test(), routes.into_router().with_state(kit.guard()), &list);
    let expected = "GET /health without a token: expected not 401, because the route is public, found 401";
    assert!(found.contains(expected), "{found}");
}

#[test]
fn a_layer_that_opens_the_service_is_reported_although_the_routes_are_declared() {
    async fn ignore_refusals(request: Request, next: Next) -> Response {
        let mut response = next.run(request).await;
        *response.status_mut() = StatusCode::OK;
        response
    }
    let kit = TestKit::new();
    let routes = routes(&kit.guard());
    let list = routes.list().to_vec();
    let app = routes.into_router().layer(axum::middleware::from_fn(ignore_refusals)).with_state(kit.guard());
    let found = report(&with_samples(&kit), app, &list);
    assert!(
        found.contains("DELETE /users/{owner}/orders/{*rest} without a token: expected 401, found 200"),
        "{found}"
    );
}

#[test]
fn a_claims_type_without_a_sample_is_named() {
    let kit = TestKit::new();
    let routes = routes(&kit.guard());
    let list = routes.list().to_vec();
    let test = kit.route_test().sample(&root()).parameter("owner", "root");
    let found = report(&test, routes.into_router().with_state(kit.guard()), &list);
    assert_eq!(
        found.lines().skip(1).collect::<Vec<_>>(),
        [
            "/users/{owner}/orders/{*rest} Admin: no sample of this claims type; add it with `sample`",
            "/settings Tenant: no sample of this claims type; add it with `sample`",
            "/report Caller: no sample of this claims type; add it with `sample`",
        ]
    );
}

#[test]
fn a_check_of_the_handler_needs_the_parameter() {
    let kit = TestKit::new();
    let routes = routes(&kit.guard());
    let list = routes.list().to_vec();
    let test = with_samples(&kit).parameter("owner", "eve");
    let found = report(&test, routes.into_router().with_state(kit.guard()), &list);
    assert!(found.contains("GET /users/{owner}/orders/{*rest} with a valid token"), "{found}");
}

#[test]
fn an_empty_list_and_an_invalid_sample_are_refused() {
    let kit = TestKit::new();
    assert!(report(&kit.route_test(), Router::new(), &[]).contains("the list of routes is empty"));
    let user = Access { roles: vec![], ..root() };
    let message = panic_of(|| kit.route_test().sample_for::<Admin>(&user)).expect("a panic");
    assert!(
        message.contains("the sample is not valid as `Admin`: ") && message.contains("roles"),
        "{message}"
    );
}

//! The tokens of a kit behind a guard with DPoP.

use axum::Router;
use axum::routing::get;
use jwt_claims::axum08::Routes;
use jwt_claims::dpop::{Confirmation, Dpop};
use jwt_claims::http::Guard;
use jwt_claims::sessions::Secret;
use jwt_claims::store::MemoryStore;
use jwt_claims::testing::TestKit;
use jwt_claims::{Claims, Verified};

use super::panic_of;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    sub: String,
    #[claim(any_of = ["admin"])]
    roles: Vec<String>,
}

/// A type that reads the key.
#[derive(Claims)]
#[claims(ttl = "15m")]
struct Bound {
    sub: String,
    cnf: Confirmation,
}

fn guard(kit: &TestKit) -> Guard {
    let dpop = Dpop::new(MemoryStore::new(1_000).unwrap(), "https://api.example.com").unwrap();
    kit.guard().with_dpop(dpop.with_clock(kit.clock().clone()))
}

fn admin() -> Access {
    Access { sub: "alice".into(), roles: vec!["admin".into()] }
}

#[tokio::test]
async fn a_bound_token_is_accepted_with_its_proof() {
    let kit = TestKit::new();
    let (guard, key) = (guard(&kit), kit.proof_key());
    let token = kit.token(&admin()).bound_to(&key);
    let send = async |[(name, value), (other, proof)]: [(&'static str, String); 2]| {
        let request = http::Request::get("/orders").header(name, value).header(other, proof);
        let access = guard.authenticate::<Access>(&request.body(()).unwrap(), &()).await;
        access.map(|access| access.sub.clone()).map_err(|rejection| rejection.code())
    };
    let url = "https://api.example.com/orders";
    assert_eq!(send(token.proven(&key, "GET", url)).await.as_deref(), Ok("alice"));
    assert_eq!(send(token.proven(&key, "POST", url)).await, Err("dpop_proof_mismatch"));
    assert_eq!(send(token.proven(&kit.proof_key(), "GET", url)).await, Err("dpop_key_mismatch"));
    assert_eq!(send(token.clone().expired().proven(&key, "GET", url)).await, Err("claims_invalid"));
    assert_eq!(send(kit.token(&admin()).proven(&key, "GET", url)).await, Err("dpop_token_unbound"));
    assert!(panic_of(|| token.proven(&key, "GET", "/orders")).unwrap().contains("no proof for `/orders`"));
}

async fn orders(_: Verified<Access>) {}

async fn own(bound: Verified<Bound>) -> String {
    bound.cnf.jkt.to_string()
}

fn routes(guard: &Guard) -> Routes<Guard> {
    let routes = guard.routes(Router::new()).route::<Access>("/orders/{id}", get(orders));
    routes.route::<Bound>("/own", get(own)).public("/health", get(async || "ok"))
}

#[tokio::test]
async fn a_service_with_dpop_passes_with_proofs() {
    let kit = TestKit::new();
    let routes = routes(&guard(&kit));
    let list = routes.list().to_vec();
    let app = routes.into_router().with_state(guard(&kit));
    let cnf = Confirmation::new(kit.proof_key().thumbprint());
    for url in ["https://api.example.com", "https://api.example.com/"] {
        let test = kit.route_test_with_proofs(url).sample(&admin());
        let test = test.sample(&Bound { sub: "alice".into(), cnf });
        test.assert_protected(app.clone(), &list).await;
    }
}

#[tokio::test]
async fn a_service_with_nonces_passes_with_proofs() {
    let kit = TestKit::new();
    let dpop = Dpop::new(MemoryStore::new(1_000).unwrap(), "https://api.example.com").unwrap();
    let dpop = dpop.with_clock(kit.clock().clone()).with_nonces(Secret::from_bytes([7; 32]).unwrap(), []);
    let guard = kit.guard().with_dpop(dpop);
    let routes = routes(&guard);
    let list = routes.list().to_vec();
    let app = routes.into_router().with_state(guard);
    let cnf = Confirmation::new(kit.proof_key().thumbprint());
    let test = kit.route_test_with_proofs("https://api.example.com").sample(&admin());
    test.sample(&Bound { sub: "alice".into(), cnf }).assert_protected(app, &list).await;
}

#[test]
fn a_test_of_routes_needs_an_absolute_url() {
    let message = panic_of(|| TestKit::new().route_test_with_proofs("/orders")).unwrap();
    assert!(message.contains("no proof for `/orders`"), "{message}");
}

/// A service that forgot DPoP, and one whose URL is another.
#[test]
fn a_service_without_dpop_or_with_another_url_is_reported() {
    let kit = TestKit::new();
    let report = |guard: &Guard, open: bool| {
        let routes = guard.routes(Router::new()).route::<Access>("/orders", get(orders));
        let list = routes.list().to_vec();
        let app = if open {
            Router::new().route("/orders", get(async || ()))
        } else {
            routes.into_router().with_state(guard.clone())
        };
        let test = kit.route_test_with_proofs("https://api.example.com").sample(&admin());
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        panic_of(|| runtime.block_on(test.assert_protected(app, &list))).unwrap()
    };
    let valid = "GET /orders with a valid token: expected neither 401 nor 403, found 401";
    assert!(report(&kit.guard(), false).contains(valid));
    let dpop = Dpop::new(MemoryStore::new(100).unwrap(), "https://other.example.com").unwrap();
    assert!(report(&kit.guard().with_dpop(dpop.with_clock(kit.clock().clone())), false).contains(valid));
    let open = report(&kit.guard(), true);
    for line in [
        "GET /orders with a bound token as a bearer token: expected 401, found 200",
        "GET /orders with a proof of another key: expected 401, found 200",
        "GET /orders with an empty `roles`: expected 401 or 403, found 200",
    ] {
        assert!(open.lines().any(|found| found == line), "{line}\n{open}");
    }
}

//! The adapter for actix-web: every situation, with extractors alone and behind the
//! middleware, and what is special about actix-web.

use std::net::SocketAddr;
use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::web::{self, Bytes, Data, Json, ServiceConfig};
use actix_web::{App, HttpRequest, HttpServer, Resource};
use jwt_claims::actix4::{Head, MaybeVerified, RequestContext, read_form, require};
use jwt_claims::http::{Guard, Rejection, RequestToken};
use jwt_claims::revocation::{Revocations, SingleUse};
use jwt_claims::{Claims, Verified};
use situations::Slow;
use situations::responses::{self, Access, Admin, Export, Transfer, guard, guard_with_all_transports};

// without the body, which has no end if the request opens a WebSocket
async fn orders(access: Verified<Access>) -> &'static str {
    assert!(matches!(&*access.sub, "alice" | "bob"));
    ""
}

async fn order(access: Verified<Access>, body: Bytes) -> Bytes {
    assert!(matches!(&*access.sub, "alice" | "bob"));
    body
}

async fn admin(_: Verified<Admin>) -> &'static str {
    "admin"
}

async fn export(_: Verified<Export>) -> &'static str {
    "export"
}

async fn transfer(_: Verified<Transfer>) -> &'static str {
    "transfer"
}

async fn greeting(MaybeVerified(access): MaybeVerified<Access>) -> String {
    access.map_or("stranger".into(), |access| access.sub.clone())
}

fn orders_resource() -> Resource {
    web::resource("/orders").get(orders).route(web::head().to(orders)).post(order).put(order)
}

fn with_extractors(config: &mut ServiceConfig) {
    config
        .service(orders_resource())
        .route("/admin", web::get().to(admin))
        .route("/export", web::get().to(export))
        .route("/transfer", web::get().to(transfer))
        .route("/greeting", web::get().to(greeting));
}

fn with_middleware(config: &mut ServiceConfig) {
    config
        .service(orders_resource().wrap(from_fn(require::<Access>)))
        .service(web::resource("/admin").wrap(from_fn(require::<Admin>)).get(admin))
        .service(web::resource("/export").wrap(from_fn(require::<Export>)).get(export))
        .service(web::resource("/transfer").wrap(from_fn(require::<Transfer>)).get(transfer))
        .route("/greeting", web::get().to(greeting));
}

fn start(guard: Guard, routes: fn(&mut ServiceConfig)) -> SocketAddr {
    situations::start(move |listener| {
        let app = move || App::new().app_data(guard.clone()).wrap(from_fn(read_form)).configure(routes);
        let server = HttpServer::new(app).workers(1).listen(listener).expect("a listener").run();
        actix_web::rt::System::new().block_on(server).expect("it runs");
    })
}

#[test]
fn every_situation_has_its_answer() {
    situations::check(|guard| start(guard, with_extractors), |_| true);
    situations::check(|guard| start(guard, with_middleware), |_| true);
}

/// The headers of a situation, as a request.
fn request_of(name: &str) -> TestRequest {
    let all = responses::situations();
    let one = all.iter().find(|one| one.name == name).expect("a situation");
    let uri = format!("{}?{}", one.path, one.query.as_deref().unwrap_or_default());
    let headers = one.headers.iter().map(|(name, value)| (*name, value.as_slice()));
    headers.fold(TestRequest::with_uri(&uri), TestRequest::append_header)
}

async fn status<S, B>(app: &S, request: TestRequest) -> u16
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = actix_web::Error>,
    B: MessageBody,
{
    call_service(app, request.to_request()).await.status().as_u16()
}

/// actix-web discards the errors of an extractor in `Option`: the docs say so, and say to
/// use `MaybeVerified`.
#[actix_web::test]
async fn an_option_takes_an_invalid_token_for_none() {
    async fn option(access: Option<Verified<Access>>) -> String {
        access.map_or("stranger".into(), |access| access.sub.clone())
    }
    let routes = |config: &mut ServiceConfig| {
        config.route("/orders", web::get().to(option)).route("/greeting", web::get().to(greeting));
    };
    let app = init_service(App::new().app_data(guard()).configure(routes)).await;
    for name in ["a token that is no JWT", "an expired token", "two Authorization headers"] {
        assert_eq!(status(&app, request_of(name)).await, 200, "{name}");
        assert_ne!(status(&app, request_of(name).uri("/greeting")).await, 200, "{name}");
    }
}

#[actix_web::test]
async fn a_result_lets_the_handler_decide() {
    async fn result(access: Result<Verified<Access>, Rejection>) -> String {
        access.map_or_else(|rejection| rejection.code().to_owned(), |access| access.sub.clone())
    }
    let app = init_service(App::new().app_data(guard()).route("/orders", web::get().to(result))).await;
    for (name, body) in [
        ("no token", "credential_missing"),
        ("an expired token", "claims_invalid"),
        ("a valid token", "alice"),
    ] {
        let response = call_service(&app, request_of(name).to_request()).await;
        assert_eq!(actix_web::test::read_body(response).await, body, "{name}");
    }
}

/// No route is open because its guard is missing, or is wrapped in `Data`.
#[actix_web::test]
async fn without_a_guard_every_request_is_answered_with_500() {
    let missing = init_service(App::new().configure(with_extractors)).await;
    let wrapped = App::new().app_data(Data::new(guard())).configure(with_middleware);
    let wrapped = init_service(wrapped).await;
    for name in ["no token", "a valid token", "a route for everyone, a valid token"] {
        assert_eq!(status(&missing, request_of(name)).await, 500, "{name}");
        assert_eq!(status(&wrapped, request_of(name)).await, 500, "{name}");
    }
    let response = call_service(&missing, request_of("a valid token").to_request()).await;
    let body = actix_web::test::read_body(response).await;
    assert!(!String::from_utf8_lossy(&body).contains("app_data"), "{body:?}");
}

#[actix_web::test]
async fn the_middleware_runs_before_other_extractors() {
    async fn both(_: Json<u8>, _: Verified<Access>) -> &'static str {
        "ok"
    }
    let bare = init_service(App::new().app_data(guard()).route("/orders", web::to(both))).await;
    let layered =
        App::new().app_data(guard()).wrap(from_fn(require::<Access>)).route("/orders", web::to(both));
    let layered = init_service(layered).await;
    assert_eq!(status(&bare, request_of("no token")).await, 400);
    assert_eq!(status(&layered, request_of("no token")).await, 401);
    assert_eq!(status(&layered, request_of("a valid token")).await, 400);
}

#[actix_web::test]
async fn the_middleware_keeps_the_token_and_forbids_caching() {
    async fn kept(request: HttpRequest) -> String {
        use actix_web::HttpMessage;
        request.extensions().get::<RequestToken>().is_some().to_string()
    }
    let routes = |config: &mut ServiceConfig| {
        config.service(web::resource("/orders").wrap(from_fn(require::<Access>)).get(kept));
    };
    let app = init_service(App::new().app_data(guard_with_all_transports()).configure(routes)).await;
    let response = call_service(&app, request_of("a token in the query").to_request()).await;
    assert_eq!(response.headers().get("cache-control").expect("a header"), "no-store");
    assert_eq!(actix_web::test::read_body(response).await, "true");
}

/// The guard of a scope decides in the scope, whatever an outer middleware has accepted.
#[actix_web::test]
async fn a_token_of_another_guard_is_verified_again() {
    let other = jwt_claims::SigningKey::hs256([9; 32]).expect("a key");
    let other = Guard::new(jwt_claims::Verifier::new(other.verifying_key()));
    let scope = web::scope("/orders").app_data(other).route("", web::get().to(orders));
    let app = App::new().app_data(guard()).wrap(from_fn(require::<Access>)).service(scope);
    assert_eq!(status(&init_service(app).await, request_of("a valid token")).await, 401);
}

/// They run side by side: each looks the token up before the other one has an answer.
#[actix_web::test]
async fn two_extractors_of_a_request_use_its_token_once() {
    async fn two(
        _: Verified<Access>,
        _: MaybeVerified<Access>,
        _: Result<Verified<Admin>, Rejection>,
    ) -> &'static str {
        ""
    }
    let store = Arc::new(Slow::new());
    let guard =
        guard().with_query_parameter("access_token").with_revocations(Revocations::new(Arc::clone(&store)));
    let guard = guard.with_single_use(SingleUse::new(store));
    let bare = App::new().app_data(guard.clone()).route("/orders", web::get().to(two));
    let layered =
        App::new().app_data(guard).wrap(from_fn(require::<Access>)).route("/orders", web::get().to(two));
    let (bare, layered) = (init_service(bare).await, init_service(layered).await);
    let link = || {
        let mut all = responses::situations().into_iter();
        let one = all.find(|one| one.name == "a token in the query").expect("a situation");
        format!("/orders?{}", one.query.expect("a query"))
    };
    let (one, other) = (link(), link());
    assert_eq!(status(&bare, TestRequest::with_uri(&one)).await, 200);
    assert_eq!(status(&bare, TestRequest::with_uri(&one)).await, 401);
    assert_eq!(status(&layered, TestRequest::with_uri(&other)).await, 200);
    assert_eq!(status(&layered, TestRequest::with_uri(&other)).await, 401);
}

struct Here {
    user: String,
}

impl RequestContext for Here {
    async fn from_request(request: &HttpRequest) -> Result<Self, Rejection> {
        let user = request.headers().get("x-user").and_then(|user| user.to_str().ok());
        Ok(Self { user: user.ok_or_else(|| Rejection::internal("no user"))?.to_owned() })
    }
}

#[derive(Claims)]
#[claims(issuer = "https://auth.example.com", audience = "orders", ttl = "15m", context = Here, verify_only)]
struct Own {
    #[claim(equals = cx.user)]
    sub: String,
}

#[actix_web::test]
async fn a_context_is_made_from_the_request() {
    async fn own(own: Verified<Own>) -> String {
        own.sub.clone()
    }
    let resource = web::resource("/orders").wrap(from_fn(require::<Own>)).get(own);
    let app = init_service(App::new().app_data(guard()).service(resource)).await;
    let with = |user: &'static str| request_of("a valid token").append_header(("x-user", user));
    assert_eq!(status(&app, with("alice")).await, 200);
    assert_ne!(status(&app, with("bob")).await, 200);
    assert_eq!(status(&app, request_of("a valid token")).await, 500);
    assert_eq!(status(&app, request_of("a changed signature")).await, 401);
}

/// A forwarded host is the client's word, so it does not decide about an origin.
#[actix_web::test]
async fn the_host_is_that_of_the_request() {
    let guard = guard_with_all_transports();
    let request = |host: &'static str| {
        request_of("a cookie in a GET request")
            .method(actix_web::http::Method::POST)
            .insert_header(("x-forwarded-host", "evil.example"))
            .insert_header(("forwarded", "host=evil.example"))
            .insert_header(("origin", host))
            .to_http_request()
    };
    assert!(guard.token(&Head::new(&request("https://orders.example.com"))).await.is_ok());
    assert!(guard.token(&Head::new(&request("https://evil.example"))).await.is_err());
}

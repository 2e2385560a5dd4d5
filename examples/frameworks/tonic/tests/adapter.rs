//! The adapter for tonic: the situations that a gRPC request can be in, without and behind
//! the layer, and the example over a socket.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use jwt_claims::http::{Guard, Rejection, RequestToken};
use jwt_claims::revocation::Revocations;
use jwt_claims::tonic014::RequireLayer;
use jwt_claims::{Challenge, Issuer, SigningKey, Verifier};
use situations::Slow;
use situations::responses::{
    Access, Admin, Export, Situation, Transfer, guard, guard_with_all_transports, situations,
};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::body::Body;
use tonic::codegen::{Service as TowerService, http};
use tonic::server::NamedService;
use tonic::transport::{Channel, Endpoint, Server};
use tonic::{Code, Request, Response, Status};
use tonic_example::generated::orders_client::OrdersClient;
use tonic_example::generated::orders_server::{Orders, OrdersServer};
use tonic_example::{CancelReply, CancelRequest, ListReply, ListRequest};
use tower_layer::Layer;

/// The service of the situations: `filter` is the path.
struct Paths {
    guard: Guard,
}

#[tonic::async_trait]
impl Orders for Paths {
    async fn list(&self, request: Request<ListRequest>) -> Result<Response<ListReply>, Status> {
        match request.get_ref().filter.as_str() {
            "/orders" => drop(self.guard.authenticate::<Access>(&request, &()).await?),
            "/admin" => drop(self.guard.authenticate::<Admin>(&request, &()).await?),
            "/export" => drop(self.guard.authenticate::<Export>(&request, &()).await?),
            "/transfer" => drop(self.guard.authenticate::<Transfer>(&request, &()).await?),
            "/greeting" => {
                if let Some(token) = self.guard.optional_token_for::<Access>(&request).await? {
                    token.verify::<Access>().await?;
                }
            }
            other => panic!("no such path: {other}"),
        }
        Ok(Response::new(ListReply::default()))
    }

    /// Tells if the layer has kept the token.
    async fn cancel(&self, request: Request<CancelRequest>) -> Result<Response<CancelReply>, Status> {
        let token = request.extensions().get::<RequestToken>();
        token.map(|_| Response::new(CancelReply {})).ok_or_else(|| Status::not_found("no token was kept"))
    }
}

/// A client of a service that runs until the test ends.
async fn connect<S>(service: S) -> OrdersClient<Channel>
where
    S: TowerService<http::Request<Body>, Response = http::Response<Body>, Error = Infallible>,
    S: NamedService + Clone + Send + Sync + 'static,
    S::Future: Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    // enough for the situation with a token of 100 KB
    let server = Server::builder().http2_max_header_list_size(256 * 1024).add_service(service);
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    let endpoint = Endpoint::from_shared(format!("http://{address}")).expect("a URL");
    let origin = "http://orders.example.com".parse().expect("a URL");
    OrdersClient::new(endpoint.origin(origin).connect().await.expect("a connection"))
}

/// gRPC has no query and no form, and its requests are never `GET`: a cookie needs a page
/// of the same origin, and a proof is for another method.
fn is_possible(one: &Situation) -> bool {
    let has = |name: &str| one.headers.iter().any(|(header, _)| *header == name);
    let is_for_get = has("cookie") || (has("dpop") && one.status == 200);
    one.query.is_none() && !has("content-type") && (one.method == "POST" || !is_for_get)
}

fn request_of(one: &Situation) -> Request<ListRequest> {
    let mut request = Request::new(ListRequest { filter: one.path.to_owned() });
    for (name, value) in one.headers.iter().filter(|(name, _)| *name != "host") {
        let value = http::HeaderValue::from_bytes(value).expect("a header");
        request.metadata_mut().as_mut().append(*name, value);
    }
    request
}

fn code_of(status: u16) -> Code {
    match status {
        200 => Code::Ok,
        400 | 401 => Code::Unauthenticated,
        403 => Code::PermissionDenied,
        500 => Code::Internal,
        503 => Code::Unavailable,
        other => panic!("no gRPC status for {other}"),
    }
}

fn check(one: &Situation, result: Result<Response<ListReply>, Status>) {
    let status = result.err().unwrap_or_else(|| Status::ok(""));
    assert_eq!(status.code(), code_of(one.status), "{}: {status}", one.name);
    let challenge = status.metadata().get("www-authenticate");
    let challenge = challenge.map(|value| value.to_str().expect("text"));
    assert_eq!(challenge, one.challenge.as_deref(), "{}", one.name);
    let retry_after = status.metadata().get("retry-after").map(|value| value.to_str().expect("text"));
    assert_eq!(retry_after, one.retry_after, "{}", one.name);
    assert!(!status.message().contains("admin") && !status.message().contains("alice"), "{status}");
}

#[tokio::test]
async fn every_situation_of_grpc_has_its_answer() {
    let mut services = BTreeMap::<_, Vec<Situation>>::new();
    for one in situations().into_iter().filter(is_possible) {
        services.entry((one.keys, one.lookups, one.other_transports)).or_default().push(one);
    }
    for all in services.into_values() {
        let paths = || {
            let guard = all[0].guard();
            (guard.clone(), OrdersServer::new(Paths { guard }))
        };
        let mut bare = connect(paths().1).await;
        let (guard, server) = paths();
        let mut layered = connect(RequireLayer::<Access>::new(guard).layer(server)).await;
        for one in &all {
            // tonic does not keep the authority and the path, which the layer does
            let has_proof = one.headers.iter().any(|(name, _)| *name == "dpop");
            if !has_proof && one.name != "a cookie in a POST request with an equal Origin" {
                check(one, bare.list(request_of(one)).await);
            }
            if one.path != "/greeting" {
                check(one, layered.list(request_of(one)).await);
            }
        }
    }
}

fn find(name: &str) -> Situation {
    situations().into_iter().find(|one| one.name == name).expect("a situation")
}

#[tokio::test]
async fn the_layer_keeps_the_token_and_refuses_without_calling_the_method() {
    let guard = guard();
    let server = OrdersServer::new(Paths { guard: guard.clone() });
    let mut bare = connect(server.clone()).await;
    let mut layered = connect(RequireLayer::<Access>::new(guard).layer(server)).await;
    let request = |name: &str| request_of(&find(name)).map(|_| CancelRequest { order: 1 });
    let code = |result: Result<Response<CancelReply>, Status>| result.err().map(|status| status.code());
    assert_eq!(code(bare.cancel(request("a valid token")).await), Some(Code::NotFound));
    assert_eq!(code(layered.cancel(request("a valid token")).await), None);
    assert_eq!(code(layered.cancel(request("no token")).await), Some(Code::Unauthenticated));
    assert_eq!(code(layered.cancel(request("an expired token")).await), Some(Code::Unauthenticated));
}

#[tokio::test]
async fn the_layer_and_the_method_look_a_token_up_once() {
    let store = Arc::new(Slow::new());
    let guard = guard().with_revocations(Revocations::new(Arc::clone(&store)));
    let server = OrdersServer::new(Paths { guard: guard.clone() });
    let mut client = connect(RequireLayer::<Access>::new(guard).layer(server)).await;
    for lookups in 1..4 {
        assert!(client.list(request_of(&find("a valid token"))).await.is_ok());
        assert_eq!(store.finds(), lookups);
    }
}

/// What the layer accepted says nothing about another guard in the method.
#[tokio::test]
async fn a_token_of_another_guard_is_verified_again() {
    let other = SigningKey::hs256([9; 32]).expect("a key");
    let paths = Paths { guard: Guard::new(Verifier::new(other.verifying_key())) };
    let mut client = connect(RequireLayer::<Access>::new(guard()).layer(OrdersServer::new(paths))).await;
    let status = client.list(request_of(&find("a valid token"))).await.expect_err("another key");
    assert_eq!(status.code(), Code::Unauthenticated);
}

/// Clients read the status from the headers if there is no message ("trailers-only").
#[tokio::test]
async fn a_refusal_of_the_layer_is_a_grpc_response() {
    let server = OrdersServer::new(Paths { guard: guard() });
    let mut service = RequireLayer::<Access>::new(guard()).layer(server);
    let request = http::Request::post("/orders.v1.Orders/List").body(Body::empty()).expect("a request");
    let response = service.call(request).await.expect("an answer");
    assert_eq!(response.status(), 200);
    let header = |name: &str| response.headers().get(name).map(|value| value.to_str().expect("text"));
    assert_eq!(header("content-type"), Some("application/grpc"));
    assert_eq!(header("grpc-status"), Some("16"));
    assert_eq!(header("grpc-message"), Some("the%20request%20has%20no%20token"));
    assert_eq!(response.headers().get_all("content-type").iter().count(), 1);
}

/// `GET` is not safe here, because gRPC gives it no meaning: a page of another origin must
/// not be able to call a method with the cookie.
#[tokio::test]
async fn the_layer_does_not_take_a_cookie_in_a_get_request() {
    let server = OrdersServer::new(Paths { guard: guard_with_all_transports() });
    let mut service = RequireLayer::<Access>::new(guard_with_all_transports()).layer(server);
    let one = find("a cookie in a GET request");
    let mut request = http::Request::get("/orders.v1.Orders/List").body(Body::empty()).expect("a request");
    for (name, value) in &one.headers {
        request.headers_mut().append(*name, http::HeaderValue::from_bytes(value).expect("a header"));
    }
    let response = service.call(request).await.expect("an answer");
    assert_eq!(response.headers()["grpc-status"], "7");
}

#[test]
fn a_rejection_is_a_status_without_the_reason() {
    let rows = [
        (Rejection::unavailable(std::time::Duration::from_secs(7), "secret"), Code::Unavailable),
        (Rejection::internal("secret"), Code::Internal),
        (guard().challenge(Challenge::insufficient_scope("not yours")), Code::PermissionDenied),
        (guard().challenge(Challenge::invalid_token("gone")), Code::Unauthenticated),
        (guard().challenge(Challenge::invalid_request("twice")), Code::Unauthenticated),
    ];
    for (rejection, code) in rows {
        let (reason, retry_after) = (rejection.to_string(), rejection.headers().contains_key("retry-after"));
        let status = Status::from(rejection);
        assert_eq!(status.code(), code);
        assert_eq!(status.metadata().contains_key("retry-after"), retry_after);
        assert_eq!(std::error::Error::source(&status).map(ToString::to_string), Some(reason));
        let response: http::Response<Body> = status.into_http();
        assert!(!format!("{:?}", response.headers()).contains("secret"));
    }
}

#[tokio::test]
async fn the_example_answers_users_and_admins() {
    let key = SigningKey::hs256([7; 32]).expect("a key");
    let guard = Guard::new(Verifier::new(key.verifying_key()));
    let issuer = Issuer::new(key);
    let token = |roles: &[&str]| {
        let roles = roles.iter().map(|&role| role.to_owned()).collect();
        let issued =
            issuer.issue(&tonic_example::Access { sub: "alice".into(), roles }).expect("valid claims");
        format!("Bearer {}", issued.as_str()).parse().expect("a header")
    };
    let mut client = connect(tonic_example::service(guard)).await;
    let status = client.list(ListRequest::default()).await.expect_err("no token");
    assert_eq!(status.code(), Code::Unauthenticated);
    for (roles, expected) in [(&[][..], Some(Code::PermissionDenied)), (&["admin"], None)] {
        let mut list = Request::new(ListRequest::default());
        list.metadata_mut().insert("authorization", token(roles));
        let reply = client.list(list).await.expect("a user").into_inner();
        assert_eq!(reply.orders, ["tea for alice"]);
        let mut cancel = Request::new(CancelRequest { order: 1 });
        cancel.metadata_mut().insert("authorization", token(roles));
        assert_eq!(client.cancel(cancel).await.err().map(|status| status.code()), expected);
    }
}

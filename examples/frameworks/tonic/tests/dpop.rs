//! DPoP in gRPC: a proof is for the path of the method, which the layer keeps.

use jwt_claims::dpop::{Confirmation, Dpop, ProofKey};
use jwt_claims::http::{Guard, Rejection};
use jwt_claims::sessions::Secret;
use jwt_claims::store::MemoryStore;
use jwt_claims::tonic014::{RequireLayer, TargetLayer};
use jwt_claims::{Algorithm, Challenge, Claims, Issuer, SigningKey, Verifier};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::metadata::MetadataMap;
use tonic::transport::{Channel, Endpoint, Server};
use tonic::{Code, Request, Response, Status};
use tonic_example::generated::orders_client::OrdersClient;
use tonic_example::generated::orders_server::{Orders, OrdersServer};
use tonic_example::{CancelReply, CancelRequest, ListReply, ListRequest};
use tower_layer::Layer;

#[derive(Claims)]
#[claims(ttl = "5m")]
struct Access {
    sub: String,
    cnf: Confirmation,
}

struct Service(Guard);

#[tonic::async_trait]
impl Orders for Service {
    async fn list(&self, request: Request<ListRequest>) -> Result<Response<ListReply>, Status> {
        let access = self.0.authenticate::<Access>(&request, &()).await?;
        assert_eq!(access.sub, "alice");
        if let Some(refuse) = request.metadata().get("refuse") {
            // a check of the method's own, without the guard
            let mut status = Status::from(Rejection::from(Challenge::insufficient_scope("no")));
            if refuse == "without a challenge" {
                status.metadata_mut().remove("www-authenticate");
            }
            return Err(status);
        }
        Ok(Response::new(ListReply::default()))
    }

    /// Open to everyone.
    async fn cancel(&self, request: Request<CancelRequest>) -> Result<Response<CancelReply>, Status> {
        if let Some(token) = self.0.optional_token(&request).await? {
            assert_eq!(token.verify::<Access>().await?.sub, "alice");
        }
        Ok(Response::new(CancelReply::default()))
    }
}

fn signing_key() -> SigningKey {
    SigningKey::hs256([7; 32]).expect("a key")
}

fn guard(dpop: Dpop) -> Guard {
    Guard::new(Verifier::new(signing_key().verifying_key())).with_dpop(dpop)
}

fn dpop() -> Dpop {
    Dpop::new(MemoryStore::new(100).expect("a store"), "https://api.example.com").expect("a URL")
}

/// What is in front of the service.
enum Front {
    Nothing,
    Require,
    Target,
}

async fn connect(guard: Guard, front: Front) -> OrdersClient<Channel> {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let service = OrdersServer::new(Service(guard.clone()));
    let incoming = TcpListenerStream::new(listener);
    let mut server = Server::builder();
    let router = match front {
        Front::Nothing => server.add_service(service),
        Front::Require => server.add_service(RequireLayer::<Access>::new(guard).layer(service)),
        Front::Target => server.add_service(TargetLayer::new().layer(service)),
    };
    tokio::spawn(router.serve_with_incoming(incoming));
    let endpoint = Endpoint::from_shared(format!("http://{address}")).expect("a URL");
    OrdersClient::new(endpoint.connect().await.expect("a connection"))
}

fn request<M: Default>(method: &str, nonce: Option<&str>) -> Request<M> {
    let key = ProofKey::generate(Algorithm::ES256).expect("a key");
    let claims = Access { sub: "alice".into(), cnf: Confirmation::new(key.thumbprint()) };
    let token = Issuer::new(signing_key()).issue(&claims).expect("a token").as_str().to_owned();
    let url = format!("https://api.example.com/orders.v1.Orders/{method}");
    let mut proof = key.proof("POST", &url).for_token(&token);
    if let Some(nonce) = nonce {
        proof = proof.with_nonce(nonce);
    }
    let mut request = Request::new(M::default());
    let metadata = request.metadata_mut();
    metadata.insert("authorization", format!("DPoP {token}").parse().expect("metadata"));
    metadata.insert("dpop", proof.sign().expect("a proof").parse().expect("metadata"));
    request
}

fn text<'m>(metadata: &'m MetadataMap, name: &str) -> &'m str {
    metadata.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[tokio::test]
async fn a_proof_is_for_the_path_of_the_method() {
    let mut client = connect(guard(dpop()), Front::Require).await;
    client.list(request("List", None)).await.expect("accepted");
    let status = client.list(request("Cancel", None)).await.expect_err("refused");
    assert_eq!(status.code(), Code::Unauthenticated);
    assert!(text(status.metadata(), "www-authenticate").contains("invalid_dpop_proof"), "{status:?}");
}

#[tokio::test]
async fn a_method_that_is_open_to_everyone_takes_proofs_behind_a_layer() {
    let mut client = connect(guard(dpop()), Front::Target).await;
    client.cancel(CancelRequest::default()).await.expect("no token is needed");
    client.cancel(request("Cancel", None)).await.expect("accepted");
    let status = client.cancel(request("List", None)).await.expect_err("refused");
    assert_eq!(status.code(), Code::Unauthenticated);
    let mut client = connect(guard(dpop()), Front::Nothing).await;
    let status = client.cancel(request("Cancel", None)).await.expect_err("refused");
    assert_eq!(status.code(), Code::Internal);
}

#[tokio::test]
async fn without_the_layer_the_path_is_not_known_and_nothing_passes() {
    let mut client = connect(guard(dpop()), Front::Nothing).await;
    let status = client.list(request("List", None)).await.expect_err("refused");
    assert_eq!(status.code(), Code::Internal);
}

#[tokio::test]
async fn responses_have_the_next_nonce() {
    let dpop = dpop().with_nonces(Secret::from_bytes([7; 32]).expect("a secret"), []);
    let mut client = connect(guard(dpop), Front::Require).await;
    let status = client.list(request("List", None)).await.expect_err("refused");
    let nonce = text(status.metadata(), "dpop-nonce").to_owned();
    let response = client.list(request("List", Some(&nonce))).await.expect("accepted");
    assert!(!text(response.metadata(), "dpop-nonce").is_empty());
}

#[tokio::test]
async fn the_layer_completes_the_challenge_of_a_method() {
    let status = refused("with its challenge").await;
    assert_eq!((status.code(), status.message()), (Code::PermissionDenied, "no"));
    let challenge = text(status.metadata(), "www-authenticate");
    let expected = "DPoP realm=\"orders\", error=\"insufficient_scope\", error_description=\"no\", algs=";
    assert!(challenge.starts_with(expected), "{challenge}");
}

#[tokio::test]
async fn the_layer_adds_no_challenge_that_a_method_has_removed() {
    let status = refused("without a challenge").await;
    assert_eq!(status.code(), Code::PermissionDenied);
    assert!(status.metadata().get("www-authenticate").is_none(), "{status:?}");
}

/// The answer of a method that refuses the request.
async fn refused(how: &'static str) -> Status {
    let mut client = connect(guard(dpop()).with_realm("orders"), Front::Require).await;
    let mut request = request("List", None);
    request.metadata_mut().insert("refuse", how.parse().expect("metadata"));
    client.list(request).await.expect_err("refused")
}

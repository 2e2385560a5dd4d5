//! Proofs of oauth4webapi, an implementation that is not ours, and ours verified by it.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use http::Request;
use jwt_claims::dpop::{Confirmation, ProofKey};
use jwt_claims::sessions::Secret;
use jwt_claims::{Algorithm, Claims, Issuer, KeySet, SigningKey, SystemClock};
use serde_json::{Value, json};

use super::support::{Bound, Service};

const FOLDER: &str = "JWT_CLAIMS_JOSE";
/// Where this is set nothing is skipped.
const IN_CI: &str = "JWT_CLAIMS_IN_CI";
const ALGORITHMS: [&str; 4] = ["ES256", "Ed25519", "PS256", "RS256"];

struct Peer {
    process: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    fn start() -> Option<Self> {
        let Some(folder) = std::env::var_os(FOLDER) else {
            assert!(std::env::var_os(IN_CI).is_none(), "{IN_CI} is set and {FOLDER} is not");
            eprintln!(
                "SKIPPED: interoperability with oauth4webapi; set {FOLDER} to what tests/interop/setup-jose.sh made"
            );
            return None;
        };
        let script = PathBuf::from(folder).join("dpop_peer.mjs");
        let mut command = Command::new("node");
        let mut process = command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let questions = process.stdin.take().unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap());
        Some(Self { process, questions, answers })
    }

    fn ask(&mut self, question: &Value) -> Value {
        writeln!(self.questions, "{question}").unwrap();
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        serde_json::from_str(&answer).unwrap()
    }

    /// The request of a client, which is answered with this status and these headers.
    fn request(
        &mut self,
        method: &str,
        url: &str,
        token: &str,
        status: u16,
        headers: &Value,
    ) -> (Request<()>, bool) {
        let reply = json!({ "status": status, "headers": headers });
        let question =
            json!({ "do": "request", "method": method, "url": url, "token": token, "reply": reply });
        let sent = self.ask(&question);
        assert!(sent["error"].is_null(), "{sent}");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let mut request = Request::builder().method(&*text(&sent["method"])).uri(text(&sent["path"]));
        for (name, value) in sent["headers"].as_object().unwrap() {
            request = request.header(name, text(value));
        }
        (request.body(()).unwrap(), sent["wantsNonce"].as_bool().unwrap())
    }

    /// A token for a new key of the client.
    fn token(&mut self, service: &Service, alg: &str) -> String {
        let jkt = self.ask(&json!({ "do": "key", "alg": alg }))["jkt"].as_str().unwrap().parse().unwrap();
        let claims = Bound { sub: "alice".into(), cnf: Confirmation::new(jkt) };
        service.issuer.issue(&claims).unwrap().as_str().to_owned()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Like the clock of the peer.
fn service(with_nonces: bool) -> Service {
    let algorithms = ALGORITHMS.map(|name| Algorithm::from_name(name).unwrap());
    let service = Service::of(|dpop| {
        let dpop = dpop.with_algorithms(algorithms).unwrap().with_clock(SystemClock);
        if with_nonces { dpop.with_nonces(Secret::from_bytes([7; 32]).unwrap(), []) } else { dpop }
    });
    service.clock.set(jwt_claims::NumericDate::now().seconds());
    service
}

#[tokio::test]
async fn we_accept_the_requests_of_oauth4webapi() {
    let Some(mut peer) = Peer::start() else { return };
    let service = service(false);
    for alg in ALGORITHMS {
        let token = peer.token(&service, alg);
        for (method, url) in [
            ("GET", "https://api.example.com/orders"),
            ("POST", "https://API.example.com:443/orders/1?a=b#c"),
            ("DELETE", "https://api.example.com"),
            ("PATCH", "https://api.example.com/a/./b/../c"),
            ("GET", "https://api.example.com/%7eä/a%2fb|c d"),
        ] {
            let (request, _) = peer.request(method, url, &token, 200, &json!({}));
            let result = service.send(&request).await;
            assert_eq!(result.unwrap_or_else(|error| panic!("{alg} {url}: {error}")), "alice");
            assert_eq!(service.refused(&request).await, "dpop_proof_reused");
        }
    }
}

#[tokio::test]
async fn oauth4webapi_takes_our_nonce_and_tries_again() {
    let Some(mut peer) = Peer::start() else { return };
    let service = service(true);
    let token = peer.token(&service, "ES256");
    let url = "https://api.example.com/orders";
    // the answer to a client without a nonce is that to each of them
    let key = service.client();
    let own = service.token(&key);
    let proof = key.proof("GET", url).for_token(&own).sign().unwrap();
    let rejection = service.send(&super::support::with_proof(&own, &proof)).await.unwrap_err();
    let headers: serde_json::Map<String, Value> = rejection
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().into()))
        .collect();
    let (first, wants_nonce) = peer.request("GET", url, &token, 401, &headers.into());
    assert!(wants_nonce, "it understands the challenge");
    assert_eq!(service.refused(&first).await, "dpop_nonce_required");
    let (second, _) = peer.request("GET", url, &token, 200, &json!({}));
    assert_eq!(service.send(&second).await.unwrap(), "alice");
}

#[derive(Claims)]
#[claims(
    typ = "at+jwt",
    issuer = "https://auth.example.com",
    audience = "https://api.example.com",
    ttl = "5m"
)]
struct AccessToken {
    sub: String,
    client_id: String,
    cnf: Confirmation,
}

#[test]
fn oauth4webapi_accepts_our_proofs() {
    let Some(mut peer) = Peer::start() else { return };
    let signing = SigningKey::generate(Algorithm::ES256).unwrap();
    let jwks = [signing.verifying_key()].into_iter().collect::<KeySet>().to_jwks();
    let issuer = Issuer::new(signing);
    for algorithm in ALGORITHMS.map(|name| Algorithm::from_name(name).unwrap()) {
        let key = ProofKey::generate(algorithm).unwrap();
        let claims = AccessToken {
            sub: "alice".into(),
            client_id: "a".into(),
            cnf: Confirmation::new(key.thumbprint()),
        };
        let token = issuer.issue(&claims).unwrap();
        let url = "https://api.example.com/orders?page=2";
        let mut validate = |proof: String| {
            peer.ask(&json!({
                "do": "validate", "method": "GET", "url": url, "token": token.as_str(), "proof": proof, "jwks": jwks,
                "issuer": "https://auth.example.com", "audience": "https://api.example.com",
            }))
        };
        let accepted = validate(key.proof("GET", url).for_token(token.as_str()).sign().unwrap());
        assert_eq!(accepted["sub"], "alice", "{algorithm}: {accepted}");
        let refused = validate(key.proof("POST", url).for_token(token.as_str()).sign().unwrap());
        assert!(refused["error"].is_string(), "{refused}");
    }
}

//! JWK Sets both ways with PyJWT, jwcrypto and jose, from loopback.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

use jwt_claims::{Algorithm, Claims, Issuer, KeySet, SigningKey, Verifier, VerifyingKey};
use serde_json::{Value, json};

use super::server::{Answer, Server};
use super::support::keys;

/// A Python with PyJWT and jwcrypto, and a folder with jose.
const PYTHON: &str = "JWT_CLAIMS_PYTHON";
const JOSE: &str = "JWT_CLAIMS_JOSE";
/// Where this is set nothing is skipped.
const IN_CI: &str = "JWT_CLAIMS_IN_CI";

const ALGORITHMS: [Algorithm; 10] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::ES512,
    Algorithm::EdDSA,
];

#[derive(Claims)]
#[claims(issuer = "https://auth.example.com", ttl = "15m")]
struct Session {
    sub: String,
}

struct Peer {
    process: Child,
    pipes: Mutex<(ChildStdin, BufReader<ChildStdout>)>,
    /// The member `with` of requests.
    library: Option<&'static str>,
}

impl Peer {
    fn start(command: &mut Command, library: Option<&'static str>) -> Self {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a peer");
        let questions = process.stdin.take().expect("a pipe");
        let answers = BufReader::new(process.stdout.take().expect("a pipe"));
        Self { process, pipes: Mutex::new((questions, answers)), library }
    }

    fn ask(&self, mut question: Value) -> Value {
        if let Some(library) = self.library {
            question["with"] = library.into();
        }
        let (questions, answers) = &mut *self.pipes.lock().expect("no panic");
        writeln!(questions, "{question}").expect("a pipe");
        let mut answer = String::new();
        answers.read_line(&mut answer).expect("a pipe");
        serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{question}: {answer}: {error}"))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A variable of the environment, or the name of the test that is skipped.
fn variable(name: &str, peer: &str) -> Option<std::ffi::OsString> {
    let value = std::env::var_os(name);
    if value.is_none() {
        assert!(std::env::var_os(IN_CI).is_none(), "{IN_CI} is set and {name} is not");
        let mut out = std::io::stderr().lock();
        let _ = writeln!(out, "SKIPPED: JWK Sets with {peer}; set {name}, see tests/interop");
    }
    value
}

fn python(library: &'static str) -> Option<Peer> {
    let python = variable(PYTHON, library)?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/interop/jwks_peer.py");
    Some(Peer::start(Command::new(python).arg(script), Some(library)))
}

fn jose() -> Option<Peer> {
    let folder = variable(JOSE, "jose")?;
    assert!(Path::new(&folder).join("node_modules/jose").exists(), "no jose in {folder:?}");
    // a module from the command line finds packages from the working folder
    let script = include_str!("../../interop/jwks_peer.mjs");
    let mut node = Command::new("node");
    Some(Peer::start(node.args(["--input-type=module", "--eval", script]).current_dir(folder), None))
}

/// A token of each algorithm, and the set of its key.
fn ours() -> (KeySet, BTreeMap<&'static str, String>) {
    let (mut keys, mut tokens) = (Vec::<VerifyingKey>::new(), BTreeMap::new());
    for algorithm in ALGORITHMS {
        let key = SigningKey::generate(algorithm).expect("a backend");
        let key = key.with_kid(format!("of {algorithm}"));
        keys.push(key.verifying_key());
        let issued = Issuer::new(key).issue(&Session { sub: "alice".into() }).expect("valid claims");
        tokens.insert(algorithm.name(), issued.as_str().to_owned());
    }
    (keys.into(), tokens)
}

fn check_claims(answer: &Value, count: usize, question: &str) {
    let claims = answer["claims"].as_object().unwrap_or_else(|| panic!("{question}: {answer}"));
    assert_eq!(claims.len(), count, "{question}");
    assert!(claims.values().all(|claims| claims["sub"] == "alice"), "{question}: {answer}");
}

/// Our set, read from its text and from our server.
async fn reads_ours(peer: &Peer, can_fetch: bool) {
    let (set, tokens) = ours();
    let text = set.to_jwks();
    let jwks: Value = serde_json::from_str(&text).expect("JSON");
    let answer = peer.ask(json!({ "do": "read", "jwks": jwks, "tokens": tokens }));
    check_claims(&answer, ALGORITHMS.len(), "read");
    // the key of another token
    let swapped = json!({ "ES256": tokens["ES256"].clone() + "A" });
    let refused = peer.ask(json!({ "do": "read", "jwks": jwks, "tokens": swapped }));
    assert!(refused["error"].is_string(), "{refused}");
    if can_fetch {
        let server = Server::start(move |_| Answer::ok(&text)).await;
        let answer = peer.ask(json!({ "do": "fetch", "url": server.url("/jwks"), "tokens": tokens }));
        check_claims(&answer, ALGORITHMS.len(), "fetch");
        assert!(server.count() >= 1);
    }
}

/// Their set from a server, read by us.
async fn is_read_by_us(peer: &Peer) {
    let algs: Vec<&str> = ALGORITHMS.iter().map(|algorithm| algorithm.name()).collect();
    let claims = json!({ "iss": "https://auth.example.com", "sub": "alice", "iat": 1_000_000_000,
        "exp": 4_000_000_000_u64 });
    let made = peer.ask(json!({ "do": "make", "algs": algs, "claims": claims }));
    let set = made["jwks"].to_string();
    let server = Server::start(move |_| Answer::ok(&set)).await;
    let keys = keys(&server);
    let verifier = Verifier::new(keys.clone());
    let tokens = made["tokens"].as_object().unwrap_or_else(|| panic!("{made}"));
    assert_eq!(tokens.len(), ALGORITHMS.len());
    for (alg, token) in tokens {
        let token = token.as_str().expect("a token");
        let session = verifier.verify_async::<Session>(token).await;
        let session = session.unwrap_or_else(|error| panic!("{alg}: {error}"));
        assert_eq!((session.sub.as_str(), session.header().alg()), ("alice", alg.as_str()));
    }
    assert_eq!((keys.status().skipped().len(), server.count()), (0, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jwk_sets_both_ways_with_pyjwt() {
    let Some(peer) = python("pyjwt") else { return };
    reads_ours(&peer, true).await;
    is_read_by_us(&peer).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jwk_sets_both_ways_with_jwcrypto() {
    let Some(peer) = python("jwcrypto") else { return };
    reads_ours(&peer, false).await;
    is_read_by_us(&peer).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jwk_sets_both_ways_with_jose() {
    let Some(peer) = jose() else { return };
    reads_ours(&peer, true).await;
    is_read_by_us(&peer).await;
}

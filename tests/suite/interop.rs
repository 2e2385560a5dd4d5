//! Both ways with PyJWT, an implementation that is not ours.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use jwt_claims::{Claims, Family, Issuer, SigningKey, Verifier};
use serde_json::{Value, json};

use crate::{announce, built_in};

const PYTHON: &str = "JWT_CLAIMS_PYTHON";
/// Where this is set nothing is skipped.
const IN_CI: &str = "JWT_CLAIMS_IN_CI";
const ISSUER: &str = "https://issuer.example";
const AUDIENCE: &str = "https://api.example";

#[derive(Claims)]
#[claims(issuer = "https://issuer.example", audience = "https://api.example")]
struct Session {
    sub: String,
    roles: Vec<String>,
}

#[test]
fn pyjwt_and_we_verify_what_the_other_issues_with_each_algorithm() {
    let Some(python) = std::env::var_os(PYTHON) else {
        assert!(std::env::var_os(IN_CI).is_none(), "{IN_CI} is set and {PYTHON} is not");
        announce(format_args!(
            "SKIPPED: interoperability with PyJWT; set {PYTHON} to a python that tests/interop/setup.sh made"
        ));
        return;
    };
    let mut peer = Peer::start(&python);
    let shared = || built_in().filter(|algorithm| algorithm.family() != Family::Akp);
    for algorithm in shared() {
        let key = SigningKey::generate(algorithm).unwrap();
        peer.verifies_ours(&key);
        peer.is_verified_by_us(&key);
    }
    announce(format_args!("interoperability with PyJWT: {} algorithms, both ways", shared().count()));
}

struct Peer {
    process: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    fn start(python: &std::ffi::OsStr) -> Self {
        let mut process = Command::new(python)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/interop/pyjwt_peer.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let questions = process.stdin.take().unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap());
        Self { process, questions, answers }
    }

    fn ask(&mut self, question: &Value) -> Value {
        writeln!(self.questions, "{question}").unwrap();
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        serde_json::from_str(&answer).unwrap()
    }

    fn verify(&mut self, key: &SigningKey, token: &str, audience: &str) -> Value {
        // of a symmetric key there is no public half
        let jwk = key.verifying_key().to_jwk().unwrap_or_else(|_| key.to_private_jwk().unwrap().to_string());
        let jwk: Value = serde_json::from_str(&jwk).unwrap();
        self.ask(&json!({
            "do": "verify", "alg": key.algorithm().name(), "jwk": jwk,
            "token": token, "iss": ISSUER, "aud": audience,
        }))
    }

    fn verifies_ours(&mut self, key: &SigningKey) {
        let algorithm = key.algorithm();
        let issuer = Issuer::new(key.clone()).with_ttl(Duration::from_secs(60)).unwrap();
        let session = Session { sub: "alice".into(), roles: vec!["editor".into()] };
        let issued = issuer.issue(&session).unwrap();
        let answer = self.verify(key, issued.as_str(), AUDIENCE);
        assert_eq!(answer["claims"]["sub"], "alice", "{algorithm}: {answer}");
        assert_eq!(answer["claims"]["roles"], json!(["editor"]), "{algorithm}");
        let refused = self.verify(key, issued.as_str(), "https://other.example");
        assert_eq!(refused, json!({"error": "InvalidAudienceError"}), "{algorithm}");
    }

    fn is_verified_by_us(&mut self, key: &SigningKey) {
        let algorithm = key.algorithm();
        let jwk: Value = serde_json::from_str(&key.to_private_jwk().unwrap()).unwrap();
        let mut issue = |exp: i64| {
            let claims = json!({
                "iss": ISSUER, "aud": AUDIENCE, "sub": "bob", "exp": exp, "roles": ["admin"],
            });
            let question = json!({"do": "issue", "alg": algorithm.name(), "jwk": jwk, "claims": claims});
            let answer = self.ask(&question);
            answer["token"].as_str().unwrap_or_else(|| panic!("{algorithm}: {answer}")).to_owned()
        };
        let verifier = Verifier::new(key.verifying_key());
        let (current, expired) = (issue(4_000_000_000), issue(1_000_000_000));
        let session = verifier.token(&current).verify::<Session>().unwrap();
        assert_eq!((session.sub.as_str(), session.roles.len()), ("bob", 1), "{algorithm}");
        assert_eq!(session.header().kid(), key.kid(), "{algorithm}");
        assert!(verifier.token(&expired).verify::<Session>().err().unwrap().is_expired(), "{algorithm}");
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

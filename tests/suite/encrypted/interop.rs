//! Both ways with jwcrypto (Python) and jose (Node), implementations that are not ours.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use jwt_claims::jwe::{ContentEncryption, DecryptionKey, KeyManagement};
use jwt_claims::{Algorithm, Issuer, SigningKey, Verifier};
use serde_json::{Value, json};

use super::{Open, Referral, every_key, open, referral};
use crate::announce;

/// Where this is set nothing is skipped.
const IN_CI: &str = "JWT_CLAIMS_IN_CI";

#[test]
fn jwcrypto_and_we_decrypt_what_the_other_encrypts() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/interop/jwcrypto_peer.py");
    both_ways("jwcrypto", "JWT_CLAIMS_PYTHON", "setup.sh", |python| Command::new(python).arg(script).piped());
}

#[test]
fn jose_and_we_decrypt_what_the_other_encrypts() {
    both_ways("jose", "JWT_CLAIMS_JOSE", "setup-jose.sh", |folder| {
        Command::new("node").arg(PathBuf::from(folder).join("jose_peer.mjs")).piped()
    });
}

trait Piped {
    fn piped(&mut self) -> Child;
}

impl Piped for Command {
    fn piped(&mut self) -> Child {
        self.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap()
    }
}

fn both_ways(name: &str, variable: &str, setup: &str, start: impl Fn(OsString) -> Child) {
    let Some(value) = std::env::var_os(variable) else {
        assert!(std::env::var_os(IN_CI).is_none(), "{IN_CI} is set and {variable} is not");
        announce(format_args!(
            "SKIPPED: interoperability with {name}; set {variable} to what tests/interop/{setup} made"
        ));
        return;
    };
    let mut peer = Peer::of(start(value));
    let mut combinations = 0;
    for key in every_key() {
        for enc in ContentEncryption::ALL.iter().copied() {
            if let Ok(key) = key.clone().with_content_encryption(enc) {
                peer.reads_ours(&key, enc);
                peer.is_read_by_us(&key, key.key_management(), enc);
                combinations += 1;
            }
        }
    }
    // what we only decrypt
    let rsa = DecryptionKey::generate(KeyManagement::RsaOaep256).unwrap();
    let old =
        DecryptionKey::from_pem(KeyManagement::RsaOaep, rsa.to_private_pem().unwrap().as_bytes()).unwrap();
    peer.is_read_by_us(&old, KeyManagement::RsaOaep, ContentEncryption::A256GCM);
    announce(format_args!(
        "interoperability with {name}: {combinations} combinations of alg and enc, both ways"
    ));
}

struct Peer {
    process: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
    signing: SigningKey,
}

impl Peer {
    fn of(mut process: Child) -> Self {
        let questions = process.stdin.take().unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap());
        Self { process, questions, answers, signing: SigningKey::generate(Algorithm::ES256).unwrap() }
    }

    fn ask(&mut self, question: &Value) -> Value {
        writeln!(self.questions, "{question}").unwrap();
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        serde_json::from_str(&answer).unwrap()
    }

    /// The token inside ours is one that is signed as usual.
    fn reads_ours(&mut self, key: &DecryptionKey, enc: ContentEncryption) {
        let issuer = Issuer::new(self.signing.clone()).encrypting_for(key.encryption_key().unwrap());
        let issued = issuer.issue(&referral()).unwrap();
        let alg = key.key_management();
        let answer = self.ask(&json!({
            "do": "decrypt", "alg": alg.name(), "enc": enc.name(), "jwk": jwk(key), "token": issued.as_str(),
        }));
        let inside = answer["plaintext"].as_str().unwrap_or_else(|| panic!("{alg} {enc}: {answer}"));
        assert_eq!(answer["header"]["cty"], "JWT");
        let verifier = Verifier::new(self.signing.verifying_key());
        assert_eq!(verifier.verify::<Open>(inside).unwrap().diagnosis, "J45", "{alg} {enc}");
        let changed = format!("{}A", &issued.as_str()[..issued.as_str().len() - 2]);
        let refused = self.ask(&json!({
            "do": "decrypt", "alg": alg.name(), "enc": enc.name(), "jwk": jwk(key), "token": changed,
        }));
        assert!(refused["error"].is_string(), "{alg} {enc}: {refused}");
    }

    fn is_read_by_us(&mut self, key: &DecryptionKey, alg: KeyManagement, enc: ContentEncryption) {
        let signed = Issuer::new(self.signing.clone()).issue(&open()).unwrap();
        let mut public = jwk(key);
        for private in ["d", "p", "q", "dp", "dq", "qi"] {
            public.as_object_mut().unwrap().remove(private);
        }
        let answer = self.ask(&json!({
            "do": "encrypt", "alg": alg.name(), "enc": enc.name(), "jwk": public, "plaintext": signed.as_str(),
        }));
        let token = answer["token"].as_str().unwrap_or_else(|| panic!("{alg} {enc}: {answer}"));
        let verifier = Verifier::new(self.signing.verifying_key()).decrypting_with(key.clone());
        let verified =
            verifier.verify::<Referral>(token).unwrap_or_else(|error| panic!("{alg} {enc}: {error}"));
        assert_eq!(verified.diagnosis, "J45");
        assert_eq!(verified.outer_header().unwrap().alg(), alg.name());
    }
}

/// Without `alg`: of a key for `dir`, others expect that of the content.
fn jwk(key: &DecryptionKey) -> Value {
    let mut jwk: Value = serde_json::from_str(&key.to_private_jwk().unwrap()).unwrap();
    jwk.as_object_mut().unwrap().remove("alg");
    jwk
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

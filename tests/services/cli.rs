//! The command line for a claims type.

use std::fs;
use std::path::{Path, PathBuf};

use jwt_claims::{Algorithm, Claims, Issuer, KeySet, SigningKey, Verifier, cli};
use serde_json::{Value, json};

#[derive(Claims)]
#[claims(issuer = "https://auth.example.com", audience = "orders", ttl = "15m", typ = "at+jwt")]
struct Access {
    sub: String,
    #[claim(any_of = ["admin", "editor"])]
    roles: Vec<String>,
}

#[derive(Claims)]
#[claims(kinds_by = "token_use")]
enum Kind {
    #[claims(kind = "access")]
    Access(OfAccess),
    #[claims(kind = "id")]
    Id(OfId),
}

#[derive(Claims)]
#[claims(ttl = "5m", typ = "at+jwt")]
struct OfAccess {
    sub: String,
    scope: String,
}

#[derive(Claims)]
#[claims(ttl = "1h")]
struct OfId {
    sub: String,
    email: String,
}

/// A folder of its own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("jwt-claims-cli-{}-{name}", std::process::id()));
        // an earlier process with the same id may have left it
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.0.join(name), text).unwrap();
        self.path(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

struct Ran {
    code: u8,
    out: String,
    err: String,
}

impl Ran {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

fn run_of<C: jwt_claims::OwnedClaims + jwt_claims::IssueClaims + jwt_claims::ContextFree>(
    arguments: &[&str],
    input: &str,
) -> Ran {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let arguments = ["tool"].iter().chain(arguments).copied();
    let code = cli::run::<C>(arguments, &mut input.as_bytes(), &mut out, &mut err);
    Ran { code, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

fn run(arguments: &[&str], input: &str) -> Ran {
    run_of::<Access>(arguments, input)
}

const CLAIMS: [&str; 4] = ["--claim", "sub=alice", "--claim", r#"roles=["admin"]"#];

fn mint<'a>(key: &'a str, rest: &[&'a str]) -> Vec<&'a str> {
    [&["mint", "--key", key], rest].concat()
}

#[test]
fn a_token_is_issued_inspected_explained_and_verified() {
    let folder = Folder::new("story");
    let (key, public) = (folder.path("dev.pem"), folder.path("jwks.json"));
    let made = run(&["keys", "generate", "--out", &key], "");
    assert_eq!(made.code, 0, "{}", made.err);
    let jwks = run(&["keys", "jwks", &key], "");
    fs::write(&public, &jwks.out).unwrap();
    assert!(!jwks.out.contains("\"d\""), "{}", jwks.out);
    assert_eq!(KeySet::from_jwks(&jwks.out, &[Algorithm::ES256]).unwrap().len(), 1);

    let minted = run(&mint(&key, &CLAIMS), "");
    assert_eq!(minted.code, 0, "{}", minted.err);
    let token = minted.out.trim();
    let verifier = Verifier::new(
        SigningKey::from_pem(Algorithm::ES256, fs::read(&key).unwrap()).unwrap().verifying_key(),
    );
    assert_eq!(verifier.verify::<Access>(token).unwrap().roles, ["admin"]);

    let inspected = run(&["inspect"], token);
    for part in ["at+jwt", "alice", "not verified", "(in 1"] {
        assert!(inspected.out.contains(part), "{}", inspected.out);
    }
    for command in ["explain", "verify"] {
        let good = run(&[command, "--key", &key], &format!("Bearer {token}\n"));
        assert_eq!(good.code, 0, "{}", good.err);
        assert!(good.out.starts_with("accepted"), "{}", good.out);
        let late = run(&[command, "--key", &key, "--at", "4000000000"], token);
        assert_eq!(late.code, 1);
        assert!(format!("{}{}", late.out, late.err).contains("exp"), "{}", late.out);
    }
    let of_set = run(&["verify", "--key", &public], token);
    // the token has no `kid`, and the set has one
    assert_eq!(of_set.code, 0, "{}", of_set.err);
}

#[test]
fn each_format_of_a_key_is_read() {
    let folder = Folder::new("formats");
    for (name, alg) in [
        ("a.pem", "ES384"),
        ("b.json", "EdDSA"),
        ("c.pem", "RS256"),
        ("d.json", "HS512"),
        ("e.json", "PS256"),
        ("f.pem", "ML-DSA-44"),
    ] {
        let key = folder.path(name);
        let made = run(&["keys", "generate", "--alg", alg, "--out", &key], "");
        assert_eq!(made.code, 0, "{alg}: {}", made.err);
        let token = run(&mint(&key, &CLAIMS), "");
        assert_eq!(token.code, 0, "{alg}: {}", token.err);
        let verified = run(&["verify", "--key", &key], &token.out);
        assert_eq!(verified.code, 0, "{alg}: {}", verified.err);
        let again = run(&["keys", "generate", "--alg", alg, "--out", &key], "");
        assert_eq!(again.code, 2, "a key was overwritten");
    }
}

#[cfg(unix)]
#[test]
fn a_new_key_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("mode");
    let key = folder.path("dev.pem");
    assert_eq!(run(&["keys", "generate", "--out", &key], "").code, 0);
    assert_eq!(fs::metadata(Path::new(&key)).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn secrets_come_from_files() {
    let folder = Folder::new("secrets");
    let secret = folder.write("secret", "a secret of at least thirty-two bytes\n");
    let minted = run(&[&["mint", "--secret", &secret], &CLAIMS[..]].concat(), "");
    assert_eq!(minted.code, 0, "{}", minted.err);
    let key = SigningKey::hs256("a secret of at least thirty-two bytes").unwrap();
    assert!(Verifier::new(key.verifying_key()).verify::<Access>(minted.out.trim()).is_ok());
    assert_eq!(run(&["verify", "--secret", &secret], &minted.out).code, 0);
    let short = folder.write("short", "short");
    let refused = run(&["verify", "--secret", &short], &minted.out);
    assert_eq!(refused.code, 2);
    assert!(!refused.err.contains("short\n"), "{}", refused.err);
}

#[test]
fn claims_that_the_type_refuses_are_not_issued() {
    let folder = Folder::new("refused");
    let key = folder.path("dev.pem");
    run(&["keys", "generate", "--out", &key], "");
    let cases: [(&[&str], u8, &str); 8] = [
        (&["--claim", "sub=alice"], 1, "roles"),
        (&["--claim", "sub=alice", "--claim", r#"roles=["guest"]"#], 1, "expected any of"),
        (&["--claim", "sub=1", "--claim", r#"roles=["admin"]"#], 1, "sub"),
        (&["--claim", "sub=alice", "--claim", r#"roles=["admin"]"#, "--claim", "role=x"], 2, "role"),
        (&["--claim", "sub=alice", "--claim", r#"roles=["admin"]"#, "--claim", "exp=5"], 1, "exp"),
        (&["--claim", "sub"], 2, "NAME=VALUE"),
        (&["--claims", "/no/such/file"], 2, "/no/such/file"),
        (&["--claim", "sub=alice", "--issuer", "https://other.example.com"], 1, "iss"),
    ];
    for (rest, code, part) in cases {
        let ran = run(&mint(&key, rest), "");
        assert_eq!(ran.code, code, "{rest:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(part) && ran.out.is_empty(), "{rest:?}: {}", ran.err);
    }
}

#[test]
fn claims_come_from_the_standard_input_and_the_lifetime_from_the_arguments() {
    let folder = Folder::new("stdin");
    let key = folder.path("dev.pem");
    run(&["keys", "generate", "--out", &key], "");
    let claims = r#"{"sub":"alice","roles":["editor"]}"#;
    let rest = ["--claims", "-", "--for", "2m", "--at", "1800000000", "--json", "--kid", "k1"];
    let minted = run(&mint(&key, &rest), claims);
    assert_eq!(minted.code, 0, "{}", minted.err);
    assert_eq!(minted.json()["expires_at"], 1_800_000_120);
    let token = minted.json()["token"].as_str().unwrap().to_owned();
    let inspected = run(&["inspect", "--json"], &token).json();
    assert_eq!(inspected["header"]["kid"], "k1");
    assert_eq!(inspected["claims"]["roles"], json!(["editor"]));
}

#[test]
fn a_kind_is_issued_by_its_claim() {
    let folder = Folder::new("kinds");
    let key = folder.path("dev.pem");
    run(&["keys", "generate", "--out", &key], "");
    let rest = ["--claim", "sub=alice", "--claim", "token_use=access", "--claim", "scope=read"];
    let minted = run_of::<Kind>(&mint(&key, &rest), "");
    assert_eq!(minted.code, 0, "{}", minted.err);
    let inspected = run_of::<Kind>(&["inspect", "--json"], &minted.out).json();
    assert_eq!(inspected["header"]["typ"], "at+jwt");
    let refused = run_of::<Kind>(&mint(&key, &["--claim", "token_use=other"]), "");
    assert_eq!(refused.code, 1, "{}", refused.err);
}

#[test]
fn every_failure_is_json_if_asked() {
    let folder = Folder::new("json");
    let key = folder.path("dev.pem");
    run(&["keys", "generate", "--out", &key], "");
    let other = folder.path("other.pem");
    run(&["keys", "generate", "--out", &other], "");
    let token = run(&mint(&key, &CLAIMS), "").out;
    let forged = run(&["verify", "--json", "--key", &other], &token);
    assert_eq!((forged.code, &forged.json()["error"]["code"]), (1, &json!("signature_invalid")));
    let explained = run(&["explain", "--json", "--key", &other], &token);
    assert_eq!((explained.code, &explained.json()["accepted"]), (1, &json!(false)));
    let no_file = run(&["verify", "--json", "--key", "/no/such/file"], &token);
    assert_eq!((no_file.code, &no_file.json()["error"]["code"]), (2, &json!("invalid_input")));
    let unavailable = run(&["verify", "--json", "--jwks", "http://127.0.0.1:9/jwks"], &token);
    assert_eq!((unavailable.code, &unavailable.json()["error"]["code"]), (3, &json!("keys_unavailable")));
    assert_eq!(run(&["verify", "--jwks", "http://example.com/jwks"], &token).code, 2);
    assert_eq!(run(&["policy", "--json"], "").json()["type"], "Access");
}

#[test]
fn wrong_arguments_are_explained() {
    assert_eq!(run(&["--help"], "").code, 0);
    assert!(run(&["--help"], "").out.contains("mint"));
    for arguments in [&["verify"][..], &["mint"], &["no-such"], &["verify", "--key", "a", "--jwks", "b"], &[]]
    {
        let ran = run(arguments, "");
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.out.is_empty() && ran.err.contains("Usage"), "{arguments:?}: {}", ran.err);
    }
    let as_json = run(&["verify", "--json"], "");
    assert_eq!((as_json.code, &as_json.json()["error"]["code"]), (2, &json!("invalid_input")));
    let folder = Folder::new("lifetime");
    let key = folder.path("dev.pem");
    run(&["keys", "generate", "--out", &key], "");
    for rest in [["--for", "1h"], ["--at", "999999999999999"]] {
        let refused = run(&mint(&key, &[&CLAIMS[..], &rest].concat()), "");
        assert_eq!(refused.code, 2, "{rest:?}: {}", refused.out);
    }
    let empty = run(&["inspect"], " \n");
    assert_eq!((empty.code, empty.err.contains("standard input")), (2, true), "{}", empty.err);
}

#[test]
fn text_of_a_token_cannot_draw_on_the_terminal() {
    let key = SigningKey::hs256([7; 32]).unwrap();
    let payload = json!({ "sub": "\u{1b}[31malice\r\n\u{202e}", "a\u{1b}b": 1 }).to_string();
    let token = jwt_claims::jws::sign(&key.with_kid("\u{1b}[2J"), payload.as_bytes()).unwrap();
    let inspected = run(&["inspect"], &token);
    assert!(!inspected.out.contains(['\u{1b}', '\r', '\u{202e}']), "{:?}", inspected.out);
}

#[test]
fn a_token_of_an_issuer_is_the_same_as_that_of_the_command_line() {
    let folder = Folder::new("same");
    let key = folder.path("dev.pem");
    run(&["keys", "generate", "--out", &key], "");
    let minted = run(&mint(&key, &[&CLAIMS[..], &["--at", "1800000000"]].concat()), "");
    let clock = jwt_claims::FixedClock::at(1_800_000_000);
    let signing = SigningKey::from_pem(Algorithm::ES256, fs::read(&key).unwrap()).unwrap();
    let access = Access { sub: "alice".into(), roles: vec!["admin".into()] };
    let issued = Issuer::new(signing).with_clock(clock).issue(&access).unwrap();
    let content = |token: &str| {
        let mut json = run(&["inspect", "--json"], token).json();
        json["claims"]["jti"] = Value::Null;
        json
    };
    assert_eq!(content(&minted.out), content(issued.as_str()));
}

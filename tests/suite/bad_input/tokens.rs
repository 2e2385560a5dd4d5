//! Structure, encoding and header.

use jwt_claims::{Algorithm, ErrorKind, Issuer, SigningKey, jws, unverified};
use jwt_claims_tests::forge::{base64url, hs256_parts};

use super::*;
use crate::built_in;

fn assert_refused(name: &str, token: &str, kind: ErrorKind, code: &str, words: &str) {
    let error = refusal(token);
    assert_eq!((error.kind(), error.code()), (kind, code), "{name}: {error}");
    assert!(error.to_string().contains(words), "{name}: {error}");
    assert!(error.violations().is_empty(), "{name}");
}

#[test]
fn structure() {
    let dots = ".".repeat(10_000_000);
    let good = signed(HEADER, payload("", ""));
    let (signing_input, signature) = good.rsplit_once('.').unwrap();
    let header = signing_input.split_once('.').unwrap().0;
    let [unfinished, more, encrypted, headless] =
        [format!("{header}."), format!("{good}."), format!("{good}.a.b"), format!(".{signing_input}")];
    let signed_all = hs256_parts(SECRET, &format!("{signing_input}.{signature}"));
    let long = signed(HEADER, payload("tenant", &format!("\"{}\"", "x".repeat(60_000))));
    let cases = [
        ("nothing", "", ErrorKind::Malformed, "empty"),
        ("a word", "m4rk3r", ErrorKind::Malformed, "three segments"),
        ("one dot", ".", ErrorKind::Malformed, "three segments"),
        ("two dots", "..", ErrorKind::Malformed, "three segments"),
        ("three dots", "...", ErrorKind::Malformed, "three segments"),
        ("four dots", "....", ErrorKind::Malformed, "JWE"),
        ("a header", header, ErrorKind::Malformed, "three segments"),
        ("a header and a dot", &unfinished, ErrorKind::Malformed, "three segments"),
        ("no signature", signing_input, ErrorKind::Malformed, "three segments"),
        ("no header", &headless, ErrorKind::Malformed, "three segments"),
        ("four segments", &more, ErrorKind::Malformed, "three segments"),
        ("four segments, signed", &signed_all, ErrorKind::Malformed, "three segments"),
        ("five segments", &encrypted, ErrorKind::Malformed, "JWE"),
        ("10 MB of dots", &dots, ErrorKind::TooLarge, "with_max_token_bytes"),
        ("longer than 64 KiB", &long, ErrorKind::TooLarge, "with_max_token_bytes"),
        ("a JSON serialization", r#"{"payload":"m4rk3r"}"#, ErrorKind::Malformed, "three segments"),
    ];
    for (name, token, kind, words) in cases {
        let code = if kind == ErrorKind::TooLarge { "token_too_large" } else { "token_malformed" };
        assert_refused(name, token, kind, code, words);
    }
}

#[test]
fn encoding() {
    let good = signed(HEADER, payload("", ""));
    let (signing_input, signature) = good.rsplit_once('.').unwrap();
    let (header, claims) = signing_input.split_once('.').unwrap();
    let cases = [
        ("header no base64url", format!("!!!!.{claims}.{signature}"), "header"),
        ("header padded", hs256_parts(SECRET, &format!("{}==.{claims}", base64url("{}"))), "padded with `=`"),
        ("header no UTF-8", signed_octets(b"{\"alg\":\"HS256\",\"kid\":\"\xff\"}", b"{}"), "header"),
        ("payload no base64url", hs256_parts(SECRET, &format!("{header}.!!!!")), "payload"),
        ("payload padded", hs256_parts(SECRET, &format!("{header}.e30=")), "padded with `=`"),
        (
            "payload in the other alphabet",
            hs256_parts(SECRET, &format!("{header}.+/8A")),
            "standard base64 alphabet",
        ),
        ("payload cut in a character", hs256_parts(SECRET, &format!("{header}.e30A0")), "payload"),
        ("payload no UTF-8", signed_octets(HEADER.as_bytes(), b"{\"sub\":\"\xff\"}"), "UTF-8"),
        ("payload empty", signed(HEADER, ""), "JSON"),
        ("signature no base64url", format!("{signing_input}.!!!!"), "signature"),
        ("signature padded", format!("{good}="), "padded with `=`"),
    ];
    for (name, token, words) in cases {
        assert_refused(name, &token, ErrorKind::Malformed, "token_malformed", words);
    }
}

#[test]
fn what_is_around_a_token_is_named() {
    let good = signed(HEADER, payload("", ""));
    let (signing_input, signature) = good.rsplit_once('.').unwrap();
    let (header, claims) = signing_input.split_once('.').unwrap();
    let scheme = |word: &str| ["{word} ", "{word}  ", "{word}\t"].map(|form| form.replace("{word}", word));
    // a payload is decoded once its signature has held
    let of = |signing_input: String| hs256_parts(SECRET, &signing_input);
    let mut cases: Vec<(String, &str)> = Vec::new();
    for word in ["Bearer", "bearer", "BEARER"] {
        cases.extend(scheme(word).map(|before| (format!("{before}{good}"), "begins with `Bearer `")));
    }
    cases.extend(scheme("dpop").map(|before| (format!("{before}{good}"), "begins with `DPoP `")));
    for before in ["Authorization: Bearer ", "authorization:bearer "] {
        cases.push((format!("{before}{good}"), "whole `Authorization` header"));
    }
    cases.push((format!(" \"Bearer {good}\"\n"), "begins with `Bearer `"));
    for quote in ['"', '\'', '`'] {
        cases.push((format!("{quote}{good}{quote}"), "in quotes"));
        cases.push((format!(" {quote}{good}{quote}\r\n"), "in quotes"));
        cases.push((format!("{good}{quote}"), "in quotes"));
    }
    for blank in ["\n", "\r\n", " ", "\t", "\u{a0}", "\u{feff}"] {
        cases.push((format!("{good}{blank}"), "around the token"));
        cases.push((format!("{blank}{good}"), "around the token"));
    }
    for blank in ["\n", "\r\n", " "] {
        cases.push((of(format!("{header}.{blank}{claims}")), "inside the token"));
        cases.push((of(format!("{header}.{claims}{blank}")), "inside the token"));
    }
    for padding in ["=", "=="] {
        cases.push((format!("{header}{padding}.{claims}.{signature}"), "padded with `=`"));
        cases.push((of(format!("{header}.{claims}{padding}")), "padded with `=`"));
        cases.push((format!("{good}{padding}"), "padded with `=`"));
    }
    for other in ['+', '/'] {
        cases.push((of(format!("{header}.{claims}{other}")), "standard base64 alphabet"));
        cases.push((format!("{signing_input}.{other}{}", &signature[1..]), "standard base64 alphabet"));
    }
    for (token, words) in &cases {
        assert_refused(&format!("{token:?}"), token, ErrorKind::Malformed, "token_malformed", words);
        // which reads no signature
        if let Err(error) = unverified::look_inside_unverified(token) {
            assert!(error.to_string().contains(words), "{token:?}: {error}");
        }
    }
}

#[test]
fn what_is_no_token_is_not_taken_for_one_with_something_around_it() {
    for text in ["m4rk3r and more", "\n", "\"m4rk3r\"", "a = b", "a/b+c", "Bearerm4rk3r", "ß", "Beareß"] {
        assert_refused(text, text, ErrorKind::Malformed, "token_malformed", "three segments");
    }
}

fn signed_octets(header: &[u8], payload: &[u8]) -> String {
    hs256_parts(SECRET, &format!("{}.{}", base64url(header), base64url(payload)))
}

#[test]
fn headers() {
    let cases = [
        ("no alg", "{}", "token_malformed"),
        ("an array", r#"["HS256"]"#, "token_malformed"),
        ("a number", "1", "token_malformed"),
        ("alg a number", r#"{"alg":256}"#, "token_malformed"),
        ("alg null", r#"{"alg":null}"#, "token_malformed"),
        ("alg an array", r#"{"alg":["HS256"]}"#, "token_malformed"),
        ("alg twice", r#"{"alg":"HS256","alg":"HS256"}"#, "token_malformed"),
        ("alg twice, escaped", r#"{"alg":"HS256","\u0061lg":"none"}"#, "token_malformed"),
        ("kid a number", r#"{"alg":"HS256","kid":1}"#, "token_malformed"),
        ("typ an object", r#"{"alg":"HS256","typ":{}}"#, "token_malformed"),
        ("trailing comma", r#"{"alg":"HS256",}"#, "token_malformed"),
        ("none", r#"{"alg":"none"}"#, "alg_not_allowed"),
        ("NONE", r#"{"alg":"NONE"}"#, "alg_not_allowed"),
        ("another case", r#"{"alg":"hs256"}"#, "alg_not_allowed"),
        ("a longer hash", r#"{"alg":"HS512"}"#, "alg_not_allowed"),
        ("an asymmetric one", r#"{"alg":"RS256"}"#, "alg_not_allowed"),
        ("one of encryption", r#"{"alg":"RSA-OAEP","enc":"A128GCM"}"#, "alg_not_allowed"),
        ("an unknown one", r#"{"alg":"m4rk3r"}"#, "alg_not_allowed"),
        ("crit", r#"{"alg":"HS256","crit":["exp"]}"#, "crit_not_understood"),
        ("crit null", r#"{"alg":"HS256","crit":null}"#, "crit_not_understood"),
    ];
    for (name, header, code) in cases {
        let kind = if code == "token_malformed" { ErrorKind::Malformed } else { ErrorKind::Header };
        assert_refused(name, &signed(header, payload("", "")), kind, code, "");
    }
    let long = format!(r#"{{"alg":"HS256","x":"{}"}}"#, "m4rk3r".repeat(2000));
    assert_refused("8 KiB", &signed(&long, payload("", "")), ErrorKind::TooLarge, "token_too_large", "8 KiB");
}

#[test]
fn signatures() {
    let good = signed(HEADER, payload("", ""));
    let (signing_input, signature) = good.rsplit_once('.').unwrap();
    let another_secret = forge::hs256(&[7; 32], HEADER, payload("", ""));
    let cases = [
        ("none", format!("{signing_input}.")),
        ("cut", format!("{signing_input}.{}", &signature[..40])),
        ("of another payload", format!("{}.{signature}", signed(HEADER, "{}").rsplit_once('.').unwrap().0)),
        ("by another secret", another_secret),
    ];
    for (name, token) in cases {
        assert_refused(name, &token, ErrorKind::Signature, "signature_invalid", "signature");
    }
}

#[test]
fn no_character_can_be_changed_left_out_or_added() {
    let good = signed(HEADER, payload("", ""));
    for place in 0..good.len() {
        let (before, after) = good.split_at(place);
        let behind = &after[1..];
        for changed in
            [format!("{before}{behind}"), format!("{before}A{after}"), format!("{before}_{behind}")]
        {
            if changed != good {
                refusal(&changed);
            }
        }
    }
}

#[test]
fn keys_of_another_family() {
    for algorithm in built_in().filter(|&algorithm| algorithm != Algorithm::HS256) {
        let token = jws::sign(&SigningKey::generate(algorithm).unwrap(), payload("", "").as_bytes()).unwrap();
        assert_refused(algorithm.name(), &token, ErrorKind::Header, "alg_not_allowed", "HS256");
    }
}

#[test]
fn nothing_prints_a_secret_or_a_token() {
    let key = SigningKey::hs256(SECRET).unwrap();
    let token = signed(HEADER, payload("tenant", r#""m4rk3r""#));
    let verifier = verifier();
    let issued = Issuer::new(key.clone())
        .with_issuer("https://auth.example.com")
        .with_ttl(std::time::Duration::from_secs(60))
        .unwrap()
        .issue(&Session { sub: MARKER.into(), tenant: None, roles: None })
        .unwrap();
    let texts = [
        ("SigningKey", format!("{key:?}")),
        ("VerifyingKey", format!("{:?}", key.verifying_key())),
        ("Verifier", format!("{verifier:?}")),
        ("Token", format!("{:?}", verifier.token(&token))),
        ("Issuer", format!("{:?}", Issuer::new(key))),
        ("Issued", format!("{issued:?}")),
        ("", format!("{:?}", jws::verify(&verifier, &token).unwrap())),
    ];
    for (name, text) in texts {
        assert!(text.starts_with(name), "{text}");
        assert!(!text.contains(MARKER) && !text.contains(&base64url(SECRET)[..20]), "{text}");
        assert!(!text.contains(&token[20..60]) && !text.contains(&issued.as_str()[40..]), "{text}");
    }
}

#[test]
fn a_verified_token_gives_its_header() {
    let verifier = verifier();
    let header = |json: &str| {
        let token = signed(json, payload("", ""));
        let verified = verifier.token(&token).verify::<Session>().unwrap();
        let header = verified.header();
        [Some(header.alg()), header.typ(), header.kid(), header.cty()].map(|text| text.map(str::to_owned))
    };
    let all = header(r#"{"alg":"HS256","typ":"JWT","kid":"a","cty":"x+json"}"#);
    assert_eq!(all, ["HS256", "JWT", "a", "x+json"].map(|text| Some(text.to_owned())));
    assert_eq!(header(r#"{"alg":"HS256"}"#), [Some("HS256".to_owned()), None, None, None]);
}

#[test]
fn the_longest_leeway_is_allowed() {
    assert!(verifier().with_leeway(std::time::Duration::from_secs(300)).is_ok());
}

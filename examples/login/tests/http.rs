//! The whole story over real HTTP.

mod service;

use std::time::Duration;

use jwt_claims::{Algorithm, Claims, Issuer, SigningKey};
use login_example::claims::{AUDIENCE, ISSUER, Role, Session};
use service::{Answer, Service};

/// The challenge of RFC 6750 §3 without an error.
const BARE: &str = r#"Bearer realm="login""#;

fn refused(answer: &Answer, status: u16, error: &str, detail: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!((&answer.json()["error"], &answer.json()["detail"]), (&error.into(), &detail.into()));
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    let challenge = format!(r#"{BARE}, error="{error}", error_description="{detail}""#);
    assert_eq!(answer.header("www-authenticate"), Some(&*challenge));
}

fn invalid_token(answer: &Answer, message: &str) {
    refused(answer, 401, "invalid_token", message);
}

/// Another character in place of the one in the middle of a segment.
fn tamper(token: &str, segment: usize) -> String {
    let mut segments: Vec<String> = token.split('.').map(str::to_owned).collect();
    let middle = segments[segment].len() / 2;
    let other = if segments[segment][middle..].starts_with('A') { "B" } else { "A" };
    segments[segment].replace_range(middle..=middle, other);
    segments.join(".")
}

#[test]
fn a_user_logs_in_and_sees_what_is_theirs() {
    let service = Service::start();
    let answer = service.log_in("johndoe", "password123");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("set-cookie"), None, "only when asked for");
    assert_eq!(answer.json()["expires_in"], 900);

    let answer = service.get("/protected", &[("Authorization", &format!("Bearer {}", answer.token()))]);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json(), serde_json::json!({ "message": "hello, johndoe", "roles": ["user"] }));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[test]
fn the_scheme_is_compared_without_case() {
    let service = Service::start();
    let token = service.log_in("johndoe", "password123").token();
    for scheme in ["Bearer", "bearer", "BEARER", "Bearer  "] {
        let answer = service.get("/protected", &[("Authorization", &format!("{scheme} {token}"))]);
        assert_eq!(answer.status, 200, "{scheme}");
    }
}

#[test]
fn hs256_tells_the_same_story() {
    let service = Service::with_key(SigningKey::generate(Algorithm::HS256).unwrap());
    let token = service.log_in("admin", "admin123").token();
    assert_eq!(service.with_token("/admin", &token).status, 200);
    invalid_token(&service.with_token("/admin", &tamper(&token, 1)), "the token's signature is not valid");
}

#[test]
fn the_admin_route_wants_the_role() {
    let service = Service::start();
    let user = service.log_in("johndoe", "password123").token();
    let answer = service.with_token("/admin", &user);
    refused(&answer, 403, "insufficient_scope", "the token does not grant access to this");

    let admin = service.log_in("admin", "admin123").token();
    assert_eq!(service.with_token("/admin", &admin).status, 200);
    assert_eq!(service.with_token("/protected", &admin).status, 200);
}

#[test]
fn the_cookie_does_as_well() {
    let service = Service::start();
    let body = r#"{"username": "admin", "password": "admin123", "cookie": true}"#;
    let answer = service.post("/login", "application/json", body);
    let cookie = answer.header("set-cookie").unwrap();
    let (pair, attributes) = cookie.split_once("; ").unwrap();
    assert_eq!(pair, format!("__Host-session={}", answer.token()));
    let mut attributes: Vec<_> = attributes.split("; ").collect();
    attributes.sort_unstable();
    assert_eq!(attributes, ["HttpOnly", "Max-Age=900", "Path=/", "SameSite=Strict", "Secure"]);

    assert_eq!(service.get("/protected", &[("Cookie", pair)]).status, 200);
    assert_eq!(service.get("/admin", &[("Cookie", &format!("theme=dark; {pair}; é=1"))]).status, 200);
    invalid_token(
        &service.get("/protected", &[("Cookie", "__Host-session=garbage")]),
        "the token is malformed",
    );
    let answer = service.get("/protected", &[("Cookie", &pair.replace("__Host-", ""))]);
    assert_eq!(answer.status, 401, "a cookie of another name is none");
}

#[test]
fn a_page_of_another_origin_cannot_use_the_cookie() {
    let service = Service::start();
    let token = service.log_in("johndoe", "password123").token();
    let cookie = format!("__Host-session={token}");
    let answer = service.get("/protected", &[("Cookie", &cookie), ("Upgrade", "websocket")]);
    assert_eq!((answer.status, answer.header("www-authenticate")), (403, None));
    let answer =
        service.get("/protected", &[("Cookie", &cookie), ("Authorization", &format!("Bearer {token}"))]);
    refused(&answer, 400, "invalid_request", "the request gives more than one token");
}

#[test]
fn without_a_token_there_is_no_error_to_name() {
    let service = Service::start();
    for headers in
        [&[][..], &[("Authorization", "Basic am9obmRvZTpwYXNzd29yZDEyMw==")], &[("Cookie", "theme=dark")]]
    {
        for path in ["/protected", "/admin"] {
            let answer = service.get(path, headers);
            assert_eq!((answer.status, answer.header("www-authenticate")), (401, Some(BARE)));
            assert_eq!(answer.json().get("error"), None);
        }
    }
}

#[test]
fn garbage_and_tampering() {
    let service = Service::start();
    let token = service.log_in("johndoe", "password123").token();
    for garbage in ["garbage", "a.b.c", "..", "eyJhbGciOiJub25lIn0.e30."] {
        let answer = service.with_token("/protected", garbage);
        assert_eq!((answer.status, &answer.json()["error"]), (401, &"invalid_token".into()), "{garbage}");
    }
    for segment in [1, 2] {
        let answer = service.with_token("/protected", &tamper(&token, segment));
        invalid_token(&answer, "the token's signature is not valid");
    }
    let answer = service.with_token("/protected", &tamper(&token, 0));
    assert_eq!((answer.status, &answer.json()["error"]), (401, &"invalid_token".into()));
}

#[test]
fn tokens_of_others() {
    let service = Service::start();
    let session = Session { sub: "johndoe".to_owned(), roles: vec![Role::Admin] };
    for algorithm in [Algorithm::ES256, Algorithm::HS256] {
        let issuer = Issuer::new(SigningKey::generate(algorithm).unwrap());
        let answer = service.with_token("/admin", issuer.issue(&session).unwrap().as_str());
        assert_eq!((answer.status, &answer.json()["error"]), (401, &"invalid_token".into()), "{algorithm}");
    }
    // our own key, but not meant for this service
    let issuer = Issuer::new(service.key.clone());
    let other = issuer.clone().with_clock(service.clock.clone()).issue(&PasswordReset { sub: session.sub });
    let answer = service.with_token("/protected", other.unwrap().as_str());
    invalid_token(&answer, "the token is not valid here");
}

/// Something else that the service might sign.
#[derive(Claims)]
#[claims(typ = "reset+jwt", issuer = ISSUER, audience = AUDIENCE, ttl = "15m")]
struct PasswordReset {
    sub: String,
}

#[test]
fn tokens_expire() {
    let service = Service::start();
    let user = service.log_in("johndoe", "password123").token();
    let admin = service.log_in("admin", "admin123").token();
    // the ttl, and the verifier's leeway of 30 s
    service.clock.advance(Duration::from_secs(15 * 60 + 29));
    assert_eq!(service.with_token("/protected", &user).status, 200);
    service.clock.advance(Duration::from_secs(1));
    invalid_token(&service.with_token("/protected", &user), "the token has expired");
    invalid_token(&service.with_token("/admin", &admin), "the token has expired");
    let answer = service.with_token("/admin", &user);
    assert_eq!(answer.status, 401, "expired comes before not allowed: {answer:?}");
}

#[test]
fn a_failed_login_does_not_tell_which_half_was_wrong() {
    let service = Service::start();
    let wrong_password = service.log_in("johndoe", "password124");
    let unknown_user = service.log_in("janedoe", "password123");
    let nobody = service.log_in("", "");
    for answer in [&wrong_password, &unknown_user, &nobody] {
        assert_eq!(answer.status, 401);
        assert_eq!(answer.header("set-cookie"), None);
        assert_eq!(answer.json()["detail"], "wrong username or password");
    }
}

#[test]
fn bodies_that_are_no_login() {
    let service = Service::start();
    let login = r#"{"username": "johndoe", "password": "password123"}"#;
    let long = format!(r#"{{"username": "johndoe", "password": "{}"}}"#, "x".repeat(5000));
    for (content_type, body, status) in [
        ("text/plain", login, 400),
        ("application/x-www-form-urlencoded", "username=johndoe&password=password123", 400),
        ("application/json", "", 400),
        ("application/json", "{", 400),
        ("application/json", r#"{"username": "johndoe"}"#, 400),
        ("application/json", r#"{"username": "johndoe", "password": 123}"#, 400),
        ("application/json", &long, 413),
    ] {
        let answer = service.post("/login", content_type, body);
        assert_eq!((answer.status, &answer.json()["status"]), (status, &status.into()), "{body:.60}");
        assert_eq!(answer.header("www-authenticate"), None);
        assert!(!answer.body.contains("password123"));
    }
}

#[test]
fn other_routes_answer_in_json_too() {
    let service = Service::start();
    let answer = service.get("/", &[]);
    assert_eq!((answer.status, &answer.json()["title"]), (404, &"Not Found".into()));
    let answer = service.get("/login", &[]);
    assert_eq!((answer.status, &answer.json()["title"]), (405, &"Method Not Allowed".into()));
    assert_eq!(answer.header("allow"), Some("POST"));
}

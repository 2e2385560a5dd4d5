//! What a guarded service answers: the situations of `docs/responses.md`, as requests.
//! The tests of each framework run all of them against the same small service.

use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jwt_claims::dpop::{Confirmation, Dpop, ProofKey};
use jwt_claims::http::Guard;
use jwt_claims::jwks::Keys;
use jwt_claims::revocation::{Revocations, SingleUse};
use jwt_claims::store::MemoryStore;
use jwt_claims::{
    Algorithm, Claims, FixedClock, Issuer, KeySet, NumericDate, Scopes, SigningKey, Verifier, VerifyingKey,
};

use crate::down::Down;
use crate::forge;

const SECRET: &str = "an HMAC secret of at least thirty-two bytes";
const METADATA: &str = "https://orders.example.com/.well-known/oauth-protected-resource";

/// The claims of `GET /orders`, `POST /orders`, and optional ones of `GET /greeting`.
#[derive(Clone, Debug, Claims)]
#[claims(issuer = "https://auth.example.com", audience = "orders", ttl = "15m")]
pub struct Access {
    /// The user.
    pub sub: String,
    /// The roles.
    pub roles: Vec<String>,
    /// What the client may do.
    pub scope: Option<Scopes>,
    /// The time of the login.
    pub auth_time: Option<NumericDate>,
}

/// The claims of `GET /admin`.
#[derive(Clone, Debug, Claims)]
#[claims(rules(roles(any_of = ["admin"])), verify_only)]
pub struct Admin(pub Access);

/// The claims of `GET /export`.
#[derive(Clone, Debug, Claims)]
#[claims(rules(scope(all_of = ["orders:export"])), verify_only)]
pub struct Export(pub Access);

/// The claims of `GET /transfer`: a login of the last five minutes.
#[derive(Clone, Debug, Claims)]
#[claims(rules(auth_time(max_age = "5m")), verify_only)]
pub struct Transfer(pub Access);

/// The guard of the service.
///
/// # Panics
/// Never: the settings are valid.
#[must_use]
pub fn guard() -> Guard {
    guard_of(Verifier::new(key().verifying_key()))
}

fn guard_of(verifier: Verifier) -> Guard {
    Guard::new(verifier).with_realm("orders").with_resource_metadata(METADATA).expect("a URL")
}

/// A token that is bound to a key.
#[derive(Clone, Debug, Claims)]
struct BoundAccess {
    #[claim(base)]
    access: Access,
    cnf: Confirmation,
}

/// The guard of situations in which tokens are bound to a key.
fn guard_with_dpop() -> Guard {
    let store = MemoryStore::new(1_000).expect("a limit");
    guard().with_dpop(Dpop::new(store, "https://orders.example.com").expect("a URL"))
}

/// The guard of situations with [`other_transports`](Situation::other_transports).
///
/// # Panics
/// Never: the settings are valid.
#[must_use]
pub fn guard_with_all_transports() -> Guard {
    let guard = guard().with_query_parameter("access_token").with_form_parameter("access_token");
    guard.with_cookie("__Host-session").expect("a name")
}

/// The keys of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ServiceKeys {
    /// The key of the tokens.
    Known,
    /// Two keys with names, of which a token means one.
    Named,
    /// A key that is bound to another issuer.
    OfAnotherIssuer,
    /// Keys that cannot be fetched.
    NotAvailable,
    /// The key of the tokens, which are bound to keys of clients.
    OfBoundTokens,
}

impl ServiceKeys {
    fn verifier(self) -> Verifier {
        let named = |name: &str| key().verifying_key().with_kid(name);
        match self {
            Self::Known | Self::OfBoundTokens => Verifier::new(key().verifying_key()),
            Self::Named => Verifier::new([named("1"), named("2")].into_iter().collect::<KeySet>()),
            Self::OfAnotherIssuer => {
                let keys: VerifyingKey = key().verifying_key().for_issuer("https://other.example.com");
                Verifier::new(keys)
            }
            Self::NotAvailable => {
                let keys = Keys::remote("https://auth.example.com/jwks").expect("a URL");
                Verifier::new(keys.with_fetch(Down))
            }
        }
    }
}

/// What the service looks up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lookups {
    /// Nothing.
    Nothing,
    /// Revocations: of the token with the `jti` `revoked`.
    Revocations,
    /// Revocations, in a store that is down.
    Down,
    /// Which tokens in links were used: one with the `jti` `used`.
    Used,
}

impl Lookups {
    fn added_to(self, guard: Guard) -> Guard {
        let store = || MemoryStore::new(10).expect("a limit");
        match self {
            Self::Nothing => guard,
            Self::Revocations => {
                let revocations = Revocations::new(store());
                let token = guard.verifier().verify::<Access>(&named("revoked")).expect("a valid token");
                ready(revocations.revoke(&token)).expect("the store has room");
                guard.with_revocations(revocations)
            }
            Self::Down => guard.with_revocations(Revocations::new(Down)),
            Self::Used => {
                let single_use = SingleUse::new(store());
                let token = guard.verifier().verify::<Access>(&named("used")).expect("a valid token");
                ready(single_use.consume(&token)).expect("the store has room");
                guard.with_single_use(single_use)
            }
        }
    }
}

/// The result of a future that does not wait.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match std::pin::pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("the store in memory does not wait"),
    }
}

/// A request and the expected answer.
#[derive(Clone, Debug)]
pub struct Situation {
    /// Its first column in `docs/responses.md`.
    pub name: &'static str,
    /// True if tokens are also accepted in the cookie `__Host-session`, and in the query
    /// and forms as `access_token`.
    pub other_transports: bool,
    /// The keys of the service.
    pub keys: ServiceKeys,
    /// What it looks up.
    pub lookups: Lookups,
    /// The method.
    pub method: &'static str,
    /// The path.
    pub path: &'static str,
    /// The query, without `?`.
    pub query: Option<String>,
    /// The headers, each with a value that need not be text.
    pub headers: Vec<(&'static str, Vec<u8>)>,
    /// The body.
    pub body: String,
    /// The expected status.
    pub status: u16,
    /// The expected `WWW-Authenticate`.
    pub challenge: Option<String>,
    /// The expected `Retry-After`.
    pub retry_after: Option<&'static str>,
}

impl Situation {
    fn get(name: &'static str, path: &'static str) -> Self {
        Self {
            name,
            other_transports: false,
            keys: ServiceKeys::Known,
            lookups: Lookups::Nothing,
            method: "GET",
            path,
            query: None,
            headers: vec![("host", b"orders.example.com".to_vec())],
            body: String::new(),
            status: 200,
            challenge: None,
            retry_after: None,
        }
    }

    /// The guard of the service that is asked.
    #[must_use]
    pub fn guard(&self) -> Guard {
        self.lookups.added_to(match self.keys {
            ServiceKeys::Known if self.other_transports => guard_with_all_transports(),
            ServiceKeys::OfBoundTokens => guard_with_dpop(),
            keys => guard_of(keys.verifier()),
        })
    }

    fn post(name: &'static str, path: &'static str) -> Self {
        Self { method: "POST", ..Self::get(name, path) }
    }

    fn header(mut self, name: &'static str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn bearer(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer {token}"))
    }

    /// With the cookie, which is accepted.
    fn cookie(self, token: &str) -> Self {
        Self {
            other_transports: true,
            ..self.header("cookie", format!("theme=dark; __Host-session={token}"))
        }
    }

    /// With a query, in which a token is accepted.
    fn query(self, query: String) -> Self {
        Self { other_transports: true, query: Some(query), ..self }
    }

    /// With a form, in which a token is accepted.
    fn form(self, body: String) -> Self {
        let with_type = self.header("content-type", "application/x-www-form-urlencoded; charset=utf-8");
        Self { other_transports: true, body, ..with_type }
    }

    /// The answer without `WWW-Authenticate`.
    fn answer(self, status: u16) -> Self {
        Self { status, challenge: None, ..self }
    }

    /// The answer with a challenge; `parameters` are between the realm and the metadata.
    fn challenged(self, status: u16, parameters: &str) -> Self {
        let challenge = format!(r#"Bearer realm="orders"{parameters}, resource_metadata="{METADATA}""#);
        Self { status, challenge: Some(challenge), ..self }
    }

    /// The same with the scheme DPoP.
    fn challenged_with_dpop(self, parameters: &str) -> Self {
        let algs = r#"algs="ES256 EdDSA Ed25519 PS256""#;
        let challenge = format!(r#"DPoP realm="orders"{parameters}, {algs}, resource_metadata="{METADATA}""#);
        Self { status: 401, challenge: Some(challenge), ..self }
    }

    fn invalid_request(self, description: &str) -> Self {
        self.challenged(400, &format!(r#", error="invalid_request", error_description="{description}""#))
    }

    fn invalid_token(self, description: &str) -> Self {
        self.challenged(401, &format!(r#", error="invalid_token", error_description="{description}""#))
    }

    fn insufficient_scope(self, scope: &str) -> Self {
        let description = "the token does not grant access to this";
        self.challenged(
            403,
            &format!(r#", error="insufficient_scope", error_description="{description}"{scope}"#),
        )
    }
}

/// Every situation.
///
/// # Panics
/// Never: the tokens can be issued.
#[must_use]
pub fn situations() -> Vec<Situation> {
    [
        in_the_header(),
        tokens(),
        keys(),
        looked_up(),
        permissions(),
        in_a_cookie(),
        in_query_and_form(),
        optional(),
        with_proofs(),
    ]
    .concat()
}

fn in_the_header() -> Vec<Situation> {
    let (get, token) = (|name| Situation::get(name, "/orders"), token());
    let two = "the request gives more than one token";
    vec![
        get("no token").challenged(401, ""),
        get("another scheme: Basic").header("authorization", "Basic YWxpY2U6c2VjcmV0").challenged(401, ""),
        get("a valid token").bearer(&token),
        get("the scheme in lower case").header("authorization", format!("bearer {token}")),
        get("Bearer without a token")
            .header("authorization", "Bearer")
            .invalid_request("no token after Bearer in the Authorization header"),
        get("a tab between Bearer and the token")
            .header("authorization", format!("Bearer\t{token}"))
            .invalid_request("the Authorization header has a control character; separate by a space"),
        get("two words after Bearer")
            .bearer(&format!("{token} {token}"))
            .invalid_request("more than one word after Bearer"),
        get("bytes that are not ASCII")
            .header("authorization", b"Bearer \xff\xfe".to_vec())
            .invalid_request("the Authorization header has bytes that are not ASCII"),
        get("two Authorization headers").bearer(&token).bearer(&token).invalid_request(two),
        get("two Authorization headers, one of them Basic")
            .header("authorization", "Basic YWxpY2U6c2VjcmV0")
            .bearer(&token)
            .invalid_request(two),
        Situation::post("a valid token, sent by a page of another origin", "/orders")
            .bearer(&token)
            .header("sec-fetch-site", "cross-site"),
    ]
}

fn tokens() -> Vec<Situation> {
    let get = |name| Situation::get(name, "/orders");
    let [ref header, ref payload, _] = *token().split('.').map(str::to_owned).collect::<Vec<_>>() else {
        unreachable!("a token has three segments");
    };
    let other_key = SigningKey::hs256("another HMAC secret of at least 32 bytes").expect("a key");
    let of_another_key = Issuer::new(other_key).issue(&access()).expect("valid claims");
    let hour_ago = SystemTime::now() - Duration::from_secs(3600);
    let old = Issuer::new(key()).with_clock(FixedClock::at(unix(hour_ago))).issue(&access());
    let json = |claim: &str, value: &str| {
        let (exp, good) =
            (unix(SystemTime::now()) + 600, [("iss", "https://auth.example.com"), ("aud", "orders")]);
        let claims =
            good.map(|(name, text)| format!(r#""{name}":"{}""#, if name == claim { value } else { text }));
        forge::hs256(
            SECRET.as_bytes(),
            r#"{"alg":"HS256"}"#,
            format!(r#"{{"exp":{exp},"sub":"alice","roles":["editor"],{}}}"#, claims.join(",")),
        )
    };
    let invalid = "the token is not valid here";
    vec![
        get("a token that is no JWT").bearer("garbage").invalid_token("the token is malformed"),
        get("a token without a signature (alg none)")
            .bearer(&format!("{}.{payload}.", forge::base64url(r#"{"alg":"none"}"#)))
            .invalid_token("the token's algorithm is not accepted"),
        get("a signature of another key")
            .bearer(of_another_key.as_str())
            .invalid_token("the token's signature is not valid"),
        get("a changed signature")
            .bearer(&format!("{header}.{payload}.{}", "A".repeat(43)))
            .invalid_token("the token's signature is not valid"),
        get("a token of 100 KB").bearer(&"a".repeat(100_000)).invalid_token("the token is too large"),
        get("an expired token")
            .bearer(old.expect("valid claims").as_str())
            .invalid_token("the token has expired"),
        get("a token of another issuer").bearer(&json("iss", "https://evil.example")).invalid_token(invalid),
        get("a token for another audience").bearer(&json("aud", "reports")).invalid_token(invalid),
    ]
}

fn keys() -> Vec<Situation> {
    let with = |name, path, keys| Situation { keys, ..Situation::get(name, path).bearer(&token()) };
    let of = |kid: &str| {
        let issued = Issuer::new(key().with_kid(kid)).issue(&access());
        format!("Bearer {}", issued.expect("valid claims").as_str())
    };
    let named = |name| Situation { keys: ServiceKeys::Named, ..Situation::get(name, "/orders") };
    vec![
        named("a known key").header("authorization", of("1")),
        named("an unknown key, and the key set is up to date")
            .header("authorization", of("3"))
            .invalid_token("the token was signed with an unknown key"),
        Situation {
            retry_after: Some("5"),
            ..with("the keys are not available", "/orders", ServiceKeys::NotAvailable).answer(503)
        },
        Situation {
            keys: ServiceKeys::NotAvailable,
            ..Situation::get("the keys are not available, and there is no token", "/orders")
                .challenged(401, "")
        },
        Situation {
            retry_after: Some("5"),
            ..with(
                "the keys are not available, on a route for everyone",
                "/greeting",
                ServiceKeys::NotAvailable,
            )
            .answer(503)
        },
        Situation {
            keys: ServiceKeys::NotAvailable,
            ..Situation::get(
                "the keys are not available, on a route for everyone, and there is no token",
                "/greeting",
            )
        },
        with(
            "the service has no keys of the issuer that its claims type declares",
            "/orders",
            ServiceKeys::OfAnotherIssuer,
        )
        .answer(500),
    ]
}

fn looked_up() -> Vec<Situation> {
    let get = |name, path, lookups| Situation { lookups, ..Situation::get(name, path) };
    let revoked = |name, path| get(name, path, Lookups::Revocations).bearer(&named("revoked"));
    let down = |name| get(name, "/orders", Lookups::Down);
    let used = |name| get(name, "/orders", Lookups::Used);
    let link = format!("access_token={}", named("used"));
    vec![
        revoked("a token that was revoked", "/orders").invalid_token("the token was revoked"),
        revoked("a token that was revoked, on a route for everyone", "/greeting")
            .invalid_token("the token was revoked"),
        get("a token that was not revoked", "/orders", Lookups::Revocations).bearer(&token()),
        Situation {
            retry_after: Some("5"),
            ..down("it is not known if a token was revoked").bearer(&token()).answer(503)
        },
        down("it is not known if a token was revoked, and there is no token").challenged(401, ""),
        used("a token in a link that was used").query(link).invalid_token("the token was used before"),
        used("a token in a link that was used, in the header")
            .bearer(&named("used"))
            .invalid_token("the token was used before"),
    ]
}

/// A token with this `jti`.
fn named(jti: &str) -> String {
    let now = unix(SystemTime::now());
    let times = format!(r#""iat":{now},"exp":{}"#, now + 600);
    let payload = format!(
        r#"{{"iss":"https://auth.example.com","aud":"orders",{times},"jti":"{jti}","sub":"alice","roles":["editor"]}}"#
    );
    forge::hs256(SECRET.as_bytes(), r#"{"alg":"HS256"}"#, payload)
}

fn permissions() -> Vec<Situation> {
    let now = unix(SystemTime::now());
    let with = |change: &dyn Fn(&mut Access)| {
        let mut access = access();
        change(&mut access);
        Issuer::new(key()).issue(&access).expect("valid claims").as_str().to_owned()
    };
    let admin = with(&|access| access.roles.push("admin".into()));
    let export = with(&|access| access.scope = "orders:read orders:export".parse().ok());
    let login_at = |at| with(&|access| access.auth_time = NumericDate::from_seconds(at));
    vec![
        Situation::get("a role is missing", "/admin").bearer(&token()).insufficient_scope(""),
        Situation::get("the role is there", "/admin").bearer(&admin),
        Situation::get("a scope is missing", "/export")
            .bearer(&token())
            .insufficient_scope(r#", scope="orders:export""#),
        Situation::get("the scope is there", "/export").bearer(&export),
        Situation::get("the login is too old", "/transfer").bearer(&login_at(now - 600)).challenged(
            401,
            concat!(
                r#", error="insufficient_user_authentication", "#,
                r#"error_description="this needs a more recent login, or another kind of login", max_age="300""#
            ),
        ),
        Situation::get("the login is recent", "/transfer").bearer(&login_at(now - 60)),
    ]
}

fn in_a_cookie() -> Vec<Situation> {
    let token = token();
    let get = |name| Situation::get(name, "/orders").cookie(&token);
    let post = |name| Situation::post(name, "/orders").cookie(&token);
    let two = "the request gives more than one token";
    vec![
        Situation { other_transports: false, ..get("a cookie, not enabled") }.challenged(401, ""),
        get("a cookie in a GET request"),
        get("a cookie in a GET request from another site").header("sec-fetch-site", "cross-site"),
        Situation { method: "HEAD", ..get("a cookie in a HEAD request") },
        get("a cookie that opens a WebSocket, from another origin")
            .header("upgrade", "websocket")
            .header("origin", "https://evil.example")
            .answer(403),
        get("a cookie that opens a WebSocket, from the same origin")
            .header("upgrade", "websocket")
            .header("origin", "https://orders.example.com"),
        post("a cookie in a POST request, nothing shows the origin").answer(403),
        post("a cookie in a POST request of the same origin").header("sec-fetch-site", "same-origin"),
        post("a cookie in a POST request that the user made").header("sec-fetch-site", "none"),
        post("a cookie in a POST request of a sibling domain")
            .header("sec-fetch-site", "same-site")
            .answer(403),
        post("a cookie in a POST request of another site").header("sec-fetch-site", "cross-site").answer(403),
        post("two Sec-Fetch-Site headers")
            .header("sec-fetch-site", "same-origin")
            .header("sec-fetch-site", "cross-site")
            .answer(403),
        post("a cookie in a POST request with an equal Origin")
            .header("origin", "https://orders.example.com"),
        post("a cookie in a POST request with another Origin")
            .header("origin", "https://evil.example")
            .answer(403),
        post("a cookie in a POST request with Origin null").header("origin", "null").answer(403),
        get("a cookie and a header").bearer(&token).invalid_request(two),
        get("two cookies").header("cookie", format!("__Host-session={token}")).invalid_request(two),
        Situation { other_transports: true, ..Situation::get("an empty cookie", "/orders") }
            .header("cookie", "__Host-session=")
            .challenged(401, ""),
        Situation { other_transports: true, ..Situation::get("an expired or broken cookie", "/orders") }
            .header("cookie", "__Host-session=garbage")
            .invalid_token("the token is malformed"),
    ]
}

fn in_query_and_form() -> Vec<Situation> {
    let token = token();
    let get = |name| Situation::get(name, "/orders");
    let post = |name| Situation::post(name, "/orders");
    let (field, two) = (format!("access_token={token}"), "the request gives more than one token");
    vec![
        Situation { query: Some(field.clone()), ..get("a token in the query, not enabled") }
            .challenged(401, ""),
        get("a token in the query").query(format!("page=2&{field}")),
        get("a token in the query, percent-encoded").query(field.replace('.', "%2E")),
        get("two tokens in the query").query(format!("{field}&{field}")).invalid_request(two),
        get("a token in the query and in the header")
            .query(field.clone())
            .bearer(&token)
            .invalid_request(two),
        get("an empty token in the query")
            .query("access_token=".into())
            .invalid_token("the token is malformed"),
        Situation { other_transports: false, ..post("a token in a form, not enabled").form(field.clone()) }
            .challenged(401, ""),
        post("a token in a form").form(format!("note=a+b&{field}")),
        post("two tokens in a form").form(format!("{field}&{field}")).invalid_request(two),
        post("a token in a form and in the header").form(field.clone()).bearer(&token).invalid_request(two),
        Situation { method: "PUT", ..post("a form in a PUT request").form(field.clone()) }
            .challenged(401, ""),
        post("a form of more than 64 KiB").form(format!("{field}&pad={}", "a".repeat(64 * 1024))).answer(413),
        Situation {
            other_transports: true,
            body: format!(r#"{{"access_token":"{token}"}}"#),
            ..post("a token in JSON")
        }
        .header("content-type", "application/json")
        .challenged(401, ""),
    ]
}

fn with_proofs() -> Vec<Situation> {
    let key = ProofKey::generate(Algorithm::ES256).expect("a backend");
    let bound = BoundAccess { access: access(), cnf: Confirmation::new(key.thumbprint()) };
    let bound = Issuer::new(self::key()).issue(&bound).expect("valid claims").as_str().to_owned();
    let proof = |path: &str| {
        let url = format!("https://orders.example.com{path}");
        key.proof("GET", &url).for_token(&bound).sign().expect("a proof")
    };
    let get = |name| Situation { keys: ServiceKeys::OfBoundTokens, ..Situation::get(name, "/orders") };
    let with = |name, token: &str| get(name).header("authorization", format!("DPoP {token}"));
    let refused =
        |error: &str, description: &str| format!(r#", error="{error}", error_description="{description}""#);
    vec![
        get("no token, where proofs are needed").challenged_with_dpop(""),
        with("a bound token and its proof", &bound).header("dpop", proof("/orders")),
        with("a bound token without a proof", &bound)
            .challenged_with_dpop(&refused("invalid_dpop_proof", "the request has no DPoP proof")),
        get("a bound token as a bearer token")
            .bearer(&bound)
            .header("dpop", proof("/orders"))
            .challenged_with_dpop(&refused(
                "invalid_token",
                "the token is bound to a key and must be sent with the scheme DPoP",
            )),
        with("a proof that is no JWT", &bound)
            .header("dpop", "garbage")
            .challenged_with_dpop(&refused("invalid_dpop_proof", "the DPoP proof is not valid")),
        with("two proofs", &bound)
            .header("dpop", proof("/orders"))
            .header("dpop", proof("/orders"))
            .challenged_with_dpop(&refused("invalid_dpop_proof", "the DPoP proof is not valid")),
        with("a proof for another path", &bound).header("dpop", proof("/admin")).challenged_with_dpop(
            &refused("invalid_dpop_proof", "the DPoP proof is for another request or token"),
        ),
        with("an unbound token with a proof", &token())
            .header("dpop", proof("/orders"))
            .challenged_with_dpop(&refused("invalid_token", "the token is not bound to a key")),
        get("an unbound token as a bearer token")
            .bearer(&token())
            .challenged_with_dpop(&refused("invalid_token", "the token is not bound to a key")),
    ]
}

fn optional() -> Vec<Situation> {
    let get = |name| Situation::get(name, "/greeting");
    vec![
        get("a route for everyone, no token"),
        get("a route for everyone, a valid token").bearer(&token()),
        get("a route for everyone, an invalid token")
            .bearer("garbage")
            .invalid_token("the token is malformed"),
    ]
}

fn key() -> SigningKey {
    SigningKey::hs256(SECRET).expect("a long secret")
}

fn access() -> Access {
    Access { sub: "alice".into(), roles: vec!["editor".into()], scope: None, auth_time: None }
}

fn token() -> String {
    Issuer::new(key()).issue(&access()).expect("valid claims").as_str().to_owned()
}

fn unix(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

//! Must not compile: the feature `testing` is off.

#[derive(jwt_claims::Claims)]
#[claims(ttl = "15m")]
struct Session {
    sub: String,
}

fn main() {
    let _ = jwt_claims::testing::verified(&Session { sub: "alice".into() });
}

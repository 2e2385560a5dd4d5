//! Must not compile: the feature `jwe` is off.

#[derive(jwt_claims::Claims)]
#[claims(ttl = "15m", encrypted)]
struct Session {
    sub: String,
}

fn main() {}

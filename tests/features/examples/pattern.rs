//! Must not compile: the feature `pattern` is off.

#[derive(jwt_claims::Claims)]
#[claims(ttl = "15m")]
struct Session {
    #[claim(pattern = "^[a-z]+$")]
    sub: String,
}

fn main() {}

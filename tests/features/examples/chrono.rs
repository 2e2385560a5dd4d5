//! Must not compile: the feature `chrono` is off.

#[derive(jwt_claims::Claims)]
struct Session {
    exp: chrono::DateTime<chrono::Utc>,
}

fn main() {}

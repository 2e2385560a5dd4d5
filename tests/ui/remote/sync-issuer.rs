//! An issuer that blocks takes no key that is elsewhere.

use jwt_claims::remote::RemoteKey;
use jwt_claims::{Issuer, jws};

fn issuer(key: RemoteKey) -> Issuer {
    Issuer::new(key)
}

fn sign(key: &RemoteKey) {
    let _ = jws::sign(key, b"payload");
}

fn main() {}

//! A gRPC service on tonic 0.14. Start it, and set `TOKEN` and `ADMIN` as it prints them.
//! [`grpcurl`](https://github.com/fullstorydev/grpcurl) is for gRPC what curl is for HTTP:
//!
//! ```sh
//! cargo run --manifest-path examples/frameworks/Cargo.toml -p tonic-example
//! cd examples/frameworks/tonic
//!
//! orders() { grpcurl -plaintext -proto orders.proto "$@"; }
//! orders 127.0.0.1:3000 orders.v1.Orders/List                                               # Unauthenticated
//! orders -H "Authorization: Bearer $TOKEN" 127.0.0.1:3000 orders.v1.Orders/List             # OK
//! orders -H "Authorization: Bearer $TOKEN" 127.0.0.1:3000 orders.v1.Orders/Cancel           # PermissionDenied
//! orders -H "Authorization: Bearer $ADMIN" 127.0.0.1:3000 orders.v1.Orders/Cancel           # OK
//! ```

use std::error::Error;

use jwt_claims::http::Guard;
use jwt_claims::{Algorithm, Issuer, SigningKey, Verifier};
use tonic::transport::Server;
use tonic_example::{Access, service};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // a real service has the key of its authorization server here
    let key = SigningKey::generate(Algorithm::HS256)?;
    let guard = Guard::new(Verifier::new(key.verifying_key())).with_realm("orders");
    let issuer = Issuer::new(key);
    for (name, sub, roles) in [("TOKEN", "alice", vec![]), ("ADMIN", "bob", vec!["admin".to_owned()])] {
        let issued = issuer.issue(&Access { sub: sub.into(), roles })?;
        println!("{name}={}", issued.as_str());
    }
    Server::builder().add_service(service(guard)).serve("127.0.0.1:3000".parse()?).await?;
    Ok(())
}

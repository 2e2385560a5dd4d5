//! A service on actix-web 4. Start it, and set `TOKEN` and `ADMIN` as it prints them:
//!
//! ```sh
//! cargo run --manifest-path examples/frameworks/Cargo.toml -p actix-example
//!
//! curl -i http://127.0.0.1:3000/                                       # 200, for everyone
//! curl -i http://127.0.0.1:3000/orders                                 # 401
//! curl -i http://127.0.0.1:3000/orders -H "Authorization: Bearer $TOKEN"    # 200
//! curl -i http://127.0.0.1:3000/orders -H "Authorization: Bearer $TOKEN" --json '{"item":"tea"}'  # 200
//! curl -i http://127.0.0.1:3000/admin -H "Authorization: Bearer $TOKEN"     # 403
//! curl -i http://127.0.0.1:3000/admin -H "Authorization: Bearer $ADMIN"     # 200
//! ```

use std::error::Error;

use actix_example::{Access, routes};
use actix_web::{App, HttpServer};
use jwt_claims::http::Guard;
use jwt_claims::{Algorithm, Issuer, SigningKey, Verifier};

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // a real service has the key of its authorization server here
    let key = SigningKey::generate(Algorithm::HS256)?;
    let guard = Guard::new(Verifier::new(key.verifying_key())).with_realm("orders");
    let issuer = Issuer::new(key);
    for (name, sub, roles) in [("TOKEN", "alice", vec![]), ("ADMIN", "bob", vec!["admin".to_owned()])] {
        let issued = issuer.issue(&Access { sub: sub.into(), roles })?;
        println!("{name}={}", issued.as_str());
    }
    HttpServer::new(move || App::new().configure(routes(guard.clone())))
        .bind(("127.0.0.1", 3000))?
        .run()
        .await?;
    Ok(())
}

//! Declares claims, issues a token and verifies it. Then three tokens are refused, each
//! for another reason.
//!
//! ```sh
//! cargo run --example quickstart
//! ```

use std::time::Duration;

use jwt_claims::{Claims, Error, FixedClock, Issuer, SigningKey, Verified, Verifier};

#[derive(Claims)]
#[claims(typ = "at+jwt", issuer = "https://auth.example.com", audience = "orders", ttl = "15m")]
struct Access {
    sub: String,
    #[claim(any_of = ["editor", "admin"])]
    roles: Vec<String>,
    #[claim(non_empty)]
    tenant: String,
}

/// The same token, for a service without a rule on roles.
#[derive(Claims)]
#[claims(typ = "at+jwt", issuer = "https://auth.example.com", audience = "orders", ttl = "15m")]
struct Visitor {
    sub: String,
    roles: Vec<String>,
    tenant: String,
}

fn main() -> Result<(), Error> {
    // The login service has the signing key. Other services have the verifying key.
    let key = SigningKey::generate(jwt_claims::Algorithm::ES256)?;
    let clock = FixedClock::at(1_800_000_000);
    let verifier = Verifier::new(key.verifying_key()).with_clock(clock.clone());
    let issuer = Issuer::new(key).with_clock(clock.clone());

    let claims =
        Access { sub: "alice".to_owned(), roles: vec!["editor".to_owned()], tenant: "acme".to_owned() };
    let issued = issuer.issue(&claims)?; // adds iss, aud, iat, exp and jti

    let token = verifier.token(issued.as_str()); // untrusted: nothing can be read yet
    let access: Verified<Access> = token.verify::<Access>()?; // the only way to a `Verified`
    println!("accepted: {} of {} as {:?}", access.sub, access.tenant, access.roles);

    let tampered = issued.as_str().replacen('.', ".e30", 1);
    refused("tampered", verifier.token(&tampered).verify::<Access>());

    let visitor =
        Visitor { sub: "bob".to_owned(), roles: vec!["reader".to_owned()], tenant: "acme".to_owned() };
    let reader = issuer.issue(&visitor)?;
    verifier.token(reader.as_str()).verify::<Visitor>()?;
    refused("wrong role", verifier.token(reader.as_str()).verify::<Access>());

    clock.advance(Duration::from_secs(16 * 60));
    refused("expired", token.verify::<Access>());
    Ok(())
}

fn refused(what: &str, outcome: Result<Verified<Access>, Error>) {
    match outcome {
        Ok(_) => unreachable!("a bad token was accepted"),
        Err(error) => {
            println!("\nrefused, {what} ({})", error.code());
            println!("  to the log:    {error}");
            println!("  to the client: {}", error.client_message());
        }
    }
}

use jwt_claims::{Claims, Issuer, SigningKey};

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Session {
    sub: String,
}

fn main() -> Result<(), jwt_claims::Error> {
    let issuer = Issuer::new(SigningKey::hs256([7; 32])?);
    let issued = issuer.issue(&Session { sub: "alice".into() })?;
    println!("{issued}");
    Ok(())
}

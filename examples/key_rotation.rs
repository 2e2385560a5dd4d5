//! Replaces a signing key by hand. No valid token is refused on the way:
//!
//! 1. Publish the new key in the JWK Set, and go on signing with the old one. Wait until every
//!    verifier has loaded the set again.
//! 2. Sign with the new key, and keep the old one in the set. Wait for the longest lifetime of a
//!    token plus the leeway of the verifiers.
//! 3. Remove the old key from the set.
//!
//! After a leak there is no time for this: see the end.
//!
//! ```sh
//! cargo run --example key_rotation
//! ```

use std::time::Duration;

use jwt_claims::{Algorithm, Claims, Error, FixedClock, Issuer, KeySet, SigningKey, Verified, Verifier};

#[derive(Claims, Debug)]
#[claims(typ = "at+jwt", issuer = "https://auth.example.com", audience = "orders", ttl = "15m")]
struct Access {
    sub: String,
}

/// Every verifier loads the JWK Set this often, whether or not a key is missing.
const RELOAD_EVERY: Duration = Duration::from_secs(10 * 60);
/// The longest lifetime of a token: the `ttl` above.
const LONGEST_LIFETIME: Duration = Duration::from_secs(15 * 60);
/// The longest leeway of a verifier: 30 s, unless `with_leeway` or `leeway` says otherwise.
const LEEWAY: Duration = Duration::from_secs(30);

/// The login service: it signs with one key, and publishes several.
struct Login {
    issuer: Issuer,
    published: Vec<SigningKey>,
    clock: FixedClock,
}

impl Login {
    fn new(key: SigningKey, clock: &FixedClock) -> Self {
        let issuer = Issuer::new(key.clone()).with_clock(clock.clone());
        Self { issuer, published: vec![key], clock: clock.clone() }
    }

    /// What `/.well-known/jwks.json` answers: public keys.
    fn jwks(&self) -> String {
        self.published.iter().map(SigningKey::verifying_key).collect::<KeySet>().to_jwks()
    }

    fn publish(&mut self, key: &SigningKey) {
        self.published.push(key.clone());
    }

    fn sign_with(&mut self, key: &SigningKey) {
        self.issuer = Issuer::new(key.clone()).with_clock(self.clock.clone());
    }

    fn remove(&mut self, key: &SigningKey) {
        self.published.retain(|published| published.kid() != key.kid());
    }

    fn token(&self) -> Result<String, Error> {
        Ok(self.issuer.issue(&Access { sub: "alice".to_owned() })?.into_string())
    }
}

/// A service that verifies tokens. In one with many threads, the verifier is in a lock, or in
/// something like `arc_swap::ArcSwap`.
struct Orders {
    verifier: Verifier,
    /// How often the JWK Set was loaded because of a token.
    loaded_for_a_token: u32,
}

impl Orders {
    fn new(login: &Login, clock: &FixedClock) -> Result<Self, Error> {
        let verifier = Verifier::new(Self::load(login)?).with_clock(clock.clone());
        Ok(Self { verifier, loaded_for_a_token: 0 })
    }

    /// A real service fetches the set from the login service, with its HTTP client.
    fn load(login: &Login) -> Result<KeySet, Error> {
        KeySet::from_jwks(&login.jwks(), &[Algorithm::ES256])
    }

    /// Runs every [`RELOAD_EVERY`].
    fn reload(&mut self, login: &Login) -> Result<(), Error> {
        self.verifier = self.verifier.clone().with_keys(Self::load(login)?);
        Ok(())
    }

    /// Verifies a token. If no known key matches, the set is loaded again, once. A real service
    /// does this at most once a minute or so, because anyone can send such tokens.
    fn verify(&mut self, token: &str, login: &Login) -> Result<Verified<Access>, Error> {
        match self.verifier.verify(token) {
            Err(error) if error.wants_other_keys() => {
                self.loaded_for_a_token += 1;
                self.reload(login)?;
                self.verifier.verify(token)
            }
            answer => answer,
        }
    }
}

fn main() -> Result<(), Error> {
    let clock = FixedClock::at(1_800_000_000);
    let old = SigningKey::generate(Algorithm::ES256)?; // each has its thumbprint as `kid`
    let mut login = Login::new(old.clone(), &clock);
    let mut orders = Orders::new(&login, &clock)?;
    orders.verify(&login.token()?, &login)?;

    let new = SigningKey::generate(Algorithm::ES256)?;
    login.publish(&new);
    orders.verify(&login.token()?, &login)?;
    println!("1. the new key is published, the old one signs");
    clock.advance(RELOAD_EVERY);
    orders.reload(&login)?;

    let last_of_old = login.token()?;
    login.sign_with(&new);
    orders.verify(&login.token()?, &login)?;
    orders.verify(&last_of_old, &login)?;
    println!("2. the new key signs, tokens of both are accepted");
    clock.advance(LONGEST_LIFETIME + LEEWAY - Duration::from_secs(1));
    orders.reload(&login)?;
    orders.verify(&last_of_old, &login)?; // in its last second
    clock.advance(Duration::from_secs(1));
    let error = orders.verify(&last_of_old, &login).expect_err("it has expired");
    assert!(error.is_expired(), "{error}");

    login.remove(&old);
    orders.reload(&login)?;
    orders.verify(&login.token()?, &login)?;
    assert_eq!(orders.verifier.keys().len(), 1);
    assert_eq!(orders.loaded_for_a_token, 0, "no verifier met a key that it did not know");
    println!("3. the old key is removed, and each of its tokens had expired before");

    // After a leak of the key: another key signs at once, and the leaked one is removed. Users
    // sign in again. A verifier accepts tokens of the leaked key until it loads the set, so make
    // each one do that now.
    let leaked = new;
    let by_an_attacker = login.token()?;
    let next = SigningKey::generate(Algorithm::ES256)?;
    login.publish(&next);
    login.sign_with(&next);
    login.remove(&leaked);
    orders.reload(&login)?;
    let error = orders.verify(&by_an_attacker, &login).expect_err("its key is not trusted any more");
    assert_eq!(error.code(), "key_not_found");
    orders.verify(&login.token()?, &login)?;
    println!("after a leak: tokens of the leaked key are refused, {error}");
    Ok(())
}

//! Replaces a signing key with a key ring. No valid token is refused on the way:
//!
//! 1. The ring publishes the next key in the JWK Set, and goes on signing with the old one, until
//!    every verifier has loaded the set again.
//! 2. The next key signs. The old one stays in the set for the longest lifetime of a token plus
//!    the leeway of the verifiers.
//! 3. The old key leaves the set.
//!
//! After a leak there is no time for this: see the end. docs/keys.md has the rest: files, routes,
//! and keys in a KMS.
//!
//! ```sh
//! cargo run --example key_rotation
//! ```

use std::time::Duration;

use jwt_claims::key_ring::{KeyRing, State};
use jwt_claims::{Algorithm, Claims, Error, FixedClock, Issuer, KeySet, Verified, Verifier};

#[derive(Claims, Debug)]
#[claims(typ = "at+jwt", issuer = "https://auth.example.com", audience = "orders", ttl = "15m")]
struct Access {
    sub: String,
}

/// The longest lifetime of a token: the `ttl` above.
const LONGEST_LIFETIME: Duration = Duration::from_secs(15 * 60);
/// The longest leeway of a verifier: 30 s, unless `with_leeway` or `leeway` says otherwise.
const LEEWAY: Duration = Duration::from_secs(30);
/// For how long a verifier keeps the JWK Set: the `max-age` of the ring's answer.
const RELOAD_EVERY: Duration = Duration::from_secs(10 * 60);
/// For how much longer a key is published before it signs.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// The login service: it signs with one key, and publishes several.
struct Login {
    ring: KeyRing,
    issuer: Issuer,
}

impl Login {
    fn new(clock: &FixedClock) -> Result<Self, Error> {
        let settings = KeyRing::builder(Algorithm::ES256, LONGEST_LIFETIME)
            .with_leeway(LEEWAY)
            .with_max_age(RELOAD_EVERY)
            .with_margin(MARGIN)
            .with_clock(clock.clone());
        // a real service opens a `FileStore`, or a store of its own
        let ring = settings.in_memory()?;
        Ok(Self { issuer: Issuer::from_ring(&ring), ring })
    }

    /// What `/.well-known/jwks.json` answers: public keys.
    fn jwks(&self) -> String {
        self.ring.jwks().body().to_owned()
    }

    fn token(&self) -> Result<String, Error> {
        Ok(self.issuer.issue(&Access { sub: "alice".to_owned() })?.into_string())
    }

    /// The `kid` of the key that signs.
    fn current(&self) -> String {
        let keys = self.ring.keys();
        let current = keys.iter().find(|key| key.state() == State::Current);
        current.map_or_else(String::new, |key| key.kid().to_owned())
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
    let login = Login::new(&clock)?;
    let mut orders = Orders::new(&login, &clock)?;
    orders.verify(&login.token()?, &login)?;
    let old = login.current();

    // a real service calls `maintain` once a minute, which does this by age
    let next = login.ring.rotate()?;
    orders.verify(&login.token()?, &login)?;
    assert_eq!(login.current(), old);
    println!("1. the next key is published, the old one signs");
    clock.advance(RELOAD_EVERY);
    orders.reload(&login)?;

    clock.advance(MARGIN - Duration::from_secs(1));
    let last_of_old = login.token()?;
    clock.advance(Duration::from_secs(1));
    assert_eq!(login.current(), next.kid());
    orders.verify(&login.token()?, &login)?;
    orders.verify(&last_of_old, &login)?;
    println!("2. the next key signs, tokens of both are accepted");
    clock.advance(LONGEST_LIFETIME + LEEWAY - Duration::from_secs(2));
    orders.reload(&login)?;
    orders.verify(&last_of_old, &login)?; // in its last second
    clock.advance(Duration::from_secs(1));
    let error = orders.verify(&last_of_old, &login).expect_err("it has expired");
    assert!(error.is_expired(), "{error}");

    clock.advance(Duration::from_secs(1));
    orders.reload(&login)?;
    orders.verify(&login.token()?, &login)?;
    assert_eq!(orders.verifier.keys().len(), 1);
    assert_eq!(orders.loaded_for_a_token, 0, "no verifier met a key that it did not know");
    println!("3. the old key is removed, and each of its tokens had expired before");

    // After a leak of the key: another key signs at once, and the leaked one is removed. Users
    // sign in again. A verifier accepts tokens of the leaked key until it loads the set, so make
    // each one do that now.
    let by_an_attacker = login.token()?;
    login.ring.revoke(next.kid())?;
    orders.reload(&login)?;
    let error = orders.verify(&by_an_attacker, &login).expect_err("its key is not trusted any more");
    assert_eq!(error.code(), "key_not_found");
    orders.verify(&login.token()?, &login)?;
    println!("after a leak: tokens of the leaked key are refused, {error}");
    Ok(())
}

//! Health data between two services. A practice refers a patient to a clinic: the token passes
//! the patient's phone, which must not read it, and a proxy, which logs it.
//!
//! - The practice signs with its key, and encrypts for the clinic.
//! - The clinic decrypts with its private key, and verifies who signed.
//! - A third service has the clinic's public key, and gets nowhere with it.
//!
//! ```sh
//! cargo run --example encrypted
//! ```

use jwt_claims::jwe::{DecryptionKey, DecryptionKeySet, EncryptionKey, KeyManagement};
use jwt_claims::{Algorithm, Claims, Error, Issuer, KeySet, SigningKey, Verified, Verifier};

#[derive(Claims, Debug)]
#[claims(typ = "referral+jwt", issuer = "https://practice.example", audience = "https://clinic.example")]
#[claims(ttl = "5m", encrypted)]
struct Referral {
    sub: String,
    #[claim(non_empty)]
    diagnosis: String,
    urgent: bool,
}

/// What the clinic has.
struct Clinic {
    /// The current key first.
    keys: Vec<DecryptionKey>,
    practice: KeySet,
}

impl Clinic {
    /// What its `/.well-known/jwks.json` answers.
    fn jwks(&self) -> Result<String, Error> {
        let current = self.keys[0].encryption_key()?;
        Ok(KeySet::default().to_jwks_with([&current]))
    }

    fn verifier(&self) -> Verifier {
        let keys: DecryptionKeySet = self.keys.iter().cloned().collect();
        Verifier::new(self.practice.clone()).decrypting_with(keys)
    }

    fn admit(&self, token: &str) -> Result<String, Error> {
        let referral: Verified<Referral> = self.verifier().verify(token)?;
        Ok(format!("{} with {}, urgent: {}", referral.sub, referral.diagnosis, referral.urgent))
    }

    /// The old key stays until the last token for it has expired.
    fn replace_key(&mut self) -> Result<(), Error> {
        self.keys.insert(0, DecryptionKey::generate(KeyManagement::EcdhEsA256KW)?);
        Ok(())
    }
}

/// An issuer that encrypts for whoever published this JWK Set.
fn issuer_for(signing: &SigningKey, jwks: &str) -> Result<Issuer, Error> {
    let recipient = EncryptionKey::from_jwks(KeyManagement::EcdhEsA256KW, jwks)?;
    Ok(Issuer::new(signing.clone()).encrypting_for(recipient))
}

fn main() -> Result<(), Error> {
    let practice = SigningKey::generate(Algorithm::ES256)?;
    let mut clinic = Clinic {
        keys: vec![DecryptionKey::generate(KeyManagement::EcdhEsA256KW)?],
        practice: KeySet::from(practice.verifying_key()),
    };
    println!("{}", Referral::POLICY);

    let referral = Referral { sub: "patient-17".into(), diagnosis: "J45.0".into(), urgent: true };
    let issued = issuer_for(&practice, &clinic.jwks()?)?.issue(&referral)?;
    println!("what the phone and the proxy see: {:.60}…", issued.as_str());
    println!("what the clinic reads: {}", clinic.admit(issued.as_str())?);

    // tokens for the old key and for the new one
    clinic.replace_key()?;
    let renewed = issuer_for(&practice, &clinic.jwks()?)?.issue(&referral)?;
    for token in [&issued, &renewed] {
        clinic.admit(token.as_str())?;
    }
    println!("the clinic has a new key, and reads the tokens for both");

    // anyone can encrypt for the clinic; nobody else signs as the practice
    let stranger = SigningKey::generate(Algorithm::ES256)?.with_kid(practice.kid().unwrap_or_default());
    let forged = issuer_for(&stranger, &clinic.jwks()?)?.issue(&referral)?;
    report("of a stranger", clinic.admit(forged.as_str()));

    // a practice that forgets to encrypt does not compile this away: it issues nothing
    report("without a key to encrypt", Issuer::new(practice).issue(&referral).map(|_| String::new()));

    // another clinic has another key
    let other = Clinic { keys: vec![DecryptionKey::generate(KeyManagement::EcdhEsA256KW)?], ..clinic };
    report("for another clinic", other.admit(issued.as_str()));
    Ok(())
}

fn report(what: &str, outcome: Result<String, Error>) {
    match outcome {
        Ok(text) => println!("{what}: accepted, {text}"),
        Err(error) => println!("{what}: {}: {error}", error.code()),
    }
}

//! Reading a proof (RFC 9449 §4.2, §4.3).

use serde::Deserialize;

use crate::base::base64;
use crate::base::media_type::same_media_type;
use crate::base::numeric_date::NumericDate;
use crate::crypto::algorithm::Algorithm;
use crate::dpop::algorithms::listed;
use crate::dpop::fault::invalid;
use crate::error::Error;
use crate::key::VerifyingKey;
use crate::key::thumbprint::Thumbprint;
use crate::token::compact;
use crate::token::header::Header;

/// The `typ` of proofs.
pub(super) const TYP: &str = "dpop+jwt";
/// The most bytes of a proof: one with ML-DSA-87 fits.
const MAX_BYTES: usize = 12 * 1024;
/// The most bytes of `jti`. Clients use about 16 to 36.
const MAX_JTI_BYTES: usize = 256;

/// A proof with a valid signature of the key in its header. Anyone can make one: nothing of it
/// is compared with a request yet.
#[derive(Debug)]
pub(super) struct Proof {
    pub(super) thumbprint: Thumbprint,
    pub(super) claims: ProofClaims,
}

/// Other claims are ignored, and a repeated one is an error.
#[derive(Debug, Deserialize)]
pub(super) struct ProofClaims {
    pub(super) jti: String,
    pub(super) htm: String,
    pub(super) htu: String,
    pub(super) iat: NumericDate,
    pub(super) exp: Option<NumericDate>,
    pub(super) nbf: Option<NumericDate>,
    pub(super) ath: Option<String>,
    pub(super) nonce: Option<String>,
}

impl Proof {
    /// Reads a proof and checks its signature.
    pub(super) fn read(text: &str, algorithms: &[Algorithm]) -> Result<Self, Error> {
        if text.len() > MAX_BYTES {
            return Err(invalid(format!("expected at most {MAX_BYTES} bytes, found {}", text.len())));
        }
        let malformed = |_| invalid("expected a compact JWS, header.payload.signature, found another text");
        let segments = compact::split(text).map_err(malformed)?;
        let header = decode(segments.header, "the header")?;
        // the message says what an issuer must do
        let refused = |error| invalid(format!("{error}; the issuer of a proof is the client"));
        let header = Header::parse(&header).map_err(refused)?;
        let key = key_of(&header, algorithms)?;
        let signature = decode(segments.signature, "the signature")?;
        if !key.verify(segments.signing_input, &signature) {
            return Err(invalid(
                "expected a signature of the key in its header, found another; the proof was changed, or signed with another \
                 key",
            ));
        }
        let claims = ProofClaims::read(&decode(segments.payload, "the payload")?)?;
        Ok(Self { thumbprint: thumbprint_of(&key)?, claims })
    }
}

impl ProofClaims {
    fn read(payload: &[u8]) -> Result<Self, Error> {
        // serde reads an array as a struct
        let is_object = payload.trim_ascii_start().starts_with(b"{");
        let claims: Option<Self> = serde_json::from_slice(payload).ok().filter(|_| is_object);
        let claims = claims.ok_or_else(|| {
            invalid("expected a JSON object with the strings `jti`, `htm` and `htu` and the number `iat`, each once")
        })?;
        if !(1..=MAX_JTI_BYTES).contains(&claims.jti.len()) {
            let detail =
                format!("expected a `jti` of 1 to {MAX_JTI_BYTES} bytes, found {}", claims.jti.len());
            return Err(invalid(detail));
        }
        Ok(claims)
    }
}

/// The key in the header, for the algorithm in the header.
fn key_of(header: &Header<'_>, algorithms: &[Algorithm]) -> Result<VerifyingKey, Error> {
    if !header.typ().is_some_and(|typ| same_media_type(TYP, typ)) {
        return Err(invalid("expected `typ` to be `dpop+jwt`, found another or none"));
    }
    let algorithm = Algorithm::from_name(header.alg()).filter(|algorithm| algorithms.contains(algorithm));
    let algorithm = algorithm.ok_or_else(|| {
        invalid(format!("expected `alg` to be one of {}, found another", listed(algorithms)))
    })?;
    let jwk =
        header.jwk().ok_or_else(|| invalid("expected the public key in `jwk`, found no such object"))?;
    VerifyingKey::from_public_jwk(algorithm, jwk).map_err(|error| invalid(error.to_string()))
}

fn thumbprint_of(key: &VerifyingKey) -> Result<Thumbprint, Error> {
    let text = key.thumbprint().unwrap_or_default();
    text.parse().map_err(|_| invalid("expected a key with a thumbprint"))
}

fn decode(segment: &[u8], what: &str) -> Result<Vec<u8>, Error> {
    base64::decode(segment).ok_or_else(|| invalid(format!("expected {what} in base64url without padding")))
}

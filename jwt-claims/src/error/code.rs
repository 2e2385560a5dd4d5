//! The kinds and codes of errors, one row each.

/// The kind of an [`Error`](crate::Error).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The token is not a compact JWS with a JSON object as payload (RFC 7515 §5.2, RFC
    /// 7519 §7.2).
    Malformed,
    /// The token is longer than the verifier allows.
    TooLarge,
    /// The header needs something that is not supported: an algorithm that no key has,
    /// or a `crit` extension (RFC 7515 §4.1.1, §4.1.11).
    Header,
    /// No key, or more than one, matches the token (RFC 7515 §6).
    Key,
    /// The keys could not be fetched, or a store failed, so nothing is known
    /// of this token.
    Unavailable,
    /// The refresh token is not accepted: `invalid_grant` (RFC 6749 §5.2).
    Session,
    /// The request does not prove that its sender has the key to which the token is bound:
    /// `invalid_dpop_proof`, `use_dpop_nonce` or `invalid_token` (RFC 9449 §7.1).
    Proof,
    /// The token was revoked, or it is for one use and was used before.
    Revoked,
    /// The key does not verify the signature of this header and payload.
    Signature,
    /// The key does not decrypt the token (RFC 7516 §5.2).
    Decryption,
    /// The signature is valid, but the claims do not meet the policy; see
    /// [`Error::violations`](crate::Error::violations).
    Claims,
    /// No key can be created from the key material.
    InvalidKey,
    /// The backend does not support this algorithm or key, or no backend is compiled
    /// in.
    Unsupported,
    /// A verifier would refuse the token, or signing failed; see
    /// [`Error::violations`](crate::Error::violations), too.
    Issue,
    /// The store of a key ring failed, or has something else than keys.
    KeyStore,
    /// A remote signer failed, or its signature is not one of its key. The token may be
    /// issued later.
    Signer,
    /// A setting is outside its limits, a header parameter is not allowed, or the name
    /// of an algorithm is unknown.
    Config,
}

macro_rules! codes {
    ($($name:ident = $code:literal, $kind:ident, $client:literal;)*) => {
        /// One row for every code: its text, its kind and the message for the client.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(dead_code, reason = "some codes are of optional features")]
        pub(crate) enum Code { $($name,)* }

        impl Code {
            pub(super) const ALL: &'static [&'static str] = &[$($code),*];

            pub(super) const fn text(self) -> &'static str { match self { $(Self::$name => $code,)* } }
            pub(super) const fn kind(self) -> ErrorKind { match self { $(Self::$name => ErrorKind::$kind,)* } }
            pub(super) const fn client(self) -> &'static str { match self { $(Self::$name => $client,)* } }
        }
    };
}

codes! {
    Malformed = "token_malformed", Malformed, "the token is malformed";
    TooLarge = "token_too_large", TooLarge, "the token is too large";
    Algorithm = "alg_not_allowed", Header, "the token's algorithm is not accepted";
    Crit = "crit_not_understood", Header, "the token needs an extension that is not supported";
    NoKey = "key_not_found", Key, "the token was signed with an unknown key";
    KeysUnavailable = "keys_unavailable", Unavailable, "the service cannot verify tokens now";
    AmbiguousKey = "key_ambiguous", Key, "the token does not say which key signed it";
    Signature = "signature_invalid", Signature, "the token's signature is not valid";
    NoDecryptionKey = "decryption_key_not_found", Key, "the token was encrypted for an unknown key";
    Decryption = "decryption_failed", Decryption, "the token could not be decrypted";
    RefreshTokenInvalid = "refresh_token_invalid", Session, "the refresh token is not valid";
    RefreshTokenOutdated = "refresh_token_outdated", Session, "the refresh token was replaced by a newer one";
    RefreshTokenReused = "refresh_token_reused", Session, "the refresh token was used before";
    SessionEnded = "session_ended", Session, "the session has ended";
    ProofMissing = "dpop_proof_missing", Proof, "the request has no DPoP proof";
    ProofInvalid = "dpop_proof_invalid", Proof, "the DPoP proof is not valid";
    ProofMismatch = "dpop_proof_mismatch", Proof, "the DPoP proof is for another request or token";
    ProofOutdated = "dpop_proof_outdated", Proof, "the DPoP proof is too old, or from the future";
    ProofReused = "dpop_proof_reused", Proof, "the DPoP proof was used before";
    NonceRequired = "dpop_nonce_required", Proof, "the DPoP proof needs the nonce of this response";
    KeyMismatch = "dpop_key_mismatch", Proof, "the token is bound to another key than that of the DPoP proof";
    TokenUnbound = "dpop_token_unbound", Proof, "the token is not bound to a key";
    DpopRequired = "dpop_required", Proof, "the token is bound to a key and must be sent with the scheme DPoP";
    StoreUnavailable = "store_unavailable", Unavailable, "the service cannot look this up now";
    TokenRevoked = "token_revoked", Revoked, "the token was revoked";
    TokenUsed = "token_used", Revoked, "the token was used before";
    Claims = "claims_invalid", Claims, "the token is not valid here";
    InvalidKey = "invalid_key", InvalidKey, "the service is misconfigured";
    Unsupported = "unsupported", Unsupported, "the service is misconfigured";
    Issue = "issue_failed", Issue, "the token could not be issued";
    KeyStore = "key_store_failed", KeyStore, "the service is misconfigured";
    Signer = "signer_failed", Signer, "the token could not be issued";
    Config = "invalid_config", Config, "the service is misconfigured";
}

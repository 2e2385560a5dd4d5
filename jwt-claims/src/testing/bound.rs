//! Tokens of a kit that are bound to a key, and the proofs of that key.

use crate::crypto::algorithm::Algorithm;
use crate::dpop::{Confirmation, NewProof, ProofKey};
use crate::testing::kit::TestKit;
use crate::testing::token::TestToken;

impl TestKit {
    /// A new key of a client, whose proofs have the time of the kit's [clock](Self::clock). Give
    /// this clock to the service, too, with [`Dpop::with_clock`](crate::dpop::Dpop::with_clock).
    ///
    /// # Panics
    /// If no backend has ES256.
    #[must_use]
    #[track_caller]
    pub fn proof_key(&self) -> ProofKey {
        let key = ProofKey::generate(Algorithm::ES256);
        let key = key.unwrap_or_else(|error| panic!("no key for proofs: {error}"));
        key.with_clock(self.clock().clone())
    }
}

impl TestToken {
    /// The token, bound to this key by DPoP: its claim `cnf` has the thumbprint.
    ///
    /// ```
    /// # use jwt_claims::{Claims, Verified, dpop::Dpop, store::MemoryStore, testing::TestKit};
    /// # #[derive(Claims)] #[claims(ttl = "15m")] struct Access { sub: String }
    /// # fn service() -> Result<(), jwt_claims::Error> {
    /// let kit = TestKit::new();
    /// let dpop = Dpop::new(MemoryStore::new(1_000)?, "https://api.example.com")?;
    /// let guard = kit.guard().with_dpop(dpop.with_clock(kit.clock().clone())); // for the service
    ///
    /// let key = kit.proof_key();
    /// let token = kit.token(&Access { sub: "alice".into() }).bound_to(&key);
    /// let headers = token.proven(&key, "GET", "https://api.example.com/orders");
    /// # assert_eq!((headers[0].0, headers[1].0), ("authorization", "dpop"));
    /// # Ok(()) }
    /// # service().unwrap();
    /// ```
    #[must_use]
    #[track_caller]
    pub fn bound_to(self, key: &ProofKey) -> Self {
        self.with("cnf", Confirmation::new(key.thumbprint()))
    }

    /// The headers `authorization` and `dpop` of one request with this method and URL: the token,
    /// and a proof of this key for it.
    ///
    /// # Panics
    /// If the URL is not absolute, or the key fails to sign.
    #[must_use]
    #[track_caller]
    pub fn proven(&self, key: &ProofKey, method: &str, url: &str) -> [(&'static str, String); 2] {
        let token = self.text();
        headers(&token, signed(key.proof(method, url).for_token(&token), url))
    }
}

/// A proof for this URL, signed.
#[track_caller]
pub(super) fn signed(proof: NewProof<'_>, url: &str) -> String {
    proof.sign().unwrap_or_else(|error| panic!("no proof for `{url}`: {error}"))
}

/// The headers of a request with a token and a proof.
pub(super) fn headers(token: &str, proof: String) -> [(&'static str, String); 2] {
    [("authorization", format!("DPoP {token}")), ("dpop", proof)]
}

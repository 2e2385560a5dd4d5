//! How the tokens of a test are sent: as bearer tokens, or with proofs.

#[cfg(feature = "dpop")]
use std::sync::Arc;

use crate::claims::OwnedClaims;
#[cfg(feature = "dpop")]
use crate::dpop::ProofKey;
use crate::error::Error;
#[cfg(feature = "dpop")]
use crate::testing::bound::{headers, signed};
use crate::testing::token::TestToken;
use crate::token::verifier::Verifier;

/// Who sends the tokens.
#[derive(Clone, Debug, Default)]
pub(super) enum Sender {
    #[default]
    Bearer,
    #[cfg(feature = "dpop")]
    Prover(Arc<Prover>),
}

/// A client with a key.
#[cfg(feature = "dpop")]
#[derive(Debug)]
pub(super) struct Prover {
    key: ProofKey,
    /// Of another client.
    other_key: ProofKey,
    /// That of the service, without a slash at the end.
    url: String,
}

/// A token of a request.
#[derive(Clone, Debug)]
pub(super) enum Credential {
    /// The value of `Authorization`.
    Bearer(String),
    #[cfg(feature = "dpop")]
    Proven { token: String, prover: Arc<Prover>, is_of_other_key: bool },
}

impl Sender {
    /// # Panics
    /// If the URL is not absolute.
    #[cfg(feature = "dpop")]
    #[track_caller]
    pub(super) fn prover([key, other_key]: [ProofKey; 2], url: &str) -> Self {
        // otherwise the first request would panic, somewhere in the test
        let _ = signed(key.proof("GET", url), url);
        Self::Prover(Arc::new(Prover { key, other_key, url: url.trim_end_matches('/').to_owned() }))
    }

    /// The token of this sender.
    #[track_caller]
    pub(super) fn own(&self, token: &TestToken) -> TestToken {
        match self {
            Self::Bearer => token.clone(),
            #[cfg(feature = "dpop")]
            Self::Prover(prover) => token.clone().bound_to(&prover.key),
        }
    }

    #[track_caller]
    pub(super) fn credential(&self, token: &TestToken) -> Credential {
        match self {
            Self::Bearer => Credential::Bearer(token.bearer()),
            #[cfg(feature = "dpop")]
            Self::Prover(prover) => proven_by(prover, token, false),
        }
    }

    /// A valid token, sent so that each route must refuse it.
    #[track_caller]
    #[cfg_attr(not(feature = "dpop"), allow(unused_variables))]
    pub(super) fn wrong_credentials(&self, token: &TestToken) -> Vec<(&'static str, Credential)> {
        match self {
            Self::Bearer => Vec::new(),
            #[cfg(feature = "dpop")]
            Self::Prover(prover) => vec![
                ("with a bound token as a bearer token", Credential::Bearer(token.bearer())),
                ("with a proof of another key", proven_by(prover, token, true)),
            ],
        }
    }

    /// Why a route that checks the token of this sender refuses it.
    #[track_caller]
    pub(super) fn refusal<C: OwnedClaims>(
        &self,
        verifier: &Verifier,
        token: &TestToken,
        cx: &C::Context<'_>,
    ) -> Option<Error> {
        let text = token.text();
        match self {
            Self::Bearer => verifier.verify_with::<C>(&text, cx).err(),
            #[cfg(feature = "dpop")]
            Self::Prover(_) => match verifier.token(&text).authenticate() {
                Ok(token) => token.proven().verify_with::<C>(cx).err(),
                Err(error) => Some(error),
            },
        }
    }
}

#[cfg(feature = "dpop")]
#[track_caller]
fn proven_by(prover: &Arc<Prover>, token: &TestToken, is_of_other_key: bool) -> Credential {
    Credential::Proven { token: token.text(), prover: Arc::clone(prover), is_of_other_key }
}

impl Credential {
    /// The headers of a request; a proof is for one request, and has the nonce of the service, if
    /// that is known.
    #[track_caller]
    #[cfg_attr(not(feature = "dpop"), allow(unused_variables))]
    pub(super) fn headers(
        &self,
        method: &str,
        path: &str,
        nonce: Option<&str>,
    ) -> Vec<(&'static str, String)> {
        match self {
            Self::Bearer(value) => vec![("authorization", value.clone())],
            #[cfg(feature = "dpop")]
            Self::Proven { token, prover, is_of_other_key } => {
                let key = if *is_of_other_key { &prover.other_key } else { &prover.key };
                let url = format!("{}{path}", prover.url);
                let proof = key.proof(method, &url).for_token(token);
                let proof = nonce.map_or(proof, |nonce| proof.with_nonce(nonce));
                headers(token, signed(proof, &url)).into()
            }
        }
    }
}

//! Whether a request proves that its sender has a key (RFC 9449 §4.3, §7).

use crate::dpop::{self, Binding, BoundToken, Dpop, Expected};
use crate::error::{Code, Error};
use crate::http::head::RequestHead;
use crate::http::proof::RequestProof;
use crate::http::transports::Place;
use crate::key::thumbprint::Thumbprint;
use crate::revocation::mark;
use crate::token::authenticated::AuthenticatedToken;

impl Dpop {
    /// Checks the proof of a request to a token endpoint (RFC 9449 §5), and returns its key. The
    /// access token is bound to it with [`Confirmation`](crate::dpop::Confirmation).
    ///
    /// A token endpoint has no access token to check, so each valid proof is stored, and strangers
    /// can fill the store: limit the rate of requests, and give the endpoint a store of its own.
    ///
    /// # Errors
    /// - An error of kind [`Proof`](crate::ErrorKind::Proof): answer with
    ///   [`TokenError`](crate::sessions::TokenError) and, if there are nonces, the header
    ///   `DPoP-Nonce` from [`nonce`](Self::nonce).
    /// - `store_unavailable`: answer with 503.
    /// - `invalid_config` if the framework does not keep the path of requests, and `unsupported` if
    ///   the system has no random numbers: answer with 500.
    pub async fn verify_proof(&self, request: &impl RequestHead) -> Result<Thumbprint, Error> {
        self.verify_optional_proof(request).await?.ok_or_else(dpop::missing)
    }

    /// Checks the proof of a request to a token endpoint that issues bearer tokens, too, as
    /// [`verify_proof`](Self::verify_proof) does: `None` if the request has no header `DPoP`.
    ///
    /// # Errors
    /// Those of [`verify_proof`](Self::verify_proof), for a request with a proof.
    pub async fn verify_optional_proof(
        &self,
        request: &impl RequestHead,
    ) -> Result<Option<Thumbprint>, Error> {
        let Some(proof) = proof_header(request)? else { return Ok(None) };
        let expected = Expected { method: request.method(), path: path(request)?, token: None };
        let checked = self.check(proof, &expected)?;
        checked.consume(mark()?).await?;
        Ok(Some(checked.thumbprint()))
    }

    /// Checks that the sender may use the token, which has a valid signature. The proof is not
    /// used up yet.
    pub(super) fn prove(
        &self,
        request: &impl RequestHead,
        text: &str,
        place: Place,
        token: AuthenticatedToken,
    ) -> Result<(AuthenticatedToken, Option<RequestProof>), Error> {
        let (jkt, is_only) = match (Binding::of(token.payload())?, place) {
            (Some(Binding { jkt, is_only }), Place::Dpop) => (jkt, is_only),
            (Some(_), _) => return Err(dpop::dpop_required()),
            (None, Place::Dpop) => return Err(dpop::token_unbound()),
            (None, _) if self.accepts_bearer() => return Ok((token, None)),
            (None, _) => return Err(dpop::token_unbound()),
        };
        let proof = proof_header(request)?.ok_or_else(dpop::missing)?;
        let bound = BoundToken { text, jkt };
        let expected = Expected { method: request.method(), path: path(request)?, token: Some(bound) };
        let checked = self.check(proof, &expected)?;
        Ok((if is_only { token.proven() } else { token }, Some(RequestProof::new(checked))))
    }
}

/// The only header `DPoP` (RFC 9449 §4.3, 1).
fn proof_header(request: &impl RequestHead) -> Result<Option<&str>, Error> {
    let mut values = request.header("dpop");
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(dpop::invalid("expected one header `DPoP`, found several"));
    }
    let text = std::str::from_utf8(value).ok();
    text.map(Some).ok_or_else(|| dpop::invalid("expected a header `DPoP` in ASCII, found other octets"))
}

fn path(request: &impl RequestHead) -> Result<&str, Error> {
    request.path().ok_or_else(|| {
        Error::new(
            Code::Config,
            "expected the path of the request for DPoP, found none: the framework does not keep it; put the layer of the \
             adapter in front, such as `tonic014::TargetLayer`",
        )
    })
}

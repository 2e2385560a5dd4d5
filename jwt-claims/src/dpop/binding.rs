//! The key to which a token is bound.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::contract::field_type::{Found, Guarded};
use crate::dpop::fault;
use crate::error::Error;
use crate::key::thumbprint::Thumbprint;

/// The claim `cnf` of a token that is bound to a key by DPoP (RFC 7800 §3.1, RFC 9449 §6.1):
/// a field of claims types that issue such tokens, or that read the key.
///
/// ```
/// use jwt_claims::{Claims, dpop::Confirmation};
///
/// #[derive(Claims)]
/// #[claims(ttl = "5m", audience = "orders")]
/// struct Access {
///     sub: String,
///     cnf: Confirmation,
/// }
/// ```
///
/// Tokens of such a type are accepted only behind a [guard with
/// DPoP](crate::http::Guard::with_dpop), because nothing else checks the proof. With
/// `unchecked(cnf)`, which accepts bound tokens without a proof, a field of this type in the claims
/// type itself does not compile; fields of flattened structs are not seen. Other members of `cnf`
/// are ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Confirmation {
    /// The thumbprint of the key.
    pub jkt: Thumbprint,
}

impl Confirmation {
    /// A token bound to the key with this thumbprint.
    #[must_use]
    pub const fn new(jkt: Thumbprint) -> Self {
        Self { jkt }
    }
}

/// Generated code tells it apart: a type with `unchecked(cnf)` must not have such a field.
impl Guarded for Confirmation {
    const FOUND: Found = Found::Confirmation;
}

/// What a token with a valid signature says of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Binding {
    pub(crate) jkt: Thumbprint,
    /// True if the proof of this key is all that `cnf` demands.
    pub(crate) is_only: bool,
}

impl Binding {
    /// `None` if the token is not bound to a key by DPoP.
    ///
    /// # Errors
    /// If the claim cannot be read, so that nothing is known of it.
    pub(crate) fn of(payload: &[u8]) -> Result<Option<Self>, Error> {
        let unreadable = |_| fault::token_unbound();
        let claims: Claims<'_> = serde_json::from_slice(payload).map_err(unreadable)?;
        let Some(cnf) = claims.cnf.filter(|cnf| cnf.get().starts_with('{')) else { return Ok(None) };
        let members: Members = serde_json::from_str(cnf.get()).map_err(unreadable)?;
        let is_only = !members.has_other();
        Ok(members.jkt.map(|jkt| Self { jkt, is_only }))
    }
}

/// A repeated `cnf` is an error.
#[derive(Deserialize)]
struct Claims<'p> {
    #[serde(borrow)]
    cnf: Option<&'p RawValue>,
}

/// Members that are not known are ignored (RFC 7800 §3.1). Those that name another key, or the
/// same one in another way, are known: their proof is not checked here.
#[derive(Deserialize)]
struct Members {
    jkt: Option<Thumbprint>,
    #[serde(rename = "x5t#S256")]
    certificate: Option<Box<RawValue>>,
    jwk: Option<Box<RawValue>>,
    jwe: Option<Box<RawValue>>,
    kid: Option<Box<RawValue>>,
}

impl Members {
    fn has_other(&self) -> bool {
        [&self.certificate, &self.jwk, &self.jwe, &self.kid].iter().any(|member| member.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JKT: &str = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

    fn binding(payload: &str) -> Result<Option<Binding>, Error> {
        Binding::of(payload.replace("JKT", &format!("\"{JKT}\"")).as_bytes())
    }

    #[test]
    fn the_thumbprint_is_found() {
        let jkt = JKT.parse().unwrap();
        let found = |payload: &str| binding(payload).unwrap();
        assert_eq!(found(r#"{"sub":"a","cnf":{"jkt":JKT}}"#), Some(Binding { jkt, is_only: true }));
        assert_eq!(found(r#"{"cnf" : { "x":[{}], "jkt":JKT }}"#), Some(Binding { jkt, is_only: true }));
        for other in [r#""x5t#S256":"a""#, r#""jwk":{}"#, r#""jwe":"a""#, r#""kid":"a""#] {
            let payload = format!(r#"{{"cnf":{{"jkt":JKT,{other}}}}}"#);
            assert_eq!(found(&payload), Some(Binding { jkt, is_only: false }), "{payload}");
        }
    }

    #[test]
    fn a_token_without_one_is_not_bound() {
        for payload in ["{}", r#"{"cnf":null}"#, r#"{"cnf":{}}"#, r#"{"cnf":"a"}"#, r#"{"cnf":{"kid":"a"}}"#]
        {
            assert_eq!(binding(payload).unwrap(), None, "{payload}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_an_error() {
        for payload in [
            "",
            "null",
            r#"{"cnf":{"jkt":JKT},"cnf":{}}"#,
            r#"{"cnf":{},"cnf":{"jkt":JKT}}"#,
            r#"{"cnf":{"jkt":JKT,"jkt":JKT}}"#,
            r#"{"cnf":{"jkt":1}}"#,
            r#"{"cnf":{"jkt":"a"}}"#,
        ] {
            assert_eq!(binding(payload).unwrap_err().code(), "dpop_token_unbound", "{payload}");
        }
    }
}

//! From a claims type to a payload: one pass, in which `None` is left out and
//! what the claims type does not say is added. Whether a verifier would take
//! the payload is not decided here: the issuer reads it back.

mod defaults;
mod inject;
mod look;

pub(crate) use defaults::Defaults;
pub use look::is_none;

use std::borrow::Cow;

use defaults::Written;
use inject::{Inject, NO_NAME, NO_OBJECT, TWICE};

use crate::base::numeric_date::NumericDate;
use crate::claims::IssueClaims;
use crate::claims::Signed;
use crate::error::Error;
use crate::error::violation::Violation;
use crate::policy::Policy;
use crate::policy::fault::Fault;
use crate::value::claim_value::KNOWN_AS_UNKNOWN;
use crate::value::time_claim::NO_DATE;

/// Tokens are rarely longer; the buffer grows where they are.
const USUAL_PAYLOAD: usize = 512;

/// What is said here of claims that cannot be written.
const OWN_WORDS: [&str; 5] = [NO_OBJECT, NO_NAME, TWICE, NO_DATE, KNOWN_AS_UNKNOWN];

/// What an issuer asks of claims: one table of functions for a claims type, so
/// that nothing else of issuing is compiled for it.
pub(crate) trait Issuable {
    fn policy(&self) -> &'static Policy;

    /// The claim that tells an enum's kinds apart, and what it says.
    fn kind(&self) -> Option<(&'static str, &'static str)>;

    /// Whether the claim of that name is left out where it is `None`.
    fn omits(&self, name: &str) -> bool;

    fn write(&self, into: Inject<'_, '_>) -> Result<(), serde_json::Error>;

    fn read_back(&self, signed: &Signed<'_>) -> Result<(), Error>;
}

/// Claims under the context that their rules compare with.
pub(crate) struct UnderContext<'c, 'x, C: IssueClaims> {
    pub(crate) claims: &'c C,
    pub(crate) cx: &'c C::Context<'x>,
}

impl<C: IssueClaims> Issuable for UnderContext<'_, '_, C> {
    fn policy(&self) -> &'static Policy {
        self.claims.policy()
    }

    fn kind(&self) -> Option<(&'static str, &'static str)> {
        self.claims.kind()
    }

    fn omits(&self, name: &str) -> bool {
        self.claims.omits(name)
    }

    fn write(&self, into: Inject<'_, '_>) -> Result<(), serde_json::Error> {
        self.claims.encode(into)
    }

    fn read_back(&self, signed: &Signed<'_>) -> Result<(), Error> {
        self.claims.read_back(self.cx, signed)
    }
}

/// Writes the payload, and gives its `exp`: the claims type's own claims, then
/// the defaults for what it does not say.
pub(crate) fn encode(
    claims: &dyn Issuable,
    defaults: &Defaults<'_>,
) -> Result<(Vec<u8>, Option<NumericDate>), Error> {
    let mut payload = Vec::with_capacity(USUAL_PAYLOAD);
    let mut written = Written::default();
    let mut json = serde_json::Serializer::new(&mut payload);
    match claims.write(Inject::new(&mut json, &mut written, defaults)) {
        Ok(()) => Ok((payload, written.exp)),
        Err(error) => {
            Err(written.jti.unwrap_or_else(|| Error::issue(vec![not_written(written.stuck, &error)])))
        }
    }
}

#[cold]
fn not_written(claim: Option<String>, error: &serde_json::Error) -> Violation {
    let fault = if error.is_data() { Fault::NotWritten } else { Fault::NotJson };
    let words = error.to_string();
    // another's `Serialize` may quote the claim; serde_json's own words do not
    let found = if error.is_data() && !OWN_WORDS.contains(&words.as_str()) {
        Cow::Borrowed("a `Serialize` that fails")
    } else {
        format!("an error: {words}").into()
    };
    let expected = match claim {
        Some(_) => "a value that can be written as JSON",
        None => "claims that can be written as a JSON object",
    };
    Violation::new(claim.unwrap_or_default(), "encode", fault, expected, found)
}

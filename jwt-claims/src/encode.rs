//! Writes a payload from a claims type in one pass. It leaves out `None` and adds
//! defaults. It does not check the policy: the issuer reads the payload back for that.

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

/// The initial size of the buffer, enough for most tokens.
const USUAL_PAYLOAD: usize = 512;

/// The texts of this crate for claims that cannot be written.
const OWN_WORDS: [&str; 5] = [NO_OBJECT, NO_NAME, TWICE, NO_DATE, KNOWN_AS_UNKNOWN];

/// The interface between an issuer and claims. It is a trait object, so the rest of
/// issuing is compiled once for all claims types.
pub(crate) trait Issuable {
    fn policy(&self) -> &'static Policy;

    /// The claim of `kinds_by`, and its value.
    fn kind(&self) -> Option<(&'static str, &'static str)>;

    /// True if the claim with that name is left out when it is `None`.
    fn omits(&self, name: &str) -> bool;

    fn write(&self, into: Inject<'_, '_>) -> Result<(), serde_json::Error>;

    fn read_back(&self, signed: &Signed<'_>) -> Result<(), Error>;
}

/// Claims and the context of their rules.
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

/// Writes the payload and returns its `exp`. The claims come first, then the defaults
/// for absent ones.
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
    // the text of a user's `Serialize` may quote the claim; serde_json's does not
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

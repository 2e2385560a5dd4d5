//! What a signature has vouched for.

use std::sync::Arc;

use crate::claims::{Claims, Signed};
use crate::decode::Beginnings;
use crate::error::Error;
use crate::judge::Conditions;
use crate::key::VerifyingKey;
use crate::token::evidence::Evidence;
use crate::token::settings::Settings;
use crate::token::verified::Verified;

/// A token whose signature holds. It has what claims are checked by, and does not
/// depend on the keys any more.
#[derive(Clone)]
pub(crate) struct Authentic {
    pub(crate) evidence: Evidence,
    /// The one issuer that the key vouches for.
    key_issuer: Option<Arc<str>>,
    /// For a refusal: claims that do not fit are read from it.
    beginnings: Beginnings,
}

impl Authentic {
    pub(crate) fn new(evidence: Evidence, key: &VerifyingKey) -> Self {
        Self { evidence, key_issuer: key.issuer_shared().cloned(), beginnings: Beginnings::default() }
    }

    /// The payload, and what its claims are checked against now.
    pub(crate) fn signed<'t>(&'t self, settings: &'t Settings) -> Signed<'t> {
        Signed {
            payload: self.evidence.payload(),
            beginnings: &self.beginnings,
            typ: self.evidence.typ(),
            conditions: Conditions {
                issuers: &settings.issuers,
                audiences: &settings.audiences,
                key_issuer: self.key_issuer.as_deref(),
                leeway: settings.leeway,
                now: settings.clock.now(),
            },
        }
    }

    /// Reads the claims and checks them.
    pub(crate) fn verify<'t, C: Claims<'t>>(
        &'t self,
        settings: &'t Settings,
        cx: &C::Context<'_>,
    ) -> Result<Verified<C>, Error> {
        let (claims, unchecked) = C::accept(cx, &self.signed(settings))?;
        Ok(Verified::new(claims, self.evidence.clone(), unchecked))
    }
}

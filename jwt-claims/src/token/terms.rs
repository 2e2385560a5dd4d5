//! How a verified token is checked again, without its verifier.

use crate::base::clock::Time;
use crate::judge::{Accepted, Conditions};
use crate::token::settings::Settings;

/// What a verified token keeps of its verifier's settings. The names of issuers and
/// audiences are not kept: the token had one of them, and that does not change. A
/// reference to the settings would be simpler, but all threads would count it for every
/// token.
#[derive(Clone)]
pub(crate) struct Terms {
    clock: Time,
    /// In seconds.
    leeway: u64,
    /// The verifier or the key accepts only certain issuers.
    has_issuers: bool,
    /// The verifier accepts only certain audiences.
    has_audiences: bool,
    /// The sender has proved that it has the key which `cnf` names.
    proven: bool,
}

impl Terms {
    /// Of a token that met these settings, signed with a key that is bound to an issuer
    /// or not.
    #[inline]
    pub(crate) fn of(settings: &Settings, has_key_issuer: bool, proven: bool) -> Self {
        Self {
            clock: settings.clock.clone(),
            leeway: settings.leeway,
            has_issuers: has_key_issuer || !settings.issuers.is_empty(),
            has_audiences: !settings.audiences.is_empty(),
            proven,
        }
    }

    /// The conditions for the same token, now. It was encrypted or not.
    pub(crate) fn conditions(&self, encrypted: bool) -> Conditions<'static> {
        let accepted = |has| if has { Accepted::OfToken } else { Accepted::Listed(&[]) };
        Conditions {
            issuers: accepted(self.has_issuers),
            audiences: accepted(self.has_audiences),
            key_issuer: None,
            leeway: self.leeway,
            now: self.clock.now(),
            encrypted,
            proven: self.proven,
        }
    }
}

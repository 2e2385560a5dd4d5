//! What is noted of a value that a probe looks at.

use super::Minted;
use super::probe::Seen;
use crate::judge::Judge;
use crate::registered::RegisteredClaim;

/// Whom a probe tells what it sees.
pub(super) struct Notes<'n> {
    about: About<'n>,
    /// Whether it saw `null`.
    pub(super) is_null: bool,
}

/// What the value is that it looks at.
enum About<'n> {
    Claim(RegisteredClaim, &'n mut Minted, &'n Judge<'n>),
    Kind(&'n str, &'n mut Option<bool>),
    Name(&'n mut Option<String>),
}

impl<'n> Notes<'n> {
    /// On a registered claim: what a token will say by it.
    #[inline]
    pub(super) fn on_claim(claim: RegisteredClaim, minted: &'n mut Minted, judge: &'n Judge<'n>) -> Self {
        Self { about: About::Claim(claim, minted, judge), is_null: false }
    }

    /// On the claim that tells kinds apart: whether it is that text, and
    /// nothing besides.
    pub(super) fn on_kind(kind: &'n str, is_said: &'n mut Option<bool>) -> Self {
        Self { about: About::Kind(kind, is_said), is_null: false }
    }

    /// On a member's name: its text.
    pub(super) fn on_name(name: &'n mut Option<String>) -> Self {
        Self { about: About::Name(name), is_null: false }
    }

    #[inline]
    pub(super) fn add(&mut self, seen: Seen<'_>) {
        self.is_null |= matches!(seen, Seen::Null);
        match &mut self.about {
            About::Claim(claim, minted, judge) => minted.note(*claim, seen, judge),
            About::Kind(kind, is_said) => {
                **is_said = Some(is_said.is_none() && matches!(seen, Seen::Text(text) if text == *kind));
            }
            About::Name(name) => {
                if let Seen::Text(text) = seen {
                    **name = Some(text.to_owned());
                }
            }
        }
    }
}

impl Minted {
    #[inline]
    fn note(&mut self, claim: RegisteredClaim, seen: Seen<'_>, judge: &Judge<'_>) {
        use RegisteredClaim::{Aud, Exp, Iat, Iss, Jti, Nbf, Sub};
        match (claim, seen) {
            (_, Seen::Null) | (Sub | Jti, Seen::Text(_)) | (Nbf, Seen::Date(_)) | (Aud, Seen::Array) => {}
            (Iss, Seen::Text(iss)) => self.wrong_iss = !judge.issuer_fits(iss),
            (Aud, Seen::Text(name)) => {
                self.aud.declared |= judge.policy.audiences().contains(&name);
                self.aud.here |= judge.audiences.iter().any(|here| here == name);
            }
            (Exp, Seen::Date(date)) => self.exp = Some(date),
            (Iat, Seen::Date(date)) => self.iat = Some(date),
            _ if judge.checks(claim) => {
                self.ill_typed.insert(claim);
            }
            _ => {}
        }
    }
}

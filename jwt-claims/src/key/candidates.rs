//! The keys that may have signed a token.

use std::collections::HashMap;

use super::verifying::VerifyingKey;
use crate::error::{Code, Error};

/// The places of the keys in their set that may have signed a token, in the
/// order in which they are tried: one, or a few where the set says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Candidates {
    places: [usize; Self::MOST],
    count: usize,
}

impl Candidates {
    /// The most keys that are tried for one token. It bounds what a token with a
    /// wrong signature costs.
    pub(super) const MOST: usize = 4;

    /// `None` if there are no places, or more than are tried.
    pub(super) fn of(candidates: impl Iterator<Item = usize>) -> Option<Self> {
        let mut these = Self { places: [0; Self::MOST], count: 0 };
        for place in candidates {
            *these.places.get_mut(these.count)? = place;
            these.count += 1;
        }
        (these.count > 0).then_some(these)
    }

    /// Whether the token's header alone decides which key it is.
    pub(crate) fn is_one(&self) -> bool {
        self.count == 1
    }

    /// Their places, in the order in which they are tried.
    pub(crate) fn places(&self) -> &[usize] {
        &self.places[..self.count]
    }
}

/// Refuses a list with more keys of one algorithm than are tried for a token.
pub(super) fn check_limit(keys: &[VerifyingKey]) -> Result<(), Error> {
    let mut counts = HashMap::new();
    for key in keys {
        *counts.entry(key.algorithm()).or_insert(0) += 1;
    }
    match counts.into_iter().find(|(_, count)| *count > Candidates::MOST) {
        None => Ok(()),
        Some((algorithm, count)) => Err(Error::new(
            Code::Config,
            format!(
                "expected at most {} keys of each algorithm to try, found {count} of {algorithm}; \
                 give the keys a `kid` and have the issuer send it",
                Candidates::MOST,
            ),
        )),
    }
}

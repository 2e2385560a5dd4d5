//! The keys that a token may be signed with.

use std::collections::HashMap;

use super::verifying::VerifyingKey;
use crate::error::{Code, Error};

/// The indices of the keys that a token may be signed with, in the order in which they
/// are tried: one, or up to 4 from `try_each`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Candidates {
    places: [usize; Self::MOST],
    count: usize,
}

impl Candidates {
    /// The maximum number of keys for one token. It limits the cost of a token with an
    /// invalid signature.
    pub(super) const MOST: usize = 4;

    /// `None` if there are none, or more than are tried.
    pub(super) fn of(candidates: impl Iterator<Item = usize>) -> Option<Self> {
        let mut these = Self { places: [0; Self::MOST], count: 0 };
        for place in candidates {
            *these.places.get_mut(these.count)? = place;
            these.count += 1;
        }
        (these.count > 0).then_some(these)
    }

    /// True if the token's header selects exactly one key.
    pub(crate) fn is_one(&self) -> bool {
        self.count == 1
    }

    /// Their indices, in the order in which they are tried.
    pub(crate) fn places(&self) -> &[usize] {
        &self.places[..self.count]
    }
}

/// Refuses a list with too many keys of one algorithm.
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
                 give the keys a `kid`, which the issuer must send",
                Candidates::MOST,
            ),
        )),
    }
}

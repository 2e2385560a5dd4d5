//! A payload from which the parts of a claims type are read. Each part is read
//! separately, from the whole payload.

use super::capture::{Captured, decode};
use crate::base::registered::{ClaimSet, Registered};
use crate::contract::part::Part;
use crate::judge::Judge;
use crate::rules::seen::Seen;

/// One payload, and the claims that were read.
#[doc(hidden)]
pub struct Reading<'t> {
    payload: &'t str,
    /// The claims with values that the verifier or the key expects.
    expected: ClaimSet,
    captured: Captured<'t>,
    seen: Seen,
    /// The number of members whose presence the parts read so far may note.
    noted: u32,
}

impl<'t> Reading<'t> {
    #[inline]
    pub(crate) fn new(payload: &'t str, judge: &Judge<'_>) -> Self {
        let captured = Captured::new(judge.unchecked());
        Self { payload, expected: judge.expected(), captured, seen: Seen::default(), noted: 0 }
    }

    /// Reads the extended type as if it were verified alone, with its unchecked claims.
    pub(crate) fn alone<C>(
        &mut self,
        unchecked: ClaimSet,
        read: impl FnOnce(&mut Self) -> Option<C>,
    ) -> Option<C> {
        let unchecked = unchecked.without(self.expected);
        let of_extension = std::mem::replace(&mut self.captured, Captured::new(unchecked));
        let base = read(self)?;
        self.captured = of_extension;
        Some(base)
    }

    /// Reads a part in one pass.
    #[inline]
    pub fn part<P: Part<'t>>(&mut self) -> Option<P> {
        let part = decode(self.payload, &mut self.captured).ok()?;
        self.seen.add(self.captured.seen, self.noted);
        self.noted += P::NOTED;
        Some(part)
    }

    /// The registered claims, as read by the last part, that of the extension.
    pub(crate) fn registered(&self) -> &Registered<'t> {
        &self.captured.registered
    }

    /// Which members were present.
    pub(crate) fn seen(&self) -> Seen {
        self.seen
    }
}

impl std::fmt::Debug for Reading<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reading").finish_non_exhaustive()
    }
}

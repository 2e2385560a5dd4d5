//! How much work a refusal may take.

use std::cell::Cell;

/// The part of the budget that does not depend on the token, in bytes. It is
/// enough to name some dozens of claims in a token of usual size.
const LEAST: usize = 8 << 10;

/// The cost of a reading besides its bytes, in bytes.
const READING: usize = 64;

/// How many bytes the search for misfits may still read. It grows with the
/// payload, as the work of accepting one does, and depends on nothing else:
/// the same token always gets the same report.
pub(super) struct Budget {
    left: Cell<usize>,
    is_spent: Cell<bool>,
}

impl Budget {
    /// The budget for a payload of so many bytes.
    pub(super) fn of(bytes: usize) -> Self {
        Self { left: Cell::new(bytes.saturating_mul(3).saturating_add(LEAST)), is_spent: Cell::new(false) }
    }

    /// Pays for a reading of so many bytes. If too little is left, this call and
    /// every later one returns `false`.
    pub(super) fn pay(&self, bytes: usize) -> bool {
        let left = self.left.get().checked_sub(bytes.saturating_add(READING));
        match left.filter(|_| !self.is_spent.get()) {
            Some(left) => self.left.set(left),
            None => self.is_spent.set(true),
        }
        !self.is_spent.get()
    }

    /// Whether something was not looked at, because there was too little left.
    pub(super) fn is_spent(&self) -> bool {
        self.is_spent.get()
    }
}

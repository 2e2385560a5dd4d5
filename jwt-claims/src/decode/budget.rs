//! Limits the work of a refusal.

use std::cell::Cell;

/// The fixed part of the budget, in bytes. It is enough to name some dozens of claims
/// in a token of usual size.
const LEAST: usize = 8 << 10;

/// The fixed cost of one attempt to read, in bytes.
const READING: usize = 64;

/// The number of bytes that the search for wrong types may still read. It depends only
/// on the payload's length, so the same token always has the same error.
pub(super) struct Budget {
    left: Cell<usize>,
    is_spent: Cell<bool>,
}

impl Budget {
    /// The budget for a payload of this length.
    pub(super) fn of(bytes: usize) -> Self {
        Self { left: Cell::new(bytes.saturating_mul(3).saturating_add(LEAST)), is_spent: Cell::new(false) }
    }

    /// Takes the cost of reading this number of bytes. If too little is left, this call
    /// and every later one returns `false`.
    pub(super) fn pay(&self, bytes: usize) -> bool {
        let left = self.left.get().checked_sub(bytes.saturating_add(READING));
        match left.filter(|_| !self.is_spent.get()) {
            Some(left) => self.left.set(left),
            None => self.is_spent.set(true),
        }
        !self.is_spent.get()
    }

    /// True if the budget was used up.
    pub(super) fn is_spent(&self) -> bool {
        self.is_spent.get()
    }
}

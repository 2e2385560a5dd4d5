//! How much work a refusal may take.

use std::cell::Cell;

/// What every refusal may take, in bytes: enough to name some dozens of claims
/// in a token of usual size.
const LEAST: usize = 8 << 10;

/// What a reading takes beside the bytes that it reads: to begin and to end it.
const READING: usize = 64;

/// How many bytes the search for misfits may still read. It grows with the
/// payload, as the work of accepting one does, and depends on nothing else:
/// the same token always gets the same report.
pub(super) struct Budget {
    left: Cell<usize>,
    is_spent: Cell<bool>,
}

impl Budget {
    /// That of a payload of so many bytes.
    pub(super) fn of(bytes: usize) -> Self {
        Self { left: Cell::new(bytes.saturating_mul(3).saturating_add(LEAST)), is_spent: Cell::new(false) }
    }

    /// Pays for a reading of so many bytes; `false` if there is too little left, now and later on.
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

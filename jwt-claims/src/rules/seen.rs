//! Which members of a payload were present.

/// Which of the fields with a default were in the token.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen(u128);

impl Seen {
    /// The maximum number of fields.
    pub const MAX: u32 = u128::BITS;

    pub(crate) fn note(&mut self, member: u32) {
        self.0 |= 1 << member;
    }

    /// Adds the fields of a part, after those of the parts before it.
    pub(crate) fn add(&mut self, part: Self, behind: u32) {
        self.0 |= part.0.checked_shl(behind).unwrap_or(0);
    }

    /// The fields after this number of fields.
    #[must_use]
    pub fn behind(self, numbers: u32) -> Self {
        Self(self.0.checked_shr(numbers).unwrap_or(0))
    }

    /// True if the member with this number was present.
    #[must_use]
    pub fn has(self, member: u32) -> bool {
        self.0 & (1 << member) != 0
    }
}

//! Which members of a payload were there.

/// Which of the fields with a default were really in the token.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen(u128);

impl Seen {
    /// How many fields can be told apart.
    pub const MAX: u32 = u128::BITS;

    pub(crate) fn note(&mut self, member: u32) {
        self.0 |= 1 << member;
    }

    /// Adds what a part noted, behind the numbers of those before it.
    pub(crate) fn add(&mut self, part: Self, behind: u32) {
        self.0 |= part.0.checked_shl(behind).unwrap_or(0);
    }

    /// What the parts behind that many numbers noted.
    #[must_use]
    pub fn behind(self, numbers: u32) -> Self {
        Self(self.0.checked_shr(numbers).unwrap_or(0))
    }

    /// Whether the member of that number was there.
    #[must_use]
    pub fn has(self, member: u32) -> bool {
        self.0 & (1 << member) != 0
    }
}

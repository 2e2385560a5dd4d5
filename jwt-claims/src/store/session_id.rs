//! The id of a session.

use std::fmt;
use std::str::FromStr;

use crate::base::base64;

/// The octets of an id.
const OCTETS: usize = 16;

/// The id of a session: 128 random bits. As text it is base64url, for the claim `sid`
/// (OpenID Connect Front-Channel Logout §3). It is no secret: a refresh token has a MAC in
/// addition.
///
/// ```
/// # use jwt_claims::store::SessionId;
/// let id: SessionId = "AAECAwQFBgcICQoLDA0ODw".parse()?;
/// assert_eq!(id.to_string(), "AAECAwQFBgcICQoLDA0ODw");
/// # Ok::<(), jwt_claims::store::InvalidSessionId>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId([u8; OCTETS]);

impl SessionId {
    /// `None` if the system has no random numbers.
    pub(crate) fn random() -> Option<Self> {
        let mut octets = [0; OCTETS];
        getrandom::fill(&mut octets).ok().map(|()| Self(octets))
    }

    /// The id with these octets, as a store has them.
    #[must_use]
    pub const fn from_bytes(octets: [u8; 16]) -> Self {
        Self(octets)
    }

    /// The octets, for a store.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// A text that is not a [`SessionId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidSessionId;

impl fmt::Display for InvalidSessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a session id: 22 characters of base64url")
    }
}

impl std::error::Error for InvalidSessionId {}

impl FromStr for SessionId {
    type Err = InvalidSessionId;

    /// Reads the text of an id, as the claim `sid` has it.
    ///
    /// # Errors
    /// If the text is not 22 characters of base64url, without padding, whose unused bits are 0.
    fn from_str(text: &str) -> Result<Self, InvalidSessionId> {
        let mut octets = [0; OCTETS];
        if text.len() != base64::encoded_len(OCTETS) {
            return Err(InvalidSessionId);
        }
        base64::decode_exact(text.as_bytes(), &mut octets).ok_or(InvalidSessionId)?;
        Ok(Self(octets))
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(base64::encoded_len(OCTETS));
        base64::append(&self.0, &mut text);
        f.pad(&text)
    }
}

impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionId({self})")
    }
}

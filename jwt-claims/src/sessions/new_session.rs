//! A session that does not exist yet.

use serde::Serialize;

use crate::error::{Code, Error};
use crate::key::thumbprint::Thumbprint;

/// As many characters as `sub` may have (OpenID Connect Core §2).
const MAX_NAME_BYTES: usize = 255;
/// The most that is kept for the application.
const MAX_DATA_BYTES: usize = 16 * 1024;

/// The login for which a session is created.
#[derive(Clone, Debug)]
pub struct NewSession {
    pub(super) subject: String,
    pub(super) client: String,
    pub(super) key: Option<Thumbprint>,
    pub(super) data: String,
}

impl NewSession {
    /// A new session. `subject` is the `sub` of its access tokens; `client` is the `client_id`
    /// that the session is bound to (RFC 6749 §2.2). With a single client, use any constant
    /// text.
    ///
    /// # Errors
    /// `invalid_config` if one is empty, longer than 255 bytes, or has control characters.
    pub fn new(subject: impl Into<String>, client: impl Into<String>) -> Result<Self, Error> {
        let (subject, client) = (subject.into(), client.into());
        check_name("subject", &subject)?;
        check_name("client", &client)?;
        Ok(Self { subject, client, key: None, data: "null".to_owned() })
    }

    /// Binds the refresh tokens of the session to a key of the client, for public clients (RFC
    /// 9449 §5): each refresh needs a proof of the same key. The store does not have the key:
    /// its thumbprint is in the refresh tokens.
    #[must_use]
    pub fn bound_to_key(self, key: &Thumbprint) -> Self {
        Self { key: Some(*key), ..self }
    }

    /// Adds data of the application, for example the time of the login (`auth_time`). It does
    /// not change during the session. The store keeps it as readable JSON.
    ///
    /// # Errors
    /// `invalid_config` if the value is not JSON, or its text is longer than 16 KiB.
    pub fn with_data(self, data: &impl Serialize) -> Result<Self, Error> {
        let text = serde_json::to_string(data)
            .map_err(|_| Error::new(Code::Config, "expected data of a session that JSON can hold"))?;
        if text.len() > MAX_DATA_BYTES {
            let detail = format!(
                "expected data of a session of at most {MAX_DATA_BYTES} bytes as JSON, found {}; keep it in a database, \
                 and only its key here",
                text.len()
            );
            return Err(Error::new(Code::Config, detail));
        }
        Ok(Self { data: text, ..self })
    }
}

/// True if a session can have this subject or client.
pub(super) fn is_name(name: &str) -> bool {
    (1..=MAX_NAME_BYTES).contains(&name.len()) && !name.chars().any(char::is_control)
}

fn check_name(what: &str, name: &str) -> Result<(), Error> {
    if is_name(name) {
        return Ok(());
    }
    let detail = format!(
        "expected the {what} of a session to have 1 to {MAX_NAME_BYTES} bytes and no control characters, found {} bytes",
        name.len()
    );
    Err(Error::new(Code::Config, detail))
}

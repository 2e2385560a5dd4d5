//! How a service answers a request whose token was refused (RFC 6750 §3).

use crate::error::{Error, ErrorKind};

/// Status and `WWW-Authenticate` of the answer to a refused token
/// (RFC 6750 §3, §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge {
    status: u16,
    error: Option<&'static str>,
    description: &'static str,
}

impl Challenge {
    /// The answer to a request without any token: 401, and no `error`
    /// (RFC 6750 §3.1).
    pub const MISSING_TOKEN: Self = Self { status: 401, error: None, description: "" };

    /// The answer to a request that gives its token in two ways, or gives two:
    /// 400 `invalid_request` (RFC 6750 §2, §3.1).
    pub const TWO_TOKENS: Self = Self::invalid_request("the request gives more than one token");

    /// The answer to a request that gives its token in a way that cannot be
    /// understood: 400 `invalid_request` (RFC 6750 §3.1), and why.
    #[must_use]
    pub const fn invalid_request(description: &'static str) -> Self {
        Self { status: 400, error: Some("invalid_request"), description }
    }

    /// The HTTP status code: 400, 401 or 403.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The error code of RFC 6750 §3.1; `None` where no token was given.
    #[must_use]
    pub fn error(&self) -> Option<&'static str> {
        self.error
    }

    /// What the client is told of it, in a sentence; empty where no token was
    /// given.
    #[must_use]
    pub fn description(&self) -> &'static str {
        self.description
    }

    /// The value of `WWW-Authenticate`. `realm` names what is protected
    /// (RFC 9110 §11.5); quotes and backslashes in it are escaped, and what
    /// a header cannot carry is left out. So are quotes and backslashes in the
    /// description (RFC 6750 §3).
    #[must_use]
    pub fn www_authenticate(&self, realm: &str) -> String {
        let mut value = String::from("Bearer realm=\"");
        for character in realm.chars().filter(|character| matches!(character, ' '..='~')) {
            if matches!(character, '"' | '\\') {
                value.push('\\');
            }
            value.push(character);
        }
        value.push('"');
        if let Some(error) = self.error {
            let allowed =
                |character: &char| matches!(character, ' '..='~') && !matches!(character, '"' | '\\');
            let description: String = self.description.chars().filter(allowed).collect();
            value += &format!(", error=\"{error}\", error_description=\"{description}\"");
        }
        value
    }
}

impl Error {
    /// How to answer the request whose token this error refused: 403
    /// `insufficient_scope` if the token [grants too little](Error::is_insufficient),
    /// else 401 `invalid_token`. `None` for what is no fault of the sender:
    /// keys, configuration, issuing.
    #[must_use]
    pub fn challenge(&self) -> Option<Challenge> {
        let (status, error) = match self.kind() {
            ErrorKind::InvalidKey | ErrorKind::Unsupported | ErrorKind::Issue | ErrorKind::Config => {
                return None;
            }
            _ if self.is_insufficient() => (403, "insufficient_scope"),
            _ => (401, "invalid_token"),
        };
        Some(Challenge { status, error: Some(error), description: self.client_message() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn a_refused_token_is_401_and_misconfiguration_is_no_answer() {
        let challenge = Error::new(Code::Signature, "").challenge().unwrap();
        assert_eq!((challenge.status(), challenge.error()), (401, Some("invalid_token")));
        assert_eq!(
            challenge.www_authenticate("orders"),
            r#"Bearer realm="orders", error="invalid_token", error_description="the token's signature is not valid""#
        );
        assert_eq!(Error::invalid_key("").challenge(), None);
    }

    #[test]
    fn a_realm_cannot_break_out_of_its_quotes() {
        assert_eq!(Challenge::MISSING_TOKEN.www_authenticate("a\"b\\\r\nc"), r#"Bearer realm="a\"b\\c""#);
    }

    #[test]
    fn a_description_cannot_break_out_of_its_quotes() {
        assert_eq!(
            Challenge::invalid_request("a \"b\"\r\n").www_authenticate("c"),
            r#"Bearer realm="c", error="invalid_request", error_description="a b""#
        );
    }
}

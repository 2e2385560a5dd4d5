//! How a service answers a request whose token was refused (RFC 6750 §3).

mod header;

use std::borrow::Cow;

use self::header::Header;
use crate::error::violation::Violation;
use crate::error::{Error, ErrorKind};
use crate::policy::demands::{texts, wanted_scopes};
use crate::policy::{Rule, RuleSpec};
use crate::value::scopes::Scopes;

/// Status and `WWW-Authenticate` of the answer to a request (RFC 6750 §3,
/// §3.1).
///
/// [`Error::challenge`] gives that to a refused token. A handler that checks
/// something itself makes its own:
///
/// ```
/// # use jwt_claims::Challenge;
/// let answer = Challenge::insufficient_scope("the order is of another tenant").with_scope(["orders:admin"]);
/// assert_eq!(answer.status(), 403);
/// assert_eq!(
///     answer.www_authenticate("orders"),
///     "Bearer realm=\"orders\", error=\"insufficient_scope\", \
///      error_description=\"the order is of another tenant\", scope=\"orders:admin\""
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    status: u16,
    error: Option<&'static str>,
    description: Cow<'static, str>,
    scope: Scopes,
    acr_values: Vec<String>,
    max_age: Option<u64>,
}

impl Challenge {
    /// The answer to a request without any token: 401, and no `error`
    /// (RFC 6750 §3.1).
    pub const MISSING_TOKEN: Self = Self::new(401, None, Cow::Borrowed(""));

    /// The answer to a request that gives its token in two ways, or gives two:
    /// 400 `invalid_request` (RFC 6750 §2, §3.1).
    pub const TWO_TOKENS: Self =
        Self::new(400, Some("invalid_request"), Cow::Borrowed("the request gives more than one token"));

    /// The answer to a request whose `Authorization` cannot be understood: 400
    /// `invalid_request` (RFC 6750 §3.1). A token that cannot be understood is
    /// an [`invalid_token`](Self::invalid_token).
    ///
    /// Here and below, `description` tells the client why.
    #[must_use]
    pub fn invalid_request(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(400, Some("invalid_request"), description.into())
    }

    /// The answer to a request whose token is not for this service or no
    /// longer good: 401 `invalid_token` (RFC 6750 §3.1). The client may get
    /// another token and try again.
    #[must_use]
    pub fn invalid_token(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(401, Some("invalid_token"), description.into())
    }

    /// The answer to a request whose token is good and does not grant this:
    /// 403 `insufficient_scope` (RFC 6750 §3.1). See
    /// [`with_scope`](Self::with_scope).
    #[must_use]
    pub fn insufficient_scope(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(403, Some("insufficient_scope"), description.into())
    }

    /// The answer to a request whose user must log in again, or in another
    /// way: 401 `insufficient_user_authentication` (RFC 9470 §3). See
    /// [`with_max_age`](Self::with_max_age) and
    /// [`with_acr_values`](Self::with_acr_values).
    #[must_use]
    pub fn insufficient_user_authentication(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(401, Some("insufficient_user_authentication"), description.into())
    }

    const fn new(status: u16, error: Option<&'static str>, description: Cow<'static, str>) -> Self {
        Self { status, error, description, scope: Scopes::NONE, acr_values: Vec::new(), max_age: None }
    }

    /// The scopes that the request needs (RFC 6750 §3). What is no scope token
    /// (RFC 6749 §3.3) is left out.
    #[must_use]
    pub fn with_scope<S: AsRef<str>>(self, scopes: impl IntoIterator<Item = S>) -> Self {
        Self { scope: scopes.into_iter().collect(), ..self }
    }

    /// The authentication context class references of which the request needs
    /// one, the preferred first (RFC 9470 §3). What the parameter cannot carry
    /// is left out: values with spaces, quotes or backslashes.
    #[must_use]
    pub fn with_acr_values<S: AsRef<str>>(self, values: impl IntoIterator<Item = S>) -> Self {
        let values: Scopes = values.into_iter().collect();
        Self { acr_values: values.iter().map(str::to_owned).collect(), ..self }
    }

    /// How many seconds ago the user may have logged in at most (RFC 9470 §3).
    #[must_use]
    pub fn with_max_age(self, seconds: u64) -> Self {
        Self { max_age: Some(seconds), ..self }
    }

    /// The HTTP status code: 400, 401 or 403.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The error code of RFC 6750 §3.1 or RFC 9470 §3; `None` where no token
    /// was given.
    #[must_use]
    pub fn error(&self) -> Option<&'static str> {
        self.error
    }

    /// What the client is told of it, in a sentence; empty where no token was
    /// given.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The scopes that the request needs, where they are known.
    #[must_use]
    pub fn scope(&self) -> &Scopes {
        &self.scope
    }

    /// The value of `WWW-Authenticate`, in printable ASCII. `realm` names what
    /// is protected (RFC 9110 §11.5); an empty one is left out. Quotes and
    /// backslashes in it are escaped, and left out of the description
    /// (RFC 6750 §3), as is everything else that a header cannot carry.
    #[must_use]
    pub fn www_authenticate(&self, realm: &str) -> String {
        let mut header = Header::bearer();
        header.quoted("realm", realm);
        header.plain("error", self.error.unwrap_or_default());
        header.plain("error_description", &self.description);
        header.plain("scope", self.scope.as_str());
        header.plain("acr_values", &self.acr_values.join(" "));
        header.plain("max_age", &self.max_age.map(|seconds| seconds.to_string()).unwrap_or_default());
        header.into_value()
    }
}

impl Error {
    /// How to answer the request whose token this error refused, by
    /// [the table](Error#401-or-403). `None` for what is no fault of the
    /// sender: keys, configuration, issuing.
    ///
    /// - 403 `insufficient_scope` if the token [grants too
    ///   little](Error::is_insufficient); `scope` has the values of the broken
    ///   `any_of` and `all_of` rules on fields of type [`Scopes`], and nothing
    ///   else.
    /// - 401 `insufficient_user_authentication` (RFC 9470 §3) if all that is
    ///   broken are rules on `acr` and `auth_time`; `acr_values` has the values
    ///   of those on `acr`. `max_age` is not known here: add it with
    ///   [`Challenge::with_max_age`].
    /// - 401 `invalid_token` otherwise.
    #[must_use]
    pub fn challenge(&self) -> Option<Challenge> {
        let description = self.client_message();
        Some(match self.kind() {
            ErrorKind::InvalidKey | ErrorKind::Unsupported | ErrorKind::Issue | ErrorKind::Config => {
                return None;
            }
            _ if self.is_insufficient() => {
                Challenge::insufficient_scope(description).with_scope(wanted_scopes(self.broken_rules()))
            }
            _ if self.wants_other_login() => Challenge::insufficient_user_authentication(description)
                .with_acr_values(wanted_acr(self.violations())),
            _ => Challenge::invalid_token(description),
        })
    }
}

/// The authentication context classes of which broken rules want one.
pub(crate) fn wanted_acr(violations: &[Violation]) -> Vec<String> {
    let of_acr = violations.iter().filter(|violation| violation.claim() == "acr");
    let is_list =
        |spec: &&RuleSpec| matches!(spec.rule, Rule::Equals | Rule::OneOf | Rule::AnyOf | Rule::AtLeast);
    texts(of_acr.flat_map(Violation::rules).filter(is_list))
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

    #[test]
    fn nothing_is_said_of_what_is_not_known() {
        assert_eq!(Challenge::MISSING_TOKEN.www_authenticate(""), "Bearer");
        assert_eq!(
            Challenge::invalid_token("\r\n").www_authenticate("\n"),
            r#"Bearer error="invalid_token""#
        );
    }

    #[test]
    fn step_up_parameters_are_those_of_rfc_9470() {
        let challenge = Challenge::insufficient_user_authentication("log in again")
            .with_max_age(5)
            .with_acr_values(["urn:mfa", "no value", "pwd"]);
        assert_eq!(
            challenge.www_authenticate(""),
            r#"Bearer error="insufficient_user_authentication", error_description="log in again", acr_values="urn:mfa pwd", max_age="5""#
        );
        assert_eq!(challenge.status(), 401);
    }
}

//! The HTTP answer to a request whose token was refused (RFC 6750 §3).

mod header;

use std::borrow::Cow;

use self::header::Header;
use crate::error::violation::Violation;
use crate::error::{Code, Error, ErrorKind};
use crate::policy::demands::{texts, wanted_scopes};
use crate::policy::{Rule, RuleSpec};
use crate::value::scopes::Scopes;

/// Status and `WWW-Authenticate` of an HTTP answer (RFC 6750 §3, §3.1).
///
/// [`Error::challenge`] returns it for a refused token. A handler can create one for
/// its own checks:
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
    resource_metadata: Cow<'static, str>,
    schemes: Schemes,
}

/// The schemes of a challenge (RFC 9110 §11.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Schemes {
    pub(crate) bearer: Mention,
    pub(crate) dpop: Mention,
    /// The algorithms of proofs, separated by spaces (RFC 9449 §7.1).
    pub(crate) algs: String,
}

/// How a challenge mentions a scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mention {
    /// The scheme is not in the challenge.
    None,
    /// The scheme is accepted.
    #[cfg_attr(not(feature = "dpop"), allow(dead_code))]
    Scheme,
    /// It is accepted, and the request was refused for this reason.
    Reason,
}

impl Schemes {
    const BEARER: Self = Self { bearer: Mention::Reason, dpop: Mention::None, algs: String::new() };
    const DPOP: Self = Self { bearer: Mention::None, dpop: Mention::Reason, algs: String::new() };
}

impl Challenge {
    /// The answer to a request without a token: 401 without `error` (RFC 6750 §3.1).
    pub const MISSING_TOKEN: Self = Self::new(401, None, Cow::Borrowed(""));

    /// The answer to a request with two tokens, or with one token in two places: 400
    /// `invalid_request` (RFC 6750 §2, §3.1).
    pub const TWO_TOKENS: Self =
        Self::new(400, Some("invalid_request"), Cow::Borrowed("the request gives more than one token"));

    /// The answer to a request with a malformed `Authorization` header: 400
    /// `invalid_request` (RFC 6750 §3.1). For a malformed token, use
    /// [`invalid_token`](Self::invalid_token).
    ///
    /// Here and below, `description` is sent to the client.
    #[must_use]
    pub fn invalid_request(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(400, Some("invalid_request"), description.into())
    }

    /// The answer to a token that is not valid here, for example an expired one: 401
    /// `invalid_token` (RFC 6750 §3.1). The client may get another token and try again.
    #[must_use]
    pub fn invalid_token(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(401, Some("invalid_token"), description.into())
    }

    /// The answer to a token that is valid but does not grant this: 403
    /// `insufficient_scope` (RFC 6750 §3.1). See [`with_scope`](Self::with_scope).
    #[must_use]
    pub fn insufficient_scope(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(403, Some("insufficient_scope"), description.into())
    }

    /// The answer if the user must log in again, or in another way: 401
    /// `insufficient_user_authentication` (RFC 9470 §3). See
    /// [`with_max_age`](Self::with_max_age) and
    /// [`with_acr_values`](Self::with_acr_values).
    #[must_use]
    pub fn insufficient_user_authentication(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(401, Some("insufficient_user_authentication"), description.into())
    }

    const fn new(status: u16, error: Option<&'static str>, description: Cow<'static, str>) -> Self {
        Self {
            status,
            error,
            description,
            scope: Scopes::NONE,
            acr_values: Vec::new(),
            max_age: None,
            resource_metadata: Cow::Borrowed(""),
            schemes: Schemes::BEARER,
        }
    }

    /// Sets the scopes that the request needs (RFC 6750 §3). Strings that are not scope
    /// tokens (RFC 6749 §3.3) are left out.
    #[must_use]
    pub fn with_scope<S: AsRef<str>>(self, scopes: impl IntoIterator<Item = S>) -> Self {
        Self { scope: scopes.into_iter().collect(), ..self }
    }

    /// Sets the accepted authentication context class references, the preferred one
    /// first (RFC 9470 §3). Values with spaces, quotes or backslashes are left out.
    #[must_use]
    pub fn with_acr_values<S: AsRef<str>>(self, values: impl IntoIterator<Item = S>) -> Self {
        let values: Scopes = values.into_iter().collect();
        Self { acr_values: values.iter().map(str::to_owned).collect(), ..self }
    }

    /// Sets the maximum time since the user's login, in seconds (RFC 9470 §3).
    #[must_use]
    pub fn with_max_age(self, seconds: u64) -> Self {
        Self { max_age: Some(seconds), ..self }
    }

    /// Sets the URL of the protected resource metadata, from which a client learns the
    /// authorization server (RFC 9728 §5.1). An empty one is left out.
    #[must_use]
    pub fn with_resource_metadata(self, url: impl Into<Cow<'static, str>>) -> Self {
        Self { resource_metadata: url.into(), ..self }
    }

    /// The answer to a proof, or to a token without one (RFC 9449 §7.1): 401.
    fn of_proof(code: Code, description: &'static str) -> Self {
        let error = match code {
            Code::NonceRequired => "use_dpop_nonce",
            Code::KeyMismatch | Code::TokenUnbound | Code::DpopRequired => "invalid_token",
            _ => "invalid_dpop_proof",
        };
        Self { schemes: Schemes::DPOP, ..Self::new(401, Some(error), description.into()) }
    }

    /// The same answer with the schemes that a service accepts.
    #[cfg(feature = "http")]
    pub(crate) fn with_schemes(self, schemes: Schemes) -> Self {
        Self { schemes, ..self }
    }

    /// The HTTP status code: 400, 401 or 403.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The error code of RFC 6750 §3.1, RFC 9470 §3 or RFC 9449 §7.1; `None` if the request has
    /// no token.
    #[must_use]
    pub fn error(&self) -> Option<&'static str> {
        self.error
    }

    /// The message for the client; empty if the request has no token.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The scopes that the request needs, if they are known.
    #[must_use]
    pub fn scope(&self) -> &Scopes {
        &self.scope
    }

    /// The value of the `WWW-Authenticate` header, in printable ASCII. `realm` names
    /// what is protected (RFC 9110 §11.5); an empty one is left out. Quotes and
    /// backslashes are escaped in the realm, and removed from the description (RFC 6750
    /// §3). Other characters that a header cannot contain are removed.
    #[must_use]
    pub fn www_authenticate(&self, realm: &str) -> String {
        let Schemes { bearer, dpop, algs } = &self.schemes;
        let parts = [("Bearer", *bearer, ""), ("DPoP", *dpop, algs)];
        let parts = parts.into_iter().filter(|(_, mention, _)| *mention != Mention::None);
        let parts: Vec<_> =
            parts.map(|(scheme, mention, algs)| self.part(scheme, mention, realm, algs)).collect();
        parts.join(", ")
    }

    /// The part of one scheme.
    fn part(&self, scheme: &str, mention: Mention, realm: &str, algs: &str) -> String {
        let mut header = Header::of(scheme);
        header.quoted("realm", realm);
        if mention == Mention::Reason {
            header.plain("error", self.error.unwrap_or_default());
            header.plain("error_description", &self.description);
            header.plain("scope", self.scope.as_str());
            header.plain("acr_values", &self.acr_values.join(" "));
            header.plain("max_age", &self.max_age.map(|seconds| seconds.to_string()).unwrap_or_default());
        }
        header.plain("algs", algs);
        header.plain("resource_metadata", &self.resource_metadata);
        header.into_value()
    }
}

impl Error {
    /// The HTTP answer to the refused token, by [the table](Error#401-or-403). `None`
    /// for errors about keys, configuration and issuing, which are answered with 500, and for
    /// those of refresh tokens, which do not occur in requests with an access token.
    ///
    /// - 403 `insufficient_scope` if the token [grants too
    ///   little](Error::is_insufficient). `scope` has the values of the broken `any_of`
    ///   and `all_of` rules on fields of type [`Scopes`].
    /// - 401 `insufficient_user_authentication` (RFC 9470 §3) if every broken rule is
    ///   on `acr` or `auth_time`. `acr_values` has the values of the rules on `acr`.
    ///   `max_age` has the value of the rule `max_age` on `auth_time`; without that rule,
    ///   add it with [`Challenge::with_max_age`].
    /// - 401 `invalid_token` otherwise.
    #[must_use]
    pub fn challenge(&self) -> Option<Challenge> {
        let description = self.client_message();
        Some(match self.kind() {
            ErrorKind::InvalidKey
            | ErrorKind::Unsupported
            | ErrorKind::Issue
            | ErrorKind::KeyStore
            | ErrorKind::Signer
            | ErrorKind::Session
            | ErrorKind::Unavailable
            | ErrorKind::Config => return None,
            ErrorKind::Proof => Challenge::of_proof(self.code, description),
            _ if self.is_insufficient() => {
                Challenge::insufficient_scope(description).with_scope(wanted_scopes(self.broken_rules()))
            }
            _ if self.wants_other_login() => {
                let (acr, age) = (wanted_acr(self.violations()), wanted_age(self.violations()));
                let challenge = Challenge::insufficient_user_authentication(description).with_acr_values(acr);
                Challenge { max_age: age, ..challenge }
            }
            _ => Challenge::invalid_token(description),
        })
    }
}

/// The shortest age that the broken rules on `auth_time` accept, in seconds.
fn wanted_age(violations: &[Violation]) -> Option<u64> {
    let rules = violations.iter().filter(|one| one.claim() == "auth_time").flat_map(Violation::rules);
    rules.filter(|spec| matches!(spec.rule, Rule::MaxAge)).filter_map(|spec| spec.values.seconds()).min()
}

/// The authentication context classes that the broken rules accept.
pub(crate) fn wanted_acr(violations: &[Violation]) -> Vec<String> {
    let of_acr = violations.iter().filter(|violation| violation.claim() == "acr");
    let is_list =
        |spec: &&RuleSpec| matches!(spec.rule, Rule::Equals | Rule::OneOf | Rule::AnyOf | Rule::AtLeast);
    texts(of_acr.flat_map(Violation::rules).filter(is_list))
}

#[cfg(test)]
mod tests {
    use super::*;

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

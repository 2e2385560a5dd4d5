//! 401 or 403: the HTTP answer to a broken rule (RFC 6750 §3.1). The same table is in
//! `CODES.md`, and a test compares the two.

/// The HTTP answer to a token that breaks a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 401 `invalid_token`: the token is not valid here.
    InvalidToken,
    /// 403 `insufficient_scope`: the token is valid but does not grant this.
    InsufficientScope,
}

impl Answer {
    /// The chosen answer, or that of the claim's name, or that of the rule, in this
    /// order.
    pub(crate) fn of_violation(chosen: Option<Self>, about_the_token: bool, by_rule: Self) -> Self {
        chosen.unwrap_or(if about_the_token { Self::InvalidToken } else { by_rule })
    }

    /// The HTTP status code.
    pub(crate) const fn status(self) -> u16 {
        match self {
            Self::InvalidToken => 401,
            Self::InsufficientScope => 403,
        }
    }
}

/// Claims about the token and its user, not about permission: a broken rule on one of
/// them is 401.
const ABOUT_THE_TOKEN: [&str; 18] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "nonce",
    "azp",
    "client_id",
    "token_use",
    "acr",
    "amr",
    "auth_time",
    "sid",
    "cnf",
    "at_hash",
    "c_hash",
];

/// True if the path is one of these claims, or inside one.
pub(crate) fn is_about_the_token(path: &str) -> bool {
    let name = path.split(['.', '[']).next().unwrap_or(path);
    ABOUT_THE_TOKEN.contains(&name)
}

//! 401 or 403: which answer a broken rule calls for (RFC 6750 §3.1). The same
//! table is in `CODES.md`, and a test compares the two.

/// What a service answers to a token that breaks a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 401 `invalid_token`: the token is not for this.
    InvalidToken,
    /// 403 `insufficient_scope`: the token is for this, but does not grant it.
    InsufficientScope,
}

impl Answer {
    /// What a choice of the user's, the claim's name and the rule come to, in
    /// this order.
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

/// Claims about whom and what a token is for, beside the registered ones: a
/// rule on one of them is never about permission.
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

/// Whether the claim at that path is, or is inside, a claim about the token.
pub(crate) fn is_about_the_token(path: &str) -> bool {
    let name = path.split(['.', '[']).next().unwrap_or(path);
    ABOUT_THE_TOKEN.contains(&name)
}

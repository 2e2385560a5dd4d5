//! The record of one case.

use serde::Deserialize;
use serde_json::Value;

/// One case, as a verifier may know it: without what is expected of it.
#[derive(Debug, Deserialize)]
pub struct Case {
    /// For reports only.
    pub id: String,
    /// `jws`, `jwk`, `claims`, `jwe` or `thumbprint`.
    pub kind: String,
    /// `compact` or `json`.
    #[serde(default = "compact")]
    pub form: String,
    /// The one algorithm that the verifier is pinned to.
    pub alg: Option<String>,
    /// The one content encryption, for a case of kind `jwe`.
    pub enc: Option<String>,
    /// A JWK or a JWK Set.
    #[serde(default)]
    key: Value,
    /// Its raw text, where that matters.
    key_json: Option<String>,
    #[serde(default)]
    token: Option<String>,
    token_parts: Option<Vec<(String, usize)>>,
    /// What claims are validated against.
    pub profile: Option<Profile>,
    /// Features that the case turns on.
    #[serde(default)]
    pub needs: Vec<String>,
}

/// What is demanded of the claims.
#[derive(Debug, Deserialize)]
pub struct Profile {
    pub(crate) iss: Option<String>,
    pub(crate) aud: Option<String>,
    pub(crate) typ: Option<String>,
    pub(crate) now: i64,
    #[serde(default)]
    pub(crate) leeway: u64,
    #[serde(default)]
    pub(crate) required: Vec<String>,
    pub(crate) max_token_bytes: Option<usize>,
    #[serde(default)]
    pub(crate) scope_all: Vec<String>,
    #[serde(default)]
    pub(crate) roles_any: Vec<String>,
}

/// What is expected of a case.
#[derive(Debug, Deserialize)]
pub struct Labels {
    pub(crate) expect: String,
    pub(crate) expect_error_class: Option<String>,
    pub(crate) error_classes_ok: Option<Vec<String>>,
    pub(crate) payload: Option<String>,
    pub(crate) thumbprint: Option<String>,
    pub(crate) thumbprint_uri: Option<String>,
    #[serde(default)]
    pub(crate) flags: Vec<String>,
    #[serde(default)]
    pub(crate) why: String,
}

impl Case {
    /// The token, put together where it comes in parts.
    #[must_use]
    pub fn token(&self) -> String {
        match &self.token_parts {
            Some(parts) => parts.iter().map(|(text, times)| text.repeat(*times)).collect(),
            None => self.token.clone().unwrap_or_default(),
        }
    }

    /// The text of the key.
    #[must_use]
    pub fn key(&self) -> String {
        self.key_json.clone().unwrap_or_else(|| self.key.to_string())
    }

    /// Whether the key is a JWK Set.
    #[must_use]
    pub fn has_key_set(&self) -> bool {
        let raw = self.key_json.as_ref().and_then(|text| serde_json::from_str::<Value>(text).ok());
        raw.as_ref().unwrap_or(&self.key).get("keys").is_some()
    }
}

fn compact() -> String {
    "compact".to_owned()
}

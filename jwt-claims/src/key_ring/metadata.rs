//! The metadata of an issuer: where its keys are, and what it supports.

use serde::Serialize;
use serde_json::{Map, Value};

use super::document::Document;
use super::issuer_url::{check_issuer, check_url, origin_and_path};
use super::published_keys::PublishedKeys;
use crate::base::shown::shown;
use crate::crypto::algorithm::Algorithm;
use crate::error::{Code, Error};

/// The media type of metadata (RFC 8414 §3.2).
const JSON: &str = "application/json";
/// The place of the key set, unless the metadata says another.
pub(crate) const JWKS_PATH: &str = "/.well-known/jwks.json";
const OPENID_CONFIGURATION: &str = "/.well-known/openid-configuration";
const AUTHORIZATION_SERVER: &str = "/.well-known/oauth-authorization-server";

/// The metadata of an issuer, for the documents of OpenID Connect Discovery 1.0 §3 and of
/// RFC 8414 §2. With them, a client that knows the issuer can find its keys.
///
/// `issuer`, `jwks_uri` and the algorithms are set for you, and so are
/// `response_types_supported` and `subject_types_supported`, which you can replace. An
/// authorization server has more; add its fields with [`with_field`](Self::with_field).
///
/// ```
/// # use std::time::Duration;
/// # use jwt_claims::Algorithm;
/// use jwt_claims::key_ring::{KeyRing, ServerMetadata};
///
/// # fn main() -> Result<(), jwt_claims::Error> {
/// # let ring = KeyRing::builder(Algorithm::ES256, Duration::from_secs(900)).in_memory()?;
/// let metadata = ServerMetadata::new("https://auth.example.com")?
///     .with_field("authorization_endpoint", "https://auth.example.com/authorize")?
///     .with_field("token_endpoint", "https://auth.example.com/token")?
///     .with_field("grant_types_supported", ["authorization_code", "refresh_token"])?;
///
/// let document = metadata.openid_configuration(&ring)?;
/// assert!(document.body().contains(r#""jwks_uri":"https://auth.example.com/.well-known/jwks.json""#));
/// assert!(document.body().contains(r#""id_token_signing_alg_values_supported":["ES256"]"#));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct ServerMetadata {
    issuer: String,
    jwks_uri: String,
    fields: Map<String, Value>,
}

impl ServerMetadata {
    /// The metadata of an issuer. The issuer is the `iss` of its tokens, exactly. Its keys
    /// are at `/.well-known/jwks.json` below it.
    ///
    /// # Errors
    /// `invalid_config` if it is not an `https` URL (or `http` on this machine), or has a
    /// query or fragment.
    pub fn new(issuer: impl Into<String>) -> Result<Self, Error> {
        let issuer = issuer.into();
        check_issuer(&issuer)?;
        let (origin, path) = origin_and_path(&issuer);
        let jwks_uri = format!("{origin}{path}{JWKS_PATH}");
        Ok(Self { issuer, jwks_uri, fields: Map::new() })
    }

    /// Sets the URL of the key set.
    ///
    /// # Errors
    /// `invalid_config` if it is not an `https` URL, or `http` on this machine, or if its
    /// path is empty or ends with a slash.
    pub fn with_jwks_uri(self, url: impl Into<String>) -> Result<Self, Error> {
        let jwks_uri = url.into();
        check_url("`jwks_uri`", &jwks_uri)?;
        let (origin, path) = origin_and_path(&jwks_uri);
        let rest = &jwks_uri[origin.len() + path.len()..];
        if path.is_empty() || rest.starts_with('/') {
            let detail =
                "expected `jwks_uri` with a path that does not end with a slash, such as `/jwks.json`";
            return Err(Error::new(Code::Config, detail));
        }
        Ok(Self { jwks_uri, ..self })
    }

    /// Sets a field, such as `token_endpoint` or one of your own. A second value for a name
    /// replaces the first. If the name ends with `_endpoint` or `_uri`, the value is a URL.
    ///
    /// # Errors
    /// `invalid_config` for `issuer` and `jwks_uri`, for `null` and an empty list, which are
    /// left out of metadata (RFC 8414 §3.2), for a value that is not JSON, and for an endpoint
    /// that is not an `https` URL, or `http` on this machine.
    pub fn with_field(mut self, name: impl Into<String>, value: impl Serialize) -> Result<Self, Error> {
        let name = name.into();
        let refused = |why: &str| {
            Err(Error::new(Code::Config, format!("the field `{}` of the metadata {why}", shown(&*name))))
        };
        if name == "issuer" || name == "jwks_uri" {
            return refused("is set by `ServerMetadata::new` and `with_jwks_uri`; use these");
        }
        let value = match serde_json::to_value(value) {
            Ok(Value::Null) => return refused("is `null`; leave it out"),
            Ok(Value::Array(list)) if list.is_empty() => return refused("is an empty list; leave it out"),
            Ok(value) => value,
            Err(_) => return refused("cannot be written as JSON; use a type that can"),
        };
        if name.ends_with("_endpoint") || name.ends_with("_uri") {
            check_url(&format!("`{}`", shown(&*name)), value.as_str().unwrap_or_default())?;
        }
        self.fields.insert(name, value);
        Ok(self)
    }

    /// The document of OpenID Connect Discovery 1.0 §4.
    ///
    /// # Errors
    /// `unsupported` if no backend is compiled in.
    pub fn openid_configuration(&self, keys: &(impl PublishedKeys + ?Sized)) -> Result<Document, Error> {
        let mut fields = self.common();
        fields.insert("subject_types_supported".into(), Value::from(vec!["public"]));
        let algorithms: Vec<&str> = keys.algorithms().into_iter().map(Algorithm::name).collect();
        fields.insert("id_token_signing_alg_values_supported".into(), Value::from(algorithms));
        self.document(fields, keys.jwks().max_age())
    }

    /// The document of RFC 8414 §3.
    ///
    /// # Errors
    /// The same as [`openid_configuration`](Self::openid_configuration).
    pub fn authorization_server(&self, keys: &(impl PublishedKeys + ?Sized)) -> Result<Document, Error> {
        self.document(self.common(), keys.jwks().max_age())
    }

    fn common(&self) -> Map<String, Value> {
        // without an authorization endpoint there are tokens alone, as with Kubernetes
        let has_endpoint = self.fields.contains_key("authorization_endpoint");
        let response_type = if has_endpoint { "code" } else { "id_token" };
        [
            ("issuer", Value::from(self.issuer.as_str())),
            ("jwks_uri", Value::from(self.jwks_uri.as_str())),
            ("response_types_supported", Value::from(vec![response_type])),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
    }

    fn document(&self, mut fields: Map<String, Value>, max_age: u64) -> Result<Document, Error> {
        fields.extend(self.fields.clone());
        Document::new(Value::Object(fields).to_string(), JSON, max_age)
    }

    /// The issuer.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The path of the key set on its server.
    #[must_use]
    pub fn jwks_path(&self) -> &str {
        origin_and_path(&self.jwks_uri).1
    }

    /// The path of [`openid_configuration`](Self::openid_configuration): below the issuer.
    #[must_use]
    pub fn openid_configuration_path(&self) -> String {
        format!("{}{OPENID_CONFIGURATION}", origin_and_path(&self.issuer).1)
    }

    /// The path of [`authorization_server`](Self::authorization_server): before the path of
    /// the issuer (RFC 8414 §3.1).
    #[must_use]
    pub fn authorization_server_path(&self) -> String {
        format!("{AUTHORIZATION_SERVER}{}", origin_and_path(&self.issuer).1)
    }
}

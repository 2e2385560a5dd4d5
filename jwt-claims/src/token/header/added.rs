//! Parameters that an issuer adds to the headers of its tokens.

use serde::Serialize;

use crate::base::shown::{kind, shown};
use crate::error::{Code, Error};

/// Names and JSON values of added parameters.
#[derive(Clone, Default)]
pub(crate) struct Added(Vec<(String, String)>);

impl Added {
    /// Sets a parameter. A second value for a name replaces the first.
    pub(crate) fn set(&mut self, name: &str, json: String) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, value)) => *value = json,
            None => self.0.push((name.to_owned(), json)),
        }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds them to a JSON object that has members.
    pub(crate) fn append_to(&self, object: &mut Vec<u8>) {
        if self.is_empty() {
            return;
        }
        object.pop();
        for (name, json) in &self.0 {
            object.push(b',');
            object.extend_from_slice(serde_json::Value::from(name.as_str()).to_string().as_bytes());
            object.push(b':');
            object.extend_from_slice(json.as_bytes());
        }
        object.push(b'}');
    }
}

/// The names that an issuer must not choose a value for, and what to do.
const RESERVED: [(&str, &str); 12] = [
    ("alg", "it is the algorithm of the key; create the issuer with a key of another one"),
    ("typ", "the claims type declares it: `#[claims(typ = \"...\")]`"),
    ("kid", "it is the name of the key; set it with `SigningKey::with_kid`"),
    ("crit", "verifiers refuse it if they do not support each named extension; leave it out"),
    ("b64", "the payload of a token is always base64url (RFC 7797 §7); leave it out"),
    ("enc", "it belongs to encrypted tokens (RFC 7516 §4.1.2); leave it out"),
    ("zip", "it belongs to encrypted tokens (RFC 7516 §4.1.3); leave it out"),
    ("cty", "it announces a nested token (RFC 7519 §5.2), and this one has claims; leave it out"),
    ("jwk", "write the public half of the key with `Issuer::with_jwk`"),
    ("x5c", "write the certificates of the key with `Issuer::with_x5c`"),
    ("x5t", "write the thumbprint of the certificate with `Issuer::with_x5t`"),
    ("x5t#S256", "write the thumbprint of the certificate with `Issuer::with_x5t_s256`"),
];

/// Checks a name and its value, and returns the value as JSON.
pub(crate) fn checked(name: &str, value: &impl Serialize) -> Result<String, Error> {
    check_name(name)?;
    let json = serde_json::to_string(value).map_err(|_| {
        refused(name, "a value that can be written as JSON, found one that fails; use text or numbers")
    })?;
    if json == "null" {
        return Err(refused(name, "a value, found null; leave the parameter out"));
    }
    if matches!(name, "jku" | "x5u") && !json.starts_with("\"https://") {
        let found = if kind(&json) == "a string" { "another text" } else { kind(&json) };
        return Err(refused(
            name,
            &format!("a URL that begins with https://, found {found} (RFC 7515 §4.1)"),
        ));
    }
    Ok(json)
}

fn check_name(name: &str) -> Result<(), Error> {
    let reserved = RESERVED.iter().find(|(reserved, _)| name.trim().eq_ignore_ascii_case(reserved));
    match reserved {
        Some((_, way_out)) => Err(Error::new(
            Code::Config,
            format!(
                "expected a header parameter that the issuer may set, found `{}`; {way_out}",
                shown(name)
            ),
        )),
        None if name.trim().is_empty() => {
            Err(Error::new(Code::Config, "expected the name of a header parameter, found none; name it"))
        }
        None => Ok(()),
    }
}

#[cold]
fn refused(name: &str, what: &str) -> Error {
    Error::new(Code::Config, format!("expected the header parameter `{}` to have {what}", shown(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_follow_the_members_of_the_object() {
        let mut added = Added::default();
        let written = |added: &Added| {
            let mut object = br#"{"alg":"HS256"}"#.to_vec();
            added.append_to(&mut object);
            String::from_utf8(object).unwrap()
        };
        assert_eq!(written(&added), r#"{"alg":"HS256"}"#);
        added.set("a\"b", "1".into());
        added.set("c", "[]".into());
        added.set("a\"b", "2".into());
        assert_eq!(written(&added), r#"{"alg":"HS256","a\"b":2,"c":[]}"#);
    }

    #[test]
    fn reserved_names_are_refused_with_a_way_out() {
        for (name, way_out) in RESERVED {
            for name in [name.to_owned(), name.to_uppercase(), format!(" {name}\n")] {
                let error = checked(&name, &"x").unwrap_err();
                assert_eq!(error.code(), "invalid_config");
                assert!(error.to_string().ends_with(way_out), "{name}: {error}");
                assert!(!error.to_string().contains('\n'));
            }
        }
        for name in ["", " ", "\t"] {
            assert!(checked(name, &"x").is_err(), "{name:?}");
        }
        for name in ["x5", "algorithm", "iss", "x5t#S384", "é", "a b"] {
            assert!(checked(name, &"x").is_ok(), "{name:?}");
        }
    }

    #[test]
    fn values() {
        assert_eq!(checked("n", &1.5).unwrap(), "1.5");
        assert_eq!(checked("n", &["a", "\""]).unwrap(), r#"["a","\""]"#);
        assert_eq!(
            checked("jku", &"https://auth.example.com/jwks").unwrap(),
            "\"https://auth.example.com/jwks\""
        );
        let bytes = std::collections::BTreeMap::from([(vec![1_u8], 1)]);
        for error in [
            checked("n", &None::<u8>),
            checked("n", &f64::NAN),
            checked("n", &bytes),
            checked("jku", &"http://auth.example.com"),
            checked("x5u", &"file:///etc/passwd"),
            checked("jku", &["https://auth.example.com"]),
        ] {
            assert_eq!(error.unwrap_err().code(), "invalid_config");
        }
    }
}

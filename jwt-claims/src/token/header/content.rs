//! The parameters of a header that the library does not use, for its users.

use std::borrow::Cow;
use std::fmt;

use base64_simd::forgiving_decode_to_vec;
use serde::de::{Deserialize, Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::Header;
use super::parameters::Text;
use crate::base::shown::{kind, shown};
use crate::error::{Code, Error};

/// What the sender wrote, as it is in the token. In a verified token, these parameters
/// were signed; they still prove nothing about the key that signed.
impl<'h> Header<'h> {
    /// Any parameter, read as `T`; `None` if it is absent. Use it for parameters of
    /// your own; each call parses the header again.
    ///
    /// ```
    /// # use jwt_claims::{Claims, Issuer, SigningKey, Verifier};
    /// # #[derive(Claims)] #[claims(ttl = "5m")] struct Session { sub: String }
    /// # fn main() -> Result<(), jwt_claims::Error> {
    /// # let key = SigningKey::hs256("a secret of at least thirty-two bytes")?;
    /// # let verifier = Verifier::new(key.verifying_key());
    /// let issuer = Issuer::new(key).with_header_parameter("region", "eu-1")?;
    /// # let issued = issuer.issue(&Session { sub: "alice".into() })?;
    /// let session = verifier.verify::<Session>(issued.as_str())?;
    /// let region: Option<String> = session.header().get("region")?;
    /// assert_eq!(region.as_deref(), Some("eu-1"));
    /// assert_eq!(session.header().get::<u64>("version")?, None);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `token_malformed` if the parameter has another type. The message does not repeat
    /// its value.
    pub fn get<T: Deserialize<'h>>(&self, name: &str) -> Result<Option<T>, Error> {
        let Some(value) = self.find(name) else { return Ok(None) };
        serde_json::from_str(value).map(Some).map_err(|_| wrong_type(name, value))
    }

    /// `x5t`: the SHA-1 thumbprint of the certificate, in base64url (RFC 7515 §4.1.7).
    /// `None` also if it is not a string.
    #[must_use]
    pub fn x5t(&self) -> Option<Cow<'h, str>> {
        self.text("x5t")
    }

    /// `x5t#S256`: the SHA-256 thumbprint of the certificate, in base64url (RFC 7515
    /// §4.1.8). `None` also if it is not a string.
    #[must_use]
    pub fn x5t_s256(&self) -> Option<Cow<'h, str>> {
        self.text("x5t#S256")
    }

    /// `x5c`: the DER of the certificate chain, the key's own certificate first (RFC
    /// 7515 §4.1.6). `None` also if it is not an array of base64.
    ///
    /// **Not trusted**: anyone can write a certificate here. Neither the chain nor the
    /// key is checked.
    #[must_use]
    pub fn x5c(&self) -> Option<Vec<Vec<u8>>> {
        let chain: Vec<Text<'h>> = self.read("x5c")?;
        let decoded = chain.iter().map(|Text(text)| forgiving_decode_to_vec(text.as_bytes()).ok());
        decoded.collect()
    }

    /// `jwk`: the JSON of a public key (RFC 7515 §4.1.3). `None` also if it is not an
    /// object.
    ///
    /// **Not trusted**: anyone can write a key here, and sign with it. Such a signature
    /// proves that the sender has this key and nothing else. Compare its
    /// [`thumbprint`](crate::jwk::thumbprint) with one that you trust, such as `cnf` in
    /// another token (RFC 7800).
    #[must_use]
    pub fn jwk(&self) -> Option<&'h str> {
        self.find("jwk").filter(|value| value.starts_with('{'))
    }

    /// `jku`: the URL of a JWK Set (RFC 7515 §4.1.2). `None` also if it is not a
    /// string.
    ///
    /// **Not trusted**: anyone can write a URL here. Do not fetch keys from it; use the
    /// URL that you configured for the issuer.
    #[must_use]
    pub fn jku(&self) -> Option<Cow<'h, str>> {
        self.text("jku")
    }

    /// `x5u`: the URL of a certificate chain (RFC 7515 §4.1.5). `None` also if it is
    /// not a string.
    ///
    /// **Not trusted**: see [`jku`](Self::jku).
    #[must_use]
    pub fn x5u(&self) -> Option<Cow<'h, str>> {
        self.text("x5u")
    }

    fn text(&self, name: &str) -> Option<Cow<'h, str>> {
        self.read::<Text<'h>>(name).map(|Text(text)| text)
    }

    fn read<T: Deserialize<'h>>(&self, name: &str) -> Option<T> {
        serde_json::from_str(self.find(name)?).ok()
    }

    /// The JSON of a parameter. The names of an accepted header are distinct.
    fn find(&self, name: &str) -> Option<&'h str> {
        serde_json::Deserializer::from_str(self.json.0).deserialize_map(Find(name)).ok().flatten()
    }
}

#[cold]
fn wrong_type(name: &str, value: &str) -> Error {
    Error::new(
        Code::Malformed,
        format!(
            "expected the header parameter `{}` to have the type that it is read as, found {} that does not \
             fit; read it as another type, or let the issuer write this one",
            shown(name),
            kind(value)
        ),
    )
}

/// The JSON of the member with this name.
struct Find<'n>(&'n str);

impl<'h> Visitor<'h> for Find<'_> {
    type Value = Option<&'h str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JOSE header")
    }

    fn visit_map<A: MapAccess<'h>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(Text(name)) = map.next_key::<Text<'h>>()? {
            if name == self.0 {
                found = Some(map.next_value::<&'h RawValue>()?.get());
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(members: &str) -> String {
        format!(r#"{{"alg":"HS256"{members}}}"#)
    }

    #[test]
    fn parameters_are_returned_as_they_are() {
        let json = header(
            r##","x5t":"a-_","x5t#S256":"b\u002d","x5c":["AQID","BA=="],"jwk":{ "kty":"EC"},"jku":"https://x","x5u":"https://y","n":[1,{"m":null}],"o\u0077n":true"##,
        );
        let header = Header::parse(json.as_bytes()).unwrap();
        assert_eq!(header.x5t().as_deref(), Some("a-_"));
        assert_eq!(header.x5t_s256().as_deref(), Some("b-"));
        assert_eq!(header.x5c(), Some(vec![vec![1, 2, 3], vec![4]]));
        assert_eq!(header.jwk(), Some(r#"{ "kty":"EC"}"#));
        assert_eq!(header.jku().as_deref(), Some("https://x"));
        assert_eq!(header.x5u().as_deref(), Some("https://y"));
        assert_eq!(header.get::<&str>("alg").unwrap(), Some("HS256"));
        assert_eq!(header.get::<bool>("own").unwrap(), Some(true));
        assert_eq!(header.get::<Vec<serde_json::Value>>("n").unwrap().unwrap().len(), 2);
        for absent in ["", "N", "own ", "m", "kid"] {
            assert_eq!(header.get::<serde_json::Value>(absent).unwrap(), None, "{absent}");
        }
    }

    #[test]
    fn absent_and_ill_typed_parameters() {
        let getters = |header: &Header<'_>| {
            [
                header.x5t().is_some(),
                header.x5t_s256().is_some(),
                header.x5c().is_some(),
                header.jwk().is_some(),
                header.jku().is_some(),
                header.x5u().is_some(),
            ]
        };
        assert_eq!(getters(&Header::default()), [false; 6]);
        assert_eq!(getters(&Header::parse(header("").as_bytes()).unwrap()), [false; 6]);
        for value in ["null", "true", "1", "[1]", r#"["!"]"#] {
            let names = ["x5t", "x5t#S256", "x5c", "jwk", "jku", "x5u"];
            let members: String = names.iter().map(|name| format!(r#","{name}":{value}"#)).collect();
            let json = header(&members);
            assert_eq!(getters(&Header::parse(json.as_bytes()).unwrap()), [false; 6], "{value}");
        }
    }

    #[test]
    fn an_error_names_the_parameter_and_not_its_value() {
        let json = header(r#","n":"a secret","big":18446744073709551616,"none":null,"escaped":"\n""#);
        let header = Header::parse(json.as_bytes()).unwrap();
        for (name, found) in [("n", "a string"), ("big", "a number"), ("none", "null")] {
            let error = header.get::<u64>(name).unwrap_err();
            assert_eq!(error.code(), "token_malformed");
            let text = error.to_string();
            assert!(text.contains(&format!("`{name}`")) && text.contains(found), "{text}");
            assert!(!text.contains("secret") && !text.contains("1844"), "{text}");
        }
        assert_eq!(header.get::<Option<u64>>("none").unwrap(), Some(None));
        // a borrowed text cannot have escapes
        assert!(header.get::<&str>("escaped").is_err());
        assert_eq!(header.get::<String>("escaped").unwrap().as_deref(), Some("\n"));
    }
}

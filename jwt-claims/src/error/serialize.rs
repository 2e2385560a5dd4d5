//! Errors as structured data, for logs.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::Error;
use super::violation::Violation;

/// Writes the error for a structured log: `code`, `message` (the text of `Display`),
/// `violations`, `violations_left_out` and `is_complete`. Later versions may add
/// fields.
///
/// The texts are escaped, cut and redacted, as in `Display`. Like `Display`, they say
/// what the service expects, so do not send them to the client; send
/// [`client_message`](Error::client_message).
///
/// ```
/// # use jwt_claims::{Claims, Issuer, SigningKey, Verifier};
/// # #[derive(Claims)] #[claims(ttl = "15m")] struct Session { sub: String }
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let verifier = Verifier::new(SigningKey::hs256("a secret of at least thirty-two bytes")?.verifying_key());
/// # let text = "not a token";
/// let error = verifier.verify::<Session>(text).err().expect("it is not a token");
/// let line = serde_json::to_value(&error)?;
/// assert_eq!(line["code"], "token_malformed");
/// assert_eq!(line["violations"], serde_json::json!([]));
/// # Ok(()) }
/// ```
impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Error", 5)?;
        fields.serialize_field("code", self.code())?;
        fields.serialize_field("message", &format_args!("{self}"))?;
        fields.serialize_field("violations", self.violations())?;
        fields.serialize_field("violations_left_out", &self.violations_left_out())?;
        fields.serialize_field("is_complete", &self.is_complete())?;
        fields.end()
    }
}

/// Writes the violation for a structured log: `claim`, `rule`, `code`, `expected`,
/// `actual` and `answer` (401 or 403, see [`is_permission`](Violation::is_permission)).
/// Later versions may add fields.
impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Violation", 6)?;
        fields.serialize_field("claim", self.claim())?;
        fields.serialize_field("rule", self.rule())?;
        fields.serialize_field("code", self.code())?;
        fields.serialize_field("expected", self.expected())?;
        fields.serialize_field("actual", self.actual())?;
        fields.serialize_field("answer", &self.answer().status())?;
        fields.end()
    }
}

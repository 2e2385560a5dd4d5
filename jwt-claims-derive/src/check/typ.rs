//! CHECK: the accepted types of the header, and `absent` among them.

use crate::base::errors::{Errors, refuse};
use crate::model::Model;
use crate::syntax::value::Value;

pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    let typs = &model.claims.typ;
    let is_meant = |value: &&Value| ["\"absent\"", "None", "none"].contains(&value.spelling().as_str());
    refuse!(errors, each typs.iter().filter(is_meant) =>
        "a token without `typ` is `absent`, a word without quotes: `typ = [\"JWT\", absent]`");
    if let [value] = typs.as_slice()
        && value.is_absent()
    {
        refuse!(errors, value => "`absent` stands in a list, beside a type: `typ = [\"JWT\", absent]`");
    }
    for (nth, value) in typs.iter().enumerate() {
        let is_same = |earlier: &&Value| {
            let texts = earlier.as_str().zip(value.as_str());
            texts.is_some_and(|(a, b)| a != b && compared(&a) == compared(&b))
        };
        if let Some(earlier) = typs[..nth].iter().find(is_same) {
            refuse!(errors, value =>
                "this is the same as `{}`: case and a leading `application/` are ignored; remove one",
                earlier.spelling());
        }
    }
}

/// What of a media type is compared (RFC 7515 §4.1.9).
fn compared(typ: &str) -> String {
    let typ = typ.to_ascii_lowercase();
    let subtype = typ.strip_prefix("application/").filter(|subtype| !subtype.contains('/'));
    subtype.map_or(typ.clone(), str::to_owned)
}

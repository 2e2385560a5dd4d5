//! Names of key files.

use std::path::Path;

use crate::base::base64;
use crate::base::shown::{shown, shown_within};
use crate::error::{Code, Error};

/// Longer names are not possible on most file systems.
const MAX_NAME: usize = 200;

/// The name of the file of a key: its `kid`, or `=` and the base64url of one that is not a
/// safe name.
pub(super) fn file_name(kid: &str, extension: &str) -> Result<String, Error> {
    let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let mut name = String::new();
    if !kid.is_empty() && kid.bytes().all(is_safe) {
        name.push_str(kid);
    } else {
        name.push('=');
        base64::append(kid.as_bytes(), &mut name);
    }
    if name.len() > MAX_NAME {
        return Err(Error::new(
            Code::KeyStore,
            format!(
                "expected a `kid` that fits into the name of a file, found {} of {} bytes; give the key a shorter \
                 `kid`",
                shown(kid),
                kid.len()
            ),
        ));
    }
    Ok(format!("{name}.{extension}"))
}

/// A path in a message.
pub(super) fn path(path: &Path) -> String {
    shown_within(path.to_string_lossy(), 512).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kid_has_a_name_of_its_own_inside_the_folder() {
        let kids = ["a", "A-_9", "", ".", "..", "../a", "a/b", "a.pem", "=", "é", "a b", "C:\\a", "\0"];
        let names: Vec<String> = kids.iter().map(|kid| file_name(kid, "pem").unwrap()).collect();
        for (name, kid) in names.iter().zip(kids) {
            assert!(
                name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_=.".contains(&byte)),
                "{kid}"
            );
            assert!(!name.starts_with('.') && name.matches('.').count() == 1, "{name}");
        }
        let different: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(different.len(), kids.len());
        assert!(file_name(&"a".repeat(201), "pem").is_err());
    }
}

//! Compares policies with files under version control.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::policy::Policy;

/// If this environment variable is `1`, policy files are written instead of compared.
pub const UPDATE: &str = "UPDATE_POLICIES";

/// Compares a policy with the text in a file. With `UPDATE_POLICIES=1` in the
/// environment, the file is written instead; commit it.
///
/// ```
/// # use jwt_claims::Claims;
/// use jwt_claims::testing::policy_matches;
///
/// #[derive(Claims)]
/// #[claims(issuer = "https://auth.example.com")]
/// struct Session { sub: String }
///
/// # let folder = std::env::temp_dir().join(format!("policies-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder).unwrap();
/// # let file = folder.join("session.policy");
/// # std::fs::write(&file, Session::POLICY.to_string()).unwrap();
/// // in a test; the file stands beside it, say "tests/session.policy"
/// policy_matches(Session::POLICY, &file).unwrap();
/// # std::fs::write(&file, "policy of Session\n").unwrap();
/// # assert!(policy_matches(Session::POLICY, &file).unwrap_err().to_string().contains("+   exp: required"));
/// # std::fs::remove_dir_all(&folder).unwrap();
/// ```
///
/// # Errors
/// If the policy differs from the file: the lines that differ. If the file does not
/// exist, or reading or writing it fails.
pub fn policy_matches(policy: &Policy, file: impl AsRef<Path>) -> Result<(), PolicyMismatch> {
    let file = file.as_ref();
    let mismatch = |why| PolicyMismatch { file: file.to_owned(), why };
    let actual = policy.to_string();
    if std::env::var_os(UPDATE).is_some_and(|value| value == "1") {
        return fs::write(file, actual).map_err(|error| mismatch(Why::Io(error)));
    }
    // a checkout may have changed the line endings
    let expected = fs::read_to_string(file).map_err(|error| mismatch(Why::Io(error)))?.replace("\r\n", "\n");
    if expected == actual { Ok(()) } else { Err(mismatch(Why::Differs { expected, actual })) }
}

/// A policy differs from its file.
pub struct PolicyMismatch {
    file: PathBuf,
    why: Why,
}

enum Why {
    Io(io::Error),
    Differs { expected: String, actual: String },
}

impl fmt::Display for PolicyMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        match &self.why {
            Why::Io(error) => {
                write!(f, "cannot use the policy file {file}: {error}; run with {UPDATE}=1 to write it")
            }
            Why::Differs { expected, actual } => {
                writeln!(
                    f,
                    "the policy differs from {file}; review it, then run with {UPDATE}=1 to accept \
                    it"
                )?;
                let (gone, new) = (lines_without(expected, actual), lines_without(actual, expected));
                gone.iter().try_for_each(|line| writeln!(f, "- {line}"))?;
                new.iter().try_for_each(|line| writeln!(f, "+ {line}"))
            }
        }
    }
}

/// The lines of one text that the other does not have.
fn lines_without<'a>(text: &'a str, other: &str) -> Vec<&'a str> {
    text.lines().filter(|line| !other.lines().any(|known| known == *line)).collect()
}

/// The same text as `Display`, so that `unwrap` in a test is readable.
impl fmt::Debug for PolicyMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for PolicyMismatch {}

//! Why a command failed.

use std::io;
use std::path::Path;

use serde_json::{Value, json};

use crate::error::{Error, ErrorKind};

/// A command that failed, and what the exit code says of it.
pub(super) enum Failure {
    /// An argument or a file is not usable.
    Input(String),
    /// An error of the library.
    Library(Error),
}

impl Failure {
    pub(super) fn file(path: &Path, error: &io::Error) -> Self {
        Self::Input(format!("{}: {error}", path.display()))
    }

    /// See the table of [the module](mod@crate::cli).
    pub(super) fn exit_code(&self) -> u8 {
        match self {
            Self::Input(_) => 2,
            Self::Library(error) => match error.kind() {
                ErrorKind::Unavailable => 3,
                ErrorKind::InvalidKey | ErrorKind::Unsupported | ErrorKind::Config => 2,
                _ => 1,
            },
        }
    }

    pub(super) fn text(&self) -> String {
        match self {
            Self::Input(text) => text.clone(),
            Self::Library(error) => error.to_string(),
        }
    }

    pub(super) fn json(&self) -> Value {
        match self {
            Self::Input(text) => json!({ "code": "invalid_input", "message": text }),
            Self::Library(error) => serde_json::to_value(error).unwrap_or_else(|_| json!(error.to_string())),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Library(error)
    }
}

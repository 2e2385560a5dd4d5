//! What comes from files, from the standard input and from the environment.

use std::fs;
use std::io::Read;
use std::path::Path;

use zeroize::Zeroizing;

use crate::cli::arguments::TokenInput;
use crate::cli::failure::Failure;

/// The maximum length of an input, in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// The text of a file; of the standard input for `-`.
pub(super) fn file(path: &Path, input: &mut dyn Read) -> Result<Zeroizing<String>, Failure> {
    if path == Path::new("-") {
        return stdin(input);
    }
    let open = fs::File::open(path).map_err(|error| Failure::file(path, &error))?;
    text(open).map_err(|error| Failure::file(path, &error))
}

fn stdin(input: &mut dyn Read) -> Result<Zeroizing<String>, Failure> {
    text(input).map_err(|error| Failure::Input(format!("the standard input: {error}")))
}

fn text(from: impl Read) -> std::io::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    from.take(MAX_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_BYTES {
        return Err(std::io::Error::other("expected at most 1 MiB, found more"));
    }
    Ok(text)
}

/// The bytes of a secret: the whole file, without one line break at its end.
pub(super) fn secret(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut bytes = Zeroizing::new(fs::read(path).map_err(|error| Failure::file(path, &error))?);
    for end in [b'\n', b'\r'] {
        if bytes.last() == Some(&end) {
            bytes.pop();
        }
    }
    Ok(bytes)
}

/// A variable of the environment.
pub(super) fn variable(name: &str) -> Result<Zeroizing<String>, Failure> {
    let value = std::env::var(name);
    value.map(Zeroizing::new).map_err(|_| {
        Failure::Input(format!("expected a variable `{name}` in the environment with text, found none"))
    })
}

/// The token, without white space around it and without `Bearer `.
pub(super) fn token(from: &TokenInput, input: &mut dyn Read) -> Result<Zeroizing<String>, Failure> {
    let text = match (&from.token, &from.token_env) {
        (Some(path), _) => file(path, input)?,
        (None, Some(name)) => variable(name)?,
        (None, None) => stdin(input)?,
    };
    let token = text.trim();
    let token = token.strip_prefix("Bearer ").unwrap_or(token).trim_start();
    if token.is_empty() {
        return Err(Failure::Input("expected a token, found nothing; write it to the standard input".into()));
    }
    Ok(Zeroizing::new(token.to_owned()))
}

//! The command line.

use jwt_claims::Algorithm;

/// Shown with every error.
pub const USAGE: &str = "\
usage: login [--port N] [--algorithm ES256|HS256] [--hs256]
  --port N         listen on this port of 127.0.0.1; 0 for any (default 3000)
  --algorithm ALG  sign with ES256 (default) or HS256, with a key made at start-up
  --hs256          the same as --algorithm HS256";

/// The options of the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flags {
    /// Where to listen; 0 for any port.
    pub port: u16,
    /// The algorithm of the key.
    pub algorithm: Algorithm,
}

impl Flags {
    /// Parses the arguments after the program's name.
    ///
    /// # Errors
    /// A text that says what is wrong.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut flags = Self { port: 3000, algorithm: Algorithm::ES256 };
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--port" => {
                    let port = arguments.next().ok_or("--port needs a number")?;
                    flags.port = port
                        .parse()
                        .map_err(|_| format!("--port needs a number up to 65535, not `{port}`"))?;
                }
                "--algorithm" => {
                    flags.algorithm = match arguments.next().as_deref() {
                        Some("ES256") => Algorithm::ES256,
                        Some("HS256") => Algorithm::HS256,
                        _ => return Err("--algorithm needs ES256 or HS256".to_owned()),
                    }
                }
                "--hs256" => flags.algorithm = Algorithm::HS256,
                _ => return Err(format!("`{argument}` is not a flag")),
            }
        }
        Ok(flags)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Flags, String> {
        Flags::parse(arguments.iter().map(|&argument| argument.to_owned()))
    }

    #[test]
    fn flags_are_read() {
        assert_eq!(parse(&[]), Ok(Flags { port: 3000, algorithm: Algorithm::ES256 }));
        let hs256 = Ok(Flags { port: 0, algorithm: Algorithm::HS256 });
        assert_eq!(parse(&["--port", "0", "--hs256"]), hs256);
        assert_eq!(parse(&["--algorithm", "HS256", "--port", "0"]), hs256);
    }

    #[test]
    fn mistakes_are_named() {
        for arguments in [
            &["--port"][..],
            &["--port", "65536"],
            &["--port", "-1"],
            &["--algorithm"],
            &["--algorithm", "none"],
            &["--help"],
            &["3000"],
        ] {
            let last = arguments[arguments.len() - 1];
            let error = parse(arguments).unwrap_err();
            assert!(error.contains(last) || error.contains("needs"), "{arguments:?}: {error}");
        }
    }
}

//! The arguments.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgGroup, Args, Parser, Subcommand};

use crate::crypto::algorithm::Algorithm;

/// Issue, inspect and verify tokens of one claims type.
#[derive(Debug, Parser)]
#[command(version = None, max_term_width = 100)]
pub(super) struct Arguments {
    /// Write one JSON object
    #[arg(long, global = true)]
    pub(super) json: bool,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Issue a token, for development
    Mint(MintOptions),
    /// Show the header and the claims of a token, without verifying it
    Inspect(TokenInput),
    /// Verify a token and show each check
    Explain(VerifyOptions),
    /// Verify a token
    Verify(VerifyOptions),
    /// Show what the claims type requires
    Policy,
    /// Make keys, and publish them
    #[command(subcommand)]
    Keys(KeysCommand),
}

/// Where the token is. By default it is read from the standard input.
#[derive(Args, Debug)]
pub(super) struct TokenInput {
    /// Read the token from this file
    #[arg(long, value_name = "FILE", conflicts_with = "token_env")]
    pub(super) token: Option<PathBuf>,
    /// Read the token from this variable of the environment
    #[arg(long, value_name = "NAME")]
    pub(super) token_env: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct MintOptions {
    #[command(flatten)]
    pub(super) key: SigningKeyInput,
    /// Claims as a JSON object in this file; `-` reads the standard input
    #[arg(long, value_name = "FILE")]
    pub(super) claims: Option<PathBuf>,
    /// One claim; the value is JSON, or else text; for text of digits write `sub='"42"'`
    #[arg(long, value_name = "NAME=VALUE", value_parser = claim)]
    pub(super) claim: Vec<(String, String)>,
    /// The issuer, if the claims type declares none or several
    #[arg(long, value_name = "ISS")]
    pub(super) issuer: Option<String>,
    /// An audience, if the claims type declares none or several
    #[arg(long, value_name = "AUD")]
    pub(super) audience: Vec<String>,
    /// The lifetime, such as `15m`, `1h` or a number of seconds
    #[arg(long = "for", value_name = "TIME", value_parser = lifetime)]
    pub(super) lifetime: Option<Duration>,
    /// The time of issue, in seconds since 1970; by default now
    #[arg(long, value_name = "SECONDS", allow_hyphen_values = true)]
    pub(super) at: Option<i64>,
}

#[derive(Args, Debug)]
pub(super) struct VerifyOptions {
    #[command(flatten)]
    pub(super) token: TokenInput,
    #[command(flatten)]
    pub(super) keys: VerifyingKeyInput,
    /// An accepted issuer, if the claims type declares none
    #[arg(long, value_name = "ISS")]
    pub(super) issuer: Vec<String>,
    /// An accepted audience, if the claims type declares none
    #[arg(long, value_name = "AUD")]
    pub(super) audience: Vec<String>,
    /// The time of the check, in seconds since 1970; by default now
    #[arg(long, value_name = "SECONDS", allow_hyphen_values = true)]
    pub(super) at: Option<i64>,
}

#[derive(Args, Debug)]
#[group(skip)]
#[command(group = ArgGroup::new("the key").required(true).args(["key", "secret", "secret_env"]))]
pub(super) struct SigningKeyInput {
    /// A private key: PEM or JWK
    #[arg(long, value_name = "FILE")]
    pub(super) key: Option<PathBuf>,
    /// The secret for HMAC, in a file
    #[arg(long, value_name = "FILE")]
    pub(super) secret: Option<PathBuf>,
    /// The secret for HMAC, in a variable of the environment
    #[arg(long, value_name = "NAME")]
    pub(super) secret_env: Option<String>,
    /// The algorithm, such as ES256; by default the first that fits the key
    #[arg(long, value_name = "NAME")]
    pub(super) alg: Option<Algorithm>,
    /// The name of the key in the header
    #[arg(long, value_name = "KID")]
    pub(super) kid: Option<String>,
}

#[derive(Args, Debug)]
#[group(skip)]
#[command(group = ArgGroup::new("the keys").required(true).args(["key", "secret", "secret_env", "jwks", "discover"]))]
pub(super) struct VerifyingKeyInput {
    /// A key: PEM, JWK or JWK Set
    #[arg(long, value_name = "FILE")]
    pub(super) key: Option<PathBuf>,
    /// The secret for HMAC, in a file
    #[arg(long, value_name = "FILE")]
    pub(super) secret: Option<PathBuf>,
    /// The secret for HMAC, in a variable of the environment
    #[arg(long, value_name = "NAME")]
    pub(super) secret_env: Option<String>,
    /// The URL of a JWK Set
    #[arg(long, value_name = "URL")]
    pub(super) jwks: Option<String>,
    /// An issuer whose metadata has the URL of its JWK Set
    #[arg(long, value_name = "ISSUER")]
    pub(super) discover: Option<String>,
    /// The algorithm, such as ES256; by default each that fits the key
    #[arg(long, value_name = "NAME")]
    pub(super) alg: Option<Algorithm>,
}

#[derive(Debug, Subcommand)]
pub(super) enum KeysCommand {
    /// Make a private key
    Generate {
        /// The algorithm
        #[arg(long, value_name = "NAME", default_value = "ES256")]
        alg: Algorithm,
        /// Write the key to this new file, as PEM, or as JWK if it ends in `.json`
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Show the JWK Set with the public halves of keys
    Jwks {
        /// Keys: PEM or JWK
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// The algorithm of keys that do not name one
        #[arg(long, value_name = "NAME")]
        alg: Option<Algorithm>,
    },
}

fn claim(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE, found no `=`")?;
    if name.is_empty() {
        return Err("expected NAME=VALUE, found no name".into());
    }
    Ok((name.to_owned(), value.to_owned()))
}

/// A time such as `15m`, `1h 30m`, or a number of seconds.
fn lifetime(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().map(Duration::from_secs);
    seconds.or_else(|_| humantime::parse_duration(text)).map_err(|error| error.to_string())
}

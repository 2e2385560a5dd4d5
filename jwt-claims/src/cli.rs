//! A command line for your own claims type: it issues tokens for development, and shows
//! what a token has and why it is refused.
//!
//! ```no_run
//! use jwt_claims::Claims;
//!
//! #[derive(Claims)]
//! #[claims(issuer = "https://auth.example.com", audience = "orders", ttl = "15m")]
//! struct Access {
//!     sub: String,
//!     #[claim(any_of = ["admin", "editor"])]
//!     roles: Vec<String>,
//! }
//!
//! fn main() {
//!     jwt_claims::cli::<Access>()
//! }
//! ```
//!
//! ```sh
//! tool keys generate --out dev.pem                    # a private key, readable by you only
//! tool mint --key dev.pem --claim sub=alice --claim roles='["admin"]' > token
//! tool inspect < token                                # header and claims, without any check
//! tool explain --key dev.pem < token                  # each check and its result
//! tool verify --discover https://auth.example.com < token
//! tool policy                                         # what the claims type requires
//! tool keys jwks dev.pem                              # the public keys, to publish
//! ```
//!
//! Other programs can see the arguments of a process, so keys, secrets and tokens are not
//! arguments: they come from files, from the standard input, or from variables of the
//! environment.
//!
//! | exit code | meaning |
//! | --- | --- |
//! | 0 | done; for `verify` and `explain`, the token is accepted |
//! | 1 | the token or the claims are refused |
//! | 2 | the arguments, a file or a key are not usable |
//! | 3 | the keys of the issuer are not available now |
//!
//! With `--json`, the result is one JSON object on the standard output, also for an error.
//!
//! Encrypted tokens are not supported here: for a claims type with `encrypted`, `policy` works,
//! and `mint`, `verify` and `explain` fail with an error that says so.
//!
//! A claims type with `verify_only` is not issued: use [`without_mint`] for it. A claims
//! type with a context needs a request, so it does not compile here.

mod arguments;
mod failure;
mod input;
mod inspect;
mod keys;
mod mint;
mod output;
mod policy;
mod verify;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};

use clap::Parser;

use crate::claims::{IssueClaims, OwnedClaims};
use crate::cli::arguments::{Arguments, Command};
use crate::cli::failure::Failure;
use crate::cli::mint::Mint;
use crate::cli::output::{Outcome, Stream, Style};
use crate::contract::declared::ContextFree;

/// Runs the command line with the arguments of the process, and exits; see
/// [the module](mod@crate::cli).
pub fn cli<C: OwnedClaims + IssueClaims + ContextFree>() -> ! {
    exit::<C>(&Mint::Issue(mint::issue::<C>))
}

/// The same for a claims type that is never issued (`verify_only`), without the command
/// `mint`.
pub fn without_mint<C: OwnedClaims + ContextFree>() -> ! {
    exit::<C>(&Mint::Nothing)
}

/// Runs the command line, for tests: with these arguments (the first is the name of the
/// program) and input. Returns the exit code.
///
/// ```
/// # use jwt_claims::Claims;
/// # #[derive(Claims)] #[claims(ttl = "15m")] struct Access { sub: String }
/// let (mut out, mut err) = (Vec::new(), Vec::new());
/// let code = jwt_claims::cli::run::<Access>(["tool", "policy"], &mut "".as_bytes(), &mut out, &mut err);
/// assert_eq!(code, 0);
/// assert!(String::from_utf8(out).unwrap().contains("Access"));
/// ```
pub fn run<C: OwnedClaims + IssueClaims + ContextFree>(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    input: &mut dyn io::Read,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let plain = |to| Stream { to, style: Style::plain() };
    let mut streams = Streams { input, out: plain(out), err: plain(err) };
    execute::<C>(arguments, &Mint::Issue(mint::issue::<C>), &mut streams)
}

struct Streams<'s> {
    input: &'s mut dyn io::Read,
    out: Stream<'s>,
    err: Stream<'s>,
}

fn exit<C: OwnedClaims + ContextFree>(mint: &Mint) -> ! {
    let (mut out, mut err) = (io::stdout(), io::stderr());
    let out = Stream { style: Style::of_terminal(out.is_terminal()), to: &mut out };
    let err = Stream { style: Style::of_terminal(err.is_terminal()), to: &mut err };
    let mut streams = Streams { input: &mut io::stdin(), out, err };
    let code = execute::<C>(std::env::args_os(), mint, &mut streams);
    std::process::exit(code.into())
}

fn execute<C: OwnedClaims + ContextFree>(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    mint: &Mint,
    streams: &mut Streams<'_>,
) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    // of arguments that cannot be parsed, too
    let is_json = arguments.iter().any(|argument| argument == "--json");
    match Arguments::try_parse_from(arguments) {
        Ok(arguments) => {
            let outcome = perform::<C>(&arguments.command, mint, streams);
            output::finish(outcome, arguments.json, &mut streams.out, &mut streams.err)
        }
        Err(error) if is_json && error.use_stderr() => {
            let outcome = Err(Failure::Input(error.render().to_string()));
            output::finish(outcome, is_json, &mut streams.out, &mut streams.err)
        }
        Err(error) => usage(&error, streams),
    }
}

fn perform<C: OwnedClaims + ContextFree>(
    command: &Command,
    mint: &Mint,
    streams: &mut Streams<'_>,
) -> Result<Outcome, Failure> {
    let needs_keys = matches!(command, Command::Mint(_) | Command::Explain(_) | Command::Verify(_));
    if needs_keys && C::POLICY.is_encrypted() {
        let name = C::POLICY.type_name();
        return Err(Failure::Input(format!(
            "the claims type `{name}` is declared `encrypted`; the command line has no keys for that"
        )));
    }
    match command {
        Command::Mint(options) => mint.run(C::POLICY, options, streams.input),
        Command::Inspect(token) => inspect::inspect(token, streams.input),
        Command::Explain(options) => verify::explain::<C>(options, streams.input),
        Command::Verify(options) => verify::verify::<C>(options, streams.input),
        Command::Policy => policy::policy(C::POLICY),
        Command::Keys(command) => keys::perform(command, streams.input),
    }
}

/// Help, or an error in the arguments.
fn usage(error: &clap::Error, streams: &mut Streams<'_>) -> u8 {
    let text = error.render();
    let stream = if error.use_stderr() { &mut streams.err } else { &mut streams.out };
    // a closed pipe is not an error of the arguments
    let _ = if stream.style.is_plain() {
        write!(stream.to, "{text}")
    } else {
        write!(stream.to, "{}", text.ansi())
    };
    u8::try_from(error.exit_code()).unwrap_or(2)
}

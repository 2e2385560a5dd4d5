//! Keys from files, and new keys.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::path::Path;

use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::cli::arguments::{KeysCommand, SigningKeyInput, VerifyingKeyInput};
use crate::cli::failure::Failure;
use crate::cli::input;
use crate::cli::output::{Line, Look, Outcome};
use crate::crypto::algorithm::{Algorithm, Family};
use crate::crypto::backend::Backend;
use crate::error::Error;
use crate::jwks::Keys;
use crate::key::{KeySet, SigningKey, VerifyingKey};

/// The key that signs.
pub(super) fn signing_key(from: &SigningKeyInput, input: &mut dyn Read) -> Result<SigningKey, Failure> {
    let key = match (&from.key, secret(from.secret.as_deref(), from.secret_env.as_deref())?) {
        (Some(path), _) => private_key(&input::file(path, input)?, from.alg)?,
        (None, Some(secret)) => SigningKey::from_secret(from.alg.unwrap_or(Algorithm::HS256), &*secret)?,
        (None, None) => return Err(no_key()),
    };
    Ok(match &from.kid {
        Some(kid) => key.with_kid(kid),
        None => key,
    })
}

/// The keys that verify.
pub(super) enum VerifyingKeys {
    Fixed(KeySet),
    Fetched(Keys),
}

/// The keys that verify.
pub(super) fn verifying_keys(
    from: &VerifyingKeyInput,
    input: &mut dyn Read,
) -> Result<VerifyingKeys, Failure> {
    let fetched = match (&from.jwks, &from.discover) {
        (Some(url), _) => Some(Keys::remote(url)?),
        (None, Some(issuer)) => Some(Keys::discover(issuer)?),
        (None, None) => None,
    };
    if let Some(keys) = fetched {
        let keys = from.alg.map_or_else(|| Ok(keys.clone()), |alg| keys.with_algorithms([alg]))?;
        return Ok(VerifyingKeys::Fetched(keys));
    }
    let keys = match (&from.key, secret(from.secret.as_deref(), from.secret_env.as_deref())?) {
        (Some(path), _) => public_keys(&input::file(path, input)?, from.alg)?,
        (None, Some(secret)) => {
            VerifyingKey::from_secret(from.alg.unwrap_or(Algorithm::HS256), &*secret)?.into()
        }
        (None, None) => return Err(no_key()),
    };
    Ok(VerifyingKeys::Fixed(keys))
}

fn secret(file: Option<&Path>, variable: Option<&str>) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
    Ok(match (file, variable) {
        (Some(path), _) => Some(input::secret(path)?),
        (None, Some(name)) => Some(Zeroizing::new(input::variable(name)?.as_bytes().to_vec())),
        (None, None) => None,
    })
}

fn no_key() -> Failure {
    Failure::Input("expected a key".into())
}

/// A private key in PEM or JWK: the first algorithm that fits.
fn private_key(text: &str, alg: Option<Algorithm>) -> Result<SigningKey, Error> {
    first(alg, |algorithm| match is_json(text) {
        true => SigningKey::from_jwk(algorithm, text),
        false => SigningKey::from_pem(algorithm, text),
    })
}

/// Public keys, or those of private keys, in PEM, JWK or JWK Set.
fn public_keys(text: &str, alg: Option<Algorithm>) -> Result<KeySet, Error> {
    let is_set = serde_json::from_str::<Value>(text).is_ok_and(|json| json.get("keys").is_some());
    if is_set {
        let all: Vec<Algorithm> = candidates(alg).collect();
        return KeySet::from_jwks(text, &all);
    }
    let public = first(alg, |algorithm| match is_json(text) {
        true => VerifyingKey::from_jwk(algorithm, text),
        false => VerifyingKey::from_pem(algorithm, text),
    });
    public
        .or_else(|error| private_key(text, alg).map(|key| key.verifying_key()).map_err(|_| error))
        .map(Into::into)
}

fn is_json(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

/// The algorithm that is set, or those of the compiled backends.
fn candidates(alg: Option<Algorithm>) -> impl Iterator<Item = Algorithm> {
    let all = Algorithm::ALL.iter().copied().filter(|algorithm| Backend::preferred(*algorithm).is_ok());
    let set = alg.into_iter();
    set.chain(all.filter(move |_| alg.is_none()))
}

/// The first key that can be read. If the algorithm is not set, no error of a single one
/// says what is wrong.
fn first<K>(alg: Option<Algorithm>, read: impl Fn(Algorithm) -> Result<K, Error>) -> Result<K, Error> {
    if let Some(alg) = alg {
        return read(alg);
    }
    candidates(None).find_map(|algorithm| read(algorithm).ok()).ok_or_else(|| {
        Error::invalid_key(
            "expected a key of an algorithm, found none that fits; with --alg, the error says why",
        )
    })
}

pub(super) fn perform(command: &KeysCommand, input: &mut dyn Read) -> Result<Outcome, Failure> {
    match command {
        KeysCommand::Generate { alg, out } => generate(*alg, out),
        KeysCommand::Jwks { files, alg } => jwks(files, *alg, input),
    }
}

fn generate(alg: Algorithm, path: &Path) -> Result<Outcome, Failure> {
    let key = SigningKey::generate(alg)?;
    let kid = key.verifying_key().thumbprint();
    let is_jwk =
        path.extension().is_some_and(|extension| extension == "json") || alg.family() == Family::Hmac;
    let text = if is_jwk {
        let named = kid.iter().fold(key, SigningKey::with_kid);
        named.to_private_jwk()?
    } else {
        key.to_private_pem()?
    };
    create(path, &text)?;
    let shown = path.display().to_string();
    Ok(Outcome {
        text: vec![Line::new(Look::Good, format!("{alg} key in {shown}"))],
        json: json!({ "alg": alg.to_string(), "file": shown, "thumbprint": kid }),
        is_good: true,
    })
}

/// Writes a new file that only its owner can read.
fn create(path: &Path, text: &str) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    file.map_err(|error| Failure::file(path, &error))
}

fn jwks(
    files: &[std::path::PathBuf],
    alg: Option<Algorithm>,
    input: &mut dyn Read,
) -> Result<Outcome, Failure> {
    let mut keys = KeySet::default();
    for path in files {
        let named = public_keys(&input::file(path, input)?, alg)?;
        keys = keys.merged(&named.iter().cloned().map(with_name).collect());
    }
    let text = keys.to_jwks();
    let json = serde_json::from_str(&text).unwrap_or(Value::Null);
    if keys.iter().all(|key| key.algorithm().family() == Family::Hmac) {
        return Err(Failure::Input("expected a key with a public half; a secret cannot be published".into()));
    }
    Ok(Outcome { text: vec![Line::new(Look::Plain, text)], json, is_good: true })
}

/// A published key needs a name: its thumbprint (RFC 7638), unless it has one.
fn with_name(key: VerifyingKey) -> VerifyingKey {
    match (key.kid().is_none(), key.thumbprint()) {
        (true, Some(thumbprint)) => key.with_kid(thumbprint),
        _ => key,
    }
}

//! The users of the demo, in memory.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{self, PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use tokio::task::spawn_blocking;

use crate::claims::Role;

/// A user to try the demo with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoUser {
    /// The name to log in with, and the claim `sub`.
    pub login: &'static str,
    /// Printed at the start, because this is a demo.
    pub password: &'static str,
    /// The name to be shown. It is data: the last user tries to run a script with it.
    pub name: &'static str,
    /// What the user may do.
    pub roles: &'static [Role],
}

/// Everyone who can log in.
pub const USERS: [DemoUser; 4] = [
    DemoUser { login: "alice", password: "wonderland", name: "Alice Miller", roles: &[Role::Clerk] },
    DemoUser { login: "bob", password: "builder", name: "Bob Stone", roles: &[Role::Clerk, Role::Manager] },
    DemoUser { login: "carol", password: "carousel", name: "Carol Reyes", roles: &[Role::Auditor] },
    DemoUser {
        login: "mallory",
        password: "mischief",
        name: "<img src=x onerror=alert(document.domain)>",
        roles: &[Role::Clerk],
    },
];

/// Passwords as argon2id hashes. Clones share them.
#[derive(Clone)]
pub struct Users {
    hashes: Arc<BTreeMap<&'static str, String>>,
    /// A hash of no user; see [`Users::log_in`].
    nobody: Arc<str>,
}

impl Users {
    /// The users of the demo.
    ///
    /// # Errors
    /// An error of argon2.
    pub fn seeded() -> Result<Self, password_hash::Error> {
        let hashes = USERS.iter().map(|user| Ok((user.login, hash(user.password)?)));
        let hashes = hashes.collect::<Result<_, password_hash::Error>>()?;
        Ok(Self { hashes: Arc::new(hashes), nobody: hash("")?.into() })
    }

    /// The user with this name, if there is one and the password is right.
    ///
    /// Hashing is slow on purpose, so it runs on a thread that may block. It also runs for
    /// unknown names, with a hash of no user: otherwise a fast refusal would reveal that a
    /// name does not exist.
    ///
    /// # Errors
    /// An error of argon2.
    pub async fn log_in(
        &self,
        login: String,
        password: String,
    ) -> Result<Option<DemoUser>, Box<dyn Error + Send + Sync>> {
        let hash = self.hashes.get(&*login).map_or(&*self.nobody, String::as_str).to_owned();
        let is_right = spawn_blocking(move || verify(&password, &hash)).await??;
        Ok(find(&login).filter(|_| is_right))
    }
}

/// The user with this name. A refresh looks here, so that a change of roles takes effect, and
/// an account that was closed gets no more tokens.
#[must_use]
pub fn find(login: &str) -> Option<DemoUser> {
    USERS.into_iter().find(|user| user.login == login)
}

fn verify(password: &str, hash: &str) -> Result<bool, password_hash::Error> {
    match Argon2::default().verify_password(password.as_bytes(), &PasswordHash::new(hash)?) {
        Ok(()) => Ok(true),
        Err(password_hash::Error::Password) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Argon2id with a random salt, as a PHC string.
fn hash(password: &str) -> Result<String, password_hash::Error> {
    let salt = SaltString::generate(&mut OsRng);
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt)?.to_string())
}

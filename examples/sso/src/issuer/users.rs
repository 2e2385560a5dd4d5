//! The users of the demo, in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use argon2::password_hash;

use super::passwords::{Passwords, hash};
use super::refusal::Refusal;
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
pub(super) struct Users {
    hashes: Arc<BTreeMap<&'static str, String>>,
    /// A hash of no user; see [`Users::log_in`].
    nobody: Arc<str>,
    passwords: Passwords,
}

impl Users {
    /// The users of the demo.
    ///
    /// # Errors
    /// An error of argon2.
    pub(super) fn seeded() -> Result<Self, password_hash::Error> {
        let hashes = USERS.iter().map(|user| Ok((user.login, hash(user.password)?)));
        let hashes = hashes.collect::<Result<_, password_hash::Error>>()?;
        Ok(Self { hashes: Arc::new(hashes), nobody: hash("")?.into(), passwords: Passwords::new() })
    }

    /// The user with this name, if there is one and the password is right.
    ///
    /// The check of the password also runs for unknown names, with a hash of no user:
    /// otherwise a fast refusal would reveal that a name does not exist.
    ///
    /// # Errors
    /// The same as [`Passwords::verify`].
    pub(super) async fn log_in(&self, login: &str, password: String) -> Result<Option<DemoUser>, Refusal> {
        let hash = self.hashes.get(login).map_or(&*self.nobody, String::as_str).to_owned();
        let is_right = self.passwords.verify(password, hash).await?;
        Ok(find(login).filter(|_| is_right))
    }
}

/// The user with this name. A refresh looks here, so that a change of roles takes effect, and
/// an account that was closed gets no more tokens.
#[must_use]
pub fn find(login: &str) -> Option<DemoUser> {
    USERS.into_iter().find(|user| user.login == login)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_unknown_name_reaches_the_check_of_the_password() {
        let users = Users { nobody: "this is no hash".into(), ..Users::seeded().unwrap() };
        let known = users.log_in("alice", "guess".into()).await;
        assert_eq!(known.unwrap(), None);
        let unknown = users.log_in("nobody", "guess".into()).await;
        assert_eq!(unknown.unwrap_err().error(), "server_error", "the check cannot read the hash");
    }

    #[tokio::test]
    async fn an_unknown_name_gets_nothing_for_the_password_of_nobody() {
        assert_eq!(Users::seeded().unwrap().log_in("nobody", String::new()).await.unwrap(), None);
    }
}

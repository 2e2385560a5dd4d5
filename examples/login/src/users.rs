//! The users.

use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::available_parallelism;

use argon2::Argon2;
use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{self, PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use rusqlite::{Connection, OptionalExtension};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::claims::Role;

/// An error of the service during a login.
pub type Failure = Box<dyn Error + Send + Sync>;

/// The users, in SQLite. Clones share one database.
#[derive(Clone)]
pub struct Users {
    database: Arc<Mutex<Connection>>,
    /// A hash of no user; see [`Users::log_in`].
    nobody: Arc<str>,
    /// One check of a password for each core: each takes 19 MiB. The others wait.
    cores: Arc<Semaphore>,
}

/// A user with the right password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The name to log in with.
    pub name: String,
    /// What the user may do.
    pub roles: Vec<Role>,
}

impl Users {
    /// Creates a database in memory with `johndoe` (`password123`) and `admin`
    /// (`admin123`).
    ///
    /// # Errors
    /// An error of SQLite or argon2.
    pub fn seeded() -> Result<Self, Failure> {
        let database = Connection::open_in_memory()?;
        database.execute_batch(
            "CREATE TABLE users (
                name          TEXT NOT NULL PRIMARY KEY,
                password_hash TEXT NOT NULL,
                roles         TEXT NOT NULL  -- a JSON array, as in the claim
            ) STRICT",
        )?;
        let users = Self {
            database: Arc::new(Mutex::new(database)),
            nobody: hash("")?.into(),
            cores: Arc::new(Semaphore::new(available_parallelism().map_or(1, usize::from))),
        };
        users.add("johndoe", "password123", &[Role::User])?;
        users.add("admin", "admin123", &[Role::User, Role::Admin])?;
        Ok(users)
    }

    /// The user with this name, if there is one and the password is right.
    ///
    /// Hashing is slow on purpose, so it runs on a thread that may block. It also runs
    /// for unknown names, with a hash of no user: otherwise a fast refusal would reveal
    /// that a name does not exist.
    ///
    /// # Errors
    /// An error of SQLite or argon2.
    pub async fn log_in(&self, name: String, password: String) -> Result<Option<User>, Failure> {
        let users = self.clone();
        let core = Arc::clone(&self.cores).acquire_owned().await?;
        let check = spawn_blocking(move || {
            // until the end, also if the client has gone
            let _core = core;
            users.check(&name, &password)
        });
        check.await?
    }

    fn check(&self, name: &str, password: &str) -> Result<Option<User>, Failure> {
        let (hash, user) = match self.find(name)? {
            Some((hash, user)) => (hash, Some(user)),
            None => (self.nobody.to_string(), None),
        };
        match Argon2::default().verify_password(password.as_bytes(), &PasswordHash::new(&hash)?) {
            Ok(()) => Ok(user),
            Err(password_hash::Error::Password) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn find(&self, name: &str) -> Result<Option<(String, User)>, Failure> {
        let row = self.with(|database| {
            let mut query =
                database.prepare_cached("SELECT password_hash, roles FROM users WHERE name = ?1")?;
            query.query_row([name], |row| Ok((row.get(0)?, row.get::<_, String>(1)?))).optional()
        })?;
        let Some((hash, roles)) = row else { return Ok(None) };
        Ok(Some((hash, User { name: name.to_owned(), roles: serde_json::from_str(&roles)? })))
    }

    fn add(&self, name: &str, password: &str, roles: &[Role]) -> Result<(), Failure> {
        let row = (name, hash(password)?, serde_json::to_string(roles)?);
        self.with(|database| database.execute("INSERT INTO users VALUES (?1, ?2, ?3)", row))?;
        Ok(())
    }

    /// Runs one statement. The lock is not held while a password is hashed. A statement
    /// that panics leaves no partial change.
    fn with<T>(&self, statement: impl FnOnce(&Connection) -> T) -> T {
        statement(&self.database.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Argon2id with a random salt, as a PHC string.
fn hash(password: &str) -> Result<String, password_hash::Error> {
    let salt = SaltString::generate(&mut OsRng);
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt)?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_unknown_name_reaches_the_check_of_the_password() {
        let users = Users { nobody: "this is no hash".into(), ..Users::seeded().unwrap() };
        assert_eq!(users.log_in("johndoe".into(), "guess".into()).await.unwrap(), None);
        let unknown = users.log_in("janedoe".into(), "guess".into()).await;
        assert!(unknown.is_err(), "the check cannot read the hash of no user");
    }

    #[tokio::test]
    async fn an_unknown_name_gets_nothing_for_the_password_of_nobody() {
        assert_eq!(Users::seeded().unwrap().log_in("janedoe".into(), String::new()).await.unwrap(), None);
    }
}

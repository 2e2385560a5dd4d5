//! Hashes of passwords (argon2id), a few at a time.
//!
//! A hash takes 19 MiB and a core. Without a limit, a burst of logins would take all memory.

use std::sync::Arc;
use std::thread::available_parallelism;

use argon2::Argon2;
use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{self, PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::refusal::Refusal;

/// How many logins may be checked or wait, for each core.
const QUEUE_FOR_EACH_CORE: usize = 16;

/// One check for each core, and a queue. Clones share them.
#[derive(Clone, Debug)]
pub(super) struct Passwords {
    cores: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

impl Passwords {
    pub(super) fn new() -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        Self::with_limits(cores, cores * QUEUE_FOR_EACH_CORE)
    }

    fn with_limits(cores: usize, queue: usize) -> Self {
        Self { cores: Arc::new(Semaphore::new(cores)), queue: Arc::new(Semaphore::new(queue)) }
    }

    /// True if the hash is that of the password. Hashing is slow on purpose, so it runs on a
    /// thread that may block.
    ///
    /// # Errors
    /// `temporarily_unavailable` if the queue is full; an error of argon2.
    pub(super) async fn verify(&self, password: String, hash: String) -> Result<bool, Refusal> {
        let _place = self.queue.try_acquire().map_err(|_| Refusal::BUSY)?;
        let core = Arc::clone(&self.cores).acquire_owned().await.map_err(Refusal::failed)?;
        let check = spawn_blocking(move || {
            // until the end, also if the client has gone
            let _core = core;
            verify(&password, &hash)
        });
        check.await.map_err(Refusal::failed)?.map_err(Refusal::failed)
    }
}

fn verify(password: &str, hash: &str) -> Result<bool, password_hash::Error> {
    match Argon2::default().verify_password(password.as_bytes(), &PasswordHash::new(hash)?) {
        Ok(()) => Ok(true),
        Err(password_hash::Error::Password) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Argon2id with a random salt, as a PHC string.
pub(super) fn hash(password: &str) -> Result<String, password_hash::Error> {
    let salt = SaltString::generate(&mut OsRng);
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt)?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_queue_refuses() {
        let passwords = Passwords::with_limits(1, 1);
        let hash = hash("right").unwrap();
        let place = passwords.queue.try_acquire().unwrap();
        let refusal = passwords.verify("right".into(), hash.clone()).await.unwrap_err();
        assert_eq!(refusal.error(), "temporarily_unavailable");
        drop(place);
        assert!(passwords.verify("right".into(), hash.clone()).await.unwrap());
        assert!(!passwords.verify("wrong".into(), hash).await.unwrap());
    }

    #[tokio::test]
    async fn a_check_waits_for_a_core() {
        let passwords = Passwords::with_limits(1, 2);
        let hash = hash("right").unwrap();
        let core = passwords.cores.try_acquire().unwrap();
        let mut check = std::pin::pin!(passwords.verify("right".into(), hash));
        tokio::select! {
            biased;
            _ = &mut check => panic!("it did not wait"),
            () = tokio::task::yield_now() => {}
        }
        drop(core);
        assert!(check.await.unwrap());
        assert_eq!(passwords.cores.available_permits(), 1);
        assert_eq!(passwords.queue.available_permits(), 2);
    }
}

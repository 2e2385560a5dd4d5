//! A pool of sessions.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::Error;
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use tokio::sync::Semaphore;

/// Why the HSM failed.
pub type HsmError = Box<dyn std::error::Error + Send + Sync>;

/// A token of an HSM, logged in. It is cheap to clone.
#[derive(Clone)]
pub struct Hsm(Arc<Shared>);

struct Shared {
    pkcs11: Pkcs11,
    slot: Slot,
    idle: Mutex<Vec<Session>>,
    /// How many sessions may work at a time.
    permits: Arc<Semaphore>,
    sessions: u32,
    /// The login ends with the last session, so one is kept.
    _login: Mutex<Session>,
}

impl Hsm {
    /// Loads a PKCS#11 module, and logs in to the token with this label. A process does this
    /// once for a module. At most `sessions` calls are made at the same time.
    pub fn open(module: &Path, label: &str, pin: &str, sessions: u32) -> Result<Self, HsmError> {
        let pkcs11 = Pkcs11::new(module)?;
        pkcs11.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK))?;
        let is_named = |slot: &Slot| pkcs11.get_token_info(*slot).is_ok_and(|token| token.label() == label);
        let slot = pkcs11.get_slots_with_token()?.into_iter().find(is_named);
        let slot = slot.ok_or_else(|| format!("the module has no token with the label {label}"))?;
        let login = pkcs11.open_rw_session(slot)?;
        login.login(UserType::User, Some(&AuthPin::new(pin.into())))?;
        Ok(Self(Arc::new(Shared {
            pkcs11,
            slot,
            idle: Mutex::default(),
            permits: Arc::new(Semaphore::new(sessions.try_into()?)),
            sessions,
            _login: Mutex::new(login),
        })))
    }

    /// Runs `work` with a session, on a thread that may block. If the future is dropped, the
    /// work goes on and gives its session back.
    pub async fn run<T, W>(&self, work: W) -> Result<T, HsmError>
    where
        T: Send + 'static,
        W: FnOnce(&Session) -> Result<T, Error> + Send + 'static,
    {
        self.run_among(1, work).await
    }

    /// Runs `work` that creates or deletes an object: after the calls that were made before it,
    /// and before those that come later. SoftHSM fails with `CKR_GENERAL_ERROR` when a session
    /// reads its folder while another session creates an object
    /// (<https://github.com/softhsm/SoftHSMv2/issues/573>).
    pub async fn change<T, W>(&self, work: W) -> Result<T, HsmError>
    where
        T: Send + 'static,
        W: FnOnce(&Session) -> Result<T, Error> + Send + 'static,
    {
        self.run_among(self.0.sessions, work).await
    }

    /// Runs `work` while it holds this number of permits.
    async fn run_among<T, W>(&self, permits: u32, work: W) -> Result<T, HsmError>
    where
        T: Send + 'static,
        W: FnOnce(&Session) -> Result<T, Error> + Send + 'static,
    {
        let permit = Arc::clone(&self.0.permits).acquire_many_owned(permits).await?;
        let shared = Arc::clone(&self.0);
        let worked = tokio::task::spawn_blocking(move || {
            let session = shared.session()?;
            let result = work(&session);
            // a session with an error may be unusable: it is closed
            if result.is_ok() {
                shared.idle.lock().unwrap_or_else(PoisonError::into_inner).push(session);
            }
            drop(permit);
            result
        });
        Ok(worked.await??)
    }

    /// How many sessions wait for work.
    pub fn idle(&self) -> usize {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl Shared {
    /// An idle session, or a new one.
    fn session(&self) -> Result<Session, Error> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| self.pkcs11.open_rw_session(self.slot), Ok)
    }
}

//! A folder with a file for each key.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use zeroize::Zeroizing;

use super::file_name::{file_name, path};
use super::owner_only;
use super::store::{KeyStore, StoreError};
use super::stored::StoredKey;
use crate::base::base64::RandomId;
use crate::error::{Code, Error};

/// The largest file that is read: an RSA key with 8192 bits has about 6.5 KB.
const MAX_BYTES: u64 = 64 * 1024;
/// A temporary file of this age is of a process that has ended.
const STALE: Duration = Duration::from_secs(60 * 60);
const EXTENSION: &str = "pem";
const TEMPORARY: &str = "tmp";

/// A folder with a PEM file for each key, which is for its owner alone.
///
/// A file is written under a temporary name, flushed to the disk (`fsync`) and renamed, so
/// that after a crash it is complete or absent. A new folder gets the mode 0700
/// and files get 0600. On Unix both are checked at every reading; on other systems they are
/// not, so protect the folder there with its access control list.
///
/// Several processes may use one folder, because each file is written as a whole. Each
/// process sees the keys of the others after its next
/// [`KeyRing::maintain`](super::KeyRing::maintain).
///
/// The keys are not encrypted. Use a disk with encryption, or a
/// [`KeyStore`] of your own that encrypts.
#[derive(Clone, Debug)]
pub struct FileStore {
    folder: PathBuf,
}

impl FileStore {
    /// Opens a folder, and creates it if it does not exist. Its parent must exist.
    ///
    /// # Errors
    /// `key_store_failed` if creating or reading the folder fails, or if others may read it;
    /// the message has the command to change that.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, Error> {
        let folder = folder.into();
        match owner_only::create_folder(&folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(failed("create", &folder, &error));
            }
            _ => {}
        }
        let store = Self { folder };
        store.check_folder()?;
        store.remove_stale()?;
        Ok(store)
    }

    fn check_folder(&self) -> Result<(), Error> {
        let metadata = fs::metadata(&self.folder).map_err(|error| failed("read", &self.folder, &error))?;
        if !metadata.is_dir() {
            return Err(Error::new(
                Code::KeyStore,
                format!(
                    "expected a folder for keys, found the file {}; use another path",
                    path(&self.folder)
                ),
            ));
        }
        owner_only::check(&self.folder, &metadata)
    }

    /// Removes what a crash left: a key in a temporary file has never signed.
    fn remove_stale(&self) -> Result<(), Error> {
        for path in self.files(TEMPORARY)? {
            let modified = fs::metadata(&path).and_then(|metadata| metadata.modified());
            let is_stale = modified.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > STALE));
            if is_stale {
                fs::remove_file(&path).map_err(|error| failed("remove", &path, &error))?;
            }
        }
        Ok(())
    }

    /// The files with this extension.
    fn files(&self, extension: &str) -> Result<Vec<PathBuf>, Error> {
        let read = |error: io::Error| failed("read", &self.folder, &error);
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(read)? {
            let path = entry.map_err(read)?.path();
            if path.extension().is_some_and(|found| found == extension) {
                files.push(path);
            }
        }
        files.sort();
        Ok(files)
    }

    /// `None` if another process has just removed the file.
    fn read(&self, file: &Path) -> Result<Option<StoredKey>, Error> {
        let failed = |error: io::Error| failed("read", file, &error);
        let opened = match File::open(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened.map_err(failed)?,
        };
        owner_only::check(file, &opened.metadata().map_err(failed)?)?;
        let mut text = Zeroizing::new(String::with_capacity(8 * 1024));
        opened.take(MAX_BYTES).read_to_string(&mut text).map_err(failed)?;
        let key = StoredKey::from_text(&text)
            .map_err(|error| Error::new(Code::KeyStore, format!("the key file {}: {error}", path(file))))?;
        let expected = file_name(key.kid(), EXTENSION)?;
        if file.file_name().is_some_and(|found| found == expected.as_str()) {
            return Ok(Some(key));
        }
        Err(Error::new(
            Code::KeyStore,
            format!(
                "expected the key file {} to have the name of its `kid`, {expected}, found another; remove the \
                 copy, or rename it",
                path(file)
            ),
        ))
    }

    fn write(&self, kid: &str, text: &str) -> Result<(), Error> {
        let random = RandomId::new().ok_or_else(no_random)?;
        let temporary = self.folder.join(format!("{}.{TEMPORARY}", random.as_str()));
        let file = self.folder.join(file_name(kid, EXTENSION)?);
        let wrote = owner_only::create_file(&temporary).and_then(|mut created| {
            created.write_all(text.as_bytes())?;
            created.sync_all()?;
            fs::rename(&temporary, &file)
        });
        if wrote.is_err() {
            // it is of no use, and the first error is the one to report
            let _ = fs::remove_file(&temporary);
        }
        wrote.map_err(|error| failed("write", &file, &error))?;
        self.flush()
    }

    /// Flushes the names of files to the disk.
    fn flush(&self) -> Result<(), Error> {
        owner_only::flush_folder(&self.folder).map_err(|error| failed("write", &self.folder, &error))
    }
}

impl KeyStore for FileStore {
    fn load(&self) -> Result<Vec<StoredKey>, StoreError> {
        self.check_folder()?;
        let mut keys = Vec::new();
        for file in self.files(EXTENSION)? {
            keys.extend(self.read(&file)?);
        }
        Ok(keys)
    }

    fn put(&self, key: &StoredKey) -> Result<(), StoreError> {
        self.check_folder()?;
        Ok(self.write(key.kid(), &key.to_text()?)?)
    }

    fn remove(&self, kid: &str) -> Result<(), StoreError> {
        let file = self.folder.join(file_name(kid, EXTENSION)?);
        match fs::remove_file(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => {
                removed.map_err(|error| failed("remove", &file, &error))?;
                Ok(self.flush()?)
            }
        }
    }
}

#[cold]
fn failed(what: &str, at: &Path, error: &io::Error) -> Error {
    Error::new(
        Code::KeyStore,
        format!(
            "failed to {what} {}: {error}; check that the folder of the keys exists, is writable and has space",
            path(at)
        ),
    )
}

#[cold]
fn no_random() -> Error {
    Error::new(Code::KeyStore, "the system has no random numbers for the name of a temporary file; try again")
}

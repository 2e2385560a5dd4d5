//! Files and folders that are for their owner alone.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

use crate::error::Error;

/// Creates a folder with the mode 0700.
pub(super) fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Creates a new file with the mode 0600.
pub(super) fn create_file(file: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

/// Flushes the names in a folder to the disk, where folders can be opened for that.
pub(super) fn flush_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Refuses what others may read or change.
#[cfg(unix)]
pub(super) fn check(at: &Path, metadata: &Metadata) -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt;

    use super::file_name::path;
    use crate::error::Code;

    let found = metadata.permissions().mode() & 0o7777;
    if found & 0o077 == 0 {
        return Ok(());
    }
    let (what, expected) = if metadata.is_dir() { ("folder", "700") } else { ("file", "600") };
    let at = path(at);
    Err(Error::new(
        Code::KeyStore,
        format!(
            "expected the {what} of private keys {at} to be for its owner alone (mode 0{expected}), found mode \
             {found:04o}; run `chmod {expected} {at}`"
        ),
    ))
}

#[cfg(not(unix))]
pub(super) fn check(_: &Path, _: &Metadata) -> Result<(), Error> {
    Ok(())
}

//! Every command that an error suggests, run on the file that provokes it.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::formats::fixture;
use super::{SigningKey, VerifyingKey};
use crate::algorithm::Algorithm::{self, ES256, EdDSA, RS256};
use crate::error::Error;

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("jwt-claims-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// A file that only its owner may read, as ssh-keygen wants it.
    fn write(&self, name: &str, content: &str) {
        let path = self.0.join(name);
        std::fs::write(&path, content).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// Runs the command that the error suggests; what it prints.
    fn run(&self, error: &Error, more: &str) -> String {
        let command = suggested(error) + more;
        let output = Command::new("sh").arg("-c").arg(&command).current_dir(&self.0).output().unwrap();
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const PROGRAMS: [&str; 3] = ["openssl ", "ssh-keygen -", "iconv "];

/// From the program's name to the end of the error.
fn suggested(error: &Error) -> String {
    let text = error.to_string();
    let at = PROGRAMS.iter().find_map(|program| text.find(program));
    text[at.unwrap_or_else(|| panic!("no command: {text}"))..].to_owned()
}

fn is_here(program: &str) -> bool {
    let found = std::env::var_os("PATH").is_some_and(|paths| {
        std::env::split_paths(&paths).any(|path| Path::new(&path).join(program).is_file())
    });
    if !found {
        eprintln!("SKIPPED: the commands of {program}, which is not here");
    }
    found
}

fn signing(algorithm: Algorithm, pem: &str) -> Error {
    SigningKey::from_pem(algorithm, pem).unwrap_err()
}

fn verifying(algorithm: Algorithm, pem: &str) -> Error {
    VerifyingKey::from_pem(algorithm, pem).unwrap_err()
}

#[test]
fn encrypted_keys_are_decrypted() {
    if !is_here("openssl") {
        return;
    }
    for encrypted in [fixture!("rsa.encrypted.pkcs8.pem"), fixture!("rsa.encrypted.pkcs1.pem")] {
        for error in [signing(RS256, encrypted), verifying(RS256, encrypted)] {
            let folder = Folder::new("encrypted");
            folder.write("key.pem", encrypted);
            folder.run(&error, " -passin pass:test");
            SigningKey::from_pem(RS256, folder.read("plain.pem")).unwrap();
        }
    }
}

#[test]
fn the_public_key_of_a_private_one_is_written() {
    if !is_here("openssl") {
        return;
    }
    let keys = [
        (RS256, fixture!("rsa.pkcs8.pem")),
        (RS256, fixture!("rsa.pkcs1.pem")),
        (ES256, fixture!("p256.sec1.pem")),
        (EdDSA, fixture!("ed25519.pkcs8.pem")),
    ];
    for (algorithm, private) in keys {
        let folder = Folder::new("public");
        folder.write("key.pem", private);
        folder.run(&verifying(algorithm, private), "");
        VerifyingKey::from_pem(algorithm, folder.read("public.pem")).unwrap();
    }
}

#[test]
fn points_and_scalars_are_written_as_they_must_be() {
    if !is_here("openssl") {
        return;
    }
    let compressed = fixture!("p256.compressed.spki.pem");
    let folder = Folder::new("point");
    folder.write("key.pem", compressed);
    let printed = folder.run(&verifying(ES256, compressed), "");
    VerifyingKey::from_pem(ES256, printed).unwrap();

    // A scalar of 31 octets: its leading zero was left out.
    let mut der = vec![0x30, 0x30, 2, 1, 1, 4, 31];
    der.extend([7; 31]);
    der.extend([0xA0, 10, 6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7]);
    let short = super::super::pem::write("EC PRIVATE KEY", &der).unwrap();
    folder.write("key.pem", &short);
    folder.run(&signing(ES256, &short), "");
    SigningKey::from_pem(ES256, folder.read("new.pem")).unwrap();
}

#[test]
fn openssh_keys_are_converted() {
    if !is_here("ssh-keygen") {
        return;
    }
    let folder = Folder::new("ssh");
    let (private, public) = (fixture!("p256.openssh.pem"), fixture!("p256.openssh.pub"));
    folder.write("copy-of-key", private);
    folder.run(&signing(ES256, private), "");
    SigningKey::from_pem(ES256, folder.read("copy-of-key")).unwrap();
    folder.write("key.pub", public);
    VerifyingKey::from_pem(ES256, folder.run(&verifying(ES256, public), "")).unwrap();
}

#[test]
fn openssh_keys_that_cannot_be_converted_are_replaced() {
    if !is_here("ssh-keygen") || !is_here("openssl") {
        return;
    }
    let folder = Folder::new("ssh-ed25519");
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", "key"])
        .current_dir(&folder.0)
        .output()
        .unwrap();
    assert!(made.status.success());
    for error in [signing(EdDSA, &folder.read("key")), verifying(EdDSA, &folder.read("key.pub"))] {
        folder.run(&error, "");
        SigningKey::from_pem(EdDSA, folder.read("key.pem")).unwrap();
    }
}

#[test]
fn wide_text_is_narrowed() {
    if !is_here("iconv") {
        return;
    }
    let folder = Folder::new("utf16");
    let pem = format!("\u{FEFF}{}", fixture!("p256.pkcs8.pem"));
    let wide: Vec<u8> = pem.encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(folder.0.join("key.pem"), &wide).unwrap();
    folder.run(&SigningKey::from_pem(ES256, &wide).unwrap_err(), "");
    SigningKey::from_pem(ES256, folder.read("utf8.pem")).unwrap();
}

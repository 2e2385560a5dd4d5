//! Every command that an error suggests, run on the file that provokes it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use base64_simd::STANDARD;

use super::formats::{der_of, fixture};
use super::{SigningKey, VerifyingKey};
use crate::crypto::algorithm::Algorithm::{self, ES256, EdDSA, RS256};
use crate::error::Error;

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("jwt-claims-{}-{name}", std::process::id()));
        // an earlier process with the same id may have left it
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).unwrap()
    }

    fn output(&self, command: &mut Command) -> Output {
        command.current_dir(&self.0).stdin(Stdio::null()).output().unwrap()
    }

    /// Runs the command that the error suggests on a file that holds this, and
    /// gives the constructor that it names what the command writes; the `kid`
    /// of the key.
    fn follow(&self, error: &Error, algorithm: Algorithm, content: &[u8]) -> String {
        std::fs::write(self.0.join("FILE"), content).unwrap();
        let text = error.to_string();
        let command = suggested(&text);
        let written = self.0.join(command.rsplit(' ').next().unwrap());
        let _ = std::fs::remove_file(&written);
        // a person types it
        let run = command
            .replace("openssl pkcs12", "openssl pkcs12 -passin pass:test")
            .replace("openssl pkey", "openssl pkey -passin pass:test")
            .replace(
                "keytool -importkeystore",
                "keytool -importkeystore -srcstorepass secret -deststorepass secret",
            )
            .replace("pass:test -in new.p12", "pass:secret -in new.p12");
        let _ = std::fs::remove_file(self.0.join("new.p12"));
        let output = self.output(Command::new("sh").arg("-c").arg(&run));
        assert!(output.status.success(), "{text}: {}", String::from_utf8_lossy(&output.stderr));
        let written = std::fs::read(written).unwrap_or_else(|error| panic!("{text}: {error}"));
        let kid = match (text.contains("`SigningKey::from_pem`"), text.contains("`VerifyingKey::from_pem`")) {
            (true, false) => SigningKey::from_pem(algorithm, written).map(|key| key.kid().map(str::to_owned)),
            // "pass that here"
            (false, false) => {
                SigningKey::from_pem(algorithm, written).map(|key| key.kid().map(str::to_owned))
            }
            (false, true) => {
                VerifyingKey::from_pem(algorithm, written).map(|key| key.kid().map(str::to_owned))
            }
            _ => panic!("which constructor: {text}"),
        };
        kid.unwrap_or_else(|error| panic!("{text}: {error}")).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The command, with which the error ends.
fn suggested(text: &str) -> &str {
    let (_, command) = text.rsplit_once(": ").unwrap_or_else(|| panic!("no command: {text}"));
    let begins = ["openssl ", "ssh-keygen -", "iconv ", "base64 -d FILE", "(umask ", "keytool ", "grep "];
    assert!(begins.iter().any(|begin| command.starts_with(begin)), "no command: {text}");
    command
}

fn are_here(programs: &[&str]) -> bool {
    programs.iter().all(|program| {
        let found = std::env::var_os("PATH").is_some_and(|paths| {
            std::env::split_paths(&paths).any(|path| Path::new(&path).join(program).is_file())
        });
        if !found {
            eprintln!("SKIPPED: the commands of {program}, which is not here");
        }
        found
    })
}

/// What a constructor makes of a file.
#[derive(Clone, Copy, Debug)]
enum Outcome {
    /// The key.
    Reads,
    /// A command.
    Suggests,
    /// No command: there is nothing that one could make of the file. This instead.
    Says(&'static str),
}

use Outcome::{Reads, Says, Suggests};

/// What `SigningKey` and `VerifyingKey` make of it.
struct Case<'p> {
    algorithm: Algorithm,
    pem: &'p str,
    signing: Outcome,
    verifying: Outcome,
}

const NO_PRIVATE: Outcome = Says("which cannot sign");
const NO_KEY: Outcome = Says("it holds no key");

const CASES: &[Case<'static>] = &[
    Case { algorithm: ES256, pem: fixture!("p256.pkcs12.pem"), signing: Suggests, verifying: Suggests },
    Case { algorithm: ES256, pem: fixture!("p256.pkcs7.pem"), signing: NO_PRIVATE, verifying: Suggests },
    Case { algorithm: ES256, pem: fixture!("p256.csr.pem"), signing: NO_PRIVATE, verifying: Suggests },
    Case { algorithm: ES256, pem: fixture!("p256.crl.pem"), signing: NO_KEY, verifying: NO_KEY },
    Case {
        algorithm: RS256,
        pem: fixture!("rsa.encrypted.pkcs8.pem"),
        signing: Suggests,
        verifying: Suggests,
    },
    Case {
        algorithm: RS256,
        pem: fixture!("rsa.encrypted.pkcs1.pem"),
        signing: Suggests,
        verifying: Suggests,
    },
    Case { algorithm: ES256, pem: fixture!("p256.openssh.pem"), signing: Suggests, verifying: Suggests },
    Case { algorithm: ES256, pem: fixture!("p256.cert.pem"), signing: Says("cannot sign"), verifying: Reads },
    Case { algorithm: ES256, pem: fixture!("p256.spki.pem"), signing: Says("cannot sign"), verifying: Reads },
    Case {
        algorithm: RS256,
        pem: fixture!("rsa.pkcs1.pub.pem"),
        signing: Says("cannot sign"),
        verifying: Reads,
    },
    Case { algorithm: RS256, pem: fixture!("rsa.pkcs8.pem"), signing: Reads, verifying: Suggests },
    Case { algorithm: RS256, pem: fixture!("rsa.pkcs1.pem"), signing: Reads, verifying: Suggests },
    Case { algorithm: ES256, pem: fixture!("p256.sec1.pem"), signing: Reads, verifying: Suggests },
    Case {
        algorithm: ES256,
        pem: fixture!("p256.compressed.spki.pem"),
        signing: Says("cannot sign"),
        verifying: Suggests,
    },
    Case {
        algorithm: ES256,
        pem: fixture!("p256.compressed.cert.pem"),
        signing: Says("cannot sign"),
        verifying: Suggests,
    },
];

/// Each with a name; whether it is DER.
fn spellings(pem: &str) -> Vec<(&'static str, Vec<u8>, bool)> {
    let labels: Vec<_> = pem.match_indices("-----").map(|(at, _)| at).collect();
    let label = &pem[labels[0] + "-----BEGIN ".len()..labels[1]];
    let base64 = |octets: &[u8]| STANDARD.encode_to_string(octets).into_bytes();
    let lines =
        |text: Vec<u8>| text.chunks(76).map(|line| [line, b"\n"].concat()).collect::<Vec<_>>().concat();
    let pem_in_base64 = base64(pem.as_bytes());
    let mut spellings = vec![
        ("PEM", pem.as_bytes().to_vec(), false),
        ("PEM with CRLF", pem.replace('\n', "\r\n").into_bytes(), false),
        ("base64 of PEM", pem_in_base64.clone(), false),
        ("base64 of PEM with CRLF", base64(pem.replace('\n', "\r\n").as_bytes()), false),
        ("base64 of PEM in lines", lines(pem_in_base64), false),
    ];
    // RFC 1421 encrypts what is in the block: neither DER nor any label is its own
    if !pem.contains("Proc-Type") {
        let der = der_of(pem);
        let other = if label == "PUBLIC KEY" { "PRIVATE KEY" } else { "PUBLIC KEY" };
        let mislabelled = pem.replace(label, other);
        spellings.push(("PEM with another label", mislabelled.clone().into_bytes(), false));
        spellings.push(("base64 of PEM with another label", base64(mislabelled.as_bytes()), false));
        spellings.push(("base64 of DER", base64(&der), false));
        spellings.push(("base64 of DER in lines", lines(base64(&der)), false));
        spellings.push(("DER", der, true));
    }
    spellings
}

/// What one constructor makes of one spelling.
fn check(folder: &Folder, case: &Case<'_>, signs: bool, (name, content, is_der): &(&str, Vec<u8>, bool)) {
    let algorithm = case.algorithm;
    let read = |content: &[u8], is_der: bool| match (signs, is_der) {
        (true, false) => SigningKey::from_pem(algorithm, content).map(|key| key.kid().map(str::to_owned)),
        (true, true) => SigningKey::from_der(algorithm, content).map(|key| key.kid().map(str::to_owned)),
        (false, false) => VerifyingKey::from_pem(algorithm, content).map(|key| key.kid().map(str::to_owned)),
        (false, true) => VerifyingKey::from_der(algorithm, content).map(|key| key.kid().map(str::to_owned)),
    };
    let kid = match algorithm {
        ES256 => SigningKey::from_pem(ES256, fixture!("p256.pkcs8.pem")),
        _ => SigningKey::from_pem(RS256, fixture!("rsa.pkcs8.pem")),
    };
    let kid = kid.unwrap().kid().map(str::to_owned);
    let outcome = if signs { case.signing } else { case.verifying };
    let what = format!("{}: {name}, signs: {signs}", case.pem.lines().next().unwrap());
    let result = read(content, *is_der);
    if *is_der {
        // given to the other constructor, it is as well advised, or sent here
        let error = read(content, false).unwrap_err().to_string();
        let same = result.as_ref().is_err_and(|result| result.to_string() == error);
        assert!(same || error.contains("found DER; use `from_der`"), "{what}: {error}");
    }
    match (outcome, result) {
        (Reads, Ok(found)) => assert_eq!(found, kid, "{what}"),
        (Suggests, Err(error)) => assert_eq!(Some(folder.follow(&error, algorithm, content)), kid, "{what}"),
        (Says(text), Err(error)) => assert!(error.to_string().contains(text), "{what}: {error}"),
        (_, result) => panic!("{what}: {result:?}"),
    }
}

#[test]
fn what_is_suggested_for_a_file_works_on_that_file() {
    if !are_here(&["openssl", "ssh-keygen", "base64"]) {
        return;
    }
    let folder = Folder::new("files");
    for case in CASES {
        for spelling in spellings(case.pem) {
            check(&folder, case, true, &spelling);
            check(&folder, case, false, &spelling);
        }
    }
}

#[test]
fn containers_of_indefinite_length_are_recognised() {
    if !are_here(&["openssl", "base64"]) {
        return;
    }
    let folder = Folder::new("indefinite");
    for pem in [fixture!("p256.pkcs12.pem"), fixture!("p256.pkcs7.pem")] {
        // 0x82: two octets of length
        let ber = [&[0x30, 0x80], &der_of(pem)[4..], &[0, 0]].concat();
        let case = CASES.iter().find(|case| case.pem == pem).unwrap();
        for spelling in [
            ("BER", ber.clone(), true),
            ("base64 of BER", STANDARD.encode_to_string(&ber).into_bytes(), false),
        ] {
            check(&folder, case, true, &spelling);
            check(&folder, case, false, &spelling);
        }
    }
}

#[test]
fn keystores_of_java_are_converted() {
    if !are_here(&["keytool", "openssl", "base64", "grep"]) {
        return;
    }
    let folder = Folder::new("jks");
    std::fs::write(folder.0.join("key.p12"), der_of(fixture!("p256.pkcs12.pem"))).unwrap();
    let import = "-importkeystore -srckeystore key.p12 -srcstorepass test -destkeystore key.jks -deststoretype JKS \
        -deststorepass secret";
    let output =
        folder.output(Command::new("keytool").args(import.split(' ')).args(["-destkeypass", "secret"]));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let jks = std::fs::read(folder.0.join("key.jks")).unwrap();
    let pem = super::super::pem::write("PRIVATE KEY", &jks).unwrap();
    let case = Case { algorithm: ES256, pem: &pem, signing: Suggests, verifying: Suggests };
    for spelling in [
        ("JKS", jks.clone(), true),
        ("base64 of JKS", STANDARD.encode_to_string(&jks).into_bytes(), false),
        ("JKS in PEM", pem.as_bytes().to_vec(), false),
        ("base64 of JKS in PEM", STANDARD.encode_to_string(pem.as_bytes()).into_bytes(), false),
    ] {
        check(&folder, &case, true, &spelling);
        check(&folder, &case, false, &spelling);
    }
}

#[test]
fn a_keystore_of_java_is_named() {
    for rest in [&[][..], &[0, 0, 0, 2], &[0xFF; 100]] {
        let jks = [&[0xFE, 0xED, 0xFE, 0xED], rest].concat();
        for error in [
            SigningKey::from_pem(ES256, &jks).unwrap_err(),
            SigningKey::from_der(ES256, &jks).unwrap_err(),
            VerifyingKey::from_pem(ES256, &jks).unwrap_err(),
            VerifyingKey::from_der(ES256, &jks).unwrap_err(),
            VerifyingKey::from_pem(ES256, STANDARD.encode_to_string(&jks)).unwrap_err(),
        ] {
            let text = error.to_string();
            assert!(text.contains("a Java keystore (a .jks file)") && text.contains("keytool "), "{text}");
        }
    }
}

#[test]
fn scalars_are_written_with_their_zeros() {
    if !are_here(&["openssl", "base64"]) {
        return;
    }
    let mut der = vec![0x30, 0x30, 2, 1, 1, 4, 31];
    der.extend([7; 31]);
    der.extend([0xA0, 10, 6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7]);
    let short = super::super::pem::write("EC PRIVATE KEY", &der).unwrap();
    let folder = Folder::new("scalar");
    for (name, content, is_der) in spellings(&short) {
        let result = if is_der {
            SigningKey::from_der(ES256, &content)
        } else {
            SigningKey::from_pem(ES256, &content)
        };
        let error = result.unwrap_err();
        assert!(error.to_string().contains("leading zeros"), "{name}: {error}");
        folder.follow(&error, ES256, &content);
    }
}

#[test]
fn openssh_public_keys_are_converted() {
    if !are_here(&["ssh-keygen", "base64"]) {
        return;
    }
    let folder = Folder::new("ssh-public");
    let public = fixture!("p256.openssh.pub");
    let kid = VerifyingKey::from_pem(ES256, fixture!("p256.spki.pem")).unwrap().kid().map(str::to_owned);
    for content in [public.to_owned(), STANDARD.encode_to_string(public)] {
        let error = VerifyingKey::from_pem(ES256, &content).unwrap_err();
        assert_eq!(Some(folder.follow(&error, ES256, content.as_bytes())), kid, "{error}");
    }
}

#[test]
fn openssh_keys_that_cannot_be_converted_are_replaced() {
    if !are_here(&["ssh-keygen", "openssl"]) {
        return;
    }
    let folder = Folder::new("ssh-ed25519");
    let make = ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", "key"];
    assert!(folder.output(Command::new("ssh-keygen").args(make)).status.success());
    let (private, public) = (folder.read("key"), folder.read("key.pub"));
    for content in [
        private.clone(),
        public.clone(),
        STANDARD.encode_to_string(&private),
        STANDARD.encode_to_string(&public),
    ] {
        for error in [
            SigningKey::from_pem(EdDSA, &content).unwrap_err(),
            VerifyingKey::from_pem(EdDSA, &content).unwrap_err(),
        ] {
            folder.follow(&error, EdDSA, content.as_bytes());
        }
    }
}

#[test]
fn wide_text_is_narrowed() {
    if !are_here(&["iconv", "base64"]) {
        return;
    }
    let folder = Folder::new("utf16");
    let pem = format!("\u{FEFF}{}", fixture!("p256.pkcs8.pem"));
    let wide: Vec<u8> = pem.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for content in [wide.clone(), STANDARD.encode_to_string(&wide).into_bytes()] {
        folder.follow(&SigningKey::from_pem(ES256, &content).unwrap_err(), ES256, &content);
    }
}

//! Every wrong struct in `ui/`, a folder for each topic, and the compile error
//! that it gets. `TRYBUILD=overwrite cargo test --test ui` writes the errors anew.

use std::io::Write as _;
use std::process::{Command, Stdio};

/// The compiler that wrote the `.stderr` files. Another one words its own errors
/// differently, so the test is skipped there.
const COMPILER: &str = "1.95";
/// Where this is set nothing is skipped.
const IN_CI: &str = "JWT_CLAIMS_IN_CI";

#[test]
fn what_is_refused_and_in_which_words() {
    let found = compiler();
    if !is_ours(&found) {
        assert!(
            std::env::var_os(IN_CI).is_none(),
            "{IN_CI} is set: expected Rust {COMPILER}, whose errors tests/ui holds, found {found}"
        );
        let note = format!(
            "SKIPPED: compile errors; tests/ui holds those of Rust {COMPILER}, this is {found}; \
             use `cargo +{COMPILER} test --test ui`"
        );
        writeln!(std::io::stderr(), "{note}").expect("stderr takes a line");
        return;
    }
    trybuild::TestCases::new().compile_fail("ui/**/*.rs");
}

#[test]
fn other_compilers_are_recognized() {
    for (version, is_ours_too) in [
        ("rustc 1.95.0 (59807616e 2026-04-14)", true),
        ("rustc 1.95.1", true),
        ("rustc 1.95.0-nightly (59807616e 2026-04-14)", false),
        ("rustc 1.950.0", false),
        ("rustc 1.9.5", false),
        ("rustc 1.96.0", false),
        ("", false),
    ] {
        assert_eq!(is_ours(version), is_ours_too, "{version}");
    }
}

/// What the compiler that trybuild runs says of itself.
fn compiler() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let answer = Command::new(rustc).arg("--version").stdin(Stdio::null()).output().expect("rustc runs");
    String::from_utf8_lossy(&answer.stdout).trim().to_owned()
}

/// Whether this is a stable release of [`COMPILER`].
fn is_ours(version: &str) -> bool {
    let release = version.split(' ').nth(1).unwrap_or_default();
    let patch = release.strip_prefix(COMPILER).and_then(|rest| rest.strip_prefix('.'));
    patch.is_some_and(|patch| patch.parse::<u32>().is_ok())
}

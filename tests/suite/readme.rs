//! The README against the manifest and CI: features, and the commands for a fresh checkout.

use std::collections::BTreeSet;

const README: &str = include_str!("../../README.md");
const MANIFEST: &str = include_str!("../../jwt-claims/Cargo.toml");
const CI: &str = include_str!("../../.ci/run");

#[test]
fn the_table_of_features_is_that_of_the_manifest() {
    let declared: BTreeSet<&str> = section(MANIFEST, "[features]", "\n[")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| Some(line.split_once(" = ")?.0))
        .filter(|name| *name != "default")
        .collect();
    let documented: BTreeSet<&str> = section(README, "## Features", "\n## ")
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split(" |").next())
        .flat_map(|cell| cell.split(", "))
        .map(|name| name.trim_matches('`'))
        .collect();
    assert_eq!(documented, declared);
}

#[test]
fn ci_runs_the_commands_of_the_readme() {
    let commands: Vec<&str> = README.split('`').filter(|text| text.starts_with("cargo ")).collect();
    assert!(
        commands.contains(&"cargo test --workspace"),
        "the README says how to run the tests: {commands:?}"
    );
    assert!(commands.contains(&"cargo run --example quickstart"), "and how to try the library: {commands:?}");
    for command in commands {
        // a service is started by its smoke test
        let smoke = command.replace("cargo run --example ", "examples/") + "/smoke.sh";
        let is_run = CI.replace("--quiet ", "").contains(command) || CI.contains(&smoke);
        assert!(is_run, "`{command}` is not in .ci/run");
    }
}

/// What is between a heading and the next one.
fn section<'a>(text: &'a str, heading: &str, next: &str) -> &'a str {
    let (_, rest) = text.split_once(heading).expect("the heading is there");
    rest.split_once(next).map_or(rest, |(section, _)| section)
}

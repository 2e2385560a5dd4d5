//! `MIGRATION.md` has the code of these modules and the number of its lines. With
//! `UPDATE_MIGRATION=1`, that part of the document is written instead of compared.

use std::fmt::Write;
use std::path::Path;

use super::{MIGRATIONS, github_app};

const HEADING: &str = "## Side by side\n";

#[test]
fn the_document_shows_the_code_that_is_tested() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../MIGRATION.md");
    let document = std::fs::read_to_string(&file).unwrap().replace("\r\n", "\n");
    let (introduction, found) = document.split_once(HEADING).expect("the heading");
    let expected = side_by_side();
    if std::env::var_os("UPDATE_MIGRATION").is_some_and(|value| value == "1") {
        std::fs::write(file, format!("{introduction}{HEADING}{expected}")).unwrap();
    } else {
        assert!(found == expected, "MIGRATION.md shows other code; run this test with UPDATE_MIGRATION=1");
    }
}

/// The table of lines, and a section for each issuer.
fn side_by_side() -> String {
    let sources = MIGRATIONS.iter().map(|migration| (migration.name, migration.source));
    let all: Vec<_> = sources.chain([("GitHub App", github_app::SOURCE)]).collect();
    let mut table = "\n| tokens of | lines before | lines after |\n| --- | --- | --- |\n".to_owned();
    let mut sections = String::new();
    let (mut sum_before, mut sum_after) = (0, 0);
    for (name, source) in all {
        let (before, after) = (module(source, "before"), module(source, "after"));
        let (count_before, count_after) = (lines(&before), lines(&after));
        let anchor = name.to_lowercase().replace(' ', "-");
        writeln!(table, "| [{name}](#{anchor}) | {count_before} | {count_after} |").unwrap();
        writeln!(sections, "\n### {name}\n\nBefore, {count_before} lines:\n\n```rust\n{before}```").unwrap();
        writeln!(sections, "\nAfter, {count_after} lines:\n\n```rust\n{after}```").unwrap();
        sum_before += count_before;
        sum_after += count_after;
    }
    writeln!(table, "| together | {sum_before} | {sum_after} |").unwrap();
    table + &sections
}

/// The items of a module at the root of a file, as they would look at the root.
fn module(source: &str, name: &str) -> String {
    let (_, body) = source.split_once(&format!("pub(super) mod {name} {{\n")).expect("the module");
    let (body, _) = body.split_once("\n}\n").expect("its end");
    let lines = body.lines().map(|line| line.strip_prefix("    ").unwrap_or(line));
    lines.fold(String::new(), |text, line| text + &line.replace("pub(in super::super) ", "pub ") + "\n")
}

/// How many lines there are that are not empty.
fn lines(code: &str) -> usize {
    code.lines().filter(|line| !line.trim().is_empty()).count()
}

//! `docs/trouble.md` has a section for each code.

use std::collections::BTreeSet;

use jwt_claims::Error;

const DOCUMENT: &str = include_str!("../../docs/trouble.md");
const REJECTION: &str = include_str!("../../jwt-claims/src/http/rejection.rs");

/// The codes of the table at `Rejection::code`.
fn codes_of_rejections() -> impl Iterator<Item = &'static str> {
    let rows = REJECTION.lines().filter_map(|line| line.trim().strip_prefix("/// | `"));
    rows.filter_map(|row| row.split(" | ").next())
        .flat_map(|cell| cell.split(", "))
        .map(|code| code.trim_matches('`'))
}

#[test]
fn each_code_has_a_section() {
    let sections: BTreeSet<&str> =
        DOCUMENT.lines().filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`')).collect();
    let codes: BTreeSet<&str> = Error::CODES.iter().copied().chain(codes_of_rejections()).collect();
    assert_eq!(sections, codes);
}

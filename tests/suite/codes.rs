//! The tables of codes in `jwt-claims/CODES.md`, held against what the library
//! has and answers: each code is provoked, and its challenge compared.

mod claims;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};

use jwt_claims::{Error, Violation};

const DOCUMENT: &str = include_str!("../../jwt-claims/CODES.md");

/// Every answer that a code can have, as the tables spell them.
type Answers = BTreeMap<String, BTreeSet<String>>;

#[test]
fn every_error_is_in_the_table_with_its_answers() {
    let listed = table("| Error |");
    assert_eq!(names(&listed), BTreeSet::from_iter(Error::CODES.iter().copied()));
    let mut given = Answers::new();
    let tokens = tokens::refused()
        .into_iter()
        .chain(tokens::of_sessions())
        .chain(tokens::of_stores())
        .chain(tokens::of_proofs())
        .chain(tokens::at_home());
    for error in &tokens.chain(claims::refused()).collect::<Vec<_>>() {
        given.entry(error.code().into()).or_default().insert(in_full(error));
    }
    assert_eq!(listed, given);
}

#[test]
fn every_violation_is_in_the_table_with_its_answers() {
    let listed = table("| Violation |");
    assert_eq!(names(&listed), BTreeSet::from_iter(Violation::CODES.iter().copied()));
    let mut given = Answers::new();
    for error in claims::refused() {
        let [violation] = error.violations() else { panic!("not one violation: {error}") };
        given.entry(violation.code().into()).or_default().insert(answer(&error));
    }
    assert_eq!(listed, given);
}

#[test]
fn the_readme_names_every_error() {
    let readme = include_str!("../../README.md");
    for code in Error::CODES {
        assert!(readme.contains(&format!("`{code}`")), "{code}");
    }
}

fn names(answers: &Answers) -> BTreeSet<&str> {
    answers.keys().map(String::as_str).collect()
}

/// The table whose head starts so: from the first column to the last.
fn table(head: &str) -> Answers {
    let lines = DOCUMENT.lines().skip_while(|line| !line.starts_with(head)).skip(2);
    let mut answers = Answers::new();
    for line in lines.take_while(|line| line.starts_with('|')) {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let (Some(code), Some(answer)) = (cells.first(), cells.last()) else { panic!("no cells: {line}") };
        let answer = answer.split("<br>").map(str::to_owned).collect();
        let earlier = answers.insert(code.trim_matches('`').to_owned(), answer);
        assert!(earlier.is_none(), "{code} stands there twice");
    }
    answers
}

/// Status and error, as RFC 6750 §3.1 has them.
fn answer(error: &Error) -> String {
    let challenge = error.challenge();
    challenge.map_or("none".to_owned(), |challenge| {
        format!("{} `{}`", challenge.status(), challenge.error().expect("a token was given"))
    })
}

/// The same with the description.
fn in_full(error: &Error) -> String {
    let Some(challenge) = error.challenge() else { return answer(error) };
    format!("{}, \"{}\"", answer(error), challenge.description())
}

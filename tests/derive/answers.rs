//! 401 or 403: the table in `jwt-claims/CODES.md` is read, and each of its
//! rows is provoked.

mod challenges;
mod chosen;
mod provoked;

use std::collections::BTreeSet;

use jwt_claims::Error;

const CODES: &str = include_str!("../../jwt-claims/CODES.md");
const REFERENCE: &str = include_str!("../../jwt-claims-derive/REFERENCE.md");
const HEAD: &str = "| Rule | Claim | What is wrong | Answer |";

/// A token that was refused for one thing.
struct Case {
    /// `any_of`; empty for no rule; `answer = 403` for any rule beside that.
    rule: &'static str,
    claim: String,
    /// `broken`, `absent`, `null` or `type`, as the table words it.
    wrong: &'static str,
    status: u16,
}

impl Case {
    fn new(rule: &'static str, claim: &str, wrong: &'static str, error: &Error) -> Self {
        let challenge = error.challenge().expect("a refused token is answered");
        assert_eq!(error.is_insufficient(), challenge.status() == 403, "{error}");
        Self { rule, claim: claim.to_owned(), wrong, status: challenge.status() }
    }
}

/// A row of the table; the first that fits a case counts.
struct Row<'d> {
    line: &'d str,
    rules: Vec<&'d str>,
    claims: Vec<&'d str>,
    wrong: &'d str,
    status: u16,
}

impl Row<'_> {
    fn fits(&self, case: &Case) -> bool {
        let named = |names: &[&str], name: &str| names.is_empty() || names.contains(&name);
        let rule = match case.rule {
            "" => ["| no rule |", "| any rule, or none |"].iter().any(|cell| self.line.starts_with(cell)),
            rule => !self.line.starts_with("| no rule") && named(&self.rules, rule),
        };
        rule && named(&self.claims, &case.claim) && self.wrong.contains(case.wrong)
    }
}

fn table(document: &str) -> Vec<Row<'_>> {
    let lines = document.lines().skip_while(|line| *line != HEAD).skip(2);
    let rows = lines.take_while(|line| line.starts_with('|')).map(|line| {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [rules, claims, wrong, answer] = cells[..] else { panic!("not four cells: {line}") };
        let status = answer[..3].parse().expect("a status");
        Row { line, rules: named_in(rules), claims: named_in(claims), wrong, status }
    });
    rows.collect()
}

/// What stands between backticks.
fn named_in(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_refusal_is_answered_as_the_table_says() {
    let rows = table(CODES);
    let mut provoked = BTreeSet::new();
    for case in provoked::cases() {
        let nth = rows.iter().position(|row| row.fits(&case));
        let nth = nth.unwrap_or_else(|| panic!("no row for {} on {}: {}", case.rule, case.claim, case.wrong));
        assert_eq!(case.status, rows[nth].status, "{} on {}: {}", case.rule, case.claim, case.wrong);
        provoked.insert(nth);
    }
    for (nth, row) in rows.iter().enumerate() {
        assert!(provoked.contains(&nth), "never provoked: {}", row.line);
    }
}

#[test]
fn every_claim_and_rule_that_the_table_names_is_tried() {
    let cases = provoked::cases();
    for row in table(CODES) {
        for claim in &row.claims {
            let is_it = |case: &&Case| case.claim == *claim && row.rules.is_empty() && row.fits(case);
            assert!(cases.iter().any(|case| is_it(&case)), "{claim}");
        }
        for rule in &row.rules {
            assert!(cases.iter().any(|case| case.rule == *rule && row.fits(case)), "{rule}");
        }
    }
}

#[test]
fn the_reference_has_the_same_table() {
    let lines = |document: &'static str| table(document).into_iter().map(|row| row.line).collect::<Vec<_>>();
    assert!(!lines(CODES).is_empty());
    assert_eq!(lines(CODES), lines(REFERENCE));
}

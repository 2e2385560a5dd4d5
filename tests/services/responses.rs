//! `docs/responses.md` against the situations that the tests of each framework run.

use jwt_claims_tests::responses::situations;

const DOCUMENT: &str = include_str!("../../docs/responses.md");

#[test]
fn the_document_has_the_situations_in_their_order_with_their_status() {
    let rows = DOCUMENT.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| ")?.split(" | ");
        let (situation, answer) = (cells.next()?, cells.next()?);
        let status: u16 = answer.split(' ').next()?.parse().ok()?;
        Some((situation.to_owned(), status))
    });
    let expected: Vec<_> = situations().into_iter().map(|one| (one.name.to_owned(), one.status)).collect();
    assert_eq!(rows.collect::<Vec<_>>(), expected);
}

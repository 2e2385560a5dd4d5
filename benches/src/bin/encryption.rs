//! Prints what encrypted tokens cost: sealing, opening, the same by hand, and one token
//! of junk. `encryption [ROUNDS]`.

use jwt_claims_benches::encryption::rows;
use jwt_claims_benches::race::race;

fn main() {
    let rounds = std::env::args().nth(1).and_then(|rounds| rounds.parse().ok()).unwrap_or(41);
    println!("| nested, ES256 inside | issue µs | verify µs | one junk token µs | verify / by hand |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    for row in rows() {
        let mut ops = vec![(&row.open, 1), (&row.seal, 1), (&row.junk, 1)];
        ops.extend(row.by_hand.as_ref().map(|op| (op, 1)));
        let found = race(&ops, rounds);
        let by_hand = found.get(3).map_or_else(|| "-".to_owned(), |hand| format!("{:.2}", 1.0 / hand.ratio));
        println!(
            "| {} | {:.1} | {:.1} | {:.1} | {by_hand} |",
            row.name,
            found[1].ns / 1e3,
            found[0].ns / 1e3,
            found[2].ns / 1e3,
        );
    }
}

//! Runs one entry so many times, for an instruction counter: `rounds ENTRY N`.
//! Without arguments it lists the entries.

use jwt_claims::Algorithm;
use jwt_claims_benches::contest::{Op, issuings, verifications};
use jwt_claims_benches::guards::guards;
use jwt_claims_benches::sources::sources;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let wanted = arguments.next();
    let count = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(1);
    for entry in verifications().into_iter().chain(issuings()) {
        match &wanted {
            None => println!("{entry}"),
            Some(name) if *name == entry.to_string() => counted(&entry.op(), count),
            Some(_) => {}
        }
    }
    for (name, op) in sources(Algorithm::ES256).into_iter().chain(guards()) {
        match &wanted {
            None => println!("{name}"),
            Some(wanted) if *wanted == name => counted(&op, count),
            Some(_) => {}
        }
    }
}

/// What happens outside of this function is not counted: making keys takes a
/// different number of instructions each time.
#[inline(never)]
fn counted(op: &Op, count: u32) {
    for _ in 0..count {
        op();
    }
}

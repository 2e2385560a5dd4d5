//! Answers conformance vectors: a case a line on stdin, an answer a line on
//! stdout.

use std::io::{self, BufRead, Write};

use jwt_claims_tests::vectors::{Case, answer};

fn main() -> io::Result<()> {
    let mut answers = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let case: Case = serde_json::from_str(&line?)?;
        serde_json::to_writer(&mut answers, &answer(&case))?;
        answers.write_all(b"\n")?;
        answers.flush()?;
    }
    Ok(())
}

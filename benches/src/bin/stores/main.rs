//! How fast stores are, and how much room they need: `stores speed SECONDS` (4) and
//! `stores sizes SESSIONS` (1,000,000). Each store is on this machine, new, and removed at the
//! end. The tables are Markdown.

mod database;
mod load;
mod place;
mod rows;
mod sizes;
mod speed;

use std::time::Duration;

use jwt_claims::store::BoxError;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let mut arguments = std::env::args().skip(1);
    let question = arguments.next().unwrap_or_default();
    let number: Option<u64> = arguments.next().map(|number| number.parse()).transpose()?;
    match &*question {
        "speed" => speed::measure(Duration::from_secs(number.unwrap_or(4))).await,
        "sizes" => sizes::measure(number.unwrap_or(1_000_000)).await,
        _ => Err("expected `speed` and seconds, or `sizes` and a number of sessions".into()),
    }
}

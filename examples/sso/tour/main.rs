//! The single sign-on in the terminal: each request as a command of curl, with the expected
//! and the actual answer.
//!
//! ```sh
//! cargo run --example tour
//! ```
//!
//! It exits with 0 only if every answer was the expected one.

mod call;
mod chapters;
mod guide;

use std::error::Error;
use std::process::ExitCode;

use guide::Guide;
use sso_example::demo::Demo;

/// An error of the tour itself, for example if no port is free.
type Failure = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<ExitCode, Failure> {
    let guide = Guide::new(Demo::start().await?)?;
    chapters::login::tell(&guide).await?;
    chapters::services::tell(&guide).await?;
    chapters::time::tell(&guide).await?;
    chapters::keys::tell(&guide).await?;
    chapters::sessions::tell(&guide).await?;
    chapters::codes::tell(&guide).await?;
    Ok(guide.summary())
}

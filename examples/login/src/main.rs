//! Starts the login service, and prints what to try:
//!
//! ```sh
//! cargo run --example login
//! ```
//!
//! It needs no configuration. The users are in memory and the key is new, so tokens are
//! valid until the next start.

use std::error::Error;
use std::io::{Write as _, stdout};
use std::process::ExitCode;

use jwt_claims::{SigningKey, SystemClock};
use login_example::app::App;
use login_example::flags::{Flags, USAGE};
use login_example::routes::router;
use login_example::users::Users;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> ExitCode {
    let flags = match Flags::parse(std::env::args().skip(1)) {
        Ok(flags) => flags,
        Err(mistake) => {
            eprintln!("{mistake}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match serve(flags).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(flags: Flags) -> Result<(), Box<dyn Error + Send + Sync>> {
    let key = SigningKey::generate(flags.algorithm)?;
    let app = App::new(key, Users::seeded()?, SystemClock)?;
    // only on this machine: without TLS, passwords would be readable on the network
    let listener = TcpListener::bind(("127.0.0.1", flags.port)).await.map_err(|error| {
        format!("cannot listen on 127.0.0.1:{}: {error}; choose another with --port, 0 for any", flags.port)
    })?;
    print_tour(&format!("http://{}", listener.local_addr()?))?;
    axum::serve(listener, router(app)).await?;
    Ok(())
}

/// Prints the address, then commands to paste, each with the status that it returns.
/// `smoke.sh` runs them.
fn print_tour(url: &str) -> std::io::Result<()> {
    let tour = format!(
        r#"listening on {url}

# log in
TOKEN=$(curl -s {url}/login --json '{{"username": "johndoe", "password": "password123"}}' | sed 's/.*"token":"\([^"]*\)".*/\1/')
# 200: with the token
curl -i {url}/protected -H "Authorization: Bearer $TOKEN"
# 403: johndoe is not an admin
curl -i {url}/admin -H "Authorization: Bearer $TOKEN"

# log in as an admin
ADMIN=$(curl -s {url}/login --json '{{"username": "admin", "password": "admin123"}}' | sed 's/.*"token":"\([^"]*\)".*/\1/')
# 200: who may
curl -i {url}/admin -H "Authorization: Bearer $ADMIN"

# 200: the token in a cookie as well
COOKIES=$(mktemp)
curl -i -c "$COOKIES" {url}/login --json '{{"username": "johndoe", "password": "password123", "cookie": true}}'
# 200: with the cookie
curl -i -b "$COOKIES" {url}/protected

# 401: no token
curl -i {url}/protected
# 401: no such token
curl -i {url}/protected -H "Authorization: Bearer garbage"
# 401: wrong password
curl -i {url}/login --json '{{"username": "johndoe", "password": "guess"}}'
"#
    );
    // in one write, also into a pipe
    let mut out = stdout().lock();
    out.write_all(tour.as_bytes())?;
    out.flush()
}

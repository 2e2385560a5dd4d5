//! A single sign-on in the browser, without configuration:
//!
//! ```sh
//! cargo run --example sso
//! ```

use std::error::Error;

use sso_example::demo::Demo;
use sso_example::issuer::users::USERS;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let demo = Demo::start().await?;
    let users = USERS.map(|user| format!("  {:<9}{:<12}{:?}\n", user.login, user.password, user.roles));
    // in one write, also into a pipe
    print!(
        "open {}\n\nissuer   {}\norders   {}\nreports  {}\n\nusers and passwords:\n{}\nCtrl+C ends it.\n",
        demo.issuer,
        demo.issuer,
        demo.orders,
        demo.reports,
        users.concat()
    );
    std::future::pending().await
}

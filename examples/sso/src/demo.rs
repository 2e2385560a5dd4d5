//! Starts the issuer and the services.

use std::error::Error;

use axum::Router;
use tokio::net::TcpListener;

use crate::issuer;
use crate::service::{Kind, Service};
use crate::shared::Shared;

/// The three, running in tasks of this program.
#[derive(Debug)]
pub struct Demo {
    /// The URL of the issuer, which has the page.
    pub issuer: String,
    /// The URL of the service `orders`.
    pub orders: String,
    /// The URL of the service `reports`.
    pub reports: String,
}

impl Demo {
    /// Starts them on free ports of this machine.
    ///
    /// The issuer and the reports are at `localhost`, the orders at `127.0.0.1`. So all three
    /// are of different origins, and for the rules of cookies the orders are of another site
    /// than the issuer, while the reports are of the same one: the port is not part of a site.
    ///
    /// # Errors
    /// If a port cannot be opened, or the system has no random numbers.
    pub async fn start() -> Result<Self, Box<dyn Error + Send + Sync>> {
        let (issuer_socket, issuer) = listen("localhost").await?;
        let (orders_socket, orders) = listen("127.0.0.1").await?;
        let (reports_socket, reports) = listen("localhost").await?;
        let shared = Shared::new()?;
        let services = [
            Service::start(Kind::Orders, &orders, &issuer, shared.clone())?,
            Service::start(Kind::Reports, &reports, &issuer, shared.clone())?,
        ];
        let [orders_router, reports_router] = services.each_ref().map(Service::router);
        serve(orders_socket, orders_router?);
        serve(reports_socket, reports_router?);
        serve(issuer_socket, issuer::router(&issuer, shared, services)?);
        Ok(Self { issuer, orders, reports })
    }
}

/// A free port, only on this machine: without TLS, passwords would be readable on the network.
async fn listen(host: &str) -> std::io::Result<(TcpListener, String)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    Ok((listener, format!("http://{host}:{port}")))
}

fn serve(listener: TcpListener, router: Router) {
    tokio::spawn(async move { axum::serve(listener, router).await });
}

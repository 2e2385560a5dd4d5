//! Every situation, but forms: the recipe does not read them.

use std::net::SocketAddr;

use jwt_claims::http::Guard;
use salvo::conn::tcp::TcpAcceptor;
use salvo::{Depot, Request, Router, Server, affix_state, handler};
use salvo_recipe::{Refused, maybe_verified, verified};
use situations::responses::{Access, Admin, Export, Transfer};

#[handler]
async fn orders(request: &mut Request, depot: &mut Depot) -> Result<String, Refused> {
    let access = verified::<Access>(request, depot).await?;
    assert!(matches!(&*access.sub, "alice" | "bob"));
    let body = request.payload().await.expect("a short body");
    Ok(String::from_utf8_lossy(body).into_owned())
}

#[handler]
async fn admin(request: &mut Request, depot: &mut Depot) -> Result<&'static str, Refused> {
    verified::<Admin>(request, depot).await.map(|_| "admin")
}

#[handler]
async fn export(request: &mut Request, depot: &mut Depot) -> Result<&'static str, Refused> {
    verified::<Export>(request, depot).await.map(|_| "export")
}

#[handler]
async fn transfer(request: &mut Request, depot: &mut Depot) -> Result<&'static str, Refused> {
    verified::<Transfer>(request, depot).await.map(|_| "transfer")
}

#[handler]
async fn greeting(request: &mut Request, depot: &mut Depot) -> Result<String, Refused> {
    let access = maybe_verified::<Access>(request, depot).await?;
    Ok(access.map_or("stranger".into(), |access| access.sub.clone()))
}

fn start(guard: Guard) -> SocketAddr {
    situations::start(move |listener| {
        let router = Router::new()
            .hoop(affix_state::inject(guard))
            .push(Router::with_path("orders").goal(orders))
            .push(Router::with_path("admin").get(admin))
            .push(Router::with_path("export").get(export))
            .push(Router::with_path("transfer").get(transfer))
            .push(Router::with_path("greeting").get(greeting));
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
            let acceptor = TcpAcceptor::try_from(listener).expect("an acceptor");
            Server::new(acceptor).serve(router).await;
        });
    })
}

#[test]
fn every_situation_has_its_answer() {
    situations::check(start, |one| !one.has_form());
}

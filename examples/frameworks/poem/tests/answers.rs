//! Every situation, but forms: the recipe does not read them.

use std::net::SocketAddr;

use jwt_claims::http::Guard;
use poem::listener::TcpAcceptor;
use poem::{EndpointExt, Route, Server, get, handler};
use poem_recipe::{Bearer, MaybeBearer};
use situations::responses::{Access, Admin, Export, Transfer};

#[handler]
fn orders(Bearer(access): Bearer<Access>, body: String) -> String {
    assert!(matches!(&*access.sub, "alice" | "bob"));
    body
}

#[handler]
fn admin(_: Bearer<Admin>) -> &'static str {
    "admin"
}

#[handler]
fn export(_: Bearer<Export>) -> &'static str {
    "export"
}

#[handler]
fn transfer(_: Bearer<Transfer>) -> &'static str {
    "transfer"
}

#[handler]
fn greeting(MaybeBearer(access): MaybeBearer<Access>) -> String {
    access.map_or("stranger".into(), |access| access.sub.clone())
}

fn start(guard: Guard) -> SocketAddr {
    situations::start(move |listener| {
        let app = Route::new()
            .at("/orders", get(orders).post(orders).put(orders))
            .at("/admin", get(admin))
            .at("/export", get(export))
            .at("/transfer", get(transfer))
            .at("/greeting", get(greeting))
            .data(guard);
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let acceptor = TcpAcceptor::from_std(listener).expect("a listener");
            Server::new_with_acceptor(acceptor).run(app).await.expect("it runs");
        });
    })
}

#[test]
fn every_situation_has_its_answer() {
    situations::check(start, |one| !one.has_form());
}

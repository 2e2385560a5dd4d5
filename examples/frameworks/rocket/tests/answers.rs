//! Every situation, but forms, which the recipe does not read, and a header that is not
//! UTF-8, which Rocket drops.

use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread;

use jwt_claims::http::Guard;
use rocket::fairing::AdHoc;
use rocket::{Config, catchers, get, post, put, routes};
use rocket_recipe::{Bearer, MaybeBearer, refused};
use situations::responses::{Access, Admin, Export, Transfer};

#[get("/orders")]
fn orders(access: Bearer<Access>) {
    assert!(matches!(&*access.0.sub, "alice" | "bob"));
}

#[post("/orders", data = "<body>")]
fn post_order(_access: Bearer<Access>, body: String) -> String {
    body
}

#[put("/orders", data = "<body>")]
fn put_order(_access: Bearer<Access>, body: String) -> String {
    body
}

#[get("/admin")]
fn admin(_access: Bearer<Admin>) -> &'static str {
    "admin"
}

#[get("/export")]
fn export(_access: Bearer<Export>) -> &'static str {
    "export"
}

#[get("/transfer")]
fn transfer(_access: Bearer<Transfer>) -> &'static str {
    "transfer"
}

#[get("/greeting")]
fn greeting(access: MaybeBearer<Access>) -> String {
    access.0.map_or("stranger".into(), |access| access.sub.clone())
}

fn start(guard: Guard) -> SocketAddr {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let tell_port = AdHoc::on_liftoff("port", move |rocket| {
            let port = rocket.config().port;
            Box::pin(async move { sender.send(port).expect("the test waits") })
        });
        let config = Config { port: 0, log_level: rocket::log::LogLevel::Off, ..Config::default() };
        let routes = routes![orders, post_order, put_order, admin, export, transfer, greeting];
        let app = rocket::custom(config).manage(guard).register("/", catchers![refused]);
        rocket::execute(app.mount("/", routes).attach(tell_port).launch()).expect("it runs");
    });
    SocketAddr::from(([127, 0, 0, 1], receiver.recv().expect("it starts")))
}

#[test]
fn every_situation_has_its_answer() {
    situations::check(start, |one| !one.has_form() && one.name != "bytes that are not ASCII");
}

//! The example over a socket.

use std::net::SocketAddr;

use actix_example::{Access, routes};
use actix_web::{App, HttpServer};
use jwt_claims::http::Guard;
use jwt_claims::{Issuer, SigningKey, Verifier};
use situations::{Request, send};

fn start(guard: Guard) -> SocketAddr {
    situations::start(move |listener| {
        let app = move || App::new().configure(routes(guard.clone()));
        let server = HttpServer::new(app).workers(1).listen(listener).expect("a listener").run();
        actix_web::rt::System::new().block_on(server).expect("it runs");
    })
}

#[test]
fn users_see_orders_and_admins_more() {
    let key = SigningKey::hs256([7; 32]).expect("a key");
    let address = start(Guard::new(Verifier::new(key.verifying_key())));
    let issuer = Issuer::new(key);
    let token = |roles: &[&str]| {
        let roles = roles.iter().map(|&role| role.to_owned()).collect();
        let issued = issuer.issue(&Access { sub: "alice".into(), roles }).expect("valid claims");
        format!("Bearer {}", issued.as_str())
    };
    let (user, admin) = (token(&[]), token(&["admin"]));
    let call = |method: &str, path: &str, token: &str, body: &str| {
        let mut request =
            Request::builder().method(method).uri(path).header("content-type", "application/json");
        if !token.is_empty() {
            request = request.header("authorization", token);
        }
        send(address, request.body(body.to_owned()).expect("a request")).status().as_u16()
    };
    for (path, token, status) in [
        ("/", "", 200),
        ("/", "Bearer garbage", 401),
        ("/orders", "", 401),
        ("/orders", &user, 200),
        ("/admin", "", 401),
        ("/admin", &user, 403),
        ("/admin", &admin, 200),
    ] {
        assert_eq!(call("GET", path, token, ""), status, "{path} {token}");
    }
    // the body is not looked at before the token
    assert_eq!(call("POST", "/orders", "Bearer garbage", "no JSON"), 401);
    assert_eq!(call("POST", "/orders", &user, "no JSON"), 400);
    assert_eq!(call("POST", "/orders", &user, r#"{"item":"tea"}"#), 200);
}

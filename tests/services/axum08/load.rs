//! The application's own user for verified claims.

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRef, Request};
use axum::routing::get;
use jwt_claims::Verified;
use jwt_claims::axum08::{LoadUser, Loaded};
use jwt_claims::http::Guard;
use jwt_claims_tests::responses::{Access, guard, situations};
use tower::ServiceExt as _;

use super::request;

#[derive(Clone)]
struct App(Guard, Result<Option<&'static str>, &'static str>);

impl FromRef<App> for Guard {
    fn from_ref(app: &App) -> Self {
        app.0.clone()
    }
}

struct User(&'static str);

impl LoadUser<Access, App> for User {
    type Error = &'static str;

    async fn load(access: &Verified<Access>, app: &App) -> Result<Option<Self>, Self::Error> {
        assert_eq!(access.sub, "alice");
        app.1.map(|user| user.map(Self))
    }
}

async fn profile(user: Loaded<User, Access>) -> String {
    format!("{} {}", user.0, user.claims().sub)
}

#[tokio::test]
async fn a_user_is_loaded_for_valid_claims() {
    let call = async |users, request: Request| {
        let app = Router::new().route("/orders", get(profile)).with_state(App(guard(), users));
        app.oneshot(request).await.expect("infallible")
    };
    let valid = situations().into_iter().find(|one| one.name == "a valid token").expect("it is listed");
    let found = call(Ok(Some("Alice")), request(&valid)).await;
    assert_eq!(found.status(), 200);
    let gone = call(Ok(None), request(&valid)).await;
    assert_eq!(gone.status(), 401);
    let challenge = gone.headers()["www-authenticate"].to_str().expect("text");
    assert!(challenge.starts_with(r#"Bearer realm="orders", error="invalid_token""#), "{challenge}");
    let down = call(Err("the secret address of the store"), request(&valid)).await;
    assert_eq!(
        (down.status().as_u16(), &down.headers()["retry-after"]),
        (503, &"5".parse().expect("a value"))
    );
    assert!(!down.headers().contains_key("www-authenticate"));
    let body = axum::body::to_bytes(down.into_body(), 4096).await.expect("a body");
    assert!(!String::from_utf8_lossy(&body).contains("secret"));
    let none = Request::get("/orders").body(Body::empty()).expect("a request");
    assert_eq!(call(Err("not asked"), none).await.status(), 401);
}

//! The files that the browser gets. They are in the program, so it runs from anywhere.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::Html;
use axum::routing::get;

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// Path, media type and text of each file.
macro_rules! files {
    ($kind:expr; $($name:literal),*) => {
        [$((concat!("/", $name), $kind, include_str!(concat!("../../page/", $name)))),*]
    };
}

/// The page of the demo, with its scripts and styles.
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let scripts = files!(JAVASCRIPT;
        "app.js", "demo.js", "dom.js", "inspector.js", "jwt.js", "keys.js", "log.js", "login-form.js", "routes.js",
        "services.js", "session.js", "tampering.js", "time.js", "words.js"
    );
    let others = [
        ("/style.css", "text/css; charset=utf-8", include_str!("../../page/style.css")),
        ("/icon.svg", "image/svg+xml", include_str!("../../page/icon.svg")),
    ];
    let index = Router::new().route("/", get(async || Html(include_str!("../../page/index.html"))));
    scripts.into_iter().chain(others).fold(index, |router, (path, kind, text)| {
        router.route(path, get(async move || ([(CONTENT_TYPE, kind)], text)))
    })
}

/// The page of the authorization endpoint.
pub(super) fn authorize() -> Html<&'static str> {
    Html(include_str!("../../page/authorize.html"))
}

/// For a request that leads nowhere.
pub(super) fn bad_request() -> Html<&'static str> {
    Html(include_str!("../../page/bad-request.html"))
}

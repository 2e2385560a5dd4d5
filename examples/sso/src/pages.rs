//! The files that the browser gets. They are in the program, so it runs from anywhere.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::Html;
use axum::routing::get;

/// Path, media type and text.
type File = (&'static str, &'static str, &'static str);

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

macro_rules! scripts {
    ($($name:literal),* $(,)?) => {
        [$((concat!("/", $name), JAVASCRIPT, include_str!(concat!("../page/", $name)))),*]
    };
}

/// For pages of each origin.
const SHARED: [File; 2] = [
    ("/style.css", "text/css; charset=utf-8", include_str!("../page/style.css")),
    ("/icon.svg", "image/svg+xml", include_str!("../page/icon.svg")),
];
const SHARED_SCRIPTS: [File; 5] = scripts!["answer.js", "dom.js", "jwt.js", "routes.js", "words.js"];
const ISSUER_SCRIPTS: [File; 12] = scripts![
    "app.js",
    "authorize.js",
    "channel.js",
    "demo.js",
    "inspector.js",
    "keys.js",
    "log.js",
    "login-form.js",
    "services.js",
    "session.js",
    "tampering.js",
    "time.js",
];
const CLIENT_SCRIPTS: [File; 2] = scripts!["client.js", "oauth.js"];

/// The page of the demo.
pub(crate) fn issuer<S: Clone + Send + Sync + 'static>() -> Router<S> {
    files(&ISSUER_SCRIPTS).route("/", get(Html(include_str!("../page/index.html"))))
}

/// The page of a service. The issuer sends users to its callback.
pub(crate) fn service<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let page = get(Html(include_str!("../page/client.html")));
    files(&CLIENT_SCRIPTS).route("/", page.clone()).route("/callback", page)
}

/// The page of the authorization endpoint.
pub(crate) const AUTHORIZE: Html<&str> = Html(include_str!("../page/authorize.html"));
/// For a request that leads nowhere.
pub(crate) const BAD_REQUEST: Html<&str> = Html(include_str!("../page/bad-request.html"));

fn files<S: Clone + Send + Sync + 'static>(scripts: &[File]) -> Router<S> {
    let all = SHARED.iter().chain(&SHARED_SCRIPTS).chain(scripts);
    all.fold(Router::new(), |router, &(path, kind, text)| {
        router.route(path, get(([(CONTENT_TYPE, kind)], text)))
    })
}

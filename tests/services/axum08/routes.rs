//! The list of routes.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::routing::get;
use jwt_claims::Claims;
use jwt_claims_tests::responses::{Access, Admin, guard};
use tower::ServiceExt as _;

#[tokio::test]
async fn routes_are_listed_with_their_policies_and_protected_for_all_methods() {
    let guard = guard();
    let admin = guard.routes(Router::new()).route::<Admin>("/users", get(|| async {}));
    let more = guard.routes(Router::new()).public("/health", get(|| async {}));
    let routes = guard.routes(Router::new()).route::<Access>("/orders", get(|| async {}));
    let routes = routes.nest("/admin", admin).merge(more);
    assert_eq!(routes.to_string(), "/orders Access\n/admin/users Admin\n/health public\n");
    assert_eq!(routes.list()[1].policy(), Some(Admin::POLICY));
    let app: Router = routes.into_router();
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND"] {
        for (path, expected) in [("/orders", 401), ("/admin/users", 401), ("/health", 200)] {
            let request = Request::builder().method(method).uri(path).body(Body::empty()).expect("a request");
            let status = app.clone().oneshot(request).await.expect("infallible").status();
            let is_public_get = expected == 401 || matches!(method, "GET" | "HEAD");
            assert!(status == expected || !is_public_get, "{method} {path}: {status}");
        }
    }
}

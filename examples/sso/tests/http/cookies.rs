//! The cookie with the refresh token.

use crate::site::{Answer, Site};

#[tokio::test]
async fn no_script_and_no_other_site_gets_the_cookie() {
    let site = Site::start().await;
    let answer = site.log_in("alice", "wonderland").await;
    assert_eq!((answer.status, &*answer.body), (204, ""));
    let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies.len(), 1);
    let (value, attributes) = cookies[0].to_str().unwrap().split_once("; ").unwrap();
    let (name, token) = value.split_once('=').unwrap();
    assert_eq!((name, token.len()), (&*site.cookie_name(), 76));
    assert_eq!(attributes, "HttpOnly; SameSite=Strict; Path=/session; Max-Age=1209600");
}

#[tokio::test]
async fn the_refresh_token_is_in_no_body() {
    let site = Site::start().await;
    let cookie = site.cookie().await;
    let answer = site.token(&cookie).await;
    assert_eq!(answer.status, 200);
    assert_ne!(answer.cookie(), cookie);
    let body = answer.json();
    let names: Vec<_> = body.as_object().unwrap().keys().collect();
    assert_eq!(names, ["access_token", "expires_in", "token_type"]);
}

#[tokio::test]
async fn a_token_of_the_cookie_is_not_for_clients() {
    let site = Site::start().await;
    let cookie = site.cookie().await;
    let (_, token) = cookie.split_once('=').unwrap();
    for client in ["orders-page", "reports-page", "web"] {
        let form = [("grant_type", "refresh_token"), ("client_id", client), ("refresh_token", token)];
        let answer = Answer::of(site.post("/token").form(&form)).await;
        assert_eq!(answer.status, 400, "{client}: {answer:?}");
        assert!(["invalid_grant", "invalid_client"].contains(&&*answer.text("error")));
    }
    assert_eq!(site.token(&cookie).await.status, 200, "the session goes on");
}

#[tokio::test]
async fn of_two_cookies_none_counts() {
    let site = Site::start().await;
    let cookie = site.cookie().await;
    for cookies in with_another(&cookie, &format!("{}=planted", site.cookie_name())) {
        assert_eq!(site.token(&cookies).await.text("error"), "login_required");
    }
    assert_eq!(site.token(&format!("theme=dark; {cookie}")).await.status, 200);
}

/// Both, in both orders.
fn with_another(cookie: &str, other: &str) -> [String; 2] {
    [format!("{cookie}; {other}"), format!("{other}; {cookie}")]
}

#[tokio::test]
async fn of_two_cookies_each_session_ends() {
    let site = Site::start().await;
    for path in ["/session/logout", "/session/logout-everywhere", "/session/login"] {
        for order in [0, 1] {
            let carol = site.log_in("carol", "carousel").await.cookie();
            for other in [format!("{}=planted", site.cookie_name()), carol] {
                let cookie = site.cookie().await;
                let end = site.page_post(path).header("Cookie", &with_another(&cookie, &other)[order]);
                let end = end.json(&serde_json::json!({ "name": "bob", "password": "builder" }));
                assert_eq!(Answer::of(end).await.status, 204);
                for ended in [cookie, other] {
                    assert_eq!(site.token(&ended).await.text("error"), "invalid_grant", "{path}");
                }
            }
        }
    }
}

#[tokio::test]
async fn an_outdated_cookie_does_not_stop_a_logout_everywhere() {
    let site = Site::start().await;
    for order in [0, 1] {
        let planted = site.log_in("carol", "carousel").await.cookie();
        site.token(&site.token(&planted).await.cookie()).await;
        let (cookie, elsewhere) = (site.cookie().await, site.cookie().await);
        let both = &with_another(&cookie, &planted)[order];
        // the planted session may go on, so the answer is to try again
        assert_eq!(site.log_out("/session/logout-everywhere", both).await, 409);
        for ended in [cookie, elsewhere] {
            assert_eq!(site.token(&ended).await.text("error"), "invalid_grant");
        }
    }
}

#[tokio::test]
async fn two_demos_on_this_machine_have_two_cookies() {
    let (one, other) = (Site::start().await, Site::start().await);
    let both = format!("{}; {}", one.cookie().await, other.cookie().await);
    assert_eq!(one.token(&both).await.status, 200);
    assert_eq!(other.token(&both).await.status, 200);
}

#[tokio::test]
async fn a_session_that_has_ended_leaves_no_cookie() {
    let site = Site::start().await;
    let cookie = site.cookie().await;
    let logout = Answer::of(site.page_post("/session/logout").header("Cookie", &cookie)).await;
    assert_eq!(logout.status, 204);
    let refused = site.token(&cookie).await;
    assert_eq!((refused.status, &*refused.text("error")), (400, "invalid_grant"));
    for answer in [logout, refused] {
        let removal = answer.header("set-cookie").unwrap();
        let name = site.cookie_name();
        assert_eq!(removal, format!("{name}=; HttpOnly; SameSite=Strict; Path=/session; Max-Age=0"));
    }
}

#[tokio::test]
async fn a_second_login_ends_the_session_before() {
    let site = Site::start().await;
    let old = site.cookie().await;
    let login = site.page_post("/session/login").header("Cookie", &old);
    let answer = Answer::of(login.json(&serde_json::json!({ "name": "bob", "password": "builder" }))).await;
    assert_eq!(answer.status, 204);
    assert_eq!(site.token(&old).await.text("error"), "invalid_grant");
    assert_eq!(site.token(&answer.cookie()).await.status, 200);
}

#[tokio::test]
async fn a_logout_everywhere_ends_each_session_of_the_user_and_no_other() {
    let site = Site::start().await;
    let (here, elsewhere) = (site.cookie().await, site.cookie().await);
    let bob = site.log_in("bob", "builder").await.cookie();
    let answer = Answer::of(site.page_post("/session/logout-everywhere").header("Cookie", &here)).await;
    assert_eq!(answer.status, 204);
    for ended in [here, elsewhere] {
        assert_eq!(site.token(&ended).await.text("error"), "invalid_grant");
    }
    assert_eq!(site.token(&bob).await.status, 200);
}

#[tokio::test]
async fn a_logout_ends_access_tokens_at_once() {
    let site = Site::start().await;
    let [here, elsewhere] = [site.cookie().await, site.cookie().await];
    let (ended, valid) = (site.token(&here).await, site.token(&elsewhere).await);
    let logout = site.page_post("/session/logout").header("Cookie", ended.cookie());
    assert_eq!(Answer::of(logout).await.status, 204);
    for (answer, status) in [(ended, 401), (valid, 200)] {
        let url = format!("{}/orders", site.demo.orders);
        let call = site.request(reqwest::Method::GET, url).bearer_auth(answer.text("access_token"));
        assert_eq!(Answer::of(call).await.status, status);
    }
}

#[tokio::test]
async fn an_outdated_token_is_no_invalid_grant_because_its_session_goes_on() {
    let site = Site::start().await;
    let first = site.cookie().await;
    let second = site.token(&first).await.cookie();
    let third = site.token(&second).await.cookie();
    let answer = site.token(&first).await;
    assert_eq!((answer.status, &*answer.text("error")), (409, "temporarily_unavailable"));
    assert_eq!(answer.header("set-cookie"), None, "the browser may have the new one by now");
    assert_eq!(site.token(&third).await.status, 200);
}

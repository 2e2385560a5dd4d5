//! Who sees which orders.

use reqwest::Method;

use crate::site::{Answer, Site};

async fn numbers(site: &Site, name: &str, password: &str, path: &str) -> Vec<String> {
    let cookie = site.log_in(name, password).await.cookie();
    let token = site.token(&cookie).await.text("access_token");
    let call = site.request(Method::GET, format!("{}{path}", site.demo.orders)).bearer_auth(token);
    let rows = Answer::of(call).await.json()["rows"].clone();
    rows.as_array().unwrap().iter().map(|row| row[0].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn users_see_their_own_orders_and_managers_see_all() {
    let site = Site::start().await;
    assert_eq!(numbers(&site, "alice", "wonderland", "/orders").await, ["2041", "2057"]);
    assert_eq!(numbers(&site, "bob", "builder", "/orders").await, ["2044"]);
    let all = numbers(&site, "bob", "builder", "/orders/all").await;
    assert_eq!(all, ["2041", "2044", "2057", "2058", "2063"]);
}

//! A running demo, and a client that follows no redirect and keeps no cookie by itself.

use reqwest::header::{HeaderMap, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder, redirect};
use serde_json::{Value, json};
use sso_example::demo::Demo;

/// The example of RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub(crate) struct Site {
    pub(crate) demo: Demo,
    client: Client,
}

/// A response, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Site {
    pub(crate) async fn start() -> Self {
        let client = Client::builder().no_proxy().redirect(redirect::Policy::none()).build().unwrap();
        Self { demo: Demo::start().await.unwrap(), client }
    }

    pub(crate) fn request(&self, method: Method, url: impl AsRef<str>) -> RequestBuilder {
        self.client.request(method, url.as_ref())
    }

    /// A path of the issuer.
    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.request(Method::POST, format!("{}{path}", self.demo.issuer))
    }

    /// As the page of the issuer sends it.
    pub(crate) fn page_post(&self, path: &str) -> RequestBuilder {
        self.post(path).header("Origin", &self.demo.issuer)
    }

    pub(crate) async fn get(&self, url: impl AsRef<str>) -> Answer {
        Answer::of(self.request(Method::GET, url)).await
    }

    pub(crate) async fn log_in(&self, name: &str, password: &str) -> Answer {
        Answer::of(self.page_post("/session/login").json(&json!({ "name": name, "password": password })))
            .await
    }

    /// The name of the cookie.
    pub(crate) fn cookie_name(&self) -> String {
        format!("refresh_token_{}", self.demo.issuer.rsplit(':').next().unwrap())
    }

    /// The cookie of a new session of alice.
    pub(crate) async fn cookie(&self) -> String {
        self.log_in("alice", "wonderland").await.cookie()
    }

    pub(crate) async fn token(&self, cookie: &str) -> Answer {
        let request = self.page_post("/session/token").header("Cookie", cookie);
        Answer::of(request.form(&[("resource", &self.demo.orders)])).await
    }

    pub(crate) async fn move_clock(&self, seconds: i64) {
        let answer = Answer::of(self.page_post("/demo/clock").json(&json!({ "seconds": seconds }))).await;
        assert_eq!(answer.status, 200);
    }

    pub(crate) fn callback(&self) -> String {
        format!("{}/callback", self.demo.orders)
    }

    /// The parameters of a good authorization request, with one changed.
    pub(crate) fn authorization(&self, name: &str, value: Option<&str>) -> Vec<(String, String)> {
        let callback = self.callback();
        let good = [
            ("response_type", "code"),
            ("client_id", "orders-page"),
            ("redirect_uri", &callback),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
            ("scope", "openid offline_access"),
            ("state", "a state & more"),
        ];
        let kept = good.iter().filter(|(other, _)| *other != name).copied();
        kept.chain(value.map(|value| (name, value)))
            .map(|(name, value)| (name.into(), value.into()))
            .collect()
    }

    pub(crate) async fn authorize(&self, parameters: &[(String, String)]) -> Answer {
        let url = format!("{}/authorize", self.demo.issuer);
        Answer::of(self.request(Method::GET, url).query(parameters)).await
    }

    /// A code for the page of the orders.
    pub(crate) async fn code(&self) -> String {
        self.approve(&self.cookie().await, &self.authorization("", None)).await.code()
    }

    /// What the page of the authorization endpoint sends for this cookie.
    pub(crate) async fn approve(&self, cookie: &str, parameters: &[(String, String)]) -> Answer {
        Answer::of(self.page_post("/session/authorize").header("Cookie", cookie).form(parameters)).await
    }

    /// Logs out with these cookies.
    pub(crate) async fn log_out(&self, path: &str, cookies: &str) -> u16 {
        Answer::of(self.page_post(path).header("Cookie", cookies)).await.status
    }

    /// Refreshes the session of a client.
    pub(crate) async fn refresh(&self, client: &str, token: &str, resource: Option<&str>) -> Answer {
        let form = [("grant_type", "refresh_token"), ("client_id", client), ("refresh_token", token)];
        let resource = resource.map(|resource| ("resource", resource));
        Answer::of(self.post("/token").form(&form.into_iter().chain(resource).collect::<Vec<_>>())).await
    }

    /// The status of a call of the orders with this token.
    pub(crate) async fn call_orders(&self, token: &str) -> u16 {
        let url = format!("{}/orders", self.demo.orders);
        Answer::of(self.request(Method::GET, url).bearer_auth(token)).await.status
    }

    /// Exchanges a code, with one parameter changed.
    pub(crate) async fn exchange(&self, code: &str, name: &str, value: &str) -> Answer {
        let callback = self.callback();
        let good = [
            ("grant_type", "authorization_code"),
            ("client_id", "orders-page"),
            ("redirect_uri", &callback),
            ("code", code),
            ("code_verifier", VERIFIER),
        ];
        let mut form: Vec<_> = good.into_iter().filter(|(other, _)| *other != name).collect();
        form.extend((!name.is_empty()).then_some((name, value)));
        Answer::of(self.post("/token").form(&form)).await
    }
}

impl Answer {
    pub(crate) async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: response.text().await.unwrap() }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Name and value of the cookie, without its attributes.
    pub(crate) fn cookie(&self) -> String {
        self.header(SET_COOKIE.as_str()).unwrap().split(';').next().unwrap().to_owned()
    }

    /// The code of a redirect to a client.
    pub(crate) fn code(&self) -> String {
        let location = self.text("location");
        location.split(['?', '&']).find_map(|part| part.strip_prefix("code=")).unwrap().to_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.json()[name].as_str().unwrap_or_default().to_owned()
    }
}

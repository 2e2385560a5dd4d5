//! The service on a port of its own, and a client that talks to it.

use jwt_claims::{Algorithm, FixedClock, SigningKey};
use login_example::app::App;
use login_example::routes::router;
use login_example::users::Users;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use ureq::Agent;
use ureq::http::{Request, Response};

/// A service that runs until it is dropped.
pub(crate) struct Service {
    pub(crate) key: SigningKey,
    /// The time as the service knows it.
    pub(crate) clock: FixedClock,
    url: String,
    client: Agent,
    _runtime: Runtime,
}

impl Service {
    pub(crate) fn start() -> Self {
        Self::with_key(SigningKey::generate(Algorithm::ES256).unwrap())
    }

    pub(crate) fn with_key(key: SigningKey) -> Self {
        let clock = FixedClock::at(1_800_000_000);
        let app = App::new(key.clone(), Users::seeded().unwrap(), clock.clone()).unwrap();
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(async { axum::serve(listener, router(app)).await });
        let client = Agent::config_builder().http_status_as_error(false).proxy(None).build().new_agent();
        Self { key, clock, url, client, _runtime: runtime }
    }

    pub(crate) fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::get(format!("{}{path}", self.url));
        for &(name, value) in headers {
            request = request.header(name, value.as_bytes());
        }
        Answer::read(self.client.run(request.body(()).unwrap()).unwrap())
    }

    pub(crate) fn with_token(&self, path: &str, token: &str) -> Answer {
        self.get(path, &[("Authorization", &format!("Bearer {token}"))])
    }

    pub(crate) fn post(&self, path: &str, content_type: &str, body: &str) -> Answer {
        let request = Request::post(format!("{}{path}", self.url)).header("Content-Type", content_type);
        Answer::read(self.client.run(request.body(body.to_owned()).unwrap()).unwrap())
    }

    pub(crate) fn log_in(&self, username: &str, password: &str) -> Answer {
        let body = serde_json::json!({ "username": username, "password": password });
        self.post("/login", "application/json", &body.to_string())
    }
}

/// A response, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
    headers: ureq::http::HeaderMap,
}

impl Answer {
    fn read(response: Response<ureq::Body>) -> Self {
        let (head, mut body) = response.into_parts();
        let body = body.read_to_string().unwrap();
        Self { status: head.status.as_u16(), body, headers: head.headers }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The token of a login.
    pub(crate) fn token(&self) -> String {
        self.json()["token"].as_str().unwrap().to_owned()
    }
}

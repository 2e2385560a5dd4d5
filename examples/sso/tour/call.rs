//! A request, and the command of curl that sends the same.

use std::fmt::Write as _;

use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

/// A value of an answer. Commands show its name instead.
pub(crate) struct Secret {
    pub(crate) name: &'static str,
    pub(crate) value: String,
}

/// A request. Secrets are shown by their names.
pub(crate) struct Call {
    method: Method,
    url: String,
    /// Name, value, and the value as it is shown.
    headers: Vec<(&'static str, String, String)>,
    body: Body,
}

enum Body {
    None,
    /// Name, value, and the value as it is shown.
    Form(Vec<(&'static str, String, String)>),
    Json(Value),
}

impl Call {
    pub(crate) fn get(url: impl Into<String>) -> Self {
        Self { method: Method::GET, url: url.into(), headers: Vec::new(), body: Body::None }
    }

    pub(crate) fn post(url: impl Into<String>) -> Self {
        Self { method: Method::POST, ..Self::get(url) }
    }

    /// As a page of this origin sends it.
    pub(crate) fn sent_by(self, origin: &str) -> Self {
        self.header("Origin", origin, origin)
    }

    pub(crate) fn bearer(self, token: &Secret) -> Self {
        let Secret { name, value } = token;
        self.header("Authorization", &format!("Bearer {value}"), &format!("Bearer ${name}"))
    }

    pub(crate) fn cookie(self, cookie: &Secret) -> Self {
        self.header("Cookie", &cookie.value, &format!("${}", cookie.name))
    }

    pub(crate) fn json(self, body: Value) -> Self {
        Self { body: Body::Json(body), ..self }
    }

    pub(crate) fn field(self, name: &'static str, value: &str) -> Self {
        self.add_field(name, value, value.to_owned())
    }

    pub(crate) fn secret_field(self, name: &'static str, secret: &Secret) -> Self {
        self.add_field(name, &secret.value, format!("${}", secret.name))
    }

    fn add_field(mut self, name: &'static str, value: &str, shown: String) -> Self {
        let field = (name, value.to_owned(), shown);
        match &mut self.body {
            Body::Form(fields) => fields.push(field),
            _ => self.body = Body::Form(vec![field]),
        }
        self
    }

    fn header(mut self, name: &'static str, value: &str, shown: &str) -> Self {
        self.headers.push((name, value.to_owned(), shown.to_owned()));
        self
    }

    /// The command.
    pub(crate) fn curl(&self) -> String {
        let mut command = format!("curl -i '{}'", self.url);
        if self.method == Method::POST && matches!(self.body, Body::None) {
            command.push_str(" -X POST");
        }
        for (name, _, shown) in &self.headers {
            let _ = write!(command, " -H \"{name}: {shown}\"");
        }
        match &self.body {
            Body::None => {}
            Body::Json(body) => {
                let _ = write!(command, " --json '{body}'");
            }
            Body::Form(fields) => {
                for (name, _, shown) in fields {
                    let _ = write!(command, " --data-urlencode \"{name}={shown}\"");
                }
            }
        }
        command
    }

    /// The request for the client.
    pub(crate) fn request(self, client: &Client) -> RequestBuilder {
        let request = client.request(self.method, self.url);
        let request =
            self.headers.into_iter().fold(request, |request, (name, value, _)| request.header(name, value));
        match self.body {
            Body::None => request,
            Body::Json(body) => request.json(&body),
            Body::Form(fields) => {
                request.form(&fields.into_iter().map(|(name, value, _)| (name, value)).collect::<Vec<_>>())
            }
        }
    }
}

//! Sends the requests, prints what is expected and what comes, and counts.

use std::cell::Cell;
use std::process::ExitCode;

use reqwest::header::{HeaderMap, LOCATION, SET_COOKIE, WWW_AUTHENTICATE};
use reqwest::{Client, redirect};
use serde_json::{Value, json};
use sso_example::demo::Demo;

use crate::Failure;
use crate::call::{Call, Secret};

const INTRODUCTION: &str = "\
The demo ends with this tour. To send the commands yourself, start `cargo run --example sso`, and put
its URLs in place of these. $TOKEN stands for a value from an earlier answer.";

/// Tells the story of a running demo.
pub(crate) struct Guide {
    pub(crate) demo: Demo,
    client: Client,
    /// How far the clock of the demo is ahead, in seconds.
    ahead: Cell<i64>,
    steps: Cell<usize>,
    surprises: Cell<usize>,
}

/// A status, and a text that the answer has in its challenge, its location or its body.
pub(crate) struct Expected(pub(crate) u16, pub(crate) &'static str);

/// An answer that was read to its end.
pub(crate) struct Answer {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Guide {
    pub(crate) fn new(demo: Demo) -> Result<Self, Failure> {
        let client = Client::builder().no_proxy().redirect(redirect::Policy::none()).build()?;
        println!(
            "issuer   {}\norders   {}\nreports  {}\n\n{INTRODUCTION}",
            demo.issuer, demo.orders, demo.reports
        );
        let (ahead, steps, surprises) = Default::default();
        Ok(Self { demo, client, ahead, steps, surprises })
    }

    /// The title of a chapter.
    pub(crate) fn chapter(&self, title: &str) {
        println!("\n== {title}");
    }

    /// One step.
    pub(crate) async fn step(&self, what: &str, call: Call, expected: Expected) -> Result<Answer, Failure> {
        self.steps.set(self.steps.get() + 1);
        println!("\n{}. {what}\n   $ {}", self.steps.get(), call.curl());
        let answer = Answer::read(call.request(&self.client).send().await?).await?;
        let is_expected = answer.status == expected.0 && answer.text().contains(expected.1);
        println!("   expected  {} {}", expected.0, expected.1);
        println!(
            "   answered  {} {}   {}",
            answer.status,
            answer.summary(),
            if is_expected { "ok" } else { "NOT EXPECTED" }
        );
        if !is_expected {
            self.surprises.set(self.surprises.get() + 1);
        }
        Ok(answer)
    }

    /// A login, which answers with the cookie.
    pub(crate) async fn log_in(
        &self,
        name: &str,
        password: &str,
        cookie: &'static str,
    ) -> Result<Secret, Failure> {
        let call = Call::post(format!("{}/session/login", self.demo.issuer)).sent_by(&self.demo.issuer);
        let call = call.json(json!({ "name": name, "password": password }));
        let what = format!("{name} logs in: the answer has the refresh token, in a cookie");
        Ok(self.step(&what, call, Expected(204, "")).await?.cookie(cookie))
    }

    /// The request for an access token.
    pub(crate) fn token_call(&self, cookie: &Secret, resource: &str) -> Call {
        let url = format!("{}/session/token", self.demo.issuer);
        Call::post(url).sent_by(&self.demo.issuer).cookie(cookie).field("resource", resource)
    }

    /// A refresh, which answers with an access token and the next cookie, for these names.
    pub(crate) async fn token(
        &self,
        what: &str,
        cookie: &Secret,
        resource: &str,
        [token, next]: [&'static str; 2],
    ) -> Result<(Secret, Secret), Failure> {
        let answer =
            self.step(what, self.token_call(cookie, resource), Expected(200, "access_token")).await?;
        Ok((answer.field(token, "access_token"), answer.cookie(next)))
    }

    /// Moves the clock of the three forward.
    pub(crate) async fn pass(&self, what: &str, seconds: i64) -> Result<(), Failure> {
        self.ahead.set(self.ahead.get() + seconds);
        let call = Call::post(format!("{}/demo/clock", self.demo.issuer)).sent_by(&self.demo.issuer);
        self.step(what, call.json(json!({ "seconds": self.ahead.get() })), Expected(200, "now"))
            .await
            .map(drop)
    }

    /// The result, as the exit code of the program.
    pub(crate) fn summary(&self) -> ExitCode {
        let (steps, surprises) = (self.steps.get(), self.surprises.get());
        println!("\n{} of {steps} answers were as expected", steps - surprises);
        if surprises == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

impl Answer {
    async fn read(response: reqwest::Response) -> Result<Self, Failure> {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Self { status, headers, body: response.text().await? })
    }

    fn header(&self, name: reqwest::header::HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where a redirect leads.
    pub(crate) fn location(&self) -> &str {
        self.header(LOCATION)
    }

    /// Name and value of the cookie, without its attributes.
    pub(crate) fn cookie(&self, name: &'static str) -> Secret {
        let value = self.header(SET_COOKIE).split(';').next().unwrap_or_default();
        keep(name, value, "the text of Set-Cookie before the first semicolon")
    }

    /// A text of the body, if it is a JSON object.
    pub(crate) fn field(&self, name: &'static str, field: &str) -> Secret {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        keep(name, body[field].as_str().unwrap_or_default(), &format!("the field {field}"))
    }

    /// The code of the body's `location`.
    pub(crate) fn code(&self, name: &'static str) -> Secret {
        let code = self.body.split(['?', '&']).find_map(|part| part.strip_prefix("code="));
        keep(name, code.unwrap_or_default(), "the code of the location")
    }

    fn text(&self) -> String {
        [self.header(WWW_AUTHENTICATE), self.location(), &self.body].join("\n")
    }

    /// One line. Long bodies are cut, because tokens are long.
    fn summary(&self) -> String {
        let texts = [self.header(WWW_AUTHENTICATE), self.location(), &self.body];
        let text = texts
            .into_iter()
            .find(|text| !text.is_empty())
            .and_then(|text| text.lines().next())
            .unwrap_or("(no body)");
        let line: String = text.chars().take(110).collect();
        if line.len() < text.len() { format!("{line}…") } else { line }
    }
}

fn keep(name: &'static str, value: &str, what: &str) -> Secret {
    println!("   ${name} is {what}");
    Secret { name, value: value.to_owned() }
}

//! An HTTP/1.1 server that follows a script, byte by byte.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::AbortHandle;

type Script = Arc<dyn Fn(&Request) -> Answer + Send + Sync>;

/// It answers one request for each connection, then closes it.
pub(super) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: AbortHandle,
}

struct Shared {
    script: Mutex<Script>,
    requests: Mutex<Vec<Request>>,
    sent: AtomicUsize,
}

/// A request without its body.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    headers: Vec<(String, String)>,
}

impl Request {
    fn of(head: &str) -> Self {
        let mut lines = head.split("\r\n");
        let mut first = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
        let headers = lines.filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()));
        Self {
            method: first.next().unwrap_or_default(),
            path: first.next().unwrap_or_default(),
            headers: headers.collect(),
        }
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn bypasses_caches(&self) -> bool {
        self.header("cache-control") == Some("no-cache")
    }
}

/// What the server does with a connection.
#[derive(Clone)]
enum Step {
    Send(Vec<u8>),
    /// Sends one byte after the other, with pauses.
    Drip(Vec<u8>, Duration),
    /// Sends the same until the client has closed the connection.
    Repeat(Vec<u8>),
    Pause(Duration),
    /// Waits until the test lets it go on.
    Gate(Arc<Notify>),
    Hang,
}

/// The steps of an answer.
#[derive(Clone, Default)]
pub(super) struct Answer(Vec<Step>);

impl Answer {
    /// Status 200 with this body.
    pub(super) fn ok(body: impl AsRef<[u8]>) -> Self {
        Self::with("200 OK", &[("Content-Type", "application/json")], body)
    }

    /// Status 200 with more headers.
    pub(super) fn ok_with(headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        Self::with("200 OK", headers, body)
    }

    pub(super) fn with(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let length = body.len().to_string();
        let has_body = !status.starts_with("304");
        let length = [("Content-Length", length.as_str())];
        let length = &length[..usize::from(has_body)];
        Self::raw(head(status, &[headers, length].concat())).then(body)
    }

    /// These bytes.
    pub(super) fn raw(bytes: impl AsRef<[u8]>) -> Self {
        Self::default().then(bytes)
    }

    /// The connection is closed without a byte.
    pub(super) fn nothing() -> Self {
        Self::default()
    }

    pub(super) fn then(self, bytes: impl AsRef<[u8]>) -> Self {
        self.step(Step::Send(bytes.as_ref().to_vec()))
    }

    pub(super) fn drip(self, bytes: impl AsRef<[u8]>, pause: Duration) -> Self {
        self.step(Step::Drip(bytes.as_ref().to_vec(), pause))
    }

    pub(super) fn repeat(self, bytes: impl AsRef<[u8]>) -> Self {
        self.step(Step::Repeat(bytes.as_ref().to_vec()))
    }

    pub(super) fn hang(self) -> Self {
        self.step(Step::Hang)
    }

    /// The same answer, after a pause.
    pub(super) fn after(mut self, pause: Duration) -> Self {
        self.0.insert(0, Step::Pause(pause));
        self
    }

    /// The same answer, when the gate is opened.
    pub(super) fn behind(mut self, gate: Arc<Notify>) -> Self {
        self.0.insert(0, Step::Gate(gate));
        self
    }

    fn step(mut self, step: Step) -> Self {
        self.0.push(step);
        self
    }
}

/// The lines before a body.
pub(super) fn head(status: &str, headers: &[(&str, &str)]) -> String {
    let lines: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("HTTP/1.1 {status}\r\n{lines}Connection: close\r\n\r\n")
}

impl Server {
    /// A server with this script, on a free port of the own machine.
    pub(super) async fn start(script: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").await.expect("a free port"), script)
    }

    pub(super) fn on(
        listener: TcpListener,
        script: impl Fn(&Request) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let address = listener.local_addr().expect("an address");
        let (script, requests) = (Mutex::new(Arc::new(script) as Script), Mutex::default());
        let shared = Arc::new(Shared { script, requests, sent: AtomicUsize::new(0) });
        let task = tokio::spawn(accept(listener, Arc::clone(&shared))).abort_handle();
        Self { address, shared, task }
    }

    /// Follows another script from the next request on.
    pub(super) fn follow(&self, script: impl Fn(&Request) -> Answer + Send + Sync + 'static) {
        *self.shared.script.lock().expect("no panic") = Arc::new(script);
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(super) fn requests(&self) -> Vec<Request> {
        self.shared.requests.lock().expect("no panic").clone()
    }

    pub(super) fn count(&self) -> usize {
        self.requests().len()
    }

    /// The number of bytes that were written.
    pub(super) fn sent(&self) -> usize {
        self.shared.sent.load(Ordering::Relaxed)
    }
}

/// The port is closed.
impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(serve(stream, Arc::clone(&shared)));
    }
}

/// Ends when the client has closed the connection.
async fn serve(mut stream: TcpStream, shared: Arc<Shared>) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let request = Request::of(&String::from_utf8_lossy(&head));
    let script = Arc::clone(&shared.script.lock().expect("no panic"));
    let answer = script(&request);
    shared.requests.lock().expect("no panic").push(request);
    for step in answer.0 {
        run(&mut stream, &shared.sent, step).await?;
    }
    stream.shutdown().await
}

async fn run(stream: &mut TcpStream, sent: &AtomicUsize, step: Step) -> std::io::Result<()> {
    match step {
        Step::Send(bytes) => write(stream, sent, &bytes).await?,
        Step::Drip(bytes, pause) => {
            for byte in bytes {
                write(stream, sent, &[byte]).await?;
                tokio::time::sleep(pause).await;
            }
        }
        Step::Repeat(bytes) => loop {
            write(stream, sent, &bytes).await?;
        },
        Step::Pause(pause) => tokio::time::sleep(pause).await,
        Step::Gate(gate) => gate.notified().await,
        Step::Hang => {
            let _ = stream.read(&mut [0]).await?;
        }
    }
    Ok(())
}

async fn write(stream: &mut TcpStream, sent: &AtomicUsize, bytes: &[u8]) -> std::io::Result<()> {
    stream.write_all(bytes).await?;
    sent.fetch_add(bytes.len(), Ordering::Relaxed);
    Ok(())
}

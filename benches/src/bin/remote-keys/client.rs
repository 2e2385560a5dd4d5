//! Clients that send one request after the other.

use std::net::SocketAddr;
use std::time::Instant;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::issuer::Issuer;
use crate::tally::{Kind, Tally};

const CLIENTS: u64 = 16;

/// Requests until that time.
pub(crate) async fn load(address: SocketAddr, issuer: &Issuer, end: Instant) -> Tally {
    let clients = (0..CLIENTS).map(|nth| tokio::spawn(run(address, issuer.clone(), nth, end)));
    let mut all = Tally::default();
    for client in clients.collect::<Vec<_>>() {
        all.add(client.await.expect("no panic").expect("the service stays open"));
    }
    all
}

async fn run(address: SocketAddr, issuer: Issuer, client: u64, end: Instant) -> std::io::Result<Tally> {
    let mut stream = BufReader::new(TcpStream::connect(address).await?);
    stream.get_ref().set_nodelay(true)?;
    let (mut tally, mut nth) = (Tally::default(), client);
    while Instant::now() < end {
        nth += CLIENTS;
        for (kind, path, token) in requests(&issuer, nth) {
            let begin = Instant::now();
            let status = ask(&mut stream, path, &token).await?;
            tally.count(kind, status, begin.elapsed());
        }
    }
    Ok(tally)
}

/// Good tokens for both routes, and from time to time bad ones. Unknown keys are few: each
/// client with one waits for a fetch, within limits.
fn requests(issuer: &Issuer, nth: u64) -> Vec<(Kind, &'static str, String)> {
    let mut requests = vec![
        (Kind::Fetched, "/fetched", issuer.good().to_owned()),
        (Kind::Fixed, "/fixed", issuer.fixed().to_owned()),
    ];
    match nth % 64 {
        3 => requests.push((Kind::Bad, "/fetched", issuer.forged())),
        5 => requests.push((Kind::Bad, "/fetched", issuer.unknown(nth))),
        7 => requests.extend(issuer.withdrawn().map(|token| (Kind::Bad, "/fetched", token.to_owned()))),
        _ => {}
    }
    if nth.is_multiple_of(2) {
        requests.swap(0, 1);
    }
    requests
}

/// The status of the answer, which is read to its end.
async fn ask(stream: &mut BufReader<TcpStream>, path: &str, token: &str) -> std::io::Result<u16> {
    let request = format!("GET {path} HTTP/1.1\r\nHost: orders\r\nAuthorization: Bearer {token}\r\n\r\n");
    stream.get_mut().write_all(request.as_bytes()).await?;
    let (mut status, mut length, mut line) = (0, 0, String::new());
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if let Some(rest) = line.strip_prefix("HTTP/1.1 ") {
            status = rest.get(..3).and_then(|code| code.parse().ok()).unwrap_or(0);
        } else if let Some(rest) = line.strip_prefix("content-length: ") {
            length = rest.trim().parse().unwrap_or(0);
        } else if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(status)
}

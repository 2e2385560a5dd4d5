//! A server whose certificate nobody has issued.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jwt_claims::Verifier;
use jwt_claims::jwks::Keys;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::support::{attempt, code, impatient, jwks, token};

/// For 127.0.0.1, until the year 2126: for this test alone.
const SELF_SIGNED: &[u8] = include_bytes!("self-signed.pem");

/// Serves a good set over TLS; counts the connections, and the requests that it can read.
async fn serve(listener: TcpListener, counts: Arc<[AtomicUsize; 2]>) {
    let certificate = CertificateDer::from_pem_slice(SELF_SIGNED).expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(SELF_SIGNED).expect("a key");
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![certificate], key);
    let acceptor = TlsAcceptor::from(Arc::new(config.expect("they belong together")));
    while let Ok((stream, _)) = listener.accept().await {
        counts[0].fetch_add(1, Ordering::SeqCst);
        let Ok(mut stream) = acceptor.accept(stream).await else { continue };
        if stream.read(&mut [0; 1024]).await.is_ok_and(|length| length > 0) {
            counts[1].fetch_add(1, Ordering::SeqCst);
            let set = jwks(&["a"]);
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", set.len());
            let _ = stream.write_all(format!("{head}{set}").as_bytes()).await;
        }
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_trusts_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("https://{}/jwks", listener.local_addr().expect("an address"));
    let counts = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
    tokio::spawn(serve(listener, Arc::clone(&counts)));
    let mut limits = impatient();
    limits.timeout = super::support::MINUTE;
    let keys = Keys::remote(url).and_then(|keys| keys.with_limits(limits)).expect("a URL");
    let error = attempt(&keys).await.expect_err("nobody has issued it");
    assert!(error.contains("certificate"), "{error}");
    assert_eq!(code(&Verifier::new(keys), &token("a")).await, "keys_unavailable");
    let counts = [&counts[0], &counts[1]].map(|count| count.load(Ordering::SeqCst));
    assert!(counts[0] >= 1 && counts[1] == 0, "{counts:?}");
}

//! One PEM in every spelling that files and environment variables give it.

use base64_simd::STANDARD;

use super::formats::{der_of, fixture, formats};
use super::{SigningKey, VerifyingKey};
use crate::crypto::algorithm::Algorithm::{self, ES256, RS256};

/// The lines between BEGIN and END, as one.
fn body(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with('-')).collect()
}

/// The PEM with its body in other lines.
fn with_body(pem: &str, body: &str) -> String {
    let mut lines = pem.lines();
    let (begin, end) = (lines.next().unwrap(), lines.last().unwrap());
    format!("{begin}\n{body}\n{end}\n")
}

/// Each with a name.
fn spellings(pem: &str) -> Vec<(&'static str, Vec<u8>)> {
    let text = pem.trim_end();
    let body = body(pem);
    let uneven: String = body
        .as_bytes()
        .chunks(37)
        .map(|line| format!("{}\n\n", std::str::from_utf8(line).unwrap()))
        .collect();
    let long = STANDARD.encode_to_string(pem);
    let spelt: Vec<(&'static str, String)> = vec![
        ("as it is", pem.to_owned()),
        ("CRLF", pem.replace('\n', "\r\n")),
        ("CR", pem.replace('\n', "\r")),
        ("no line break at the end", text.to_owned()),
        ("blank lines", format!("\n\n{}\n\n", pem.replace('\n', "\n\n"))),
        ("trailing blanks", pem.replace('\n', "  \t\n")),
        ("trailing blanks and CRLF", pem.replace('\n', " \r\n")),
        ("indented", format!("    {}", pem.replace('\n', "\n    "))),
        ("indented by tabs", format!("\t\t{}", pem.replace('\n', "\n\t\t"))),
        ("vertical blanks", pem.replace('\n', "\n\u{c}\n")),
        ("BOM", format!("\u{FEFF}{pem}")),
        ("one long line", with_body(pem, &body)),
        (
            "lines of 76",
            with_body(
                pem,
                &body
                    .as_bytes()
                    .chunks(76)
                    .map(|line| format!("{}\n", std::str::from_utf8(line).unwrap()))
                    .collect::<String>(),
            ),
        ),
        ("uneven lines", with_body(pem, &uneven)),
        ("blanks for line breaks", text.replace('\n', " ")),
        ("no line breaks", text.replace('\n', "")),
        ("text around", format!("Subject: a key\nkept since 1999\n\n{pem}\nand text behind it: -----\n")),
        ("double quotes", format!("\"{text}\"")),
        ("single quotes", format!("'{text}'\n")),
        ("an assignment", format!("KEY=\"{text}\"\n")),
        ("literal \\n", text.replace('\n', "\\n")),
        ("literal \\n at the end, too", pem.replace('\n', "\\n")),
        ("literal \\r\\n", pem.replace('\n', "\\r\\n")),
        ("literal \\n, escaped again", pem.replace('\n', "\\\\n")),
        ("literal \\n in quotes", format!("\"{}\"", pem.replace('\n', "\\n"))),
        ("literal \\n before line breaks", pem.replace('\n', "\\n\n")),
        ("continued lines", pem.replace('\n', "\\\n")),
        ("base64 of it", long.clone()),
        ("base64 of it, a line break behind", format!("{long}\n")),
        (
            "base64 of it in lines",
            long.as_bytes()
                .chunks(76)
                .map(|line| format!("{}\n", std::str::from_utf8(line).unwrap()))
                .collect(),
        ),
        ("base64 of it in quotes", format!("\"{long}\"")),
        ("base64 without padding", long.trim_end_matches('=').to_owned()),
        ("base64 of it with CRLF", STANDARD.encode_to_string(pem.replace('\n', "\r\n"))),
        ("bare base64 of the DER", body.clone()),
        ("bare base64 of the DER in quotes and lines", format!("'{}'", body.replacen("A", "A\n", 3))),
    ];
    let mut spellings: Vec<_> = spelt.into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
    spellings.push(("Latin-1 around", [b"Schl\xFCssel\n", pem.as_bytes(), b"\xA7\n"].concat()));
    spellings
}

#[test]
fn a_key_is_read_in_every_spelling() {
    for key in formats().filter(|key| key.algorithm != Algorithm::PS512) {
        let algorithm = key.algorithm;
        for pem in key.private.iter().filter(|pem| !pem.contains("EC PARAMETERS")) {
            let kid = SigningKey::from_pem(algorithm, pem).unwrap().kid().map(str::to_owned);
            let (name, spelt) = &spellings(pem)[0];
            assert!(SigningKey::from_pem(algorithm, spelt).is_ok(), "{name}");
            for (name, spelt) in spellings(pem) {
                // what is made of the octets is tried by the other tests: RSA keys take long
                let read = super::super::pem::read(&spelt)
                    .unwrap_or_else(|error| panic!("{algorithm} {name}: {error}"));
                assert_eq!(read.1.as_slice(), der_of(pem), "{algorithm}: {name}");
            }
            assert!(kid.is_some());
        }
        for pem in key.public {
            let thumbprint = VerifyingKey::from_pem(algorithm, pem).unwrap().thumbprint();
            for (name, spelt) in spellings(pem) {
                let read = VerifyingKey::from_pem(algorithm, &spelt);
                assert_eq!(
                    read.map(|key| key.thumbprint()).ok(),
                    Some(thumbprint.clone()),
                    "{algorithm}: {name}"
                );
            }
        }
    }
}

#[test]
fn the_curve_as_a_block_of_its_own_does_not_count() {
    let pem = fixture!("p256.ecparam.pem");
    let (parameters, key) = pem.split_at(pem.find("-----BEGIN EC PRIVATE").unwrap());
    let der = der_of(key);
    for text in
        [pem.to_owned(), format!("{key}{parameters}"), pem.replace('\n', "\\n"), pem.replace('\n', "\r")]
    {
        assert_eq!(der_of(&text), der, "{text}");
    }
}

/// The content decides: no label makes another key of it.
#[test]
fn whatever_the_label_is_the_content_decides() {
    let labels = [
        "PRIVATE KEY",
        "RSA PRIVATE KEY",
        "EC PRIVATE KEY",
        "PUBLIC KEY",
        "RSA PUBLIC KEY",
        "CERTIFICATE",
        "ENCRYPTED PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
        "X509 CERTIFICATE",
    ];
    let relabel =
        |pem: &str, label: &str| format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", body(pem));
    for label in labels {
        for pem in [fixture!("rsa.pkcs8.pem"), fixture!("rsa.pkcs1.pem")] {
            let pem = relabel(pem, label);
            assert!(SigningKey::from_pem(RS256, &pem).is_ok(), "{label}");
            assert!(
                VerifyingKey::from_pem(RS256, &pem).unwrap_err().to_string().contains("private"),
                "{label}"
            );
        }
        for pem in [fixture!("rsa.spki.pem"), fixture!("rsa.pkcs1.pub.pem"), fixture!("rsa.cert.pem")] {
            let pem = relabel(pem, label);
            assert!(VerifyingKey::from_pem(RS256, &pem).is_ok(), "{label}");
            assert!(
                SigningKey::from_pem(RS256, &pem).unwrap_err().to_string().contains("cannot sign"),
                "{label}"
            );
        }
        assert!(SigningKey::from_pem(ES256, relabel(fixture!("p256.sec1.pem"), label)).is_ok(), "{label}");
        let encrypted = SigningKey::from_pem(RS256, relabel(fixture!("rsa.encrypted.pkcs8.pem"), label));
        assert!(encrypted.unwrap_err().to_string().contains("openssl pkey"), "{label}");
    }
    // Two numbers are a group for Diffie-Hellman, too: what is no key's label is not read.
    let group = relabel(fixture!("rsa.pkcs1.pub.pem"), "DH PARAMETERS");
    assert!(VerifyingKey::from_pem(RS256, group).unwrap_err().to_string().contains("DH PARAMETERS"));
}

#[test]
fn what_is_not_a_key_in_a_spelling_is_refused() {
    let pem = fixture!("p256.pkcs8.pem");
    let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(pem.bytes().flat_map(|octet| [octet, 0])).collect();
    let refused: [(&[u8], &str); 7] = [
        (&wide, "iconv -f UTF-16"),
        (b"  \n", "check the file"),
        (b"\"\"", "whole"),
        (b"c2VjcmV0IHNlY3JldCBzZWNyZXQ=", "whole"),
        (&STANDARD.encode_to_string(&pem[..80]).into_bytes(), "END line"),
        (&STANDARD.encode_to_string(fixture!("p256.jwk.json")).into_bytes(), "from_jwk"),
        (&pem.replace("\n", "\\t").into_bytes(), "base64 is broken"),
    ];
    for (spelt, advice) in refused {
        let error = SigningKey::from_pem(ES256, spelt).unwrap_err().to_string();
        assert!(error.contains(advice), "{advice:?}: {error}");
    }
}

//! The public conformance vectors, where they are to be had.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jwt_claims_tests::forge;
use jwt_claims_tests::vectors::{Case, Labels, Summary, answer, mark};
use serde_json::{Value, json};

use crate::announce;

const FOLDER: &str = "JWT_CLAIMS_VECTORS";
const KINDS: [&str; 5] = ["claims", "jws", "jwk", "jwe", "thumbprint"];

#[test]
fn every_core_case_is_answered_right() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        announce(format_args!(
            "SKIPPED: conformance vectors; set {FOLDER} to the folder of their *.jsonl files"
        ));
        return;
    };
    let mut summary = Summary::default();
    for line in lines(&folder) {
        let case: Case = serde_json::from_str(&line).unwrap();
        if KINDS.contains(&case.kind.as_str()) && case.form == "compact" {
            let labels: Labels = serde_json::from_str(&line).unwrap();
            summary.extend([mark(&case, &labels, &answer(&case))]);
        }
    }
    announce(format_args!("conformance vectors: {summary}"));
    assert!(summary.right > 0, "no case in {}", folder.display());
    assert!(summary.wrong.is_empty(), "{} wrong answers", summary.wrong.len());
}

/// All lines of all files.
fn lines(folder: &Path) -> Vec<String> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        .collect();
    files.sort();
    files
        .iter()
        .flat_map(|file| fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

#[test]
fn wrapper_answers_each_line_with_a_line() {
    let key = json!({"kty": "oct", "k": forge::base64url([7; 32])});
    let cases = [
        json!({"id": "refused", "kind": "jws", "alg": "HS256", "key": key, "token": "a.b.c"}),
        json!({"id": "not offered", "kind": "jws", "alg": "ES256X", "key": key, "token": "a.b.c"}),
        json!({"id": "missing", "kind": "jws", "alg": "HS256", "key": key, "token": "a..c", "needs": ["detached"]}),
    ];
    let answers = ask_wrapper(&cases);
    let told = |nth: usize, name: &str| answers[nth][name].clone();
    assert_eq!(
        (told(0, "id"), told(0, "verdict"), told(0, "error")),
        (json!("refused"), json!("invalid"), json!("malformed"))
    );
    assert_eq!(
        (told(1, "id"), told(1, "verdict"), told(1, "error")),
        (json!("not offered"), json!("unsupported"), Value::Null)
    );
    assert_eq!((told(2, "verdict"), told(2, "missing")), (json!("unsupported"), json!(["detached"])));
    assert_eq!(answers.len(), cases.len());
}

fn ask_wrapper(cases: &[Value]) -> Vec<Value> {
    let mut wrapper = Command::new(env!("CARGO_BIN_EXE_vector-wrapper"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut questions = wrapper.stdin.take().unwrap();
    for case in cases {
        writeln!(questions, "{case}").unwrap();
    }
    drop(questions);
    let output = wrapper.wait_with_output().unwrap();
    assert!(output.status.success());
    output
        .stdout
        .split(|&octet| octet == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

//! `tests/PROMISES.md` lists each sentence of the documents, and of the documentation of
//! public items, that says "cannot", "never", "always", "only" or "all", and the test
//! that tries to break it. Such a sentence without an entry fails here: add a test, or reword
//! the sentence. Other sentences may have an entry, too.

use std::collections::BTreeSet;
use std::path::Path;

use crate::layers::files;

const PROMISES: &str = include_str!("../PROMISES.md");

const DOCUMENTS: &[(&str, &str)] = &[
    ("README.md", include_str!("../../README.md")),
    ("docs/axum.md", include_str!("../../docs/axum.md")),
    ("docs/dpop.md", include_str!("../../docs/dpop.md")),
    ("docs/encryption.md", include_str!("../../docs/encryption.md")),
    ("docs/from-jsonwebtoken.md", include_str!("../../docs/from-jsonwebtoken.md")),
    ("docs/remote-keys.md", include_str!("../../docs/remote-keys.md")),
    ("docs/keys.md", include_str!("../../docs/keys.md")),
    ("docs/responses.md", include_str!("../../docs/responses.md")),
    ("docs/revocation.md", include_str!("../../docs/revocation.md")),
    ("docs/sessions.md", include_str!("../../docs/sessions.md")),
    ("docs/production.md", include_str!("../../docs/production.md")),
    ("docs/trouble.md", include_str!("../../docs/trouble.md")),
    ("MIGRATION.md", include_str!("../../MIGRATION.md")),
    ("jwt-claims-derive/REFERENCE.md", include_str!("../../jwt-claims-derive/REFERENCE.md")),
    ("jwt-claims-derive/CLAIM_VALUE.md", include_str!("../../jwt-claims-derive/CLAIM_VALUE.md")),
    ("jwt-claims/CODES.md", include_str!("../../jwt-claims/CODES.md")),
];

/// The files whose module is public.
const MODULES: &[&str] = &[
    "actix4.rs",
    "axum08.rs",
    "cli.rs",
    "crypto/provider.rs",
    "dpop.rs",
    "http.rs",
    "jwe.rs",
    "jwks.rs",
    "key_ring.rs",
    "openapi.rs",
    "openapi/utoipa6.rs",
    "preset.rs",
    "revocation.rs",
    "sessions.rs",
    "store.rs",
    "testing.rs",
    "token/explain.rs",
    "token/jws.rs",
    "token/unverified.rs",
    "tonic014.rs",
];

const WORDS: [&str; 5] = ["cannot", "never", "always", "only", "all"];

#[test]
fn every_promise_of_the_documents_has_an_entry() {
    let listed: BTreeSet<String> = entries().into_iter().map(|entry| entry.sentence).collect();
    let mut missing = String::new();
    for (name, text) in all() {
        for sentence in promises(&text).into_iter().filter(|sentence| !listed.contains(sentence)) {
            missing += &format!("\n{name}: {sentence}");
        }
    }
    assert!(missing.is_empty(), "not in tests/PROMISES.md:{missing}");
}

#[test]
fn every_entry_is_a_sentence_of_a_document() {
    let made: BTreeSet<String> = all().iter().flat_map(|(_, text)| sentences(text)).collect();
    let mut stale = String::new();
    for entry in entries().iter().filter(|entry| !made.contains(&entry.sentence)) {
        stale += &format!("\n{}", entry.sentence);
    }
    assert!(stale.is_empty(), "no document says this any more:{stale}");
}

#[test]
fn every_entry_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for Entry { sentence, tests } in entries() {
        assert!(!tests.is_empty(), "no test for: {sentence}");
        for (file, function) in tests {
            let path = root.join(&file);
            let source = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
            let is_ui = file.starts_with("tests/ui/");
            let exists = is_ui || source.contains(&format!("fn {function}("));
            assert!(exists, "{file} has no test `{function}`, named for: {sentence}");
        }
    }
}

/// The documents, and the documentation of each source file.
fn all() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../jwt-claims/src");
    let sources = files(&root).into_iter().map(|file| {
        let text = std::fs::read_to_string(&file).expect("a source file");
        let name = file.strip_prefix(&root).expect("it is in the folder").display().to_string();
        let has_module = MODULES.contains(&name.as_str());
        (name, documentation(&text, has_module))
    });
    let documents = DOCUMENTS.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    documents.chain(sources).collect()
}

/// The documentation of the public items of a file, and of its module if that is public. What a trait or an
/// enum contains is public with it. Some items are public for generated code alone; they
/// are included, because that is not said in their file.
fn documentation(source: &str, has_module: bool) -> String {
    let (mut documentation, mut pending) = (String::new(), String::new());
    let (mut is_hidden, mut in_public) = (false, false);
    for line in source.split("\nmod tests").next().unwrap_or(source).lines() {
        let code = line.trim_start();
        if let Some(text) = code.strip_prefix("//!").filter(|_| has_module) {
            documentation += &format!("{}\n", text.trim_start());
        } else if let Some(text) = code.strip_prefix("///") {
            pending += &format!("{}\n", text.trim_start());
        } else if code.starts_with("#[doc(hidden)]") {
            is_hidden = true;
        } else if !is_attribute(code) {
            let opens = line.starts_with("pub trait ") || line.starts_with("pub enum ");
            in_public = if opens { !is_hidden } else { in_public && line != "}" };
            let is_public = in_public || code.starts_with("pub ") || code.starts_with("impl");
            if is_public && !is_hidden {
                documentation += &format!("\n{pending}\n");
            }
            is_hidden = false;
            pending.clear();
        }
    }
    documentation
}

/// An attribute, or a line of one: its items are strings, or it ends here.
fn is_attribute(code: &str) -> bool {
    let items = ["#", "message =", "label =", "note =", "tag =", ")]"];
    items.iter().any(|item| code.starts_with(item))
}

#[test]
fn the_documentation_of_public_items_is_found() {
    let source = r#"
//! a

/// b
/// c
#[derive(Debug)]
#[x(
    note = "",
)]
pub enum B {
    /// d
    #[x]
    D,
}

/// private
const C: u8 = 1;

/// private
pub(crate) fn private() {}

/// hidden
#[doc(hidden)]
pub trait Hidden {
    /// hidden
    fn hidden();
}

/// e
pub trait E {
    /// f
    fn f();
    /// hidden
    #[doc(hidden)]
    fn hidden();
}

/// g
impl B {
    /// h
    pub fn h() {}

    /// private
    fn private() {}
}

#[cfg(test)]
mod tests {
    /// test
    pub fn test() {}
}
"#;
    assert_eq!(normal(&documentation(source, true)), "a b c d e f g h");
    assert_eq!(normal(&documentation(source, false)), "b c d e f g h");
}

/// A sentence, and the tests that try to break it.
struct Entry {
    sentence: String,
    tests: Vec<(String, String)>,
}

/// The list items of `PROMISES.md`: a sentence in bold, then tests as
/// `` `file` `function` `` pairs; a case of `tests/ui` needs no function.
fn entries() -> Vec<Entry> {
    let items = PROMISES.split("\n- **").skip(1);
    items
        .map(|item| {
            let item = item.split("\n#").next().unwrap_or(item);
            let (sentence, tests) = item.split_once("**\n").expect("a sentence in bold, then its tests");
            Entry { sentence: normal(sentence), tests: tests.lines().filter_map(test).collect() }
        })
        .collect()
}

/// One line such as `` `tests/derive/times.rs` `leeway_is_capped` ``.
fn test(line: &str) -> Option<(String, String)> {
    let mut code = line.split('`').skip(1).step_by(2);
    let file = code.next()?.to_owned();
    Some((file, code.next().unwrap_or_default().to_owned()))
}

/// The sentences and table cells that have one of the words outside of code.
fn promises(document: &str) -> Vec<String> {
    let prose = sentences(document);
    prose.into_iter().filter(|sentence| promises_something(sentence)).collect()
}

fn promises_something(sentence: &str) -> bool {
    let prose: String = sentence.split('`').step_by(2).collect();
    // not where a link leads
    let prose: String =
        prose.split("](").map(|part| part.split_once(')').map_or(part, |(_, rest)| rest)).collect();
    let mut words = prose.split(|character: char| !character.is_alphanumeric());
    words.any(|word| WORDS.iter().any(|promise| word.eq_ignore_ascii_case(promise)))
}

/// The prose of a document, cut into sentences; each table cell is one.
fn sentences(document: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    for (nth, block) in document.split("```").enumerate() {
        if nth % 2 == 1 {
            continue;
        }
        for paragraph in paragraphs(block) {
            sentences.extend(split(&paragraph));
        }
    }
    sentences
}

/// Lines that belong together: a paragraph, a list item, or one table cell.
fn paragraphs(block: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for line in block.lines().map(str::trim) {
        if line.starts_with('|') {
            paragraphs.extend(line.trim_matches('|').split(" | ").map(str::to_owned));
            paragraphs.push(String::new());
        } else if line.is_empty() || line.starts_with('#') {
            paragraphs.push(String::new());
        } else {
            let (is_item, text) = line.strip_prefix("- ").map_or((false, line), |text| (true, text));
            if is_item {
                paragraphs.push(String::new());
            }
            if let Some(last) = paragraphs.last_mut() {
                *last += &format!("{text} ");
            }
        }
    }
    paragraphs
}

fn split(paragraph: &str) -> Vec<String> {
    let mut sentences = vec![String::new()];
    for word in paragraph.split_whitespace() {
        if let Some(last) = sentences.last_mut() {
            *last += &format!("{word} ");
        }
        if word.trim_end_matches(['*', ')', '"']).ends_with(['.', ':', ';', '!', '?']) {
            sentences.push(String::new());
        }
    }
    sentences.iter().map(|sentence| normal(sentence)).filter(|sentence| !sentence.is_empty()).collect()
}

/// White space folded.
fn normal(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

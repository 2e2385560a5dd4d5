//! The modules at the root of each crate, as CONTRIBUTING.md lists them, each with its folder. A module
//! uses only the modules in the lines above its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const DOCUMENT: &str = include_str!("../../CONTRIBUTING.md");

/// The modules of one crate, each with the number of its line.
type Modules<'d> = BTreeMap<&'d str, usize>;

#[test]
fn each_room_uses_only_those_above_it() {
    let mut wrong = Vec::new();
    for (folder, modules) in lists() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
        for file in files(&source) {
            let inside = file.strip_prefix(&source).expect("it is in the folder").with_extension("");
            let path: Vec<&str> = inside.iter().filter_map(|name| name.to_str()).collect();
            let text = fs::read_to_string(&file).expect("a source file");
            let faults = match path.contains(&"tests") {
                true => braces(&text),
                false => faults(&path, &text, &modules),
            };
            wrong.extend(faults.into_iter().map(|fault| format!("{}: {fault}", file.display())));
        }
        let is_gone = |module: &&&str| !source.join(format!("{module}.rs")).exists();
        wrong.extend(modules.keys().filter(is_gone).map(|module| format!("{folder} has no {module}.rs")));
    }
    assert!(wrong.is_empty(), "see the lists of modules in CONTRIBUTING.md:\n{}", wrong.join("\n"));
}

/// What a file must not name.
fn faults(path: &[&str], text: &str, modules: &Modules<'_>) -> Vec<String> {
    let Some(own) = modules.get(path[0]) else { return vec!["in no module".into()] };
    let code = text.split("\nmod tests").next().unwrap_or(text);
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut faults = braces(text);
    for line in lines {
        // without strings
        let line: String = line.split('"').step_by(2).collect();
        for used in line.split("crate::").skip(1) {
            let name = used.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
            match modules.get(name) {
                Some(line) if line < own || name == path[0] => {}
                None if name.is_empty() => {}
                Some(_) => faults.push(format!("`{name}` is not above `{}`", path[0])),
                // a name at the root hides which module it is from
                None => faults.push(format!("`crate::{name}` does not begin with a module")),
            }
        }
        if line.contains(&"super::".repeat(path.len())) {
            faults.push(format!("`{}` leads out of the module; write `crate::`", line.trim()));
        }
    }
    faults
}

/// Imports of several modules at once, also in tests: the names in braces have no `crate::`
/// of their own.
fn braces(text: &str) -> Vec<String> {
    let lines =
        text.lines().filter(|line| line.split_whitespace().collect::<String>().contains("usecrate::{"));
    lines
        .map(|line| format!("`{}` has no module before the braces; write a `use` for each", line.trim()))
        .collect()
}

#[test]
fn what_hides_a_room_is_found() {
    let modules = Modules::from([("base", 1), ("key", 2), ("token", 3)]);
    let faults = |text: &str| faults(&["key", "set"], text, &modules).len();
    assert_eq!(faults("use crate::base::clock::{Clock, Time};\nuse crate::key::name;\nuse super::jwk;"), 0);
    for wrong in [
        "use crate::token::header;",
        "use crate::Verifier;",
        "use crate::{base::clock, token};",
        "    pub(crate) use crate :: {\n    token,\n};",
        "mod tests_of_it {}\nmod tests {\n    use crate::{Verifier};\n}",
        "use super::super::token;",
        "let token = crate::token::jws::sign();",
    ] {
        assert_eq!(faults(wrong), 1, "{wrong}");
    }
}

/// The lists of the document: blocks whose first line is a folder, and every other
/// line one module, or several that do not use each other, with a description.
fn lists() -> Vec<(&'static str, Modules<'static>)> {
    let blocks = DOCUMENT.split("```text\n").skip(1).filter_map(|block| block.split("```").next());
    let lists: Vec<_> = blocks
        .filter_map(|block| {
            let (folder, rest) = block.split_once('\n')?;
            let names = |line: &'static str| line.trim().split("  ").next().unwrap_or_default().split(", ");
            let lines = rest.lines().enumerate();
            let modules = lines.flat_map(|(number, line)| names(line).map(move |name| (name, number)));
            folder.ends_with("/src").then(|| (folder, modules.collect()))
        })
        .collect();
    assert!(!lists.is_empty(), "CONTRIBUTING.md has no list of modules");
    lists
}

/// The source files in a folder and below it.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of sources");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

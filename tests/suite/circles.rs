//! No file uses another that uses it in turn, over whatever detour: each can be read
//! after those that it uses.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::layers::files;

/// The path of a module: `["decode", "capture"]`.
type Module = Vec<String>;

#[test]
fn no_files_use_each_other_in_a_circle() {
    for folder in ["../jwt-claims/src", "../jwt-claims-derive/src"] {
        let circles = circles(&code(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)));
        assert!(circles.is_empty(), "files use each other in a circle:\n{}", circles.join("\n"));
    }
}

/// What is left of the files when those in no circle are taken away.
fn circles(code: &BTreeMap<Module, String>) -> Vec<String> {
    let mut uses: BTreeMap<&Module, BTreeSet<&Module>> = BTreeMap::new();
    for (module, text) in code {
        let used = paths(text).into_iter().filter_map(|path| file_of(&path, module, code));
        uses.insert(module, used.filter(|used| *used != module).collect());
    }
    // what uses nothing that is left, or is used by nothing, is in no circle
    loop {
        let all: BTreeSet<&Module> = uses.values().flatten().copied().collect();
        let before = uses.len();
        uses.retain(|module, used| !used.is_empty() && all.contains(module));
        let left: BTreeSet<&Module> = uses.keys().copied().collect();
        uses.values_mut().for_each(|used| used.retain(|module| left.contains(module)));
        if uses.len() == before {
            break;
        }
    }
    uses.iter().map(|(module, used)| format!("{module:?} uses {used:?}")).collect()
}

/// The code of each module in a file of its own, without comments and tests.
fn code(source: &Path) -> BTreeMap<Module, String> {
    let modules = files(source).into_iter().filter_map(|file| {
        let inside = file.strip_prefix(source).ok()?.with_extension("");
        let module: Module = inside.iter().map(|name| name.to_string_lossy().into_owned()).collect();
        let text = fs::read_to_string(&file).expect("a source file");
        let code = text.split("\nmod tests").next()?.lines();
        let code = code.filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        (!module.contains(&"tests".into()) && module != ["lib"]).then_some((module, code))
    });
    modules.collect()
}

/// Every path of names in a text: `crate::base::shown::quoted` is one, and
/// `super::{der, pem::read}` is two.
fn paths(text: &str) -> Vec<Vec<&str>> {
    let is_end = |c: char| !c.is_alphanumeric() && !matches!(c, '_' | ':' | '{' | '}' | ',');
    let (mut paths, mut prefix) = (Vec::new(), Vec::new());
    for word in text.split(is_end).filter(|word| !word.is_empty()) {
        for part in word.split_inclusive(['{', '}', ',']) {
            let names = part.split("::").map(|name| name.trim_matches(['{', '}', ',', ':']));
            let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
            match part.strip_suffix("::{") {
                Some(_) => prefix = names,
                None => paths.push([prefix.as_slice(), &names].concat()),
            }
            if part.ends_with('}') {
                prefix.clear();
            }
        }
    }
    paths
}

/// The file that a path in a module leads into.
fn file_of<'c>(path: &[&str], module: &Module, code: &'c BTreeMap<Module, String>) -> Option<&'c Module> {
    let own: Vec<&str> = module.iter().map(String::as_str).collect();
    let ups = path.iter().take_while(|name| **name == "super").count();
    let absolute = match *path.first()? {
        // a name alone, or `pub(super)`
        _ if path.len() < 2 => return None,
        "self" => [&own, &path[1..]].concat(),
        "crate" => path[1..].to_vec(),
        "super" => [own.get(..own.len().checked_sub(ups)?)?, &path[ups..]].concat(),
        // of a module below its own, or of something else
        _ => [&own, path].concat(),
    };
    let prefixes = (1..=absolute.len()).rev().map(|length| &absolute[..length]);
    prefixes.into_iter().find_map(|prefix| {
        let prefix: Module = prefix.iter().map(|name| (*name).to_owned()).collect();
        code.get_key_value(&prefix).map(|(file, _)| file)
    })
}

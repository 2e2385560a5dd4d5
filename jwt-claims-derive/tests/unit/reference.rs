//! What the reference must have: for every attribute a row, a section, and an
//! example that uses it and names the codes of its violations.

use crate::syntax::attributes::{self, names, on_field};
use crate::syntax::table::Listed;

const REFERENCE: &str = include_str!("../../REFERENCE.md");
const CLAIM_VALUE: &str = include_str!("../../CLAIM_VALUE.md");

/// A heading and what stands below it, up to the next one.
struct Section<'d> {
    heading: &'d str,
    body: String,
}

fn sections(document: &str) -> Vec<Section<'_>> {
    let mut sections = vec![Section { heading: "", body: String::new() }];
    let mut in_code = false;
    for line in document.lines() {
        in_code ^= line.starts_with("```");
        match sections.last_mut() {
            _ if !in_code && line.starts_with('#') => {
                sections.push(Section { heading: line.trim_start_matches('#').trim(), body: String::new() });
            }
            Some(section) => section.body += &format!("{line}\n"),
            None => {}
        }
    }
    sections
}

impl Section<'_> {
    /// What rustdoc calls the heading in links.
    fn anchor(&self) -> String {
        let kept = |character: &char| character.is_alphanumeric() || matches!(character, ' ' | '_' | '-');
        self.heading.chars().filter(kept).collect::<String>().to_lowercase().replace(' ', "-")
    }

    /// What is compiled and run.
    fn examples(&self) -> String {
        self.body.split("```").skip(1).step_by(2).collect()
    }

    /// The rows of its tables, cell by cell.
    fn rows(&self) -> impl Iterator<Item = Vec<&str>> {
        let rows = self.body.lines().filter(|line| line.starts_with('|'));
        rows.map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
    }
}

/// What stands between backticks.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// What the text links to in its own document.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](#").skip(1).filter_map(|rest| rest.split(')').next())
}

/// Whether the code says this word, and not another that it is a part of.
fn says(code: &str, word: &str) -> bool {
    code.split(|character: char| !character.is_alphanumeric() && character != '_').any(|part| part == word)
}

/// The row of an attribute in the section of that heading, and the section that the row links to.
fn found<'s, 'd>(
    sections: &'s [Section<'d>],
    heading: &str,
    attribute: &str,
) -> (Vec<&'s str>, &'s Section<'d>) {
    let table = sections.iter().find(|section| section.heading == heading).expect(heading);
    let is_its = |cells: &Vec<&str>| {
        code(cells[0]).any(|code| says(code.split(['=', '(']).next().unwrap_or_default(), attribute))
    };
    let row = table.rows().find(is_its).unwrap_or_else(|| panic!("`{attribute}` has no row in {heading}"));
    let anchor = links(row[0]).next().unwrap_or_else(|| panic!("`{attribute}` links to no section"));
    let section = sections.iter().find(|section| section.anchor() == anchor).expect(anchor);
    assert!(says(&section.examples(), attribute), "no example of `{attribute}` in {}", section.heading);
    (row, section)
}

#[test]
fn every_attribute_of_the_struct_has_an_example_with_its_codes() {
    let sections = sections(REFERENCE);
    for attribute in names(attributes::ON_STRUCT) {
        let (row, section) = found(&sections, "On the struct: `#[claims(...)]`", attribute);
        let (codes, examples) = (code(row[2]).collect::<Vec<_>>(), section.examples());
        // `missing` is said of every claim; an attribute with a code of its own shows that
        let mut own = codes.iter().filter(|code| **code != "missing" || codes.len() == 1);
        let is_told = codes.is_empty() || own.any(|code| examples.contains(&format!("{code:?}")));
        assert!(is_told, "no example of `{attribute}` is refused with its code");
    }
}

#[test]
fn every_rule_has_an_example_with_its_code() {
    let sections = sections(REFERENCE);
    for attribute in on_field() {
        let (_, section) = found(&sections, "On a field: `#[claim(...)]`", attribute);
        let (quoted, listed) = (format!("code(), {attribute:?}"), format!("{attribute:?}"));
        let examples = section.examples();
        let is_told = examples.contains(&quoted)
            || examples.lines().any(|line| line.contains("codes, [") && line.contains(&listed));
        let has_code = Listed::from_name(attribute).is_some() || ["check", "forbidden"].contains(&attribute);
        assert!(is_told || !has_code, "no example of `{attribute}` is refused with its code");
    }
}

#[test]
fn every_attribute_of_an_enum_has_an_example() {
    let sections = sections(CLAIM_VALUE);
    for attribute in names(attributes::ON_VALUES) {
        found(&sections, "On the enum: `#[claim_value(...)]`", attribute);
    }
    for attribute in names(attributes::ON_VALUE) {
        found(&sections, "On a variant: `#[claim_value(...)]`", attribute);
    }
}

#[test]
fn every_link_leads_to_a_section() {
    for document in [REFERENCE, CLAIM_VALUE] {
        let sections = sections(document);
        for anchor in links(document) {
            assert!(sections.iter().any(|section| section.anchor() == anchor), "#{anchor} leads nowhere");
        }
    }
}

#[test]
fn every_task_is_answered_with_attributes_that_there_are() {
    let sections = sections(REFERENCE);
    let tasks = sections.iter().find(|section| section.heading == "Which rule do I want?").expect("tasks");
    let on_types = [names(attributes::ON_STRUCT), names(attributes::ON_KINDS)].concat();
    let attribute = |text: &str| on_types.iter().chain(&on_field()).any(|name| says(text, name));
    for row in tasks.rows().filter(|row| row[0] != "Task" && !row[0].starts_with('-')) {
        assert_eq!(row.len(), 3, "{row:?}");
        assert!(links(row[2]).next().is_some(), "{row:?} leads nowhere");
        let answers = code(row[1]).filter(|code| code.starts_with("#[claim"));
        for answer in answers {
            assert!(attribute(answer), "{answer}: no such attribute");
        }
    }
}

#[test]
fn the_readme_names_every_attribute() {
    // it is not part of what is published of this crate
    let Ok(readme) = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md")) else {
        return;
    };
    for attribute in names(attributes::ON_STRUCT).iter().chain(&on_field()) {
        assert!(code(&readme).any(|code| says(code, attribute)), "{attribute}");
    }
}

//! How results are shown.

use std::io::Write;

use clap::builder::styling::{AnsiColor, Style as Ansi};
use serde_json::{Value, json};

use crate::cli::failure::Failure;

/// The result of a command: as text, and as JSON.
pub(super) struct Outcome {
    pub(super) text: Vec<Line>,
    pub(super) json: Value,
    /// False for a token that is refused.
    pub(super) is_good: bool,
}

/// A line of text, and how it looks on a terminal.
pub(super) struct Line {
    pub(super) look: Look,
    pub(super) text: String,
}

#[derive(Clone, Copy)]
pub(super) enum Look {
    Plain,
    Heading,
    Good,
    Bad,
    Faint,
}

impl Line {
    pub(super) fn new(look: Look, text: impl Into<String>) -> Self {
        Self { look, text: text.into() }
    }
}

/// Where text is written, and how it looks there.
pub(super) struct Stream<'s> {
    pub(super) to: &'s mut dyn Write,
    pub(super) style: Style,
}

/// Colours, or none.
#[derive(Clone, Copy)]
pub(super) struct Style {
    has_colours: bool,
}

impl Style {
    pub(super) fn plain() -> Self {
        Self { has_colours: false }
    }

    /// Colours on a terminal, unless `NO_COLOR` is set (no-color.org).
    pub(super) fn of_terminal(is_terminal: bool) -> Self {
        let is_off = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { has_colours: is_terminal && !is_off }
    }

    pub(super) fn is_plain(self) -> bool {
        !self.has_colours
    }

    fn paint(self, line: &Line) -> String {
        let ansi = match line.look {
            _ if !self.has_colours => return line.text.clone(),
            Look::Plain => return line.text.clone(),
            Look::Heading => Ansi::new().bold(),
            Look::Good => AnsiColor::Green.on_default(),
            Look::Bad => AnsiColor::Red.on_default(),
            Look::Faint => Ansi::new().dimmed(),
        };
        format!("{ansi}{}{ansi:#}", line.text)
    }
}

/// Writes the result, and returns the exit code. A closed pipe is not an error.
pub(super) fn finish(
    outcome: Result<Outcome, Failure>,
    is_json: bool,
    out: &mut Stream<'_>,
    err: &mut Stream<'_>,
) -> u8 {
    match outcome {
        Ok(outcome) => {
            let _ = if is_json { writeln!(out.to, "{}", outcome.json) } else { lines(&outcome.text, out) };
            let _ = out.to.flush();
            u8::from(!outcome.is_good)
        }
        Err(failure) => {
            let _ = if is_json {
                writeln!(out.to, "{}", json!({ "error": failure.json() }))
            } else {
                let label = err.style.paint(&Line::new(Look::Bad, "error:"));
                writeln!(err.to, "{label} {}", failure.text())
            };
            failure.exit_code()
        }
    }
}

fn lines(lines: &[Line], out: &mut Stream<'_>) -> std::io::Result<()> {
    lines.iter().try_for_each(|line| writeln!(out.to, "{}", out.style.paint(line)))
}

//! The value of `WWW-Authenticate`. No parameter can end its quotes early (RFC 9110
//! §5.6.4, §11.2).

pub(super) struct Header {
    value: String,
    is_empty: bool,
}

impl Header {
    pub(super) fn of(scheme: &str) -> Self {
        Self { value: scheme.to_owned(), is_empty: true }
    }

    pub(super) fn into_value(self) -> String {
        self.value
    }

    /// A parameter as a quoted string; left out if it is empty.
    pub(super) fn quoted(&mut self, name: &str, text: &str) {
        self.parameter(name, text.chars().filter(is_printable));
    }

    /// The same without quotes and backslashes (RFC 6750 §3).
    pub(super) fn plain(&mut self, name: &str, text: &str) {
        let allowed = |character: &char| is_printable(character) && !must_be_escaped(*character);
        self.parameter(name, text.chars().filter(allowed));
    }

    fn parameter(&mut self, name: &str, text: impl Iterator<Item = char>) {
        let mut text = text.peekable();
        if text.peek().is_none() {
            return;
        }
        self.value += if self.is_empty { " " } else { ", " };
        self.is_empty = false;
        self.value += name;
        self.value += "=\"";
        for character in text {
            if must_be_escaped(character) {
                self.value.push('\\');
            }
            self.value.push(character);
        }
        self.value.push('"');
    }
}

fn is_printable(character: &char) -> bool {
    matches!(character, ' '..='~')
}

fn must_be_escaped(character: char) -> bool {
    matches!(character, '"' | '\\')
}

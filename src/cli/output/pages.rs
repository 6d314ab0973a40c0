//! Answers in pages, each of which the AWS CLI prints by itself in two formats (awscli `formatter.py`).

use serde::Serialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::query::Query;
use super::{Format, harmless, json, stdout, text, yaml};
use crate::error::Result;
use crate::platform::heap;

const TOKEN: &str = "NextToken";

impl Format {
    /// Whether pages are printed one by one; the other formats print them as one answer.
    pub(crate) const fn goes_by_page(self) -> bool {
        matches!(self, Self::Text | Self::YamlStream)
    }
}

/// Prints pages as they come.
pub(crate) struct Pages {
    format: Format,
    query: Option<Query>,
}

impl Pages {
    pub(crate) fn new(format: Format, query: Option<&str>) -> Result<Self> {
        heap::wipe_from_here_on();
        Ok(Self {
            format,
            query: query.map(Query::parse).transpose()?,
        })
    }

    /// Prints what the service answered.
    pub(crate) fn print<T: Serialize>(&self, page: &T) -> Result<()> {
        write(self.page(json::to_value(page)?)?)
    }

    /// Prints the token that goes on behind the last page.
    pub(crate) fn print_token(&self, token: &str) -> Result<()> {
        write(self.token(token)?)
    }

    fn page(&self, mut page: Value) -> Result<String> {
        if self.format == Format::YamlStream {
            return Ok(yaml::render(&Value::Array(vec![self.found(page)?])));
        }
        // Lines of text are for programs, and the service's own token is none that they could use.
        if let Value::Object(members) = &mut page {
            members.shift_remove(TOKEN);
        }
        Ok(text::render(&self.found(page)?))
    }

    fn token(&self, token: &str) -> Result<String> {
        if self.format == Format::YamlStream {
            return Ok(String::new());
        }
        Ok(text::render(&self.found(json!({TOKEN: {TOKEN: token}}))?))
    }

    fn found(&self, answer: Value) -> Result<Value> {
        match &self.query {
            Some(query) => query.search(answer),
            None => Ok(answer),
        }
    }
}

fn write(text: String) -> Result<()> {
    stdout::write(&Zeroizing::new(harmless(text).into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(format: Format, query: Option<&str>) -> String {
        let pages = Pages::new(format, query).unwrap();
        let first = json!({"SecretList": [{"Name": "a"}, {"Name": "b", "KmsKeyId": "k"}], "NextToken": "s"});
        let second = json!({"SecretList": [{"Name": "c"}]});
        let text = pages.page(first).unwrap() + &pages.page(second).unwrap();
        text + &pages.token("t").unwrap()
    }

    #[test]
    fn text_has_the_columns_of_each_page_and_the_token_at_the_end() {
        for (query, expected) in [
            (
                None,
                "SECRETLIST\t\ta\nSECRETLIST\tk\tb\nSECRETLIST\tc\nNEXTTOKEN\tt\n",
            ),
            (Some("NextToken"), "None\nNone\nt\n"),
            (Some("SecretList[].Name"), "a\tb\nc\nNone\n"),
            (Some("SecretList[0]"), "a\nc\nNone\n"),
            (Some("SecretList[?Name=='c'].[Name]"), "c\nNone\n"),
        ] {
            assert_eq!(printed(Format::Text, query), expected, "{query:?}");
        }
    }

    #[test]
    fn a_stream_has_an_item_for_each_page_with_the_services_token() {
        for (query, expected) in [
            (
                None,
                "- NextToken: s\n  SecretList:\n  - Name: a\n  - KmsKeyId: k\n    Name: b\n- SecretList:\n  - Name: c\n",
            ),
            (Some("NextToken"), "- s\n- null\n"),
            (Some("SecretList[?Name=='c'].[Name]"), "- []\n- - - c\n"),
            (Some("length(SecretList)"), "- 2\n- 1\n"),
        ] {
            assert_eq!(printed(Format::YamlStream, query), expected, "{query:?}");
        }
    }
}

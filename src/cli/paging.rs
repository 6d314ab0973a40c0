//! Paging as the AWS CLI does it (botocore `paginate.py`): all pages in one answer, or so many items and a token.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;

use crate::error::{Error, Kind, Result};

#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Paging")]
// No doc comment: clap would take it for the command's help.
pub(crate) struct Paging {
    /// How many items to print; more are behind the answer's NextToken
    #[arg(long, value_name = "COUNT")]
    pub(crate) max_items: Option<usize>,
    /// The NextToken of an earlier answer that --max-items ended
    #[arg(long, value_name = "TOKEN")]
    pub(crate) starting_token: Option<String>,
    /// How many items each request asks for
    #[arg(long, value_name = "COUNT")]
    pub(crate) page_size: Option<i64>,
}

impl Paging {
    /// Refuses paging options beside `--no-paginate`, in the AWS CLI's words.
    pub(crate) fn refuse(&self) -> Result<()> {
        let given: Vec<&str> = [
            (self.starting_token.is_some(), "--starting-token"),
            (self.page_size.is_some(), "--page-size"),
            (self.max_items.is_some(), "--max-items"),
        ]
        .into_iter()
        .filter_map(|(given, name)| given.then_some(name))
        .collect();
        if given.is_empty() {
            return Ok(());
        }
        Err(Error::new(
            Kind::Usage,
            format!(
                "Error during pagination: Cannot specify --no-paginate along with pagination arguments: {}",
                given.join(", ")
            ),
        ))
    }
}

/// One page: its items, and the service's token for the next.
pub(crate) type Page<T> = (Vec<T>, Option<String>);

/// All items from the starting token on, at most `max_items`, with the token that goes on from there. `fetch` asks for
/// the page of a token.
pub(crate) fn collect<T>(
    paging: &Paging,
    mut fetch: impl FnMut(Option<String>) -> anyhow::Result<Page<T>>,
) -> anyhow::Result<Page<T>> {
    let start = match &paging.starting_token {
        Some(token) => Place::decode(token)?,
        None => Place::default(),
    };
    let (mut token, mut skip) = (start.next_token, start.truncated);
    let most = paging.max_items.unwrap_or(usize::MAX);
    let mut all: Vec<T> = Vec::new();
    loop {
        let (items, next) = fetch(token.clone())?;
        let room = most - all.len();
        let left = items.len().saturating_sub(skip);
        let items = items.into_iter().skip(skip).take(room);
        if all.is_empty() {
            // The only page of a command without paging options: it may be long, and stays where it is.
            all = items.collect();
        } else {
            all.extend(items);
        }
        if left > room {
            let resume = Place {
                next_token: token,
                truncated: skip + room,
            };
            return Ok((all, Some(resume.encode())));
        }
        skip = 0;
        if next.is_some() && next == token {
            return Err(endless().into());
        }
        match next {
            None => return Ok((all, None)),
            Some(next) if all.len() == most => {
                let resume = Place {
                    next_token: Some(next),
                    truncated: 0,
                };
                return Ok((all, Some(resume.encode())));
            }
            next => token = next,
        }
    }
}

/// Goes on to the next page, if there is one.
pub(crate) fn advance(token: &mut Option<String>, next: Option<String>) -> Result<()> {
    if next.is_some() && next == *token {
        return Err(endless());
    }
    *token = next;
    Ok(())
}

/// A service that gives the same page for ever, in botocore's words.
fn endless() -> Error {
    Error::new(
        Kind::Other,
        "Error during pagination: The same next token was received twice",
    )
}

/// botocore's token: the service's, and how many items of its page were printed already.
#[derive(Debug, Default, Deserialize)]
struct Place {
    #[serde(rename = "NextToken")]
    next_token: Option<String>,
    #[serde(rename = "boto_truncate_amount", default)]
    truncated: usize,
}

impl Place {
    /// Base64 of the JSON that Python writes.
    fn encode(self) -> String {
        let token = self.next_token.map_or(Value::Null, Value::String);
        let truncated = match self.truncated {
            0 => String::new(),
            count => format!(", \"boto_truncate_amount\": {count}"),
        };
        STANDARD.encode(format!("{{\"NextToken\": {token}{truncated}}}"))
    }

    fn decode(token: &str) -> Result<Self> {
        STANDARD
            .decode(token)
            .ok()
            .and_then(|json| serde_json::from_slice(&json).ok())
            .ok_or_else(|| {
                Error::new(
                    Kind::Usage,
                    format!("Bad starting token: {}", token.escape_debug()),
                )
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pages of `size` numbers below 10; a page's token is its first number.
    fn fetch(size: usize) -> impl FnMut(Option<String>) -> anyhow::Result<Page<usize>> {
        move |token| {
            let first = token.map_or(0, |token| token.parse().unwrap());
            let end = (first + size).min(10);
            Ok(((first..end).collect(), (end < 10).then(|| end.to_string())))
        }
    }

    #[test]
    fn without_options_all_pages_are_one() {
        for size in [1, 3, 10, 11] {
            let (items, token) = collect(&Paging::default(), fetch(size)).unwrap();
            assert_eq!(items, (0..10).collect::<Vec<_>>());
            assert_eq!(token, None);
        }
    }

    #[test]
    fn tokens_lead_through_all_items_whatever_the_sizes() {
        for size in 1..12 {
            for most in 1..12 {
                let mut paging = Paging {
                    max_items: Some(most),
                    ..Paging::default()
                };
                let mut all = Vec::new();
                loop {
                    let (items, token) = collect(&paging, fetch(size)).unwrap();
                    assert!(items.len() <= most);
                    all.extend(items);
                    paging.starting_token = token;
                    if paging.starting_token.is_none() {
                        break;
                    }
                }
                assert_eq!(all, (0..10).collect::<Vec<_>>(), "{size} {most}");
            }
        }
    }

    #[test]
    fn the_token_is_botocores() {
        let decoded = |token: Option<String>| {
            String::from_utf8(STANDARD.decode(token.unwrap()).unwrap()).unwrap()
        };
        let paging = Paging {
            max_items: Some(2),
            ..Paging::default()
        };
        let (_, token) = collect(&paging, fetch(10)).unwrap();
        assert_eq!(
            decoded(token),
            r#"{"NextToken": null, "boto_truncate_amount": 2}"#
        );
        let (_, token) = collect(&paging, fetch(2)).unwrap();
        assert_eq!(decoded(token), r#"{"NextToken": "2"}"#);
    }

    #[test]
    fn a_bad_token_is_refused() {
        let paging = Paging {
            starting_token: Some("nonsense".to_owned()),
            ..Paging::default()
        };
        let error: Error = collect(&paging, fetch(1)).unwrap_err().downcast().unwrap();
        assert_eq!(error.message(), "Bad starting token: nonsense");
        assert_eq!(error.kind(), Kind::Usage);
    }
}
